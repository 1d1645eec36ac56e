/* The core against a modem that speaks QMI and says anything: a sequence of
 * events, each with a byte that says what happens. It must never crash, loop,
 * or send what is no frame. */
#include <stdlib.h>

#include "core/core.h"
#include "fuzz.h"
#include "protocol/qmi/qmi.h"
#include "wire/qmi/qmi.h"

enum what {
	RAW,	/* bytes as they are */
	ACCEPT, /* an answer to what was asked last, with these TLVs */
	REFUSE, /* the same, and the first two bytes are an error */
	GIVE,	/* the same: the client that is asked for */
	TELL,	/* an indication: service, client, message, TLVs */
	WAIT,
	WANT,
	PLUG,
	WHATS
};

static const struct att_protocol *const protocols[] = {&qmi_protocol, NULL};

struct rig {
	struct att_core *core;
	uint64_t now;
	struct qmi_head asked; /* last */
	uint8_t service;       /* for which a client was asked last */
};

static void traced(void *ctx, const struct att_trace_rec *rec)
{
	(void)ctx;
	FUZZ_CLAIM(rec->from < rec->machine->n_states);
	FUZZ_CLAIM(rec->to < rec->machine->n_states);
	FUZZ_CLAIM(!rec->refused || (rec->from == rec->to && !rec->effect));
}

static void note(struct rig *r, struct att_bytes frame)
{
	struct qmi_message m;
	struct qmi_tlv tlv;

	FUZZ_CLAIM(!qmi_decode(frame, &m) && m.head.kind == QMI_REQUEST);
	FUZZ_CLAIM(m.head.transaction);
	r->asked = m.head;
	if (m.head.service == QMI_CTL && qmi_tlv_find(m.tlvs, 1, &tlv) &&
	    tlv.value.len == 1)
		r->service = tlv.value.p[0];
}

static void drain(struct rig *r)
{
	static struct att_core_status status;
	struct att_effect effect;
	uint8_t buf[4096];
	unsigned steps = 0;
	size_t len;

	while ((len = att_core_output(r->core, buf, sizeof(buf))) > 0) {
		FUZZ_CLAIM(len <= sizeof(buf) && ++steps < 1000);
		note(r, att_bytes_of(buf, len));
	}
	while (att_core_effect(r->core, &effect))
		FUZZ_CLAIM(++steps < 2000 &&
			   effect.session < ATT_CORE_SESSIONS);
	att_core_status(r->core, &status);
}

static void give(struct rig *r, const uint8_t *p, size_t len)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(p, len));

	att_core_input(r->core, att_bytes_of(copy, len), r->now);
	free(copy);
}

static size_t put_tlv(uint8_t *at, uint8_t type, const void *value, size_t len)
{
	at[0] = type;
	att_put16(at + 1, (uint16_t)len);
	if (len)
		memcpy(at + QMI_TLV_HEADER, value, len);
	return QMI_TLV_HEADER + len;
}

/* The bytes are TLVs: of each its type, its length in one byte, its value. */
static size_t put_tlvs(uint8_t *at, struct att_bytes bytes)
{
	size_t len = 0;

	while (bytes.len > 1) {
		const uint8_t type = fuzz_u8(&bytes);
		const uint8_t n = fuzz_u8(&bytes);
		const struct att_bytes value = fuzz_take(&bytes, n);

		len += put_tlv(at + len, type, value.p, value.len);
	}
	return len;
}

static void say(struct rig *r, struct qmi_head h, const uint16_t *error,
		struct att_bytes tlvs)
{
	static uint8_t buf[8192];
	uint8_t *at = buf + qmi_head_len(h.service);
	uint8_t result[4] = {0};
	size_t len = 0;

	h.from_modem = true;
	if (error) {
		result[0] = *error != 0;
		att_put16(result + 2, *error);
		len += put_tlv(at, QMI_TLV_RESULT, result, sizeof(result));
	}
	len += put_tlvs(at + len, tlvs);
	give(r, buf, qmi_head_put(&h, len, buf));
}

