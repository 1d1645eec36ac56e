/* Traces of any length: a reader gets its bytes in pieces that end anywhere,
 * holds few of them, and reads the same as from memory. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/errors.h"
#include "tests/replay/recorded.h"
#include "tests/replay/traces.h"
#include "tests/support/chunks.h"
#include "trace/replay.h"

/* --- windows -------------------------------------------------------------- */

static void window_gives_every_byte_once(void **state)
{
	static uint8_t bytes[200000];
	uint32_t random = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 2654435761u >> 24);
	for (unsigned most = 1; most < 40000; most = 3 * most + 1) {
		struct chunks c = {.bytes = {bytes, sizeof(bytes)},
				   .most = most,
				   .random = most};
		struct att_window w;
		size_t at = 0, n;

		att_window_init(&w, chunks_read, &c);
		for (;; at += n) {
			random = random * 1664525u + 1013904223u;
			n = 1 + (random >> 8) % 700;
			if (at + n > sizeof(bytes))
				break;
			assert_int_equal(att_window_need(&w, n), 1);
			assert_int_equal(w.at, at);
			assert_memory_equal(w.next.p, bytes + at, n);
			att_window_take(&w, n);
		}
		n = sizeof(bytes) - at;
		assert_int_equal(att_window_need(&w, n + 1), ATT_E_SHORT);
		assert_int_equal(w.next.len, n);
		assert_int_equal(att_window_pass(&w, n + 1), 0);
		assert_int_equal(w.at, sizeof(bytes));
		assert_int_equal(att_window_need(&w, 1), 0);
		att_window_fini(&w);
	}
}

static ssize_t read_badly(void *ctx, void *to, size_t n)
{
	int *calls = ctx;

	memset(to, 7, n < 3 ? n : 3);
	errno = ++*calls == 2 ? EINTR : EIO;
	return *calls == 1 || *calls == 3 ? 3 : -1;
}

static void window_says_why_it_cannot_be_read(void **state)
{
	struct att_window w;
	int calls = 0;

	(void)state;
	att_window_init(&w, read_badly, &calls);
	assert_int_equal(att_window_need(&w, 6), 1); /* over EINTR */
	assert_int_equal(att_window_need(&w, 7), ATT_E_IO);
	assert_int_equal(w.error, EIO);
	assert_int_equal(w.next.len, 6);
	assert_int_equal(att_window_need(&w, ATT_WINDOW_MAX + 1), ATT_E_ROOM);
	att_window_fini(&w);
}

/* --- blocks --------------------------------------------------------------- */

/* A trace in the other byte order. */
static void swap(uint8_t *p, unsigned n)
{
	for (unsigned i = 0; i < n / 2; i++) {
		uint8_t c = p[i];

		p[i] = p[n - 1 - i];
		p[n - 1 - i] = c;
	}
}

static void swap_options(uint8_t *p, const uint8_t *end, uint32_t block)
{
	while (end - p >= 4) {
		uint16_t code = att_get16(p), len = att_get16(p + 2);

		if (block == 6 && code == 2)
			swap(p + 4, 4); /* epb_flags */
		if (block == 1 && code == 14)
			swap(p + 4, 8); /* if_tsoffset */
		swap(p, 2);
		swap(p + 2, 2);
		p += 4 + (len + 3) / 4 * 4;
	}
}

static void swap_block(uint8_t *p, uint32_t len)
{
	uint32_t type = att_get32(p);
	size_t head = type == 6 ? 28 : type == 1 ? 16 : 24;
	size_t data = type == 6 ? (att_get32(p + 20) + 3) / 4 * 4 : 0;

	swap_options(p + head + data, p + len - 4, type);
	for (size_t i = 0; i < head; i += 4)
		swap(p + i, 4);
	if (type == 1) { /* the link type is a number of two bytes */
		swap(p + 8, 4);
		swap(p + 8, 2);
	}
	swap(p + len - 4, 4);
}

static struct att_bytes swapped(struct att_bytes file)
{
	uint8_t *copy = malloc(file.len);

