/* The core, with every call into it and everything out of it written to a trace
 * file on the way. The loop calls the core only through this, so that a trace
 * is complete. */
#ifndef MBIM_TRACE_RECORDER_H
#define MBIM_TRACE_RECORDER_H

#include "core/core.h"

struct mbim_tracefile;

struct mbim_recorder {
	struct mbim_core *core;
	struct mbim_tracefile *file; /* NULL: nothing is recorded */
	mbim_core_trace_fn *trace;
	void *trace_ctx;
};

struct mbim_recorder_options {
	const struct mbim_core_config *config;
	/* As for the core; NULL: MBIM, which a trace needs. */
	const struct att_protocol *const *protocols;
	const char *path; /* of the trace file; NULL: none */
	bool mask;
	uint32_t seed;
	uint64_t start_ms;
	mbim_core_trace_fn *trace; /* may be NULL, as for the core */
	void *trace_ctx;
};

/* Make the core. 0, MBIM_E_MEMORY, or MBIM_E_IO: the file cannot be made
 * (errno). */
int mbim_recorder_init(struct mbim_recorder *r,
		       const struct mbim_recorder_options *options);
/* 0, or errno of what could not be written to the trace, which has ended. */
int mbim_recorder_error(const struct mbim_recorder *r);
/* 0 or MBIM_E_IO: the trace is not complete on disk. */
int mbim_recorder_fini(struct mbim_recorder *r);

/* As the calls of core.h with the same names. */
void mbim_recorder_reconfigure(struct mbim_recorder *r,
			       const struct mbim_core_config *config,
			       uint64_t now_ms);
void mbim_recorder_want(struct mbim_recorder *r, enum mbim_want want,
			uint64_t now_ms);
void mbim_recorder_plug(struct mbim_recorder *r,
			const struct mbim_core_link *link, uint64_t now_ms);
void mbim_recorder_unplug(struct mbim_recorder *r, uint64_t now_ms);
void mbim_recorder_input(struct mbim_recorder *r, struct mbim_bytes bytes,
			 uint64_t now_ms);
void mbim_recorder_expire(struct mbim_recorder *r, uint64_t now_ms);
size_t mbim_recorder_output(struct mbim_recorder *r, uint8_t *buf, size_t cap,
			    uint64_t now_ms);
bool mbim_recorder_effect(struct mbim_recorder *r, struct mbim_effect *out,
			  uint64_t now_ms);

#endif
