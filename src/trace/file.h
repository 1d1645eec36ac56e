/* The trace of one run on disk: everything that went into the core, in order
 * and with its time, and everything that came out of it, so that a replay of
 * the file gives the same steps bit for bit. */
#ifndef MBIM_TRACE_FILE_H
#define MBIM_TRACE_FILE_H

#include "core/core.h"

struct mbim_tracefile;

/* Begin a new file. mask: personal fields are written as '*', same length, in
 * packets as well as in the configuration. start_ms: the core's time that is
 * written as 0. NULL: errno says why. */
struct mbim_tracefile *mbim_tracefile_open(
	const char *path, bool mask, const struct mbim_core_config *config,
	uint32_t seed, uint64_t start_ms);
/* 0, or errno of what could not be written: nothing more is from then on. */
int mbim_tracefile_error(const struct mbim_tracefile *t);
/* Write what is left and free it. 0, or MBIM_E_IO if anything was not written
 * (now or earlier). */
int mbim_tracefile_close(struct mbim_tracefile *t);

/* Bytes of one read of the control channel, about to be given to the core. */
void mbim_tracefile_input(struct mbim_tracefile *t, uint64_t now_ms,
			  struct mbim_bytes bytes);
/* One control transfer that the core gave out; no bytes: it had nothing (more)
 * to send when it was asked. */
void mbim_tracefile_output(struct mbim_tracefile *t, uint64_t now_ms,
			   struct mbim_bytes bytes);
/* A call of the core other than input and reconfigure, in the words of
 * att_input_put (text.h). The last record, of close, is the event "end": what
 * has none was cut off. */
void mbim_tracefile_event(struct mbim_tracefile *t, uint64_t now_ms,
			  const char *text);
/* mbim_core_reconfigure with this configuration. */
void mbim_tracefile_reconfigure(struct mbim_tracefile *t, uint64_t now_ms,
				const struct mbim_core_config *config);
/* A step of a machine, belonging to the packet or event before it. */
void mbim_tracefile_step(struct mbim_tracefile *t,
			 const struct mbim_trace_rec *rec);
/* An effect that the core gave out, in words ("link_up 0 10.64.0.2/30 ...").
 * No words: it had no more. */
void mbim_tracefile_effect(struct mbim_tracefile *t, uint64_t now_ms,
			   const char *text);

#endif