	assert_non_null(copy);
	memcpy(copy, file.p, file.len);
	for (size_t at = 0; at < file.len; at += att_get32(file.p + at + 4))
		swap_block(copy + at, att_get32(file.p + at + 4));
	return att_bytes_of(copy, file.len);
}

static struct att_bytes trace_of_a_run(void)
{
	struct recorded_options o = {
		.mask = true, .ex_version = MBIM_EX_3, .max_control = 64};
	struct att_bytes file;
	char path[64];

	o.path = traces_path(path, sizeof(path));
	assert_true(recorded_run(&o));
	file = traces_load(path);
	unlink(path);
	return file;
}

/* Replayed in pieces of at most so many bytes. */
static void replays(struct att_bytes file, size_t most, uint32_t random,
		    struct att_replay_report *report)
{
	struct chunks c = {.bytes = file, .most = most, .random = random};
	struct att_window w;

	att_window_init(&w, chunks_read, &c);
	assert_int_equal(att_tracefile_replay(&w, NULL, report), 0);
	att_window_fini(&w);
}

static void pieces_of_any_length_replay_alike(void **state)
{
	struct att_bytes file = trace_of_a_run(), big = swapped(file);
	struct att_replay_report expected, report;

	(void)state;
	assert_int_equal(traces_replay(file, &expected), 0);
	assert_true(expected.steps > 30 && expected.effects > 3);
	for (unsigned most = 1; most < 3000; most = 2 * most + 1)
		for (unsigned random = 0; random < 2; random++) {
			replays(random ? big : file, most, random * most,
				&report);
			assert_memory_equal(&report, &expected, sizeof(report));
		}
	free((void *)file.p);
	free((void *)big.p);
}

/* A cut is found out where it is, and the offset names the cut block. */
static void cut_is_named_by_the_offset_of_its_block(void **state)
{
	struct att_bytes file = trace_of_a_run();
	struct att_replay_report report;
	char offset[32];

	(void)state;
	for (size_t at = 0; at < 3000; at += att_get32(file.p + at + 4)) {
		uint32_t len = att_get32(file.p + at + 4);
		struct chunks c = {.bytes = {file.p, at + len / 2},
				   .most = 100};
		struct att_window w;

		att_window_init(&w, chunks_read, &c);
		assert_int_equal(att_tracefile_replay(&w, NULL, &report),
				 ATT_E_SHORT);
		att_window_fini(&w);
		snprintf(offset, sizeof(offset), "(at byte %zu)", at);
		assert_non_null(strstr(report.problem, offset));
	}
	free((void *)file.p);
}

/* Between the first block and the rest of a file: a block of this type and of
 * so many bytes. */
static struct att_bytes with_block(struct att_bytes file, uint32_t type,
				   uint32_t len)
{
	uint32_t first = att_get32(file.p + 4);
	uint8_t *p = calloc(1, file.len + len);

	assert_non_null(p);
	memcpy(p, file.p, first);
	att_put32(p + first, type);
	att_put32(p + first + 4, len);
	att_put32(p + first + len - 4, len);
	memcpy(p + first + len, file.p + first, file.len - first);
	return att_bytes_of(p, file.len + len);
}

static void long_blocks_of_no_interest_are_passed_over(void **state)
{
	const uint32_t len = 3 * ATT_WINDOW_MAX;
	struct att_bytes file = trace_of_a_run();
	struct att_bytes with = with_block(file, 0xbad, len);
	struct chunks c = {.bytes = with, .most = 50000};
	struct att_replay_report report;
	struct att_window w;

	(void)state;
	att_window_init(&w, chunks_read, &c);
	assert_int_equal(att_tracefile_replay(&w, NULL, &report), 0);
	assert_in_range(w.cap, 1, 65536); /* it was not held */
	att_window_fini(&w);
	free((void *)with.p);
	free((void *)file.p);
}

