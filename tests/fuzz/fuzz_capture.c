/* Captures of usbmon and of attache, pcap and pcapng, and what attache decode
 * shows of them. The first byte says how. */
#include <stdlib.h>

#include "fuzz.h"
#include "support/chunks.h"
#include "capture/capture.h"
#include "tools/attache/decode.h"
#include "capture/tracepdu.h"
#include "capture/usbmon.h"

static void show(struct decode *d, struct messages *m, const struct transfer *t)
{
	struct message message;

	FUZZ_CLAIM(messages_put(m, t));
	while (messages_next(m, &message))
		decode_put(d, &message);
}

static void transfers(struct decode *d, struct messages *m, struct capture *c,
		      size_t size)
{
	struct att_pcapng_view packet;
	struct tracepdu trace;
	struct transfer t;
	struct usbmon usb;
	size_t n = 0;

	usbmon_init(&usb);
	tracepdu_init(&trace);
	while (capture_next(c, &packet) == 1) {
		/* the head of a packet of a classic file */
		FUZZ_CLAIM(++n <= size / 16);
		FUZZ_CLAIM(packet.data.len <= size);
		if (!usbmon_take(&usb, &packet, &t) &&
		    !tracepdu_take(&trace, &packet, &t))
			continue;
		FUZZ_CLAIM(t.bytes.len <= packet.data.len);
		FUZZ_CLAIM(t.full_len >= t.bytes.len);
		FUZZ_CLAIM(t.record == packet.number);
		show(d, m, &t);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = att_bytes_of(data, size);
	uint8_t how = fuzz_u8(&in);
	struct decode d = {.as = how % 3};
	struct messages m = {
		.guess = how & 4,
		.ex_version = (uint16_t)(0x100 * (1 + (how >> 3) % 3)),
	};
	struct message incomplete;
	uint8_t *copy = fuzz_copy(in);
	struct chunks chunks = {.bytes = {copy, in.len},
				.most = 1 + in.len % 61};
	struct att_window window;
	struct capture c;

	capture_is(att_bytes_of(copy, in.len));
	att_window_init(&window, chunks_read, &chunks);
	if (capture_init(&c, &window, "input")) {
		decode_begin(&d, "input", false, "capture");
		transfers(&d, &m, &c, in.len);
		messages_end(&m);
		while (messages_next(&m, &incomplete))
			decode_put(&d, &incomplete);
		messages_fini(&m);
		decode_end(&d);
	}
	att_window_fini(&window);
	free(copy);
	return 0;
}
