/* Trace files: packets with their comments, the records of a trace, and its
 * replay; from memory, and in pieces of any length. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "support/chunks.h"
#include "trace/pcapng.h"
#include "trace/read.h"
#include "trace/replay.h"
#include "trace/text.h"

/* What was read, to be compared with what another window gives. */
struct found {
	uint64_t sum;
	int end; /* of the reader */
};

static void add(struct found *f, const void *p, size_t len)
{
	const uint8_t *bytes = p;

	for (size_t i = 0; i < len; i++)
		f->sum = (f->sum ^ bytes[i]) * 1099511628211u;
}

static void add_bytes(struct found *f, struct att_bytes b)
{
	add(f, &b.len, sizeof(b.len));
	add(f, b.p, b.len);
}

static struct found packets(struct att_window *file, size_t size)
{
	struct att_pcapng_reader r;
	struct att_pcapng_view view;
	struct att_bytes comment;
	struct found f = {.sum = 1};

	att_pcapng_reader_init(&r, file);
	while ((f.end = att_pcapng_next(&r, &view)) == 1) {
		add_bytes(&f, view.data);
		add_bytes(&f, view.dissector);
		while (att_pcapng_next_comment(view.big, &view.comments,
					       &comment))
			add_bytes(&f, comment);
		FUZZ_CLAIM(view.number <= size / 12);
	}
	FUZZ_CLAIM(f.end <= 0);
	FUZZ_CLAIM(file->at <= size);
	add(&f, &file->at, sizeof(file->at));
	return f;
}

/* What a replay takes from a record. */
static void record(const struct att_tracefile_record *r)
{
	struct att_start start;
	struct att_input in;

	if (r->kind == ATT_TRACEFILE_START)
		att_start_get(r->bytes, &start);
	if (r->kind == ATT_TRACEFILE_EVENT) {
		att_input_get(r->bytes, &in);
		att_tracefile_config_get(r->bytes, &in.config);
	}
}

static struct found records(struct att_window *file)
{
	struct att_tracefile_reader r;
	struct att_tracefile_record out;
	struct found f = {.sum = 1};
	char line[256];
	struct att_text t;
	uint64_t ms = 0;

	att_tracefile_reader_init(&r, file);
	while ((f.end = att_tracefile_next(&r, &out)) == 1) {
		add(&f, &out.kind, sizeof(out.kind));
		add_bytes(&f, out.bytes);
		FUZZ_CLAIM(out.ms >= ms);
		ms = out.ms;
		record(&out);
	}
	FUZZ_CLAIM(f.end <= 0);
	att_text_init(&t, line, sizeof(line));
	att_tracefile_explain(&r, f.end, &t);
	add(&f, line, t.len);
	return f;
}

static struct found replay(struct att_window *file)
{
	static struct att_replay_report report;
	struct found f = {.sum = 1};

	f.end = att_tracefile_replay(file, NULL, &report);
	FUZZ_CLAIM(f.end <= 0);
	add(&f, &report, sizeof(report));
	return f;
}

static struct found read_as(unsigned what, struct att_window *file, size_t size)
{
	return what == 0   ? packets(file, size)
	       : what == 1 ? records(file)
			   : replay(file);
}

/* However the pieces are cut, the same is read. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));

	for (unsigned what = 0; what < 3; what++) {
		struct chunks chunks = {
			.bytes = {copy, size},
			.most = 1 + size % 97,
			.random = (uint32_t)size + what,
		};
		struct att_window whole = att_window_of(chunks.bytes), window;
		struct found a = read_as(what, &whole, size), b;

		att_window_init(&window, chunks_read, &chunks);
		b = read_as(what, &window, size);
		att_window_fini(&window);
		FUZZ_CLAIM(a.end == b.end && a.sum == b.sum);
	}
	free(copy);
	return 0;
}
