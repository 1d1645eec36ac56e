/* From transfers to messages, for each device and direction: fragments are put
 * together, the MBIMEx version is followed, what lies in one transfer is
 * parted. */
#ifndef ATTACHE_MESSAGES_H
#define ATTACHE_MESSAGES_H

#include "capture/transfer.h"

enum message_protocol {
	MESSAGE_MBIM,
	MESSAGE_QMI,
	MESSAGE_NTB,
	MESSAGE_PLUG /* none: a modem was plugged in, from.link says which */
};

/* Valid until the next call of messages_next. */
struct message {
	/* Whole; or a fragment whose others are not there; or what is wrong
	 * with the end of a transfer. A message of QMI has the header of a
	 * frame, also if it came without. */
	struct att_bytes bytes;
	enum message_protocol protocol;
	enum transfer_way way; /* told from the message, if need be */
	struct transfer from;  /* in which it came, or ended */
	uint32_t fragments;    /* of which it was put together, or 0 */
	size_t cut_from;       /* bytes are the header of so many, or 0 */
	/* of MBIM: */
	uint16_t ex_version; /* in which the fields are */
	uint16_t guessed;    /* the same, if none has announced it; or 0 */
	size_t spare;	     /* bytes that no field holds */
	int error;	     /* the fields do not decode in it: ATT_E_*; or 0 */
};

struct messages_session;
struct messages_held;

struct messages {
	/* set before the first transfer */
	uint16_t ex_version; /* of a device that has not said what it speaks */
	bool guess; /* what does not decode is tried in other versions */
	/* private */
	struct messages_session *sessions;
	unsigned n_sessions;
	/* Messages that did not become whole: to be given out, and given. */
	struct messages_held *lost, *given;
	/* the transfer that was put, and what of it is still to be given */
	struct transfer transfer;
	struct messages_session *session; /* NULL: it has none */
	unsigned step;
	struct att_bytes rest, part;
	uint8_t head[48]; /* of a message that was cut */
	void *fields;	  /* decoded, of any layout */
	size_t fields_cap;
};

/* Take a transfer, of which everything is valid until next has returned false.
 * What was left of the one before is forgotten. False: out of memory. */
bool messages_put(struct messages *m, const struct transfer *t);
/* No more transfers come; next gives what is incomplete. */
void messages_end(struct messages *m);
/* The next message or NTB; false: it takes another transfer. */
bool messages_next(struct messages *m, struct message *out);
/* Free all memory. */
void messages_fini(struct messages *m);

#endif
