/* NTB16 and NTB32: IP datagrams of several sessions in one USB transfer.
 * NCM 1.0 section 3, MBIM 1.0 section 7. No I/O, no memory of its own. */
#ifndef MBIM_DRIVERS_NTB_H
#define MBIM_DRIVERS_NTB_H

#include <assert.h>

#include "drivers/framing.h"

/* Limits on what a hostile NTB may cost. */
#define NTB_MAX_NDPS 64u

/* GET_NTB_PARAMETERS of one direction, after sanity (NCM 1.0 table 6-3). */
struct ntb_params {
	uint32_t max_size;	/* dwNtb{In,Out}MaxSize, bytes */
	uint16_t divisor;	/* wNdp*Divisor: power of two >= 4 */
	uint16_t remainder;	/* wNdp*PayloadRemainder < divisor */
	uint16_t alignment;	/* wNdp*Alignment: power of two >= 4 */
	uint16_t max_datagrams; /* wNtbOutMaxDatagrams; 0: no limit */
	bool ntb32;
};

/* Decode the 28-byte answer of GET_NTB_PARAMETERS into both directions, with
 * insane values repaired as hosts do: a divisor or alignment that is not a
 * power of two in 4..max becomes 4, a remainder >= divisor becomes 0.
 * *formats is bmNtbFormatsSupported (bit 0 NTB16, bit 1 NTB32).
 * 0 or ATT_E_SHORT, ATT_E_VALUE (a max size under 2048). */
int ntb_params_decode(struct att_bytes answer, struct ntb_params *in,
		      struct ntb_params *out, uint16_t *formats);

/* --- receive: walk the datagrams in place ----------------------------- */

struct ntb_rx {
	struct att_bytes ntb;
	bool ntb32;
	uint16_t sequence;
	/* The next entry of the table being walked, and its end. */
	const uint8_t *entry, *entries_end;
	uint32_t ndp;  /* offset of the NDP to walk next; 0: none left */
	uint32_t ndps; /* walked so far, and the bytes in their tables */
	uint32_t ndp_bytes;
	struct flow stream;
	uint32_t skipped; /* datagrams refused: outside the NTB */
};

/* Check the header. wBlockLength 0 means: as long as the transfer. NTH16 and
 * NTH32 are both taken, whatever was negotiated. 0, ATT_E_SHORT, ATT_E_NTB.
 */
int ntb_rx_init(struct ntb_rx *rx, struct att_bytes transfer);
/* As ntb_rx_next, which calls it unless there is another datagram in the
 * table of an NTB16, as usual. */
int ntb_rx_walk(struct ntb_rx *rx, struct flow *flow,
		struct att_bytes *datagram);

/* The next datagram, as a view: 1; 0 at the end; ATT_E_NTB or ATT_E_LOOP for
 * a bad NDP (everything before it has been handed out; the walk is over). A
 * single bad entry is skipped and counted, it does not end the walk. NDPs with
 * an unknown signature are skipped. ATT_E_LOOP: an NDP comes twice, there are
 * more than NTB_MAX_NDPS, or they lie over each other. */
static inline int ntb_rx_next(struct ntb_rx *rx, struct flow *flow,
			      struct att_bytes *datagram)
{
	const uint8_t *p = rx->entry;

	if (p != rx->entries_end && !rx->ntb32) {
		uint16_t at = att_get16(p), len = att_get16(p + 2);

		if (at && len && att_bytes_sub32(rx->ntb, at, len, datagram)) {
			*flow = rx->stream;
			rx->entry = p + 4;
			return 1;
		}
	}
	return ntb_rx_walk(rx, flow, datagram);
}

/* --- send: build an NTB in the caller's buffer ------------------------ */

#define NTB_MAX_DATAGRAMS 64u

