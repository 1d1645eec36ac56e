/* The control channel's stream: a byte for the kind of channel, then reads,
 * each with a length, a time that passes before it, and its bytes. Whatever
 * message comes out is whole, and goes through the sender and a second receiver
 * unchanged. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

/* Little room, so that there are messages for which it is too little. */
#define WHOLE  600
#define STREAM 300

static void claim_sends_back(struct att_bytes message, uint32_t max)
{
	uint32_t n = mbim_frag_tx_count(message, max);
	uint8_t *stream = fuzz_alloc(WHOLE), *whole = fuzz_alloc(WHOLE);
	uint8_t *buf = fuzz_alloc(max);
	struct mbim_frag_fault fault;
	struct att_bytes back = {NULL, 0};
	struct mbim_frag_rx rx;
	int got = 0;

	mbim_frag_rx_init(&rx, true, stream, WHOLE, whole, WHOLE);
	for (uint32_t i = 0; i < n; i++) {
		int len = mbim_frag_tx_get(message, max, i, buf, max);

		if (len < 0)
			break; /* no fragments, and too long for max */
		FUZZ_CLAIM((uint32_t)len <= max && got == 0);
		mbim_frag_rx_put(&rx, att_bytes_of(buf, (size_t)len));
		got = mbim_frag_rx_get(&rx, 0, &back, &fault);
		FUZZ_CLAIM(got == (i + 1 == n));
		if (got)
			FUZZ_CLAIM(att_bytes_equal(back, message));
	}
	free(buf);
	free(whole);
	free(stream);
}

static void take_all(struct mbim_frag_rx *rx, uint64_t now, uint32_t max)
{
	struct mbim_frag_fault fault;
	struct att_bytes message;
	struct mbim_msg msg;
	int got, err;

	while ((got = mbim_frag_rx_get(rx, now, &message, &fault)) != 0) {
		FUZZ_CLAIM(got == 1 || got == ATT_E_SEQUENCE ||
			   got == ATT_E_LENGTH || got == ATT_E_ROOM ||
			   got == ATT_E_TIMEOUT);
		if (got < 0)
			continue;
		FUZZ_CLAIM(message.len >= MBIM_MSG_HEADER);
		FUZZ_CLAIM(att_get32(message.p + 4) == message.len);
		FUZZ_CLAIM(mbim_msg_known(att_get32(message.p)));
		/* it may contradict itself, but it is one message */
		err = mbim_msg_decode(message, &msg);
		FUZZ_CLAIM(err != ATT_E_SEQUENCE);
		if (err == 0)
			claim_sends_back(message, max);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = {data, size};
	uint8_t options = fuzz_u8(&in);
	uint32_t max = MBIM_MSG_MIN_CONTROL + 4u * (options >> 2);
	uint8_t *stream = fuzz_alloc(STREAM), *whole = fuzz_alloc(WHOLE);
	struct mbim_frag_fault fault;
	struct mbim_frag_rx rx;
	uint64_t now = 0;

	mbim_frag_rx_init(&rx, options & 1, stream, STREAM, whole, WHOLE);
	while (in.len) {
		size_t len = fuzz_u16(&in) % 1500;
		struct att_bytes read;
		uint8_t *copy;

		now += fuzz_u8(&in) * 10u;
		if (now >= rx.deadline_ms)
			mbim_frag_rx_expire(&rx, now, &fault);
		read = fuzz_take(&in, len);
		copy = fuzz_copy(read);
		mbim_frag_rx_put(&rx, att_bytes_of(copy, read.len));
		take_all(&rx, now, max);
		free(copy);
	}
	free(whole);
	free(stream);
	return 0;
}
