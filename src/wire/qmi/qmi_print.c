/* A QMUX frame as text for people and as JSON, and masked. */
#include "wire/print.h"
#include "wire/qmi/qmi.h"

static void start_line(struct mbim_printer *o)
{
	char *at = mbim_print_room(o);

	*at++ = '\n';
	for (unsigned i = 0; i <= o->indent; i++)
		at = MBIM_PRINT_LITERAL(at, "  ");
	o->at = at;
}

static void put_service(struct mbim_printer *o, uint8_t service)
{
	const char *name = mbim_qmi_service_name(service);

	MBIM_PRINT_KEY(o, "service");
	if (name)
		mbim_print_word(o, name);
	else
		mbim_print_number(o, service);
}

static void put_frame(struct mbim_printer *o, const struct mbim_qmi *q)
{
	MBIM_PRINT(o, "{\"qmux\":{\"length\":", "qmux length ");
	mbim_print_number(o, q->frame_len);
	MBIM_PRINT_KEY(o, "flags");
	mbim_print_number(o, q->frame_flags);
	put_service(o, q->service);
	MBIM_PRINT_KEY(o, "client");
	mbim_print_number(o, q->client);
	MBIM_PRINT(o, "}", "");
}

/* "set_fcc_authentication (0x555f)"; in JSON one of the two. */
static void put_name(struct mbim_printer *o, const struct mbim_qmi *q)
{
	const char *name = mbim_qmi_message_name(q->service, q->message);

	if (name)
		mbim_print_word(o, name);
	else if (o->json)
		mbim_print_number(o, q->message);
	if (o->json)
		return;
	if (name)
		MBIM_PRINT(o, "", " (");
	MBIM_PRINT(o, "", "0x");
	o->at = mbim_text_write_hex(o->at, q->message, 4);
	if (name)
		MBIM_PRINT(o, "", ")");
}

static void put_message(struct mbim_printer *o, const struct mbim_qmi *q)
{
	if (o->json)
		MBIM_PRINT_JSON_KEY(o, "type");
	else
		start_line(o);
	mbim_print_word(o, mbim_qmi_kind_name(q->kind));
	MBIM_PRINT_JSON_KEY(o, "transaction");
	mbim_print_number(o, q->transaction);
	MBIM_PRINT_JSON_KEY(o, "message");
	put_name(o, q);
}

/* What the value says, where that is no secret. */
static bool explain(struct mbim_printer *o, const struct mbim_qmi *q,
		    const struct mbim_qmi_tlv *tlv)
{
	const uint8_t *p = tlv->value.p;

	if (mbim_qmi_is_result(q, tlv)) {
		MBIM_PRINT_KEY(o, "result");
		mbim_print_word(o, mbim_get16(p) ? "failure" : "success");
		if (mbim_get16(p)) {
			MBIM_PRINT_KEY(o, "error");
			mbim_print_number(o, mbim_get16(p + 2));
		}
		return true;
	}
	if (mbim_qmi_is_client(q, tlv)) {
		put_service(o, p[0]);
		if (tlv->value.len == 2) {
			MBIM_PRINT_KEY(o, "client");
			mbim_print_number(o, p[1]);
		}
		return true;
	}
	return false;
}

static void put_tlv(struct mbim_printer *o, const struct mbim_qmi *q,
		    const struct mbim_qmi_tlv *tlv)
{
	bool hide = o->hide;

	if (!o->json)
		start_line(o);
	MBIM_PRINT(o, "{\"type\":", "tlv ");
	mbim_print_number(o, tlv->type);
	MBIM_PRINT_KEY(o, "length");
	mbim_print_number(o, tlv->value.len);
	if (explain(o, q, tlv))
		o->hide = false;
	MBIM_PRINT_KEY(o, "value");
	mbim_print_hex(o, tlv->value);
	MBIM_PRINT(o, "}", "");
	o->hide = hide;
}

static void put_tlvs(struct mbim_printer *o, const struct mbim_qmi *q)
{
	struct mbim_bytes list = q->tlvs;
	struct mbim_qmi_tlv tlv;
	bool more = false;

	MBIM_PRINT(o, ",\"tlvs\":[", "");
	for (; mbim_qmi_next_tlv(&list, &tlv); more = true) {
		if (more)
			MBIM_PRINT(o, ",", "");
		put_tlv(o, q, &tlv);
	}
	MBIM_PRINT(o, "]}", "");
}

void mbim_qmi_print(struct mbim_printer *o, struct mbim_bytes b)
{
	struct mbim_qmi q;

	if (!mbim_qmi_decode(b, &q)) {
		put_frame(o, &q);
		put_message(o, &q);
		put_tlvs(o, &q);
		return;
	}
	MBIM_PRINT(o, "{\"qmux\":null,\"bytes\":", "");
	mbim_print_hex(o, b);
	if (b.len)
		MBIM_PRINT(o, "", " (no QMUX frame)");
	MBIM_PRINT(o, "}", "");
}

void mbim_qmi_mask(uint8_t *bytes, size_t len)
{
	struct mbim_qmi_tlv tlv;
	struct mbim_qmi q;

	if (mbim_qmi_decode(mbim_bytes_of(bytes, len), &q)) {
		memset(bytes, '*', len);
		return;
	}
	while (mbim_qmi_next_tlv(&q.tlvs, &tlv))
		if (!mbim_qmi_is_result(&q, &tlv) &&
		    !mbim_qmi_is_client(&q, &tlv))
			memset(bytes + (tlv.value.p - bytes), '*',
			       tlv.value.len);
}
