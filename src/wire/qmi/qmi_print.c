/* A QMUX frame as text for people and as JSON. */
#include "base/errors.h"
#include "generated/qmi_messages.h"
#include "wire/print.h"

/* "dms.set_fcc_authentication", numbers where there are no names; in JSON two
 * members. */
static void put_name(struct att_printer *o, const struct qmi_message *m)
{
	const char *service = qmi_service_name(m->head.service);
	const struct qmi_message_info *message = qmi_message_of(m);

	ATT_PRINT_JSON_KEY(o, "service");
	if (service)
		att_print_word(o, service);
	else
		att_print_number(o, m->head.service);
	ATT_PRINT(o, ",\"message\":", ".");
	if (message) {
		att_print_word(o, message->name);
	} else if (o->json) {
		att_print_number(o, m->head.message);
	} else {
		ATT_PRINT(o, "", "0x");
		o->at = att_text_write_hex(o->at, m->head.message, 4);
	}
}

/* What became of a request. */
static void put_result(struct att_printer *o, const struct qmi_message *m)
{
	struct qmi_tlv tlv;

	if (m->head.kind != QMI_RESPONSE ||
	    !qmi_tlv_find(m->tlvs, QMI_TLV_RESULT, &tlv) || tlv.value.len < 4 ||
	    !att_get16(tlv.value.p))
		return;
	ATT_PRINT_KEY(o, "error");
	att_print_enum(o, &qmi_protocol_error_enum, att_get16(tlv.value.p + 2));
}

void qmi_print_head(struct att_printer *o, const struct qmi_message *m)
{
	ATT_PRINT(o, "\"type\":", "");
	att_print_word(o, qmi_kind_name(m->head.kind));
	ATT_PRINT_JSON_KEY(o, "transaction");
	att_print_number(o, m->head.transaction);
	put_name(o, m);
	ATT_PRINT_KEY(o, "client");
	att_print_number(o, m->head.client);
	put_result(o, m);
}

/* What is to be known of a TLV to print it. */
struct seen {
	const struct att_layout *layout; /* NULL: none is known */
	uint64_t fields;		 /* that were printed */
};

static bool fits(const struct att_field *f, struct att_bytes value)
{
	struct att_walk w = att_walk_of(NULL, value);
	union att_walk_value v;

	if (f->type == ATT_T_STRUCT)
		return !att_walk_struct(f->of, value, NULL, NULL);
	if (att_walk_is_fixed(f))
		return value.len >= f->width;
	return !att_walk_take(&w, f, &v);
}

/* The field that a TLV is, if it is the first of its type and fits. */
static const struct att_field *field_of(struct seen *s,
					const struct qmi_tlv *tlv)
{
	const struct att_field *f = NULL;
	uint64_t bit;

	if (s->layout)
		f = qmi_layout_tlv(s->layout, tlv->type);
	if (!f || !fits(f, tlv->value))
		return NULL;
	bit = 1ull << (f - s->layout->fields);
	if (s->fields & bit)
		return NULL;
	s->fields |= bit;
	return f;
}

static struct seen layout_of(const struct qmi_message *m)
{
	const struct qmi_message_info *info = qmi_message_of(m);

	return (struct seen){info ? info->holds[m->head.kind] : NULL, 0};
}

static void put_field(struct att_printer *o, const struct att_field *f,
		      struct att_bytes value, bool first)
{
	struct att_walk w = att_walk_of(NULL, value);

	if (o->json) {
		if (!first)
			att_print_char(o, ',');
		att_print_name(o, f->name, f->name_len);
		att_print_char(o, ':');
	}
	(void)att_print_field(o, &w, f); /* it fits */
}

/* One that is not known, is there again or does not fit. */
static void put_other(struct att_printer *o, const struct qmi_tlv *tlv)
{
	bool hide = o->hide;

	if (!o->json)
		for (unsigned i = 0; i < o->indent; i++)
			ATT_PRINT(o, "", "  ");
	ATT_PRINT(o, "{\"tlv\":", "tlv 0x");
	if (o->json)
		att_print_number(o, tlv->type);
	else
		o->at = att_text_write_hex(o->at, tlv->type, 2);
	ATT_PRINT(o, ",\"value\":", ": ");
	o->hide = o->show == ATT_SHOW_MASKED;
	att_print_hex(o, tlv->value);
	o->hide = hide;
	ATT_PRINT(o, "}", "\n");
}

