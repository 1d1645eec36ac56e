/* The data path over USB: when an NTB is sent, what ends it, and which
 * datagrams of a received one are handed on. NCM 1.0 section 3, MBIM 1.0
 * section 7. No I/O, no memory of its own, no clock: an NTB is sent at once
 * when nothing is in flight and fills up behind a transfer that is. */
#ifndef MBIM_DRIVERS_NCM_H
#define MBIM_DRIVERS_NCM_H

#include "drivers/usb_bringup.h"
#include "drivers/ntb.h"

#define BULK_MAX_BUFS 4u

/* Diagnostics; none of them stops anything. */
struct bulk_stats {
	uint64_t rx_ntbs, rx_datagrams, tx_ntbs, tx_datagrams;
	uint32_t rx_malformed; /* NTBs that could not be walked to their end */
	uint32_t rx_skipped;   /* datagrams outside their NTB */
	uint32_t rx_not_ip;    /* in an IP session, but neither v4 nor v6 */
	uint32_t rx_gaps;      /* NTBs missing by sequence number */
};

struct bulk {
	struct ntb_params out;
	uint32_t device_out; /* dwNtbOutMaxSize */
	uint16_t out_packet; /* wMaxPacketSize */
	bool ndp_at_end, no_zlp;

	uint8_t *buf[BULK_MAX_BUFS];
	uint32_t n_bufs;
	struct ntb_tx tx;   /* the NTB being filled, in buf[filling] */
	uint32_t filling;   /* n_bufs: none */
	uint32_t in_flight; /* a bit for each buffer */
	bool reserved, flush, full, starved;
	uint16_t tx_sequence;

	struct ntb_rx rx;
	bool rx_open, rx_started;
	uint16_t rx_sequence; /* expected next */
	struct bulk_stats stats;
};

/* A bulk-out transfer to submit. */
struct bulk_transfer {
	uint32_t index; /* for bulk_done */
	const uint8_t *p;
	uint32_t len;
	bool zlp; /* a zero-length packet must follow */
};

/* b is a bring-up that ended well. bufs: 2 to BULK_MAX_BUFS buffers of
 * b->out.max_size bytes that outlive n. */
void bulk_init(struct bulk *n, const struct usb_bringup *b,
	       uint8_t *const bufs[], uint32_t n_bufs);

/* Room for one datagram in the NTB to be sent, or NULL: all buffers are in
 * flight; bulk_done says when there is room again. max must fit an empty
 * NTB. At most one reservation at a time. */
uint8_t *bulk_reserve(struct bulk *n, struct flow stream, uint32_t max);
/* The reserved datagram is len bytes long; 0 takes it back. */
void bulk_commit(struct bulk *n, struct flow stream, uint32_t len);
/* Nothing more at the moment. */
void bulk_flush(struct bulk *n);
/* The transfer to submit next; false: none. To be asked after reserve (a full
 * NTB goes at once), flush and done. */
bool bulk_next(struct bulk *n, struct bulk_transfer *t);
/* The transfer has ended, well or not. True: reserve had returned NULL, and
 * would not do so now. */
bool bulk_done(struct bulk *n, uint32_t index);

/* Begin to walk what one bulk-in transfer brought (nothing is allowed), which
 * lives until the walk is over. */
void bulk_input(struct bulk *n, struct mbim_bytes transfer);
/* The next datagram, as a view; false: no more. Never fails: what is bad is
 * counted and left out. */
bool bulk_rx_next(struct bulk *n, struct flow *stream,
		  struct mbim_bytes *datagram);

#endif
