/* A QMUX frame as text for people and as JSON, and masked. */
#include "wire/print.h"
#include "wire/qmi/qmi.h"

static void start_line(struct att_printer *o)
{
	char *at = att_print_room(o);

	*at++ = '\n';
	for (unsigned i = 0; i <= o->indent; i++)
		at = ATT_PRINT_LITERAL(at, "  ");
	o->at = at;
}

static void put_service(struct att_printer *o, uint8_t service)
{
	const char *name = mbim_qmi_service_name(service);

	ATT_PRINT_KEY(o, "service");
	if (name)
		att_print_word(o, name);
	else
		att_print_number(o, service);
}

static void put_frame(struct att_printer *o, const struct mbim_qmi *q)
{
	ATT_PRINT(o, "{\"qmux\":{\"length\":", "qmux length ");
	att_print_number(o, q->frame_len);
	ATT_PRINT_KEY(o, "flags");
	att_print_number(o, q->frame_flags);
	put_service(o, q->service);
	ATT_PRINT_KEY(o, "client");
	att_print_number(o, q->client);
	ATT_PRINT(o, "}", "");
}

/* "set_fcc_authentication (0x555f)"; in JSON one of the two. */
static void put_name(struct att_printer *o, const struct mbim_qmi *q)
{
	const char *name = mbim_qmi_message_name(q->service, q->message);

	if (name)
		att_print_word(o, name);
	else if (o->json)
		att_print_number(o, q->message);
	if (o->json)
		return;
	if (name)
		ATT_PRINT(o, "", " (");
	ATT_PRINT(o, "", "0x");
	o->at = att_text_write_hex(o->at, q->message, 4);
	if (name)
		ATT_PRINT(o, "", ")");
}

static void put_message(struct att_printer *o, const struct mbim_qmi *q)
{
	if (o->json)
		ATT_PRINT_JSON_KEY(o, "type");
	else
		start_line(o);
	att_print_word(o, mbim_qmi_kind_name(q->kind));
	ATT_PRINT_JSON_KEY(o, "transaction");
	att_print_number(o, q->transaction);
	ATT_PRINT_JSON_KEY(o, "message");
	put_name(o, q);
}

/* What the value says, where that is no secret. */
static bool explain(struct att_printer *o, const struct mbim_qmi *q,
		    const struct mbim_qmi_tlv *tlv)
{
	const uint8_t *p = tlv->value.p;

	if (mbim_qmi_is_result(q, tlv)) {
		ATT_PRINT_KEY(o, "result");
		att_print_word(o, att_get16(p) ? "failure" : "success");
		if (att_get16(p)) {
			ATT_PRINT_KEY(o, "error");
			att_print_number(o, att_get16(p + 2));
		}
		return true;
	}
	if (mbim_qmi_is_client(q, tlv)) {
		put_service(o, p[0]);
		if (tlv->value.len == 2) {
			ATT_PRINT_KEY(o, "client");
			att_print_number(o, p[1]);
		}
		return true;
	}
	return false;
}

static void put_tlv(struct att_printer *o, const struct mbim_qmi *q,
		    const struct mbim_qmi_tlv *tlv)
{
	bool hide = o->hide;

	if (!o->json)
		start_line(o);
	ATT_PRINT(o, "{\"type\":", "tlv ");
	att_print_number(o, tlv->type);
	ATT_PRINT_KEY(o, "length");
	att_print_number(o, tlv->value.len);
	if (explain(o, q, tlv))
		o->hide = false;
	ATT_PRINT_KEY(o, "value");
	att_print_hex(o, tlv->value);
	ATT_PRINT(o, "}", "");
	o->hide = hide;
}

static void put_tlvs(struct att_printer *o, const struct mbim_qmi *q)
{
	struct att_bytes list = q->tlvs;
	struct mbim_qmi_tlv tlv;
	bool more = false;

	ATT_PRINT(o, ",\"tlvs\":[", "");
	for (; mbim_qmi_next_tlv(&list, &tlv); more = true) {
		if (more)
			ATT_PRINT(o, ",", "");
		put_tlv(o, q, &tlv);
	}
	ATT_PRINT(o, "]}", "");
}

void mbim_qmi_print(struct att_printer *o, struct att_bytes b)
{
	struct mbim_qmi q;

	if (!mbim_qmi_decode(b, &q)) {
		put_frame(o, &q);
		put_message(o, &q);
		put_tlvs(o, &q);
		return;
	}
	ATT_PRINT(o, "{\"qmux\":null,\"bytes\":", "");
	att_print_hex(o, b);
	if (b.len)
		ATT_PRINT(o, "", " (no QMUX frame)");
	ATT_PRINT(o, "}", "");
}

void mbim_qmi_mask(struct att_bytes b, uint8_t *copy)
{
	struct mbim_qmi_tlv tlv;
	struct mbim_qmi q;

	if (mbim_qmi_decode(b, &q)) {
		memset(copy, '*', b.len);
		return;
	}
	while (mbim_qmi_next_tlv(&q.tlvs, &tlv))
		if (!mbim_qmi_is_result(&q, &tlv) &&
		    !mbim_qmi_is_client(&q, &tlv))
			memset(copy + (tlv.value.p - b.p), '*', tlv.value.len);
}
