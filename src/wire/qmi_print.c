/* A QMUX frame as text for people and as JSON. */
#include "wire/print.h"
#include "wire/qmi.h"

#define TLV_RESULT 2 /* of every response */

/* " name " in text, ",\"name\":" in JSON. */
static void key(const struct mbim_printer *o, const char *name)
{
	mbim_text_put(o->t, o->json ? ",\"" : " ");
	mbim_text_put(o->t, name);
	mbim_text_put(o->t, o->json ? "\":" : " ");
}

static void number(const struct mbim_printer *o, const char *name, uint32_t v)
{
	key(o, name);
	mbim_text_dec(o->t, v);
}

static void start_line(const struct mbim_printer *o)
{
	mbim_text_char(o->t, '\n');
	for (unsigned i = 0; i <= o->indent; i++)
		mbim_text_put(o->t, "  ");
}

static void put_service(const struct mbim_printer *o, uint8_t service)
{
	const char *name = mbim_qmi_service_name(service);

	key(o, "service");
	if (name)
		mbim_print_word(o, name);
	else
		mbim_text_dec(o->t, service);
}

static void put_frame(const struct mbim_printer *o, const struct mbim_qmi *q)
{
	mbim_text_put(o->t,
		      o->json ? "{\"qmux\":{\"length\":" : "qmux length ");
	mbim_text_dec(o->t, q->frame_len);
	number(o, "flags", q->frame_flags);
	put_service(o, q->service);
	number(o, "client", q->client);
	mbim_text_put(o->t, o->json ? "}" : "");
}

static void put_message(const struct mbim_printer *o, const struct mbim_qmi *q)
{
	const char *name = mbim_qmi_message_name(q->service, q->message);

	if (o->json)
		key(o, "type");
	else
		start_line(o);
	mbim_print_word(o, mbim_qmi_kind_name(q->kind));
	if (o->json)
		key(o, "transaction");
	else
		mbim_text_char(o->t, ' ');
	mbim_text_dec(o->t, q->transaction);
	if (o->json)
		key(o, "message");
	else
		mbim_text_char(o->t, ' ');
	if (name)
		mbim_print_word(o, name);
	else if (o->json)
		mbim_text_dec(o->t, q->message);
	if (o->json)
		return;
	mbim_text_put(o->t, name ? " (0x" : "0x");
	mbim_text_hex(o->t, q->message, 4);
	mbim_text_put(o->t, name ? ")" : "");
}

/* What the value says, where that is no secret: whether a request was
 * successful, and which service a client is for. */
static bool explain(const struct mbim_printer *o, const struct mbim_qmi *q,
		    const struct mbim_qmi_tlv *tlv)
{
	bool response = q->kind == MBIM_QMI_RESPONSE;
	bool ctl = q->service == MBIM_QMI_CTL;

	if (response && tlv->type == TLV_RESULT && tlv->value.len == 4) {
		bool failed = mbim_get16(tlv->value.p);

		key(o, "result");
		mbim_print_word(o, failed ? "failure" : "success");
		if (failed)
			number(o, "error", mbim_get16(tlv->value.p + 2));
		return true;
	}
	/* allocate_cid, release_cid */
	if (ctl && (q->message == 0x22 || q->message == 0x23) &&
	    tlv->type == 1 &&
	    tlv->value.len == 1u + (response || q->message == 0x23)) {
		put_service(o, tlv->value.p[0]);
		if (tlv->value.len == 2)
			number(o, "client", tlv->value.p[1]);
		return true;
	}
	return false;
}

static void put_tlvs(const struct mbim_printer *outer, const struct mbim_qmi *q)
{
	struct mbim_bytes list = q->tlvs;
	const char *between = "";
	struct mbim_qmi_tlv tlv;

	if (outer->json)
		mbim_text_put(outer->t, ",\"tlvs\":[");
	while (mbim_qmi_next_tlv(&list, &tlv)) {
		struct mbim_printer o = *outer;

		if (o.json)
			mbim_text_put(o.t, between);
		else
			start_line(&o);
		mbim_text_put(o.t, o.json ? "{\"type\":" : "tlv ");
		mbim_text_dec(o.t, tlv.type);
		number(&o, "length", (uint32_t)tlv.value.len);
		if (explain(&o, q, &tlv))
			o.hide = false;
		key(&o, "value");
		mbim_print_hex(&o, tlv.value);
		mbim_text_put(o.t, o.json ? "}" : "");
		between = ",";
	}
	mbim_text_put(outer->t, outer->json ? "]}" : "");
}

void mbim_print_qmux(const struct mbim_printer *o, struct mbim_bytes b)
{
	struct mbim_qmi q;

	if (!mbim_qmi_decode(b, &q)) {
		put_frame(o, &q);
		put_message(o, &q);
		put_tlvs(o, &q);
		return;
	}
	mbim_text_put(o->t, o->json ? "{\"qmux\":null,\"bytes\":" : "");
	mbim_print_hex(o, b);
	mbim_text_put(o->t, o->json ? "}" : b.len ? " (no QMUX frame)" : "");
}
