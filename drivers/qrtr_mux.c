/* Frames, and the control service. */
#include "drivers/qrtr_mux.h"

#include "base/errors.h"

enum {
	MARKER = 0x01,
	FROM_MODEM = 0x80,

	/* The head of a message of the control service: kind, transaction,
	 * message, length of what follows. */
	CONTROL_HEAD = 6,
	KIND_REQUEST = 0,
	KIND_RESPONSE = 1,

	VERSION_INFO = 0x0021,
	ALLOCATE = 0x0022,
	RELEASE = 0x0023,
	SYNC = 0x0027,

	TLV_VALUE = 0x01,
	TLV_RESULT = 0x02,
	TLV_HEAD = 3,
	RESULT_LEN = 4,

	NONE = 0,
	MALFORMED = 1,
	CLIENT_IDS_EXHAUSTED = 5,
	INVALID_CLIENT_ID = 7,
	INVALID_SERVICE_TYPE = 31,
	INVALID_COMMAND = 71,

	VERSION_LEN = 5,
	MAX_VERSIONS = 255
};

/* --- frames ------------------------------------------------------- */

int qrtr_mux_split(struct att_bytes frame, uint8_t *service, uint8_t *client,
		   struct att_bytes *message)
{
	if (!att_bytes_has(frame, 0, QRTR_MUX_HEAD))
		return ATT_E_SHORT;
	if (frame.p[0] != MARKER)
		return ATT_E_TYPE;
	if (att_get16(frame.p + 1) + 1u != frame.len)
		return ATT_E_LENGTH;
	*service = frame.p[4];
	*client = frame.p[5];
	att_bytes_sub(frame, QRTR_MUX_HEAD, frame.len - QRTR_MUX_HEAD, message);
	return 0;
}

static void head_put(uint8_t *p, uint8_t service, uint8_t client, size_t len)
{
	p[0] = MARKER;
	att_put16(p + 1, (uint16_t)(len - 1));
	p[3] = FROM_MODEM;
	p[4] = service;
	p[5] = client;
}

size_t qrtr_mux_join(uint8_t service, uint8_t client, struct att_bytes message,
		     uint8_t *buf, size_t cap)
{
	size_t len = QRTR_MUX_HEAD + message.len;

	if (len > cap || len - 1 > UINT16_MAX)
		return 0;
	head_put(buf, service, client, len);
	if (message.p != buf + QRTR_MUX_HEAD)
		memcpy(buf + QRTR_MUX_HEAD, message.p, message.len);
	return len;
}

/* --- the control service ------------------------------------------ */

/* An answer: what is behind its result. */
struct answer {
	uint8_t *value;
	size_t len;
	uint16_t error;
};

/* The first TLV 0x01 of a request, of len bytes at least. */
static bool value_of(struct att_bytes request, size_t len,
		     struct att_bytes *value)
{
	size_t at = CONTROL_HEAD;

	while (att_bytes_has(request, at, TLV_HEAD)) {
		uint8_t type = request.p[at];
		uint16_t n = att_get16(request.p + at + 1);

		if (!att_bytes_sub(request, at + TLV_HEAD, n, value))
			return false;
		if (type == TLV_VALUE)
			return value->len >= len;
		at += TLV_HEAD + n;
	}
	return false;
}

static void versions(const struct qrtr_mux_host *h, struct answer *a)
{
	uint8_t n = 0, *p = a->value + 1;

	while (n < MAX_VERSIONS) {
		uint16_t version;

		if (!h->service(h->ctx, n, p, &version))
			break;
		att_put16(p + 1, version);
		att_put16(p + 3, 0);
		p += VERSION_LEN;
		n++;
	}
	a->value[0] = n;
	a->len = (size_t)(p - a->value);
}

static void allocate(const struct qrtr_mux_host *h, struct att_bytes request,
		     struct answer *a)
{
	struct att_bytes wanted;
	int client;

	if (!value_of(request, 1, &wanted)) {
		a->error = MALFORMED;
		return;
	}
	client = h->allocate(h->ctx, wanted.p[0]);
	if (client <= 0) {
		a->error = client ? CLIENT_IDS_EXHAUSTED : INVALID_SERVICE_TYPE;
		return;
	}
	a->value[0] = wanted.p[0];
	a->value[1] = (uint8_t)client;
	a->len = 2;
}

static void release(const struct qrtr_mux_host *h, struct att_bytes request,
		    struct answer *a)
{
	struct att_bytes of;

	if (!value_of(request, 2, &of)) {
		a->error = MALFORMED;
		return;
	}
	if (!h->release(h->ctx, of.p[0], of.p[1])) {
		a->error = INVALID_CLIENT_ID;
		return;
	}
	memcpy(a->value, of.p, 2);
	a->len = 2;
}

static void carry_out(const struct qrtr_mux_host *h, struct att_bytes request,
		      struct answer *a)
{
	switch (att_get16(request.p + 2)) {
	case VERSION_INFO:
		versions(h, a);
		break;
	case ALLOCATE:
		allocate(h, request, a);
		break;
	case RELEASE:
		release(h, request, a);
		break;
	case SYNC:
		h->release_all(h->ctx);
		break;
	default:
		a->error = INVALID_COMMAND;
	}
}

static uint8_t *tlv_put(uint8_t *p, uint8_t type, size_t len)
{
	p[0] = type;
	att_put16(p + 1, (uint16_t)len);
	return p + TLV_HEAD;
}

size_t qrtr_mux_control(const struct qrtr_mux_host *h, struct att_bytes request,
			uint8_t *buf)
{
	uint8_t *head = buf + QRTR_MUX_HEAD, *p = head + CONTROL_HEAD;
	struct answer a = {.error = NONE};
	size_t len;

	if (!att_bytes_has(request, 0, CONTROL_HEAD) ||
	    request.p[0] != KIND_REQUEST)
		return 0;
	p = tlv_put(p, TLV_RESULT, RESULT_LEN);
	a.value = p + RESULT_LEN + TLV_HEAD;
	carry_out(h, request, &a);
	att_put16(p, a.error != NONE);
	att_put16(p + 2, a.error);
	p += RESULT_LEN;
	if (a.len)
		p = tlv_put(p, TLV_VALUE, a.len) + a.len;
	head[0] = KIND_RESPONSE;
	head[1] = request.p[1];
	memcpy(head + 2, request.p + 2, 2);
	att_put16(head + 4, (uint16_t)(p - head - CONTROL_HEAD));
	len = (size_t)(p - buf);
	head_put(buf, QRTR_MUX_CONTROL, 0, len);
	return len;
}
