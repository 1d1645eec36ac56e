/* The data path over two bulk endpoints: when a transfer is sent, what ends it,
 * and which datagrams of a received one are handed on. How datagrams lie in a
 * transfer is the framing's business. NCM 1.0 section 3, MBIM 1.0 section 7. No
 * I/O, no memory of its own, no clock: a transfer is sent at once when nothing
 * is in flight and fills up behind one that is. How much may be in flight, and
 * so in one transfer, is the policy of bulk_limit.c. */
#ifndef MBIM_DRIVERS_BULK_H
#define MBIM_DRIVERS_BULK_H

#include "drivers/bulk_limit.h"
#include "drivers/framing.h"

#define BULK_MAX_BUFS 4u
#define BULK_AHEAD    32u /* datagrams that the framing is asked for at once */

/* Diagnostics; none of them stops anything. */
struct bulk_stats {
	uint64_t rx_transfers, rx_datagrams, tx_transfers, tx_datagrams;
	uint32_t rx_malformed; /* transfers not understood to their end */
	uint32_t rx_not_ip;    /* in an IP session, but neither v4 nor v6 */
};

/* The bulk-out endpoint. */
struct bulk_out {
	uint32_t full;	 /* bytes of a transfer that the device knows to end */
	uint16_t packet; /* wMaxPacketSize */
	bool no_zlp;	 /* a full one needs no zero-length packet */
};

struct bulk {
	const struct framing *framing;
	void *state; /* the framing's */
	struct bulk_out out;

	uint8_t *buf[BULK_MAX_BUFS];
	uint32_t n_bufs;
	uint32_t filling;   /* the buffer being filled; n_bufs: none */
	uint32_t filled;    /* datagrams in it */
	uint32_t in_flight; /* a bit for each buffer */
	uint32_t n_in_flight;
	/* Of datagrams, without the framing: */
	uint32_t filled_bytes, in_flight_bytes, bytes[BULK_MAX_BUFS];
	bool reserved, flush, full, starved;
	bool limited; /* no transfer was begun because of the limit */
	struct bulk_limit limit;

	/* Received: those not yet handed out; the framing may have more. */
	struct framing_datagram got[BULK_AHEAD];
	const struct framing_datagram *next, *end;
	bool walking;
	struct bulk_stats stats;
};

/* A bulk-out transfer to submit. */
struct bulk_transfer {
	uint32_t index; /* for bulk_done */
	const uint8_t *p;
	uint32_t len;
	bool zlp; /* a zero-length packet must follow */
};

/* bufs: 2 to BULK_MAX_BUFS buffers of the framing's size. They and the state,
 * which is initialised, outlive b. */
void bulk_init(struct bulk *b, const struct framing *framing, void *state,
	       const struct bulk_out *out, uint8_t *const bufs[],
	       uint32_t n_bufs);

/* Room for one datagram in the transfer to be sent, or NULL: all that may be in
 * flight is; bulk_done says when there is room again. max must fit an empty
 * transfer. At most one reservation at a time. */
uint8_t *bulk_reserve(struct bulk *b, struct flow flow, uint32_t max);
/* The reserved datagram is len bytes long; 0 takes it back. */
void bulk_commit(struct bulk *b, struct flow flow, uint32_t len);
/* Nothing more at the moment. */
void bulk_flush(struct bulk *b);
/* The transfer to submit next; false: none. To be asked after reserve (a full
 * one goes at once), flush and done. */
bool bulk_next(struct bulk *b, struct bulk_transfer *t);
/* The transfer has ended, well or not. True: reserve had returned NULL, and
 * would not do so now. now_us: of any clock that runs on. */
bool bulk_done(struct bulk *b, uint32_t index, uint64_t now_us);

/* Begin to walk what one bulk-in transfer brought (nothing is allowed), which
 * lives until the walk is over. */
void bulk_input(struct bulk *b, struct att_bytes transfer);
/* Ask the framing for more, when what it gave has been handed out; for
 * bulk_rx_next. False: there is no more. */
bool bulk_rx_more(struct bulk *b);

/* Huawei K5160 puts ARP frames into its IP session. Not of an empty one. */
static inline bool bulk_is_ip(struct att_bytes datagram)
{
	return ((datagram.p[0] >> 4) | 2) == 6; /* 4 or 6 */
}

/* The next datagram, as a view; false: no more. Never fails: what is bad is
 * counted and left out. */
static inline bool bulk_rx_next(struct bulk *b, struct flow *flow,
				struct att_bytes *datagram)
{
	while (b->next != b->end || bulk_rx_more(b)) {
		const struct framing_datagram *d = b->next++;

		if (bulk_is_ip(d->bytes) || d->flow.service) {
			*flow = d->flow;
			*datagram = d->bytes;
			return true;
		}
		b->stats.rx_datagrams--;
		b->stats.rx_not_ip++;
	}
	return false;
}

#endif
