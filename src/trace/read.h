/* Reading a trace back: its records one after the other. */
#ifndef ATT_TRACE_READ_H
#define ATT_TRACE_READ_H

#include "core/core.h"
#include "trace/pcapng.h"

enum att_tracefile_kind {
	ATT_TRACEFILE_START,  /* text: the first record */
	ATT_TRACEFILE_EVENT,  /* text: a call of the core */
	ATT_TRACEFILE_INPUT,  /* bytes that were read, or a part of them */
	ATT_TRACEFILE_OUTPUT, /* bytes that were sent, or a part of them */
	ATT_TRACEFILE_EFFECT, /* text */
	ATT_TRACEFILE_STEP,   /* text: a transition */
	/* Before the next input the core was not asked for all that it had: */
	ATT_TRACEFILE_BUSY_PORT,
	ATT_TRACEFILE_LATER_EFFECTS
};

struct att_tracefile_record {
	enum att_tracefile_kind kind;
	uint32_t number; /* of the packet, as Wireshark counts */
	uint64_t ms;	 /* since the start */
	struct att_bytes bytes;
	bool message; /* bytes are a message or one fragment */
	bool goes_on; /* the next record is the rest of the same transfer */
};

struct att_tracefile_reader {
	struct att_pcapng_reader file;
	uint32_t number;
	uint64_t first_ms, ms;
	struct att_bytes comments; /* of the packet, not yet looked at */
};

/* file outlives the reader. */
void att_tracefile_reader_init(struct att_tracefile_reader *r,
			       struct att_window *file);
/* Go on in the file in which the run does, after the end of the one before:
 * packets and time are counted on. */
void att_tracefile_reader_continue(struct att_tracefile_reader *r,
				   struct att_window *file);
/* The next record, whose bytes are valid until the next call: 1, 0 at the end,
 * or an error of att_pcapng_next; ATT_E_CONFIG: this is no trace of attache;
 * ATT_E_VALUE: time goes back. */
int att_tracefile_next(struct att_tracefile_reader *r,
		       struct att_tracefile_record *out);
/* Why reading ended with this error, in words. */
void att_tracefile_explain(const struct att_tracefile_reader *r, int err,
			   struct att_text *t);

/* Bytes at the beginning of a trace that hold its first record. */
#define ATT_TRACEFILE_HEAD 65536u
/* True if the file that begins so does not hold the beginning of its run. */
bool att_tracefile_goes_on(struct att_bytes head);

#endif
