/* Logs of libmbim and umbim, and what attache decode shows of them. The first
 * byte says how. */
#include <stdlib.h>

#include "fuzz.h"
#include "support/chunks.h"
#include "tools/attache/decode.h"
#include "capture/textlog.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/qmi.h"

static void show(struct decode *d, struct messages *m, const struct transfer *t)
{
	struct message message;

	FUZZ_CLAIM(messages_put(m, t));
	while (messages_next(m, &message))
		decode_put(d, &message);
}

static void transfers(struct decode *d, struct messages *m, struct textlog *l,
		      size_t size)
{
	struct transfer t;
	size_t n = 0;

	while (textlog_next(l, &t) == 1) {
		FUZZ_CLAIM(++n <= size / 24);
		FUZZ_CLAIM(t.bytes.len >= MBIM_MSG_HEADER);
		FUZZ_CLAIM(t.bytes.len <= size / 2 + MBIM_MSG_COMMAND_BODY);
		FUZZ_CLAIM(t.full_len >= t.bytes.len);
		FUZZ_CLAIM(t.record >= 1 && t.record <= l->lines);
		FUZZ_CLAIM(mbim_msg_known(att_get32(t.bytes.p)) ||
			   qmi_frame_begins(t.bytes));
		show(d, m, &t);
	}
	FUZZ_CLAIM(l->skipped <= l->lines);
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
	struct textlog l;

	textlog_kind((const char *)copy, in.len);
	att_window_init(&window, chunks_read, &chunks);
	textlog_init(&l, &window,
		     how & 32	? TEXTLOG_UMBIM
		     : how & 64 ? TEXTLOG_UQMI
				: TEXTLOG_LIBMBIM);
	decode_begin(&d, "input", false, "log");
	transfers(&d, &m, &l, in.len);
	messages_end(&m);
	while (messages_next(&m, &incomplete))
		decode_put(&d, &incomplete);
	messages_fini(&m);
	decode_end(&d);
	textlog_fini(&l);
	att_window_fini(&window);
	free(copy);
	return 0;
}
