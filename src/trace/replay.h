/* Replay: a fresh core gets everything that went into the one of the trace, and
 * must give the same bytes, transitions and effects. */
#ifndef MBIM_TRACE_REPLAY_H
#define MBIM_TRACE_REPLAY_H

#include "trace/read.h"

struct mbim_replay_report {
	uint32_t inputs, outputs, steps, effects; /* that were the same */
	bool masked;
	/* Where it ended, if not with success */
	uint32_t packet;
	uint64_t at_ms;
	char problem[160];   /* "" or what is wrong with the file */
	char expected[1024]; /* of MBIM_E_DIFFERS */
	char came[1024];
};

/* 0; MBIM_E_DIFFERS: see expected and came; MBIM_E_MEMORY; or an error of
 * mbim_tracefile_next (problem says what): all before it was the same. */
int mbim_tracefile_replay(struct mbim_bytes file,
			  struct mbim_replay_report *report);
/* The same; the core is shown to `watch` before each input (the one of
 * report->packet) and at the end. */
typedef void mbim_replay_watch_fn(void *ctx, const struct mbim_core *core);
int mbim_tracefile_replay_watched(struct mbim_bytes file,
				  struct mbim_replay_report *report,
				  mbim_replay_watch_fn *watch, void *watch_ctx);

#endif
