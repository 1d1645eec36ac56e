/* Reading a trace back: its records one after the other. */
#ifndef MBIM_TRACE_READ_H
#define MBIM_TRACE_READ_H

#include "core/core.h"
#include "trace/pcapng.h"

enum mbim_tracefile_kind {
	MBIM_TRACEFILE_START,  /* text: the first record */
	MBIM_TRACEFILE_EVENT,  /* text: a call of the core */
	MBIM_TRACEFILE_INPUT,  /* bytes that were read, or a part of them */
	MBIM_TRACEFILE_OUTPUT, /* bytes that were sent, or a part of them */
	MBIM_TRACEFILE_EFFECT, /* text */
	MBIM_TRACEFILE_STEP,   /* text: a transition */
	/* Before the next input the core was not asked for all that it had: */
	MBIM_TRACEFILE_BUSY_PORT,
	MBIM_TRACEFILE_LATER_EFFECTS
};

struct mbim_tracefile_record {
	enum mbim_tracefile_kind kind;
	uint32_t number; /* of the packet, as Wireshark counts */
	uint64_t ms;	 /* since the start */
	struct mbim_bytes bytes;
	bool message; /* bytes are a message or one fragment */
	bool goes_on; /* the next record is the rest of the same transfer */
};

struct mbim_tracefile_reader {
	struct mbim_pcapng_reader file;
	uint32_t number;
	uint64_t first_ms, ms;
	struct mbim_bytes comments; /* of the packet, not yet looked at */
};

/* file outlives the reader. */
void mbim_tracefile_reader_init(struct mbim_tracefile_reader *r,
				struct mbim_bytes file);
/* The next record: 1, 0 at the end, or an error of mbim_pcapng_next;
 * MBIM_E_CONFIG: this is no trace of attache; MBIM_E_VALUE: time goes back. */
int mbim_tracefile_next(struct mbim_tracefile_reader *r,
			struct mbim_tracefile_record *out);
/* Why reading ended with this error, in words. */
void mbim_tracefile_explain(const struct mbim_tracefile_reader *r, int err,
			    struct mbim_text *t);

/* A whole file in memory: free out->p. 0, MBIM_E_IO (errno) or MBIM_E_MEMORY.
 */
int mbim_tracefile_load(const char *path, struct mbim_bytes *out);

#endif