static void put_fields(struct att_printer *o, const struct qmi_message *m)
{
	struct seen seen = layout_of(m);
	struct att_bytes list = m->tlvs;
	struct qmi_tlv tlv;
	bool first = true;

	while (qmi_tlv_next(&list, &tlv)) {
		const struct att_field *f = field_of(&seen, &tlv);

		if (f) {
			put_field(o, f, tlv.value, first);
			first = false;
		} else if (!o->json) {
			put_other(o, &tlv);
		}
	}
}

/* In JSON they stand behind the others, in a list. */
static void put_others(struct att_printer *o, const struct qmi_message *m)
{
	struct seen seen = layout_of(m);
	struct att_bytes list = m->tlvs;
	struct qmi_tlv tlv;
	bool more = false;

	while (qmi_tlv_next(&list, &tlv)) {
		if (field_of(&seen, &tlv))
			continue;
		ATT_PRINT(o, ",", "");
		if (!more)
			ATT_PRINT(o, "\"others\":[", "");
		put_other(o, &tlv);
		more = true;
	}
	if (more)
		ATT_PRINT(o, "]", "");
}

void qmi_print_tlvs(struct att_printer *o, const struct qmi_message *m)
{
	bool hide = o->hide;

	/* Which fields are personal the spec says. */
	o->hide = false;
	o->formats = NULL;
	o->indent++;
	ATT_PRINT(o, ",\"tlvs\":{", "");
	put_fields(o, m);
	ATT_PRINT(o, "}", "");
	if (o->json)
		put_others(o, m);
	o->indent--;
	o->hide = hide;
}

void qmi_print(struct att_printer *o, struct att_bytes b)
{
	struct qmi_message m;

	if (qmi_decode(b, &m)) {
		ATT_PRINT(o, "{\"qmux\":null,\"bytes\":", "");
		att_print_hex(o, b);
		if (b.len)
			ATT_PRINT(o, "", " (no QMUX frame)");
		ATT_PRINT(o, "}", "");
		return;
	}
	ATT_PRINT(o, "{", "");
	qmi_print_head(o, &m);
	if (!o->json)
		att_print_char(o, '\n');
	qmi_print_tlvs(o, &m);
	ATT_PRINT(o, "}", "");
	if (!o->json)
		o->at--; /* the line is ended by whoever began it */
}

static void put_error(struct att_printer *o, int err)
{
	const char *name = att_errors_name(err);

	ATT_PRINT(o, "\"error\":\"", "no QMUX frame: ");
	for (; *name; name++) /* small letters, as all names here */
		*o->at++ = *name == '_' ? '_' : (char)(*name - 'A' + 'a');
	ATT_PRINT(o, "\"", "");
}

static int print_frame(struct att_bytes b, enum att_show show, bool json,
		       bool title, struct att_text *t)
{
	struct qmi_message m;
	struct att_printer o;
	int err = qmi_decode(b, &m);

	att_print_init(&o, t, show, json);
	ATT_PRINT(&o, "{", "");
	if (err)
		put_error(&o, err);
	else
		qmi_print_head(&o, &m);
	ATT_PRINT(&o, "", "\n");
	if (!err && !title)
		qmi_print_tlvs(&o, &m);
	ATT_PRINT(&o, "}", "");
	att_print_settle(&o);
	return err;
}

int qmi_frame_print(struct att_bytes b, enum att_show show, struct att_text *t)
{
	return print_frame(b, show, false, false, t);
}

int qmi_frame_title(struct att_bytes b, struct att_text *t)
{
	return print_frame(b, ATT_SHOW_MASKED, false, true, t);
}

int qmi_frame_json(struct att_bytes b, enum att_show show, struct att_text *t)
{
	return print_frame(b, show, true, false, t);
}
