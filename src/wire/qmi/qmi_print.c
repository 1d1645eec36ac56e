/* A QMUX frame as text for people and as JSON. */
#include "base/errors.h"
#include "generated/qmi_messages.h"
#include "wire/print_fast.h"

/* "dms.set_fcc_authentication", numbers where there are no names; in JSON two
 * members. */
static char *put_name(struct att_printer *o, const struct qmi_message *m,
		      const struct qmi_message_info *message, char *at)
{
	at = ATT_PRINT_AT(o, at, "\"service\":", "");
	at = att_print_fast_number(o, qmi_enum(QMI_ENUM_service),
				   m->head.service, o->json, at);
	at = ATT_PRINT_AT(o, at, ",\"message\":", ".");
	if (message) {
		at = att_print_quote(o, at);
		at = att_print_copy(at, qmi_message_info_name(message),
				    message->name_len);
		return att_print_quote(o, at);
	}
	if (o->json)
		return att_text_write_dec(at, m->head.message);
	at = ATT_PRINT_LITERAL(at, "0x");
	return att_text_write_hex(at, m->head.message, 4);
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
	att_print_enum(o, qmi_enum(QMI_ENUM_protocol_error),
		       att_get16(tlv.value.p + 2));
}

static char *put_kind(const struct att_printer *o, enum qmi_kind kind, char *at)
{
	at = ATT_PRINT_AT(o, at, "\"type\":\"", "");
	switch (kind) {
	case QMI_REQUEST:
		at = ATT_PRINT_LITERAL(at, "request");
		break;
	case QMI_RESPONSE:
		at = ATT_PRINT_LITERAL(at, "response");
		break;
	case QMI_INDICATION:
		at = ATT_PRINT_LITERAL(at, "indication");
		break;
	}
	return att_print_quote(o, at);
}

/* Of a decoded frame who says what to whom, in one piece, and what became of
 * it. info: what is known of the message, or NULL. */
static void put_head(struct att_printer *o, const struct qmi_message *m,
		     const struct qmi_message_info *info)
{
	char *at = att_print_room(o);

	at = put_kind(o, m->head.kind, at);
	at = ATT_PRINT_AT(o, at, ",\"transaction\":", " ");
	at = att_text_write_dec(at, m->head.transaction);
	at = ATT_PRINT_AT(o, at, ",", " ");
	at = put_name(o, m, info, at);
	at = ATT_PRINT_AT(o, at, ",\"client\":", " client ");
	o->at = att_text_write_dec(at, m->head.client);
	put_result(o, m);
}

/* What is to be known of a TLV to print it. */
struct seen {
	const struct att_layout *layout; /* NULL: none is known */
	uint64_t fields;		 /* that were printed */
	unsigned next; /* behind the last: most come in the spec's order */
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

/* The field that a TLV is, if none of its type was printed; or NULL. */
static inline const struct att_field *field_of(struct seen *s,
					       const struct qmi_tlv *tlv)
{
	const struct att_layout *l = s->layout;
	unsigned i = s->next;

	if (!l)
		return NULL;
	while (i < l->n_fields && l->fields[i].wire != tlv->type)
		i++;
	if (i == l->n_fields) {
		const struct att_field *f = qmi_layout_tlv(l, tlv->type);

		if (!f)
			return NULL;
		i = (unsigned)(f - l->fields);
	}
	s->next = i + 1;
	return s->fields >> i & 1 ? NULL : &l->fields[i];
}

/* Note that the field was printed that was found last. */
static inline void note(struct seen *s)
{
	s->fields |= 1ull << (s->next - 1);
}

/* False, and nothing is printed, if the value does not fit. */
static inline bool put_field(struct att_printer *o, const struct att_field *f,
			     struct att_bytes value, bool first)
{
	struct att_walk w = att_walk_of(NULL, value);
	struct att_print_mark before = {.at = NULL};

