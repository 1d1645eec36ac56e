/* Services, CIDs and fields in words for people. */
#include <string.h>

#include "fields.h"
#include "linux/nearest.h"
#include "query.h"
#include "wire/mbim/cid.h"

#define COLUMN 30 /* where the description of a field begins */
#define WIDTH  79
#define SHORT  8  /* values that are said at once */
#define LATER  16 /* enums that are said at the end */

/* A page on one CID. */
struct page {
	FILE *to;
	const struct att_enum *later[LATER];
	unsigned n_later;
};

static bool no_such(char *problem, size_t cap, const char *what,
		    const char *name, struct att_nearest *near)
{
	const char *hint = att_nearest_hint(near);

	snprintf(problem, cap, "no %s \"%.*s\"%s", what, (int)near->len, name,
		 hint[0] ? hint : " (see --list)");
	return false;
}

/* The first service that has a CID of this name, or NULL. */
static const struct mbim_service *owner(const char *cid)
{
	for (unsigned i = 0; i < mbim_services_count; i++)
		if (mbim_cid_named(&mbim_services[i], cid, strlen(cid)))
			return &mbim_services[i];
	return NULL;
}

bool query_find(const char *name, const struct mbim_service **service,
		const struct mbim_cid **cid, char *problem, size_t cap)
{
	size_t len = strcspn(name, ".");
	struct att_nearest near;

	*service = mbim_service_named(name, len);
	if (!*service && owner(name)) {
		snprintf(problem, cap, "%s: a service is missing, as in %s.%s",
			 name, owner(name)->name, name);
		return false;
	}
	att_nearest_init(&near, name, len);
	for (unsigned i = 0; !*service && i < mbim_services_count; i++)
		att_nearest_try(&near, mbim_services[i].name);
	if (!*service)
		return no_such(problem, cap, "service", name, &near);
	if (name[len] != '.') {
		snprintf(problem, cap, "%s: a CID is missing, as in %s.%s",
			 name, name, (*service)->cids[0].name);
		return false;
	}
	name += len + 1;
	*cid = mbim_cid_named(*service, name, strlen(name));
	att_nearest_init(&near, name, strlen(name));
	for (unsigned i = 0; !*cid && i < (*service)->n_cids; i++)
		att_nearest_try(&near, (*service)->cids[i].name);
	return *cid || no_such(problem, cap, "CID", name, &near);
}

void query_ops(struct att_text *t, unsigned ops)
{
	static const char *const names[] = {"query", "set", "notify"};
	const char *between = "";

	for (unsigned i = 0; i < 3; i++) {
		if (!(ops >> i & 1))
			continue;
		att_text_put(t, between);
		att_text_put(t, names[i]);
		between = ", ";
	}
	if (!ops)
		att_text_put(t, "nothing that is known");
}

void query_list(FILE *to)
{
	char name[128], ops[64];
	struct att_text t;

	for (unsigned i = 0; i < mbim_services_count; i++) {
		const struct mbim_service *s = &mbim_services[i];

		for (unsigned j = 0; j < s->n_cids; j++) {
			att_text_init(&t, ops, sizeof(ops));
			query_ops(&t, s->cids[j].ops);
			snprintf(name, sizeof(name), "%s.%s", s->name,
				 s->cids[j].name);
			fprintf(to, "%-58s %s\n", name, ops);
		}
	}
}

/* --- fields ----------------------------------------------------------- */

static void put_values(struct att_text *t, const struct att_enum *e)
{
	for (unsigned i = 0; i < e->n_values; i++) {
		uint64_t v = att_enum_number(e, &e->values[i]);

		att_text_put(t, i ? ", " : "");
		att_text_put(t, e->values[i].name);
		att_text_put(t, e->flags ? " (0x" : " (");
		if (e->flags)
			att_text_hex(t, v,
				     v > UINT32_MAX ? 16
				     : v > 0xffff   ? 8
				     : v > 0xff	    ? 4
						    : 2);
		else
			att_text_dec(t, v);
		att_text_char(t, ')');
	}
}

/* The values here, or, if they are many, once for the whole page. */
static void put_enum(struct page *p, struct att_text *t,
		     const struct att_enum *e)
{
	unsigned i = 0;

	att_text_put(t, e->flags ? "any of " : "one of ");
	while (i < p->n_later && p->later[i] != e)
		i++;
	if (i == p->n_later && (e->n_values <= SHORT || i == LATER)) {
		put_values(t, e);
		return;
	}
	p->later[i] = e;
	p->n_later += i == p->n_later;
	att_text_put(t, e->name);
	att_text_put(t, ", see below");
}

static void put_size(struct att_text *t, const char *before, uint32_t n,
		     const char *what)
{
	if (!n)
		return;
	att_text_put(t, before);
	att_text_dec(t, n);
	att_text_put(t, what);
}

