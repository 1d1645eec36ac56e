/* The fields of messages on a page for people. */
#include "query_page.h"

#include <string.h>

#include "fields.h"
#include "generated/qmi_messages.h"
#include "wire/mbim/cid.h"

#define COLUMN 30 /* where the description of a field begins */
#define WIDTH  79
#define SHORT  8 /* values that are said at once */

static void put_values(struct att_text *t, const struct att_enum *e)
{
	for (unsigned i = 0; i < e->n_values; i++) {
		uint64_t v = att_enum_number(e, &e->values[i]);

		att_text_put(t, i ? ", " : "");
		att_text_put(t, att_enum_value_name(e, &e->values[i]));
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
static void put_enum(struct query_page *p, struct att_text *t,
		     const struct att_enum *e)
{
	unsigned i = 0;

	att_text_put(t, e->flags ? "any of " : "one of ");
	while (i < p->n_later && p->later[i] != e)
		i++;
	if (i == p->n_later &&
	    (e->n_values <= SHORT || i == QUERY_PAGE_LATER)) {
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
	[ATT_T_I8] = "number from -128 to 127",
	[ATT_T_I16] = "number from -32768 to 32767",
	[ATT_T_F32] = "number with a fraction",
	[ATT_T_F64] = "number with a fraction",
	[ATT_T_UUID] = "UUID, or name of a service or context type",
	[ATT_T_IPV4] = "IPv4 address",
	[ATT_T_IPV6] = "IPv6 address",
	[ATT_T_IPV4_LE] = "IPv4 address",
	[ATT_T_BYTES] = "bytes in hex",
	[ATT_T_STRING] = "text",
	[ATT_T_REF_BYTES] = "bytes in hex",
	[ATT_T_SIZE_BYTES] = "bytes in hex",
	[ATT_T_HERE_BYTES] = "bytes in hex",
	[ATT_T_REST] = "bytes in hex",
	[ATT_T_REF_IPV4] = "IPv4 address",
	[ATT_T_REF_IPV6] = "IPv6 address",
	[ATT_T_TEXT] = "text",
	[ATT_T_DATA] = "bytes in hex",
	[ATT_T_TLV] = "TLV: TYPE:HEX",
	[ATT_T_TLV_STRING] = "text",
	[ATT_T_TLV_LIST] = "TLVs: TYPE:HEX,TYPE:HEX...",
};

static void put_type(struct query_page *p, struct att_text *t,
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
	else if (f->flags & ATT_F_EXACT)
		put_size(t, element == ATT_T_STRUCT ? "exactly " : ", exactly ",
			 f->max,
			 f->type == ATT_T_TEXT ? " characters" : " of them");
	else if (element != ATT_T_TYPES)
		put_size(t, ", at most ", f->max, " of them");
	else if (f->type == ATT_T_STRING || f->type == ATT_T_TLV_STRING)
		put_size(t, ", at most ", f->max / 2, " characters");
	else if (!(f->flags & ATT_F_UNKNOWN)) /* there it is what says that */
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

static void put_field(struct query_page *p, struct att_text *t,
		      const struct att_layout *layout,
		      const struct att_field *f)
{
	uint8_t i = (uint8_t)(f - layout->fields);
	const char *doc = mbim_doc_find(layout, i);

	put_type(p, t, f);
	put_condition(t, layout, f);
	if (f->flags & ATT_F_MANDATORY)
		att_text_put(t, t->len ? "; needed" : "needed");
	if (f->flags & ATT_F_PERSONAL)
		att_text_put(t, t->len ? "; personal" : "personal");
	put_unknown(t, f);
	if (!doc)
		doc = qmi_doc_find(layout, i);
	if (!doc)
		return;
	if (t->len) /* a sentence, or a few words */
		att_text_put(t, doc[0] >= 'A' && doc[0] <= 'Z' ? ". " : "; ");
	att_text_put(t, doc);
}

void query_page_fields(struct query_page *p, const struct att_layout *layout,
		       const char *outer)
{
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];
		char name[256], text[8192];
		struct att_text t;

		if (!fields_is_given(f) || f->of == qmi_result_layout())
			continue;
		att_text_init(&t, text, sizeof(text));
		put_field(p, &t, layout, f);
		att_text_init(&t, name, sizeof(name));
		att_text_put(&t, outer);
		fields_path(&t, f);
		if (text[0])
			print_wrapped(p->to, name, text);
		if (f->of)
			query_page_fields(p, f->of, name);
	}
}

void query_page_end(struct query_page *p)
{
	char text[8192];
	struct att_text t;

	if (p->n_later)
		fputc('\n', p->to);
	for (unsigned i = 0; i < p->n_later; i++) {
		att_text_init(&t, text, sizeof(text));
		put_values(&t, p->later[i]);
		print_wrapped(p->to, p->later[i]->name, text);
	}
}
