/* The trace of one run: everything that went into the core, in order and with
 * its time, and everything that came out of it, so that a replay of the file
 * gives the same steps bit for bit. The records only: where they are kept is
 * the store's (file.h: on disk). */
#ifndef ATT_TRACE_WRITER_H
#define ATT_TRACE_WRITER_H

#include "core/core.h"
#include "trace/channel.h"
#include "trace/pcapng_write.h"
#include "trace/text.h"

/* Where the bytes of the file are kept. Both return 0, or a number above 0 that
 * says what is wrong; then nothing more is written. */
struct att_tracefile_store {
	void *ctx;
	/* len bytes at this place, at most at the end of what there is */
	int (*write)(void *ctx, uint64_t at, const uint8_t *p, size_t len);
	/* An empty file takes the place of this one. NULL: never, see size. */
	int (*next)(void *ctx);
	uint64_t size; /* after so many bytes; 0: never */
};

/* Of a run that begins. */
struct att_tracefile_run {
	const char *application; /* that makes it, with its version */
	bool mask;	 /* personal fields are written as '*', same length, in
			    packets as well as in the configuration */
	bool foreign;	 /* what another host and a modem said: there is no
			    configuration, and there are no transitions */
	uint32_t seed;	 /* of the core */
	int64_t epoch_s; /* when it began, in seconds since 1970 */
	uint64_t start_ms; /* the core's time that is written as 0 */
	const struct att_core_config *config; /* NULL: empty */
};

struct att_tracefile {
	struct att_tracefile_store store;
	const char *application;
	uint32_t seed, part;
	int64_t epoch_s;
	int error; /* of the store, or ATT_E_MEMORY: it ended */
	bool mask, foreign;
	/* The core has said that it has nothing more: to send, to do. */
	bool sent, done;
	uint64_t start_ms;
	uint64_t now_ms;	      /* of the last record */
	uint64_t at;		      /* of the last record in the file */
	struct att_pcapng_block last; /* the last record */
	struct att_tracefile_channel in, out;
	struct att_core_config config;
	struct att_tracefile_revisions revisions;
	char text[ATT_TRACEFILE_TEXT]; /* of the next record */
};

/* Begin a file that is empty. `last` has the memory of the longest record
 * (pcapng_write.h), the rest is zeros; store and application outlive t. */
void att_tracefile_begin(struct att_tracefile *t,
			 const struct att_tracefile_store *store,
			 const struct att_tracefile_run *run);
/* The last record. */
void att_tracefile_end(struct att_tracefile *t);

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
/* att_core_ask with these. */
void att_tracefile_ask(struct att_tracefile *t, uint64_t now_ms, unsigned ask,
		       struct att_bytes request, uint32_t timeout_ms);
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
