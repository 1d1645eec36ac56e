/* The deframer: however a stream of frames and garbage is cut into reads, the
 * same frames come out of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/random_value.h"
#include "wire/qmi/stream.h"

#define STREAMS	 400u
#define CUTTINGS 6u
#define ROOM	 (1u << 16)

static struct random_value dice;

/* A stream as it is made, and the frames that were found in it, one behind the
 * other. */
struct bytes {
	uint8_t p[ROOM];
	size_t len;
};

static struct bytes stream, whole, found;
static unsigned n_frames;

static uint32_t below(uint32_t n)
{
	return random_value_below(&dice, n);
}

/* What cannot begin a frame, or with `any` what may. */
static void put_garbage(bool any)
{
	for (uint32_t n = below(40); n; n--) {
		uint8_t v = (uint8_t)random_value_bits(&dice);

		if (!any && v == QMI_MARK)
			v = 0;
		else if (any && !below(4))
			v = (uint8_t[]){QMI_MARK, 0, 0x80, 12}[below(4)];
		stream.p[stream.len++] = v;
	}
}

static void put_frame(struct bytes *to)
{
	struct qmi_head h = {
		.service = below(4) ? (uint8_t)below(20) : QMI_CTL,
		.client = (uint8_t)below(256),
		.from_modem = below(2),
		.kind = (enum qmi_kind)below(3),
		.transaction = (uint16_t)below(256),
		.message = (uint16_t)below(65536),
	};
	size_t head = qmi_head_len(h.service), len = 0;
	uint8_t *p = to->p + to->len;

	for (uint32_t n = below(4); n; n--) {
		size_t value = below(8) ? below(40) : below(1200);
		uint8_t *tlv = p + head + len;

		tlv[0] = (uint8_t)below(256);
		att_put16(tlv + 1, (uint16_t)value);
		for (size_t i = 0; i < value; i++)
			tlv[3 + i] = below(8) ? (uint8_t)below(256) : QMI_MARK;
		len += 3 + value;
	}
	to->len += qmi_head_put(&h, len, p);
}

static void keep_frames(struct qmi_stream *s)
{
	struct qmi_message m;
	struct att_bytes frame;

	while (qmi_stream_next(s, &frame)) {
		assert_int_equal(qmi_decode(frame, &m), 0);
		assert_true(found.len + frame.len <= ROOM);
		memcpy(found.p + found.len, frame.p, frame.len);
		found.len += frame.len;
		n_frames++;
	}
}

/* One read, in memory that ends with it. */
static void read_some(struct qmi_stream *s, const uint8_t *p, size_t n)
{
	uint8_t *copy = malloc(n + !n);

	assert_non_null(copy);
	if (n)
		memcpy(copy, p, n);
	qmi_stream_input(s, att_bytes_of(copy, n));
	keep_frames(s);
	free(copy);
}

/* Reads of up to `most` bytes; then nothing more comes. */
static uint32_t read_all(uint32_t most)
{
	static struct qmi_stream s;
	size_t at = 0;

	found.len = 0;
	n_frames = 0;
	qmi_stream_init(&s);
	while (at < stream.len) {
		size_t n = 1 + below(most);

		n = n < stream.len - at ? n : stream.len - at;
		read_some(&s, stream.p + at, n);
		at += n;
	}
	while (qmi_stream_waits(&s)) {
		qmi_stream_give_up(&s);
		keep_frames(&s);
	}
	assert_int_equal(found.len + s.garbage, stream.len);
	return s.garbage;
}

static void every_frame_is_found_between_garbage(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < STREAMS; seed++) {
		unsigned n = 0;

		random_value_init(&dice, seed, RANDOM_ANY, false);
		stream.len = whole.len = 0;
		for (; n < 1 + seed % 8; n++) {
			size_t at = whole.len;

			put_garbage(false);
			put_frame(&whole);
			memcpy(stream.p + stream.len, whole.p + at,
			       whole.len - at);
			stream.len += whole.len - at;
		}
		put_garbage(false);
		for (unsigned i = 0; i < CUTTINGS; i++) {
			(void)read_all(i ? 1u << 2 * i : ROOM);
			assert_int_equal(n_frames, n);
			assert_int_equal(found.len, whole.len);
			assert_memory_equal(found.p, whole.p, whole.len);
		}
	}
}

/* Garbage that looks like a frame may swallow what follows it, but it does so
 * in each cutting. */
static void cuts_do_not_matter(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < STREAMS; seed++) {
		uint32_t garbage;

		random_value_init(&dice, seed, RANDOM_ANY, false);
		stream.len = 0;
		for (unsigned n = 0; n < 1 + seed % 8; n++) {
			put_garbage(true);
			put_frame(&stream);
			if (!below(4)) /* the frame is torn */
				stream.len -= 1 + below(12);
		}
		garbage = read_all(ROOM);
		memcpy(whole.p, found.p, found.len);
		whole.len = found.len;
		for (unsigned i = 0; i < CUTTINGS; i++) {
			assert_int_equal(read_all(1u << 2 * i), garbage);
			assert_int_equal(found.len, whole.len);
			assert_memory_equal(found.p, whole.p, whole.len);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_frame_is_found_between_garbage),
		cmocka_unit_test(cuts_do_not_matter),
	};

	return cmocka_run_group_tests_name("wire_qmi_stream", tests, NULL,
					   NULL);
}