	if (!att_walk_is_fixed(f))
		before = att_print_mark(o);
	else if (value.len < f->width)
		return false;
	if (!att_print_field(o, &w, f, first))
		return true;
	att_print_back(o, &before);
	return false;
}

/* One that is not known, is there again or does not fit. */
static void put_other(struct att_printer *o, struct qmi_tlv tlv)
{
	bool hide = o->hide;

	if (!o->json)
		for (unsigned i = 0; i < o->indent; i++)
			ATT_PRINT(o, "", "  ");
	ATT_PRINT(o, "{\"tlv\":", "tlv 0x");
	if (o->json)
		att_print_number(o, tlv.type);
	else
		o->at = att_text_write_hex(o->at, tlv.type, 2);
	ATT_PRINT(o, ",\"value\":", ": ");
	o->hide = o->show == ATT_SHOW_MASKED;
	att_print_hex(o, tlv.value);
	o->hide = hide;
	ATT_PRINT(o, "}", "\n");
}

/* Those that are known, and in text the others among them; true if there are
 * others. */
static bool put_fields(struct att_printer *o, struct att_bytes list,
		       const struct att_layout *layout)
{
	struct seen seen = {.layout = layout};
	bool first = true, others = false;
	struct qmi_tlv tlv;

	while (qmi_tlv_next(&list, &tlv)) {
		const struct att_field *f = field_of(&seen, &tlv);

		if (f && put_field(o, f, tlv.value, first)) {
			note(&seen);
			first = false;
			continue;
		}
		others = true;
		if (!o->json)
			put_other(o, tlv);
	}
	return others;
}

/* In JSON they stand behind those that are known, in a list. */
static void put_others(struct att_printer *o, struct att_bytes list,
		       const struct att_layout *layout)
{
	struct seen seen = {.layout = layout};
	struct qmi_tlv tlv;
	bool more = false;

	ATT_PRINT(o, ",\"others\":[", "");
	while (qmi_tlv_next(&list, &tlv)) {
		const struct att_field *f = field_of(&seen, &tlv);

		if (f && fits(f, tlv.value)) {
			note(&seen);
			continue;
		}
		if (more)
			att_print_char(o, ',');
		put_other(o, tlv);
		more = true;
	}
	att_print_char(o, ']');
}

/* Lines behind those that are there, or two members of a JSON object. What is
 * not known, or does not fit, is in hex. */
static void put_tlvs(struct att_printer *o, const struct qmi_message *m,
		     const struct qmi_message_info *info)
{
	const struct att_layout *layout =
		info ? qmi_message_layout(info, m->head.kind) : NULL;
	bool hide = o->hide;

	/* Which fields are personal the spec says. */
	o->hide = false;
	o->formats = NULL;
	o->indent++;
	ATT_PRINT(o, ",\"tlvs\":{", "");
	if (put_fields(o, m->tlvs, layout) && o->json) {
		att_print_char(o, '}');
		put_others(o, m->tlvs, layout);
	} else {
		ATT_PRINT(o, "}", "");
	}
	o->indent--;
	o->hide = hide;
}

void qmi_print(struct att_printer *o, struct att_bytes b)
{
	const struct qmi_message_info *info;
	struct qmi_message m;

	if (qmi_decode(b, &m)) {
		ATT_PRINT(o, "{\"qmux\":null,\"bytes\":", "");
		att_print_hex(o, b);
		if (b.len)
			ATT_PRINT(o, "", " (no QMUX frame)");
		ATT_PRINT(o, "}", "");
		return;
	}
	info = qmi_message_of(&m);
	ATT_PRINT(o, "{", "");
	put_head(o, &m, info);
	if (!o->json)
		att_print_char(o, '\n');
	put_tlvs(o, &m, info);
	ATT_PRINT(o, "}", "");
	if (!o->json)
		o->at--; /* the line is ended by whoever began it */
}

static void put_error(struct att_printer *o, int err)
{
	ATT_PRINT(o, "\"error\":\"", "no QMUX frame: ");
	att_print_error(o, err);
	ATT_PRINT(o, "\"", "");
}

static int print_frame(struct att_bytes b, enum att_show show, bool json,
		       bool title, struct att_text *t)
{
	const struct qmi_message_info *info = NULL;
	struct qmi_message m;
	struct att_printer o;
	int err = qmi_decode(b, &m);

	att_print_init(&o, t, show, json);
	ATT_PRINT(&o, "{", "");
	if (!err)
		info = qmi_message_of(&m);
	if (err)
		put_error(&o, err);
	else
		put_head(&o, &m, info);
	ATT_PRINT(&o, "", "\n");
	if (!err && !title)
		put_tlvs(&o, &m, info);
	ATT_PRINT(&o, "}", "");
	att_print_end(&o);
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
