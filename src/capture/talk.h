/* All that one modem and its host said in a capture, in memory. NTBs and what
 * cannot be used are counted. */
#ifndef ATTACHE_TALK_H
#define ATTACHE_TALK_H

#include "capture/file.h"

struct talk_message {
	struct att_bytes bytes; /* none: the modem was plugged in */
	size_t cut_from; /* bytes are the header of so many; 0: all of them */
	bool to_host;
	uint16_t ex_version; /* MBIM: in which it is */
	uint32_t record;     /* packet or line of the file */
	uint64_t ms;	     /* since the first one; 0 of all without times */
	struct transfer_link link; /* of a modem that was plugged in */
	char *device; /* private: the same, before the first message */
};

struct talk {
	enum message_protocol protocol; /* MBIM or QMI */
	char device[64];		/* "usb 1.4", or "" */
	struct talk_message *messages;
	size_t n, cap;
	uint16_t ex_version; /* of MBIM, if nothing is said of it */
	bool timed;
	uint64_t first_ms; /* since 1970, or a beginning of the source's own */
	/* left out, and why */
	uint32_t ntbs, cut;
	uint32_t others; /* messages and NTBs of other devices */
	uint32_t back;	 /* times before that of the one before: not taken */
	/* private */
	bool keep_cut;
	bool named; /* it is known which device it is, */
	bool begun; /* and what it speaks */
};

/* Read the rest of f. device NULL: that of the first message. False: it cannot
 * be read, or memory is out (reported on standard error); talk_fini is due all
 * the same. */
bool talk_read(struct talk *t, struct capturefile *f, const char *device);
/* The same with the messages of which the source has only the beginning. */
bool talk_read_cut(struct talk *t, struct capturefile *f, const char *device);
/* Say on standard error what was left out, and why. */
void talk_report(const struct talk *t, const struct capturefile *f);
/* Free what t has. */
void talk_fini(struct talk *t);

#endif
