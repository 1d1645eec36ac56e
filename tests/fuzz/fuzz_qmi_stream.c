/* A stream of QMUX frames: reads, each with a byte for its length. The frames
 * that come out are whole, and are those of the same bytes in one read. */
#include <stdlib.h>

#include "fuzz.h"
#include "wire/qmi/stream.h"

#define ROOM 8192u

/* What came out, one frame behind the other. */
struct found {
	uint8_t p[ROOM];
	size_t len;
};

static void keep(struct qmi_stream *s, struct found *to)
{
	struct qmi_message m;
	struct att_bytes frame;

	while (qmi_stream_next(s, &frame)) {
		FUZZ_CLAIM(!qmi_decode(frame, &m));
		FUZZ_CLAIM(to->len + frame.len <= ROOM);
		memcpy(to->p + to->len, frame.p, frame.len);
		to->len += frame.len;
	}
}

static void give(struct qmi_stream *s, struct att_bytes b, struct found *to)
{
	uint8_t *copy = fuzz_copy(b);

	qmi_stream_input(s, att_bytes_of(copy, b.len));
	keep(s, to);
	free(copy);
}

/* Nothing more comes: every byte was of a frame or garbage. */
static void finish(struct qmi_stream *s, struct found *to, size_t len)
{
	while (qmi_stream_waits(s)) {
		qmi_stream_give_up(s);
		keep(s, to);
	}
	FUZZ_CLAIM(to->len + s->garbage == len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct found cut, whole;
	static struct qmi_stream s;
	struct att_bytes in = {data, size};
	uint8_t *all = fuzz_alloc(size);
	size_t len = 0;

	cut.len = whole.len = 0;
	qmi_stream_init(&s);
	while (in.len) {
		struct att_bytes b = fuzz_take(&in, fuzz_u8(&in));

		if (b.len)
			memcpy(all + len, b.p, b.len);
		len += b.len;
		give(&s, b, &cut);
	}
	finish(&s, &cut, len);
	qmi_stream_init(&s);
	give(&s, att_bytes_of(all, len), &whole);
	finish(&s, &whole, len);
	FUZZ_CLAIM(cut.len == whole.len && !memcmp(cut.p, whole.p, whole.len));
	free(all);
	return 0;
}
