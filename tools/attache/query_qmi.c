/* Messages of QMI: made from words, described, and answers shown. */
#include "query_qmi.h"

#include <stdlib.h>
#include <string.h>

#include "attache.h"
#include "base/errors.h"
#include "fields.h"
#include "generated/qmi_messages.h"
#include "protocol/qmi/qmi.h"
#include "query_page.h"

/* --- what there is ---------------------------------------------------- */

unsigned query_qmi_ops(const struct qmi_message_info *m)
{
	unsigned ops = qmi_message_tells(m) ? MBIM_OP_QUERY : MBIM_OP_SET;

	if (!(m->kinds & 1u << QMI_REQUEST))
		ops = 0;
	return m->kinds & 1u << QMI_INDICATION ? ops | MBIM_OP_NOTIFY : ops;
}

static void print_title(FILE *to, const struct qmi_service_info *s,
			const struct qmi_message_info *m, enum qmi_kind kind)
{
	bool sets = query_qmi_ops(m) & MBIM_OP_SET;

	switch (kind) {
	case QMI_REQUEST:
		fprintf(to, "\nattache %s %s.%s%s\n", sets ? "set" : "query",
			s->name, qmi_message_info_name(m),
			m->holds[kind] ? " [FIELD=VALUE]..." : "");
		return;
	case QMI_RESPONSE:
		fprintf(to, "\nanswer\n");
		return;
	case QMI_INDICATION:
		fprintf(to, "\nindication\n");
		return;
	}
}

void query_qmi_describe(const struct qmi_service_info *s,
			const struct qmi_message_info *m, FILE *to)
{
	const char *doc = qmi_doc_find(m, ATT_NO_FIELD);
	struct query_page p = {.to = to};
	char ops[64];
	struct att_text t;

	att_text_init(&t, ops, sizeof(ops));
	query_ops(&t, query_qmi_ops(m));
	fprintf(to, "%s.%s, message 0x%04x of QMI's service %u: %s", s->name,
		qmi_message_info_name(m), m->number, s->number, ops);
	if (m->vendor)
		fprintf(to, "; of modems of the USB vendor %04x", m->vendor);
	fputc('\n', to);
	if (doc)
		fprintf(to, "%s\n", doc);
	for (unsigned kind = 0; kind < QMI_KINDS; kind++) {
		const struct att_layout *l = qmi_message_layout(m, kind);
		bool asked = kind == QMI_REQUEST && m->kinds & 1u << kind;

		/* a response may be a result and nothing else */
		if (asked || (l && l->n_fields > (kind == QMI_RESPONSE)))
			print_title(to, s, m, kind);
		if (l)
			query_page_fields(&p, l, "");
	}
	query_page_end(&p);
}

/* --- the request ------------------------------------------------------ */

int query_qmi_encode(const struct query *q, uint8_t *buf, size_t cap)
{
	const struct att_layout *layout =
		qmi_message_layout(q->message, QMI_REQUEST);
	static struct fields f;
	bool good = true;
	int len = 0;

	fields_init(&f, NULL);
	if (layout) {
		good = fields_parse(&f, layout, q->words, q->n_words);
	} else if (q->n_words) {
		snprintf(f.problem, sizeof(f.problem),
			 "%s: there are no fields", q->words[0]);
		good = false;
	}
	if (good && layout)
		len = qmi_layout_encode(layout, f.in, buf, cap);
	fields_fini(&f);
	if (!good)
		query_wrong(q, f.problem);
	else if (len < 0)
		query_wrong(q, att_errors_text(len));
	return good && len >= 0 ? len : -1;
}

/* --- what is shown ---------------------------------------------------- */

/* A frame as text or JSON, however long it gets; for the caller to free. */
static char *text_of(const struct query *q, struct att_bytes frame)
{
	enum att_show show = q->personal ? ATT_SHOW_ALL : ATT_SHOW_MASKED;
	size_t cap = 16384;
	char *buf = NULL;
	struct att_text t;

	do {
		free(buf);
		cap *= 2;
		buf = malloc(cap);
		if (!buf)
			abort();
		att_text_init(&t, buf, cap);
		(void)(q->json ? qmi_frame_json(frame, show, &t)
			       : qmi_frame_print(frame, show, &t));
	} while (t.cut);
	return buf;
}

void query_qmi_show_request(const struct query *q, uint8_t *buf, size_t len)
{
	const struct qmi_head h = {
		.service = (uint8_t)q->qmi->number,
		.kind = QMI_REQUEST,
		.transaction = 1,
		.message = q->message->number,
	};
	uint8_t *at = buf + QUERY_QMI_ROOM - qmi_head_len(h.service);
	char *text = text_of(q, att_bytes_of(at, qmi_head_put(&h, len, at)));

	fputs(text, stdout);
	if (q->json)
		putchar('\n');
	free(text);
}

/* The lines of the TLVs, without the result and one step to the left. */
static void put_tlvs(const char *text)
{
	const char *next;
	bool result = false;

	text = strchr(text, '\n');
	for (; text && text[1]; text = next) {
		const char *line = text + 1;

		next = strchr(line, '\n');
		if (strncmp(line, "    ", 4) != 0) /* no member of a TLV */
			result = strncmp(line, "  result:\n", 10) == 0;
		if (result)
			continue;
		line += 2;
		printf("%.*s",
		       (int)(next ? next + 1 - line : (long)strlen(line)),
		       line);
	}
}

static int complain(const struct query *q, uint16_t error)
{
	const char *name =
		att_enum_name(qmi_enum(QMI_ENUM_protocol_error), error);

	fflush(stdout);
	if (q->control && error == QMI_PROTOCOL_ERROR_ACCESS_DENIED)
		fprintf(stderr,
			"%s: %s: refused (%s, %u), by attache if it would end "
			"its sessions, or is for others than you; \"attache "
			"set attache.want want=open\" leaves the modem to "
			"others\n",
			q->command, q->name, name, error);
	else
		fprintf(stderr, "%s: %s: the modem answers %s (%u)\n",
			q->command, q->name,
			name ? name : "an error without a name", error);
	return ATTACHE_FAILED;
}

int query_qmi_answered(const struct query *q, struct att_bytes frame)
{
	char *text = text_of(q, frame);
	struct qmi_message m;
	uint16_t error;

	if (q->json)
		puts(text);
	else
		put_tlvs(text);
	free(text);
	if (!qmi_decode(frame, &m) && qmi_result(&m, &error))
		return error ? complain(q, error) : ATTACHE_DONE;
	fflush(stdout);
	fprintf(stderr,
		"%s: %s: the modem's answer does not say whether it was "
		"carried out\n",
		q->command, q->name);
	return ATTACHE_FAILED;
}
