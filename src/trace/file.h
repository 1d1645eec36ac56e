/* The trace of one run on disk: everything that went into the core, in order
 * and with its time, and everything that came out of it, so that a replay of
 * the file gives the same steps bit for bit. */
#ifndef ATT_TRACE_FILE_H
#define ATT_TRACE_FILE_H

#include "core/core.h"

struct att_tracefile;

/* Begin a new file. mask: personal fields are written as '*', same length, in
 * packets as well as in the configuration. start_ms: the core's time that is
 * written as 0. NULL: errno says why. */
struct att_tracefile *att_tracefile_open(const char *path, bool mask,
					 const struct att_core_config *config,
					 uint32_t seed, uint64_t start_ms);
/* 0, or errno of what could not be written: nothing more is from then on. */
int att_tracefile_error(const struct att_tracefile *t);
/* Write what is left and free it. 0, or ATT_E_IO if anything was not written
 * (now or earlier). */
int att_tracefile_close(struct att_tracefile *t);

/* Bytes of one read of the control channel, about to be given to the core. */
void att_tracefile_input(struct att_tracefile *t, uint64_t now_ms,
			 struct att_bytes bytes);
/* One control transfer that the core gave out; no bytes: it had nothing (more)
 * to send when it was asked. */
void att_tracefile_output(struct att_tracefile *t, uint64_t now_ms,
			  struct att_bytes bytes);
/* A call of the core other than input and reconfigure, in the words of
 * att_input_put (text.h). The last record, of close, is the event "end": what
 * has none was cut off. */
void att_tracefile_event(struct att_tracefile *t, uint64_t now_ms,
			 const char *text);
/* att_core_reconfigure with this configuration. */
void att_tracefile_reconfigure(struct att_tracefile *t, uint64_t now_ms,
			       const struct att_core_config *config);
/* A step of a machine, belonging to the packet or event before it. */
void att_tracefile_step(struct att_tracefile *t,
			const struct att_trace_rec *rec);
/* An effect that the core gave out, in words ("link_up 0 10.64.0.2/30 ...").
 * No words: it had no more. */
void att_tracefile_effect(struct att_tracefile *t, uint64_t now_ms,
			  const char *text);

#endif