struct ntb_tx {
	uint8_t *buf; /* params.max_size bytes */
	uint32_t len; /* bytes used by header and datagrams */
	uint32_t n;   /* datagrams in it */
	/* The next datagram, if it is of the same stream as the last
	 * reservation: where it lies, how long it may be (below 0: there may be
	 * none), and where the NDPs must begin at the latest to fit with it. */
	uint32_t at;
	struct flow flow;
	int64_t room, ndps;
	/* Up to so many datagrams, nothing but these changes with each: its
	 * stream's NDP is there and the last one, and no gap between datagrams
	 * has more than 8 bytes. */
	uint32_t plain;
	bool ndp_at_end; /* quirk: one NDP only, so one stream */
	uint8_t entry;	 /* bytes of an NDP's entry */
	uint32_t gaps;	 /* divisor - 1 */
	int64_t aligned; /* the bits of an aligned offset */
	uint32_t most;	 /* datagrams */
	uint32_t limit;	 /* on the bytes of the NTB */
	uint32_t index;	 /* of the stream; n_streams: a new one */
	uint32_t run;	 /* datagrams in it when that stream's turn came */
	uint32_t n_streams;
	struct ntb_params params;
	struct {
		uint32_t at, len;
	} dgram[NTB_MAX_DATAGRAMS];
	/* Index into stream[], of those before the run. */
	uint8_t stream_of[NTB_MAX_DATAGRAMS];
	struct {
		struct flow key;
		uint32_t n; /* datagrams of this stream before the run */
	} stream[NTB_MAX_DATAGRAMS];
};

/* Begin an empty NTB in buf, which holds params->max_size bytes. The NDPs
 * always go behind the datagrams: their number is not known before, and no
 * datagram has to move. ndp_at_end only keeps it to one of them. */
void ntb_tx_begin(struct ntb_tx *tx, const struct ntb_params *params,
		  bool ndp_at_end, uint8_t *buf);
/* The longest datagram that an NTB with no other holds. */
uint32_t ntb_tx_longest(const struct ntb_params *params);
/* For reserve and commit: another stream's turn; more than a plain datagram was
 * added. */
void ntb_tx_turn(struct ntb_tx *tx, struct flow flow);
void ntb_tx_grow(struct ntb_tx *tx);

/* The next datagram lies behind len bytes, as the divisor wants it. */
static inline void ntb_tx_place(struct ntb_tx *tx)
{
	uint32_t end = tx->len;

	tx->at = end + ((tx->params.remainder - end) & tx->gaps);
	tx->room = (tx->ndps & tx->aligned) - tx->at;
}

/* Where the next datagram of up to max bytes may be written directly (aligned
 * as negotiated), or NULL: it does not fit, send this NTB first. */
static inline uint8_t *ntb_tx_reserve(struct ntb_tx *tx, struct flow flow,
				      uint32_t max)
{
	if (!flow_same(tx->flow, flow))
		ntb_tx_turn(tx, flow);
	return max <= tx->room ? tx->buf + tx->at : NULL;
}

/* The reserved datagram is len bytes long (<= max); 0 takes it back. */
static inline void ntb_tx_commit(struct ntb_tx *tx, struct flow flow,
				 uint32_t len)
{
	assert(!len || (len <= tx->room && flow_same(tx->flow, flow)));
	(void)flow; /* the one of the reservation */
	if (!len || len > tx->room)
		return;
	tx->dgram[tx->n].at = tx->at;
	tx->dgram[tx->n].len = len;
	tx->n++;
	tx->len = tx->at + len;
	if (tx->n >= tx->plain) {
		ntb_tx_grow(tx);
		return;
	}
	/* The gap must not carry old traffic to the modem. Room for the 16
	 * bytes of an NDP is there. */
	att_put64(tx->buf + tx->len, 0);
	tx->ndps -= tx->entry;
	ntb_tx_place(tx);
}

/* Write header and NDPs (one an IPS/DSS stream, chained in this one NTB, each
 * with its terminating zero entry); the length of the NTB, 0 if it holds no
 * datagram. An NTB16 never exceeds 65535 bytes. packet_size is the
 * bulk endpoint's wMaxPacketSize: a block shorter than max_size that would be
 * a multiple of it is padded by one byte, so that it ends in a short packet. */
uint32_t ntb_tx_end(struct ntb_tx *tx, uint16_t sequence, uint16_t packet_size);

/* --- both, as a framing ----------------------------------------------- */

/* The state behind ntb_framing. */
struct ntb_link {
	struct ntb_params out;
	bool ndp_at_end; /* quirk of the device */
	uint16_t packet; /* wMaxPacketSize of bulk-out */
	struct ntb_tx tx;
	bool begun; /* tx is being filled */
	uint16_t tx_sequence;
	struct ntb_rx rx;
	bool rx_started;
	uint16_t rx_sequence; /* expected next */
	/* Diagnostics. */
	uint32_t gaps;	  /* NTBs missing by sequence number */
	uint32_t skipped; /* datagrams outside their NTB */
};

/* NTBs in either direction; a transfer to send is out->max_size bytes. */
extern const struct framing ntb_framing;
void ntb_link_init(struct ntb_link *l, const struct ntb_params *out,
		   bool ndp_at_end, uint16_t packet);

#endif
