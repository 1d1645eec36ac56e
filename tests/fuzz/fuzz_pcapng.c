/* Trace files: packets with their comments, the records of a trace, and its
 * replay. */
#include <stdlib.h>

#include "base/errors.h"
#include "fuzz.h"
#include "trace/pcapng.h"
#include "trace/read.h"
#include "trace/replay.h"
#include "trace/text.h"

static void claim_inside(struct mbim_bytes file, struct mbim_bytes view)
{
	if (view.len)
		FUZZ_CLAIM(view.p >= file.p && view.len <= file.len &&
			   (size_t)(view.p - file.p) <= file.len - view.len);
}

static void packets(struct mbim_bytes file)
{
	struct mbim_pcapng_reader r;
	struct mbim_pcapng_view view;
	struct mbim_bytes comment;
	int got;

	mbim_pcapng_reader_init(&r, file);
	while ((got = mbim_pcapng_next(&r, &view)) == 1) {
		claim_inside(file, view.data);
		claim_inside(file, view.dissector);
		while (mbim_pcapng_next_comment(&view.options, &comment))
			claim_inside(file, comment);
		FUZZ_CLAIM(view.number <= file.len / 12);
	}
	FUZZ_CLAIM(got <= 0);
}

/* What a replay takes from a record. */
static void record(const struct mbim_tracefile_record *r)
{
	struct att_start start;
	struct att_input in;

	if (r->kind == MBIM_TRACEFILE_START)
		att_start_get(r->bytes, &start);
	if (r->kind == MBIM_TRACEFILE_EVENT) {
		att_input_get(r->bytes, &in);
		mbim_tracefile_config_get(r->bytes, &in.config);
	}
}

static void records(struct mbim_bytes file)
{
	struct mbim_tracefile_reader r;
	struct mbim_tracefile_record out;
	char line[256];
	struct mbim_text t;
	uint64_t ms = 0;
	int got;

	mbim_tracefile_reader_init(&r, file);
	while ((got = mbim_tracefile_next(&r, &out)) == 1) {
		claim_inside(file, out.bytes);
		FUZZ_CLAIM(out.ms >= ms);
		ms = out.ms;
		record(&out);
	}
	FUZZ_CLAIM(got <= 0);
	mbim_text_init(&t, line, sizeof(line));
	mbim_tracefile_explain(&r, got, &t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(mbim_bytes_of(data, size));
	static struct mbim_replay_report report;

	packets(mbim_bytes_of(copy, size));
	records(mbim_bytes_of(copy, size));
	FUZZ_CLAIM(mbim_tracefile_replay(mbim_bytes_of(copy, size), &report) <=
		   0);
	free(copy);
	return 0;
}
