/* Trace files: packets with their comments, the records of a trace, and its
 * replay. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "trace/pcapng.h"
#include "trace/read.h"
#include "trace/replay.h"
#include "trace/text.h"

static void claim_inside(struct att_bytes file, struct att_bytes view)
{
	if (view.len)
		FUZZ_CLAIM(view.p >= file.p && view.len <= file.len &&
			   (size_t)(view.p - file.p) <= file.len - view.len);
}

static void packets(struct att_bytes file)
{
	struct att_pcapng_reader r;
	struct att_pcapng_view view;
	struct att_bytes comment;
	int got;

	att_pcapng_reader_init(&r, file);
	while ((got = att_pcapng_next(&r, &view)) == 1) {
		claim_inside(file, view.data);
		claim_inside(file, view.dissector);
		while (att_pcapng_next_comment(&view.options, &comment))
			claim_inside(file, comment);
		FUZZ_CLAIM(view.number <= file.len / 12);
	}
	FUZZ_CLAIM(got <= 0);
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

static void records(struct att_bytes file)
{
	struct att_tracefile_reader r;
	struct att_tracefile_record out;
	char line[256];
	struct att_text t;
	uint64_t ms = 0;
	int got;

	att_tracefile_reader_init(&r, file);
	while ((got = att_tracefile_next(&r, &out)) == 1) {
		claim_inside(file, out.bytes);
		FUZZ_CLAIM(out.ms >= ms);
		ms = out.ms;
		record(&out);
	}
	FUZZ_CLAIM(got <= 0);
	att_text_init(&t, line, sizeof(line));
	att_tracefile_explain(&r, got, &t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(att_bytes_of(data, size));
	static struct att_replay_report report;

	packets(att_bytes_of(copy, size));
	records(att_bytes_of(copy, size));
	FUZZ_CLAIM(att_tracefile_replay(att_bytes_of(copy, size), &report) <=
		   0);
	free(copy);
	return 0;
}
