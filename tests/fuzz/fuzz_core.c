/* The core against a modem that says anything: a sequence of events, each with
 * a byte that says what happens. It must never crash, loop, or say more than a
 * control transfer can hold. */
#include <stdlib.h>

#include "channel_input.h"
#include "core/core.h"
#include "fuzz.h"
#include "protocol/mbim/mbim.h"
#include "wire/mbim/msg.h"

enum what {
	RAW,	/* bytes as they are */
	ANSWER, /* a message with the transaction that was asked last */
	ACCEPT, /* the body answers what was asked last, with success */
	REFUSE, /* ... with a status from the bytes */
	WAIT,
	WANT,
	PLUG,
	WHATS
};

struct rig {
	struct att_core *core;
	uint64_t now;
	struct mbim_msg asked; /* last */
};

static void traced(void *ctx, const struct att_trace_rec *rec)
{
	(void)ctx;
	FUZZ_CLAIM(rec->from < rec->machine->n_states);
	FUZZ_CLAIM(rec->to < rec->machine->n_states);
	FUZZ_CLAIM(!rec->refused || (rec->from == rec->to && !rec->effect));
}

/* Take what the core gives out; a request that is longer than a transfer would
 * come in fragments, of which the first says what is asked. */
static void drain(struct rig *r)
{
	static struct att_core_status status;
	struct att_effect effect;
	uint8_t buf[4096];
	struct mbim_msg msg;
	unsigned steps = 0;
	size_t len;

	while ((len = att_core_output(r->core, buf, sizeof(buf))) > 0) {
		FUZZ_CLAIM(len <= sizeof(buf) && ++steps < 1000);
		(void)mbim_msg_decode(att_bytes_of(buf, len), &msg);
		FUZZ_CLAIM(mbim_msg_known(msg.type));
		if (msg.type < 0x80000000u && msg.type != MBIM_MSG_HOST_ERROR)
			r->asked = msg;
	}
	while (att_core_effect(r->core, &effect))
		FUZZ_CLAIM(++steps < 2000 &&
			   effect.session < ATT_CORE_SESSIONS);
	att_core_status(r->core, &status);
}

static void give(struct rig *r, const uint8_t *p, int len)
{
	uint8_t *copy;

	if (len <= 0)
		return;
	copy = fuzz_copy(att_bytes_of(p, (size_t)len));
	att_core_input(r->core, att_bytes_of(copy, (size_t)len), r->now);
	free(copy);
}

/* An answer to what was asked last, whose body are these bytes. */
static void answer(struct rig *r, struct att_bytes body, uint32_t status)
{
	static uint8_t buf[8192];
	const size_t header =
		mbim_msg_header_len((uint32_t)MBIM_MSG_COMMAND_DONE);
	const struct mbim_msg *a = &r->asked;

	if (body.len > sizeof(buf) - header)
		return;
	if (a->type != MBIM_MSG_COMMAND) {
		give(r, buf,
		     mbim_msg_encode_simple(buf, sizeof(buf),
					    a->type | 0x80000000u,
					    a->transaction, status));
		return;
	}
	if (body.len)
		memcpy(buf + header, body.p, body.len);
	give(r, buf,
	     mbim_msg_encode_done(buf, sizeof(buf), a->transaction, &a->service,
				  a->cid, status, body.len));
}

/* The body of a message that the mutator has made. */
static struct att_bytes body_of(struct att_bytes bytes)
{
	size_t header = MBIM_MSG_COMMAND_BODY;

	if (bytes.len < header)
		return att_bytes_of(bytes.p, 0);
	return att_bytes_of(bytes.p + header, bytes.len - header);
}

static void answer_as_is(struct rig *r, struct att_bytes bytes)
{
	uint8_t *copy = fuzz_copy(bytes);

	if (bytes.len >= MBIM_MSG_HEADER)
		att_put32(copy + 8, r->asked.transaction);
	give(r, copy, (int)bytes.len);
	free(copy);
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
		.max_control = fuzz_u16(&bytes),
		.max_outstanding = fuzz_u8(&bytes),
		.framed = fuzz_u8(&bytes) & 1,
		.mtu = fuzz_u16(&bytes),
		.ex_version = fuzz_u16(&bytes),
	};

	if (link.max_control && link.max_control < MBIM_MSG_MIN_CONTROL)
		link.max_control = MBIM_MSG_MIN_CONTROL;
	if (link.max_control > 4096)
		link.max_control = 4096;
	att_core_unplug(r->core, r->now);
	drain(r);
	att_core_plug(r->core, &link, r->now);
}

static void event(struct rig *r, const struct channel_event *e)
{
	struct att_bytes bytes = e->bytes;

	switch ((enum what)(e->what % WHATS)) {
	case RAW:
		give(r, bytes.p, (int)bytes.len);
		break;
	case ANSWER:
		answer_as_is(r, bytes);
		break;
	case ACCEPT:
		answer(r, body_of(bytes), 0);
		break;
	case REFUSE:
		answer(r, body_of(bytes), e->what / WHATS);
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
			    {.name = "wwan1",
			     .apn = "ims",
			     .ip = ATT_IP_V6,
			     .roaming = true}},
	};
	static const struct att_core_link link = {.max_control = 512};
	struct att_bytes in = {data, size};
	void *memory = fuzz_alloc(att_core_size(mbim_protocols));
	struct rig r = {.now = 1000};
	struct channel_event e;

	r.core =
		att_core_init(memory, mbim_protocols, &config, 1, traced, NULL);
	att_core_plug(r.core, &link, r.now);
	att_core_want(r.core, ATT_WANT_CONNECTED, r.now);
	drain(&r);
	while (channel_next(&in, &e)) {
		event(&r, &e);
		drain(&r);
	}
	free(memory);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed)
{
	return channel_mutate(data, size, max_size, seed,
			      1u << MBIM_KIND_RESPONSE |
				      1u << MBIM_KIND_NOTIFICATION);
}
