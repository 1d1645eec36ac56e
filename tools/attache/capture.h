/* Captures of packets, classic pcap and pcapng, read one packet at a time:
 * they may be larger than memory, or come through a pipe. */
#ifndef ATTACHE_CAPTURE_H
#define ATTACHE_CAPTURE_H

#include <stdio.h>

#include "trace/pcapng.h"

struct capture {
	FILE *in;
	const char *name; /* for complaints */
	bool pcapng, big;
	bool ns;       /* of a classic file: time in ns, not us */
	uint16_t link; /* of a classic file */
	uint32_t packets;
	struct att_pcapng_reader blocks;
	uint8_t *buf;
	size_t cap;
};

/* True if a file that begins with these bytes is one of the two. */
bool capture_is(struct att_bytes head);
/* Read from in, which stays the caller's, as do the bytes of name. False: it
 * is no capture (reported). */
bool capture_init(struct capture *c, FILE *in, const char *name);
void capture_fini(struct capture *c);
/* The next packet, valid until the next call: 1; 0 at the end; -1: the rest
 * cannot be read (reported as "FILE: packet N: error: ..."). */
int capture_next(struct capture *c, struct att_pcapng_view *out);

#endif
