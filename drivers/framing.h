/* How the datagrams of several flows share one bulk transfer: the interface
 * behind which NTBs and QMAP stand, and transfers of one datagram. A framing
 * does no I/O and has no memory of its own; its state, s, is its user's. */
#ifndef MBIM_DRIVERS_FRAMING_H
#define MBIM_DRIVERS_FRAMING_H

#include "base/bytes.h"

/* Whose a datagram is: an IP session's, or a device service stream's. */
struct flow {
	uint8_t id;
	bool service;
};

/* Both of its bytes at once. */
static inline bool flow_same(struct flow a, struct flow b)
{
	uint16_t x, y;

	memcpy(&x, &a, sizeof(x));
	memcpy(&y, &b, sizeof(y));
	return x == y;
}

struct framing_datagram {
	struct att_bytes bytes; /* a view */
	struct flow flow;
};

/* One transfer is filled at a time, and one is walked. */
struct framing {
	/* Room for a datagram of up to max bytes in the transfer that begins at
	 * buf; NULL: it does not fit beside the others, end this one first. buf
	 * stays the same until `end`, and the first call begins it. */
	uint8_t *(*reserve)(void *s, uint8_t *buf, struct flow flow,
			    uint32_t max);
	/* The reserved datagram is len bytes long (<= max); 0 takes it back. */
	void (*commit)(void *s, struct flow flow, uint32_t len);
	/* The transfer holds all that it will; its length in bytes. */
	uint32_t (*end)(void *s);
	/* The next datagrams of a received transfer, none of them empty:
	 * fewer than cap if there are no more. `transfer` is the whole of it in
	 * the first call, and NULL in those that follow. *err: 0, or ATT_E_*:
	 * what follows those returned cannot be understood. */
	unsigned (*walk)(void *s, const struct att_bytes *transfer,
			 struct framing_datagram *to, unsigned cap, int *err);
	/* What the framing itself has to tell the modem, as a transfer in buf,
	 * beside the one that is filled: its length; 0: nothing. May be
	 * NULL. */
	uint32_t (*own)(void *s, uint8_t *buf);
};

#endif
