/* pcapng files. Traces are one section with one interface of link type 252,
 * whose packets name the dissector they are for (Wireshark's "exported PDU");
 * all their numbers are little-endian. What is read may be any file. */
#ifndef ATT_TRACE_PCAPNG_H
#define ATT_TRACE_PCAPNG_H

#include "base/bytes.h"
#include "trace/pcapng_write.h"
#include "trace/window.h"

#define ATT_PCAPNG_INTERFACES 64

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
