/* Blocks of a pcapng file, as a trace is made of them: one section with one
 * interface of link type 252, little-endian. */
#ifndef ATT_TRACE_PCAPNG_WRITE_H
#define ATT_TRACE_PCAPNG_WRITE_H

#include "base/bytes.h"

#define ATT_PCAPNG_UPPER_PDU 252 /* LINKTYPE_WIRESHARK_UPPER_PDU */

enum att_pcapng_direction { /* values of epb_flags */
			    ATT_PCAPNG_UNKNOWN = 0,
			    ATT_PCAPNG_IN = 1,
			    ATT_PCAPNG_OUT = 2
};

/* One whole block, ready to be written, in cap bytes at p. */
struct att_pcapng_block {
	uint8_t *p;
	size_t len, cap;
	/* Make cap larger, to `cap` bytes. False: it stays. NULL: it cannot be.
	 */
	bool (*grow)(struct att_pcapng_block *b, size_t cap);
	size_t data_at; /* of a packet's data in p */
	bool failed;	/* no memory or room: the block is not whole */
};

/* For a block on the heap, which begins with p NULL and cap 0 (pcapng_heap.c).
 */
bool att_pcapng_grow(struct att_pcapng_block *b, size_t cap);
/* Free what such a block has. */
void att_pcapng_fini(struct att_pcapng_block *b);
/* Each makes a new block in b, in place of the one before. */
void att_pcapng_section(struct att_pcapng_block *b, const char *application);
/* Timestamps of its packets are ms since epoch_s (seconds since 1970). */
void att_pcapng_interface(struct att_pcapng_block *b, const char *name,
			  int64_t epoch_s);
void att_pcapng_packet(struct att_pcapng_block *b, uint64_t ms,
		       enum att_pcapng_direction direction,
		       const char *dissector, struct att_bytes data);
/* Add one more comment to the packet in b. */
void att_pcapng_comment(struct att_pcapng_block *b, const char *text);

#endif
