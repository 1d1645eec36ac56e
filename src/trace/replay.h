/* Replay: a fresh core gets everything that went into the one of the trace, and
 * must give the same bytes, transitions and effects. */
#ifndef ATT_TRACE_REPLAY_H
#define ATT_TRACE_REPLAY_H

#include "trace/read.h"

struct att_replay_report {
	uint32_t inputs, outputs, steps, effects; /* that were the same */
	bool masked;
	/* Where it ended, if not with success; packet 0: before it began */
	uint32_t packet;
	uint64_t at_ms;
	char problem[160];   /* "" or what is wrong with the file */
	char expected[1024]; /* of ATT_E_DIFFERS */
	char came[1024];
};

/* What a replay may ask for; any member may be NULL. */
struct att_replay_options {
	/* The file in which the run goes on, when one has ended before the run
	 * has; NULL: there is none. The file before is not used any more. */
	struct att_window *(*more)(void *ctx);
	/* Is shown the core before each input (the one of report->packet) and
	 * at the end. */
	void (*watch)(void *ctx, const struct att_core *core);
	void *ctx;
};

/* 0; ATT_E_DIFFERS: see expected and came; ATT_E_MEMORY; or an error of
 * att_tracefile_next (problem says what): all before it was the same.
 * options: NULL: none. */
int att_tracefile_replay(struct att_window *file,
			 const struct att_replay_options *options,
			 struct att_replay_report *report);

#endif
