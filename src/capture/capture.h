/* Captures of packets, classic pcap and pcapng, read one packet at a time:
 * they may be larger than memory, or come through a pipe. */
#ifndef ATTACHE_CAPTURE_H
#define ATTACHE_CAPTURE_H

#include "trace/pcapng.h"

struct capture {
	struct att_window *in;
	const char *name; /* for complaints */
	bool pcapng, big;
	bool ns;       /* of a classic file: time in ns, not us */
	uint16_t link; /* of a classic file */
	uint32_t packets;
	struct att_pcapng_reader blocks;
};

/* True if a file that begins with these bytes is one of the two. */
bool capture_is(struct att_bytes head);
/* Read from in, which outlives c, as the bytes of name do. False: it is no
 * capture (reported). */
bool capture_init(struct capture *c, struct att_window *in, const char *name);
/* The next packet, valid until the next call: 1; 0 at the end; -1: the rest
 * cannot be read (reported as "FILE: packet N: error: ..."). */
int capture_next(struct capture *c, struct att_pcapng_view *out);

#endif
