/* Services and CIDs in words for people. */
#include "query.h"

#include <string.h>

#include "query_page.h"
#include "query_qmi.h"
#include "wire/mbim/cid.h"

/* The list, and the words that each of its names has. */
struct listing {
	FILE *to;
	char *const *words;
	int n;
};

/* A line of it, if it is wanted: how many. */
static unsigned put_line(const struct listing *l, const char *service,
			 const char *member, const char *protocol, unsigned ops)
{
	char name[128], text[64];
	struct att_text t;

	snprintf(name, sizeof(name), "%s.%s", service, member);
	for (int i = 0; i < l->n; i++)
		if (!strstr(name, l->words[i]))
			return 0;
	att_text_init(&t, text, sizeof(text));
	query_ops(&t, ops);
	fprintf(l->to, "%-58s %s%s\n", name, protocol, text);
	return 1;
}

unsigned query_list(FILE *to, char *const *words, int n)
{
	const struct listing l = {to, words, n};
	unsigned lines = 0;

	for (unsigned i = 0; i < mbim_services_count; i++) {
		const struct mbim_service *s = &mbim_services[i];

		for (unsigned k = 0; k < s->n_cids; k++)
			lines += put_line(&l, s->name, s->cids[k].name, "",
					  s->cids[k].ops);
	}
	for (unsigned i = 0; i < qmi_services_count; i++) {
		const struct qmi_service_info *s = &qmi_services[i];

		for (unsigned k = 0; k < s->n_messages; k++)
			lines += put_line(
				&l, s->name,
				qmi_message_info_name(&s->messages[k]),
				"QMI: ", query_qmi_ops(&s->messages[k]));
	}
	return lines;
}

/* --- a CID ------------------------------------------------------------ */

static void print_title(FILE *to, const struct mbim_service *s,
			const struct mbim_cid *c, enum mbim_kind kind,
			uint16_t since)
{
	switch (kind) {
	case MBIM_KIND_QUERY:
		fprintf(to, "\nattache query %s.%s [FIELD=VALUE]...", s->name,
			c->name);
		break;
	case MBIM_KIND_SET:
		fprintf(to, "\nattache set %s.%s FIELD=VALUE...", s->name,
			c->name);
		break;
	case MBIM_KIND_RESPONSE:
		fprintf(to, "\nanswer");
		break;
	case MBIM_KIND_NOTIFICATION:
		fprintf(to, "\nnotification");
		break;
	case MBIM_KINDS:
		break;
	}
	if (since > MBIM_EX_1)
		fprintf(to, ", from MBIMEx %u.%u on", since >> 8,
			since & 0xffu);
	fputc('\n', to);
}

/* Is the notification word for word the answer? */
static bool is_answer(const struct mbim_cid *c, const struct mbim_variant *v)
{
	return v->kind == MBIM_KIND_NOTIFICATION &&
	       mbim_cid_layout(c, MBIM_KIND_RESPONSE, v->since) == v->layout;
}

static void print_head(FILE *to, const struct mbim_service *service,
		       const struct mbim_cid *cid)
{
	const char *doc = mbim_doc_find(cid, ATT_NO_FIELD);
	char ops[64];
	struct att_text t;

	att_text_init(&t, ops, sizeof(ops));
	query_ops(&t, cid->ops);
	fprintf(to, "%s.%s, CID %u: %s%s%s\n", service->name, cid->name,
		cid->number, ops, cid->section ? "; " : "",
		cid->section ? cid->section : "");
	if (doc)
		fprintf(to, "%s\n", doc);
	/* what has no fields has no layout */
	if (cid->ops & MBIM_OP_QUERY &&
	    !mbim_cid_layout(cid, MBIM_KIND_QUERY, MBIM_EX_3))
		fprintf(to, "\nattache query %s.%s\n", service->name,
			cid->name);
	if (cid->ops & MBIM_OP_SET &&
	    !mbim_cid_layout(cid, MBIM_KIND_SET, MBIM_EX_3))
		fprintf(to, "\nattache set %s.%s\n", service->name, cid->name);
}

static void describe_cid(const struct mbim_service *service,
			 const struct mbim_cid *cid, FILE *to)
{
	struct query_page p = {.to = to};

	print_head(to, service, cid);
	for (unsigned i = 0; i < cid->n_variants; i++) {
		const struct mbim_variant *v = &cid->variants[i];

		if (is_answer(cid, v))
			continue;
		print_title(to, service, cid, v->kind, v->since);
		query_page_fields(&p, v->layout, "");
	}
	query_page_end(&p);
}

void query_describe(const struct query_subject *s, FILE *to)
{
	if (s->cid)
		describe_cid(s->service, s->cid, to);
	else
		query_qmi_describe(s->qmi, s->message, to);
}
