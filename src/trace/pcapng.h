/* pcapng files. Traces are one section with one interface of link type 252,
 * whose packets name the dissector they are for (Wireshark's "exported PDU");
 * all their numbers are little-endian. What is read may be any file. */
#ifndef ATT_TRACE_PCAPNG_H
#define ATT_TRACE_PCAPNG_H

#include "base/bytes.h"
#include "trace/window.h"

#define ATT_PCAPNG_UPPER_PDU  252 /* LINKTYPE_WIRESHARK_UPPER_PDU */
#define ATT_PCAPNG_INTERFACES 64

enum att_pcapng_direction { /* values of epb_flags */
			    ATT_PCAPNG_UNKNOWN = 0,
			    ATT_PCAPNG_IN = 1,
			    ATT_PCAPNG_OUT = 2
};

/* --- writing ---------------------------------------------------------- */

/* One whole block, ready to be written. Memory is freed by fini. */
struct att_pcapng_block {
	uint8_t *p;
	size_t len, cap;
	size_t data_at; /* of a packet's data in p */
	bool failed;	/* out of memory: the block is not whole */
};

/* Free what b has; a block of zeros has nothing. */
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

/* --- reading ---------------------------------------------------------- */

struct att_pcapng_reader {
	struct att_window *file; /* at the next block */
	bool begun;		 /* a section has begun ... */
	bool big;		 /* ... whose numbers are big-endian */
	uint32_t packets;	 /* read so far */
	uint32_t n_interfaces;
	struct {
		uint16_t link;
		uint8_t resolution; /* of timestamps: 10^-n s */
		int64_t epoch_s;    /* added to them */
	} interface[ATT_PCAPNG_INTERFACES];
};

/* Views into the window, valid until the next packet is asked for. */
struct att_pcapng_view {
	uint32_t number; /* from 1, as Wireshark counts */
	uint16_t link;
	bool big;    /* made by a big-endian machine */
	uint64_t ms; /* since the interface's epoch */
	int64_t epoch_s;
	uint32_t original_len; /* more than data: the rest was cut off */
	enum att_pcapng_direction direction;
	struct att_bytes dissector; /* link type 252 only */
	struct att_bytes data;
	struct att_bytes comments; /* for att_pcapng_next_comment */
};

/* At the beginning of file, which outlives r. */
void att_pcapng_reader_init(struct att_pcapng_reader *r,
			    struct att_window *file);
/* The next packet: 1; 0 at the end; ATT_E_TYPE: this is no pcapng file, or a
 * kind that is not read (timestamps in powers of two); ATT_E_SHORT if it ends
 * in the middle of a block; ATT_E_LENGTH, ATT_E_RANGE: corrupt; ATT_E_ROOM: a
 * packet is longer than ATT_WINDOW_MAX; ATT_E_IO, ATT_E_MEMORY. Blocks of other
 * types are passed over, whatever their length. After an error the window is at
 * the block that has it, or in one that is passed over and longer than
 * ATT_WINDOW_MAX. */
int att_pcapng_next(struct att_pcapng_reader *r, struct att_pcapng_view *out);
/* The next comment of a packet with numbers of this order: true; *comments
 * moves behind it. */
bool att_pcapng_next_comment(bool big, struct att_bytes *comments,
			     struct att_bytes *text);

#endif