static void answer(struct rig *r, uint16_t error, struct att_bytes tlvs)
{
	struct qmi_head h = r->asked;

	h.kind = QMI_RESPONSE;
	say(r, h, &error, tlvs);
}

static void tell(struct rig *r, struct att_bytes bytes)
{
	struct qmi_head h = {.kind = QMI_INDICATION};

	h.service = fuzz_u8(&bytes) % 32;
	h.client = fuzz_u8(&bytes);
	h.message = fuzz_u16(&bytes);
	say(r, h, NULL, bytes);
}

static void give_client(struct rig *r, struct att_bytes bytes)
{
	const uint8_t tlv[] = {1, 2, r->service, fuzz_u8(&bytes)};

	answer(r, 0, att_bytes_of(tlv, sizeof(tlv)));
}

static void wait_for(struct rig *r, struct att_bytes bytes)
{
	uint64_t deadline = att_core_deadline(r->core);

	/* up to the deadline, or a random time */
	if (bytes.len < 4 && deadline != UINT64_MAX && deadline > r->now)
		r->now = deadline;
	else if (bytes.len >= 4)
		r->now += att_get32(bytes.p) % 1000000;
	if (r->now >= att_core_deadline(r->core))
		att_core_expire(r->core, r->now);
	FUZZ_CLAIM(att_core_deadline(r->core) > r->now);
}

static void plug(struct rig *r, struct att_bytes bytes)
{
	struct att_core_link link = {
		.max_outstanding = fuzz_u8(&bytes),
		.shared = fuzz_u8(&bytes) & 1,
		.links = fuzz_u8(&bytes),
		.aggregations = fuzz_u8(&bytes),
		.endpoint = fuzz_u8(&bytes) % 4,
	};

	/* what an earlier run has left: all that there is behind it */
	while (bytes.len && link.left.len < sizeof(link.left.b))
		link.left.b[link.left.len++] = fuzz_u8(&bytes);

	att_core_unplug(r->core, r->now);
	drain(r);
	att_core_plug(r->core, &link, r->now);
}

static void event(struct rig *r, uint8_t what, struct att_bytes bytes)
{
	switch ((enum what)(what % WHATS)) {
	case RAW:
		give(r, bytes.p, bytes.len);
		break;
	case ACCEPT:
		answer(r, 0, bytes);
		break;
	case REFUSE:
		answer(r, fuzz_u16(&bytes), bytes);
		break;
	case GIVE:
		give_client(r, bytes);
		break;
	case TELL:
		tell(r, bytes);
		break;
	case WAIT:
		wait_for(r, bytes);
		break;
	case WANT:
		att_core_want(r->core, (enum att_want)(bytes.len % 5), r->now);
		break;
	case PLUG:
		plug(r, bytes);
		break;
	case WHATS:
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct att_core_config config = {
		.pin = "1234",
		.n_sessions = 2,
		.session = {{.name = "wwan0", .ip = ATT_IP_V4V6},
			    {.name = "wwan1", .apn = "ims", .ip = ATT_IP_V6}},
	};
	static const struct att_core_link link = {.links = 6,
						  .aggregations = 15};
	struct att_bytes in = {data, size};
	void *memory = fuzz_alloc(att_core_size(protocols));
	struct rig r = {.now = 1000};

	r.core = att_core_init(memory, protocols, &config, 1, traced, NULL);
	att_core_plug(r.core, &link, r.now);
	att_core_want(r.core, ATT_WANT_CONNECTED, r.now);
	drain(&r);
	while (in.len) {
		const uint8_t what = fuzz_u8(&in);
		const uint8_t len = fuzz_u8(&in);

		event(&r, what, fuzz_take(&in, len));
		drain(&r);
	}
	free(memory);
	return 0;
}
