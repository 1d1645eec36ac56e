/* The core, with every call into it and everything out of it written to a trace
 * file on the way. The loop calls the core only through this, so that a trace
 * is complete. */
#ifndef ATT_TRACE_RECORDER_H
#define ATT_TRACE_RECORDER_H

#include "core/core.h"
#include "trace/file.h"

struct att_recorder {
	struct att_core *core;
	const struct att_protocol *const *protocols; /* of the core */
	struct att_tracefile *file; /* NULL: nothing is recorded */
	att_core_trace_fn *trace;
	void *trace_ctx;
};

struct att_recorder_options {
	const struct att_core_config *config;
	/* As for the core; NULL: all that there are (protocols.h). */
	const struct att_protocol *const *protocols;
	const char *path;		/* of the trace file; NULL: none */
	struct att_tracefile_keep keep; /* all 0: no old file is */
	bool mask;
	uint32_t seed;
	uint64_t start_ms;
	att_core_trace_fn *trace; /* may be NULL, as for the core */
	void *trace_ctx;
};

/* Make the core in mem, of att_core_size(options->protocols) bytes, which
 * outlives r; file: where it is recorded, or NULL. Path, keep and mask of the
 * options are not looked at, and there is nothing to end. */
void att_recorder_start(struct att_recorder *r, void *mem,
			const struct att_recorder_options *options,
			struct att_tracefile *file);

/* The following three are those of a system with files.
 *
 * Make the core. 0, ATT_E_MEMORY, or ATT_E_IO: the file cannot be made
 * (errno). */
int att_recorder_init(struct att_recorder *r,
		      const struct att_recorder_options *options);
/* 0, or errno of what could not be written to the trace, which has ended. */
int att_recorder_error(const struct att_recorder *r);
/* 0 or ATT_E_IO: the trace is not complete on disk. */
int att_recorder_fini(struct att_recorder *r);

/* As the calls of core.h with the same names. */
void att_recorder_reconfigure(struct att_recorder *r,
			      const struct att_core_config *config,
			      uint64_t now_ms);
void att_recorder_want(struct att_recorder *r, enum att_want want,
		       uint64_t now_ms);
void att_recorder_plug(struct att_recorder *r, const struct att_core_link *link,
		       uint64_t now_ms);
void att_recorder_unplug(struct att_recorder *r, uint64_t now_ms);
void att_recorder_input(struct att_recorder *r, struct att_bytes bytes,
			uint64_t now_ms);
void att_recorder_observe(struct att_recorder *r,
			  const struct att_observation *o, uint64_t now_ms);
void att_recorder_expire(struct att_recorder *r, uint64_t now_ms);
/* ATT_E_ROOM too: more than ATT_TRACEFILE_ASK (text.h). What is refused is not
 * recorded. */
int att_recorder_ask(struct att_recorder *r, unsigned ask,
		     struct att_bytes request, uint32_t timeout_ms,
		     uint64_t now_ms);
size_t att_recorder_output(struct att_recorder *r, uint8_t *buf, size_t cap,
			   uint64_t now_ms);
bool att_recorder_effect(struct att_recorder *r, struct att_effect *out,
			 uint64_t now_ms);

#endif
