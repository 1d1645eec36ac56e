/* Trace files of the tests. */
#include "tests/replay/traces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/support/whole_file.h"
#include "trace/replay.h"
#include "wire/utf16.h"

const char *traces_path(char *buf, size_t cap)
{
	int fd;

	snprintf(buf, cap, "/tmp/attache-trace-XXXXXX");
	fd = mkstemp(buf);
	assert_true(fd >= 0);
	close(fd);
	return buf;
}

struct att_bytes traces_load(const char *path)
{
	struct att_bytes file = whole_file(path);

	assert_non_null(file.p);
	return file;
}

int traces_replay(struct att_bytes file, struct att_replay_report *report)
{
	struct att_window window = att_window_of(file);

	return att_tracefile_replay(&window, NULL, report);
}

void traces_save(const char *path, struct att_bytes file)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(file.p, 1, file.len, f), file.len);
	assert_int_equal(fclose(f), 0);
}

static bool holds(struct att_bytes b, const char *text)
{
	uint8_t utf16[256];
	int len = att_utf16_encode((const uint8_t *)text, strlen(text), utf16,
				   sizeof(utf16));

	assert_true(len > 0);
	return memmem(b.p, b.len, text, strlen(text)) ||
	       memmem(b.p, b.len, utf16, (size_t)len);
}

/* The bodies of all fragments of one direction behind each other. */
static bool bodies_hold(struct att_bytes file, const char *text,
			enum att_tracefile_kind kind, size_t header)
{
	struct att_window window = att_window_of(file);
	uint8_t *all = malloc(file.len);
	struct att_tracefile_reader reader;
	struct att_tracefile_record rec;
	size_t len = 0;
	bool found;

	assert_non_null(all);
	att_tracefile_reader_init(&reader, &window);
	while (att_tracefile_next(&reader, &rec) > 0)
		if (rec.kind == kind && rec.bytes.len > header) {
			memcpy(all + len, rec.bytes.p + header,
			       rec.bytes.len - header);
			len += rec.bytes.len - header;
		}
	found = holds(att_bytes_of(all, len), text);
	free(all);
	return found;
}

bool traces_holds(const char *path, const char *text)
{
	struct att_bytes file = traces_load(path);
	bool found = holds(file, text);

	for (size_t header = 0; header <= 20; header += 20) {
		found |= bodies_hold(file, text, ATT_TRACEFILE_INPUT, header);
		found |= bodies_hold(file, text, ATT_TRACEFILE_OUTPUT, header);
	}
	free((void *)file.p);
	return found;
}

struct att_bytes traces_without(struct att_bytes file, uint32_t n)
{
	struct att_window window = att_window_of(file);
	struct att_pcapng_reader reader;
	struct att_pcapng_view view;
	uint8_t *copy = malloc(file.len);
	size_t from, to;

	assert_non_null(copy);
	att_pcapng_reader_init(&reader, &window);
	do {
		from = window.at;
		assert_int_equal(att_pcapng_next(&reader, &view), 1);
	} while (view.number < n);
	to = window.at;
	memcpy(copy, file.p, from);
	memcpy(copy + from, file.p + to, file.len - to);
	return att_bytes_of(copy, file.len - (to - from));
}

static uint32_t next(uint32_t *random)
{
	*random = *random * 1664525u + 1013904223u;
	return *random >> 8;
}

struct att_bytes traces_damaged(struct att_bytes file, uint32_t *random)
{
	uint8_t *copy = malloc(file.len);

	assert_non_null(copy);
	memcpy(copy, file.p, file.len);
	for (unsigned i = 0; i <= next(random) % 4; i++) {
		size_t at = next(random) % file.len;

		if (next(random) % 2)
			copy[at] = (uint8_t)next(random);
		else
			copy[at] ^= (uint8_t)(1u << next(random) % 8);
	}
	return att_bytes_of(copy, file.len);
}