/* NULL: a struct or structs, whose members say what they are. */
static const char *const types[ATT_T_TYPES] = {
	[ATT_T_U8] = "number to 255",
	[ATT_T_U16] = "number to 65535",
	[ATT_T_U32] = "number of 32 bits",
	[ATT_T_U64] = "number of 64 bits",
	[ATT_T_I32] = "number of 31 bits, or negative",
	[ATT_T_UUID] = "UUID, or name of a service or context type",
	[ATT_T_IPV4] = "IPv4 address",
	[ATT_T_IPV6] = "IPv6 address",
	[ATT_T_BYTES] = "bytes in hex",
	[ATT_T_STRING] = "text",
	[ATT_T_REF_BYTES] = "bytes in hex",
	[ATT_T_SIZE_BYTES] = "bytes in hex",
	[ATT_T_HERE_BYTES] = "bytes in hex",
	[ATT_T_REST] = "bytes in hex",
	[ATT_T_REF_IPV4] = "IPv4 address",
	[ATT_T_REF_IPV6] = "IPv6 address",
	[ATT_T_TLV] = "TLV: TYPE:HEX",
	[ATT_T_TLV_STRING] = "text",
	[ATT_T_TLV_LIST] = "TLVs: TYPE:HEX,TYPE:HEX...",
};

static void put_type(struct page *p, struct att_text *t,
		     const struct att_field *f)
{
	enum att_type element = fields_element(f);
	const char *type = types[element == ATT_T_TYPES ? (enum att_type)f->type
							: element];
	bool tlv = f->type == ATT_T_TLV || f->type == ATT_T_TLV_LIST;

	if (f->values && !tlv)
		put_enum(p, t, f->values);
	else if (type)
		att_text_put(t, type);
	if (f->values && tlv) {
		att_text_put(t, ", TYPE is ");
		put_enum(p, t, f->values);
	}
	if (f->type == ATT_T_BYTES)
		put_size(t, ", exactly ", f->width, "");
	else if (element != ATT_T_TYPES)
		put_size(t, ", at most ", f->max, " of them");
	else if (f->type == ATT_T_STRING || f->type == ATT_T_TLV_STRING)
		put_size(t, ", at most ", f->max / 2, " characters");
	else
		put_size(t, ", at most ", f->max, "");
}

static void put_condition(struct att_text *t, const struct att_layout *layout,
			  const struct att_field *f)
{
	const struct att_field *on;
	const char *name;

	if (f->when == ATT_NO_FIELD)
		return;
	on = &layout->fields[f->when];
	name = on->values ? att_enum_name(on->values, f->when_value) : NULL;
	att_text_put(t, t->len ? "; only if " : "only if ");
	att_text_put(t, on->name);
	att_text_put(t, " is ");
	if (name)
		att_text_put(t, name);
	else
		att_text_dec(t, f->when_value);
}

/* text in lines behind a name. */
static void print_wrapped(FILE *to, const char *name, const char *text)
{
	int column = fprintf(to, "  %s", name);

	if (column >= COLUMN && *text)
		column = fprintf(to, "\n") - 1;
	while (*text) {
		size_t len = strcspn(text, " ");

		if (column > COLUMN && column + 1 + (int)len > WIDTH)
			column = fprintf(to, "\n") - 1;
		if (column < COLUMN)
			fprintf(to, "%*s", COLUMN - column, "");
		else
			fputc(' ', to);
		column = (column < COLUMN ? COLUMN : column + 1) + (int)len;
		fprintf(to, "%.*s", (int)len, text);
		text += len + (text[len] == ' ');
	}
	fputc('\n', to);
}

static void put_unknown(struct att_text *t, const struct att_field *f)
{
	if (!(f->flags & ATT_F_UNKNOWN) || f->type == ATT_T_STRING)
		return;
	att_text_put(t, t->len ? "; unknown (" : "unknown (");
	if (f->max > INT32_MAX) {
		att_text_put(t, "0x");
		att_text_hex(t, f->max, 8);
	} else {
		att_text_dec(t, f->max);
	}
	att_text_char(t, ')');
}

static void put_field(struct page *p, struct att_text *t,
		      const struct att_layout *layout,
		      const struct att_field *f)
{
	const char *doc = mbim_doc_find(layout, (uint8_t)(f - layout->fields));

	put_type(p, t, f);
	put_condition(t, layout, f);
	if (f->flags & ATT_F_PERSONAL)
		att_text_put(t, t->len ? "; personal" : "personal");
	put_unknown(t, f);
	if (!doc)
		return;
	att_text_put(t, t->len ? "; " : "");
	att_text_put(t, doc);
}

/* The fields of a struct, each with `outer` in front of its name. */
static void print_fields(struct page *p, const struct att_layout *layout,
			 const char *outer)
{
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];
		char name[256], text[8192];
		struct att_text t;

		if (!fields_is_given(f))
			continue;
		att_text_init(&t, text, sizeof(text));
		put_field(p, &t, layout, f);
		att_text_init(&t, name, sizeof(name));
		att_text_put(&t, outer);
		fields_path(&t, f);
		if (text[0])
			print_wrapped(p->to, name, text);
		if (f->of)
			print_fields(p, f->of, name);
	}
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

void query_describe(const struct mbim_service *service,
		    const struct mbim_cid *cid, FILE *to)
{
	struct page p = {.to = to};
	struct att_text t;
	char text[8192];

	print_head(to, service, cid);
	for (unsigned i = 0; i < cid->n_variants; i++) {
		const struct mbim_variant *v = &cid->variants[i];

		if (is_answer(cid, v))
			continue;
		print_title(to, service, cid, v->kind, v->since);
		print_fields(&p, v->layout, "");
	}
	if (p.n_later)
		fputc('\n', to);
	for (unsigned i = 0; i < p.n_later; i++) {
		att_text_init(&t, text, sizeof(text));
		put_values(&t, p.later[i]);
		print_wrapped(to, p.later[i]->name, text);
	}
}
