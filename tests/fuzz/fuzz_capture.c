/* Captures of usbmon and of attache, pcap and pcapng, and what attache decode
 * shows of them. The first byte says how. */
#include <stdlib.h>

#include "fuzz.h"
#include "support/chunks.h"
#include "tools/attache/capture.h"
#include "tools/attache/decode.h"
#include "tools/attache/tracepdu.h"
#include "tools/attache/usbmon.h"

static void transfers(struct decode *d, struct capture *c, size_t size)
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
		decode_put(d, &t);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct att_bytes in = att_bytes_of(data, size);
	uint8_t how = fuzz_u8(&in);
	struct decode d = {
		.as = how % 3,
		.guess = how & 4,
		.ex_version = (uint16_t)(0x100 * (1 + (how >> 3) % 3)),
	};
	uint8_t *copy = fuzz_copy(in);
	struct chunks chunks = {.bytes = {copy, in.len},
				.most = 1 + in.len % 61};
	struct att_window window;
	struct capture c;

	capture_is(att_bytes_of(copy, in.len));
	att_window_init(&window, chunks_read, &chunks);
	if (capture_init(&c, &window, "input")) {
		decode_begin(&d, "input", false, "capture");
		transfers(&d, &c, in.len);
		decode_end(&d);
	}
	att_window_fini(&window);
	free(copy);
	return 0;
}