static void packet_longer_than_the_window_is_named(void **state)
{
	struct att_bytes file = trace_of_a_run();
	struct att_bytes with = with_block(file, 6, ATT_WINDOW_MAX + 4);
	struct att_replay_report report;
	struct chunks c = {.bytes = with, .most = 1000};
	struct att_window w;
	char text[96];

	(void)state;
	att_window_init(&w, chunks_read, &c);
	assert_int_equal(att_tracefile_replay(&w, NULL, &report), ATT_E_ROOM);
	att_window_fini(&w);
	snprintf(text, sizeof(text),
		 "has a block of more than 2 MiB, after packet 0 (at byte %u)",
		 att_get32(file.p + 4));
	assert_string_equal(report.problem, text);
	free((void *)with.p);
	free((void *)file.p);
}

/* One transfer that never ends must not grow without end. */
static void transfer_without_end_is_refused(void **state)
{
	static uint8_t data[60000];
	struct att_pcapng_block b = {.grow = att_pcapng_grow};
	struct att_bytes file = trace_of_a_run();
	struct att_replay_report report;
	size_t first = 0, len;
	uint8_t *p;

	(void)state;
	for (int i = 0; i < 3; i++) /* section, interface, start */
		first += att_get32(file.p + first + 4);
	att_pcapng_packet(&b, 0, ATT_PCAPNG_IN, "data",
			  att_bytes_of(data, sizeof(data)));
	att_pcapng_comment(&b, "the same read goes on in the next packet");
	len = first;
	p = malloc(first + 64 * b.len);
	assert_non_null(p);
	memcpy(p, file.p, first);
	for (int i = 0; i < 64; i++, len += b.len)
		memcpy(p + len, b.p, b.len);
	assert_int_equal(traces_replay(att_bytes_of(p, len), &report),
			 ATT_E_CONFIG);
	assert_in_range(report.packet, 30, 40);
	att_pcapng_fini(&b);
	free(p);
	free((void *)file.p);
}

/* --- files of one run ----------------------------------------------------- */

/* Behind a comment is one that says to be longer than its packet: it is not
 * looked for in memory that is gone with its file. */
static void nothing_of_a_file_is_read_after_its_end(void **state)
{
	struct att_window none = att_window_of(att_bytes_of(NULL, 0)), w;
	struct att_bytes file = trace_of_a_run();
	struct chunks c = {.bytes = file, .most = 100};
	struct att_pcapng_block b = {.grow = att_pcapng_grow};
	struct att_tracefile_reader r;
	struct att_tracefile_record rec;
	size_t len = 0;
	uint8_t *p;

	(void)state;
	for (int i = 0; i < 3; i++) /* section, interface, start */
		len += att_get32(file.p + len + 4);
	att_pcapng_packet(&b, 0, ATT_PCAPNG_IN, "syslog",
			  att_bytes_of("expire", 6));
	att_pcapng_comment(&b, "one");
	att_pcapng_comment(&b, "look at this");
	att_put16(b.p + b.len - 22, 0xffff); /* its length */
	p = malloc(len + b.len);
	assert_non_null(p);
	memcpy(p, file.p, len);
	memcpy(p + len, b.p, b.len);
	c.bytes = att_bytes_of(p, len + b.len);
	att_window_init(&w, chunks_read, &c);
	att_tracefile_reader_init(&r, &w);
	while (att_tracefile_next(&r, &rec) > 0)
		;
	assert_int_equal(r.number, 2);
	att_window_fini(&w);
	att_tracefile_reader_continue(&r, &none);
	assert_int_equal(att_tracefile_next(&r, &rec), 0);
	att_pcapng_fini(&b);
	free(p);
	free((void *)file.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(window_gives_every_byte_once),
		cmocka_unit_test(window_says_why_it_cannot_be_read),
		cmocka_unit_test(pieces_of_any_length_replay_alike),
		cmocka_unit_test(cut_is_named_by_the_offset_of_its_block),
		cmocka_unit_test(long_blocks_of_no_interest_are_passed_over),
		cmocka_unit_test(packet_longer_than_the_window_is_named),
		cmocka_unit_test(transfer_without_end_is_refused),
		cmocka_unit_test(nothing_of_a_file_is_read_after_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
