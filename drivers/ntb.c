/* NTB16 and NTB32 blocks: a bounded walk over the datagrams of one, and a
 * builder that never has to move a datagram. */
#include "drivers/ntb.h"

#include <assert.h>

#include "base/errors.h"

#define NTH16 0x484d434eu /* "NCMH" */
#define NTH32 0x686d636eu /* "ncmh" */
/* The three bytes before the session id; NTB32 has them in lower case. */
#define IPS	   0x00535049u
#define DSS	   0x00535344u
#define LOWER	   0x00202020u
#define PARAMS_LEN 28u
#define MIN_SIZE   2048u /* NCM 1.0 6.2.1: dwNtb{In,Out}MaxSize */

static inline uint32_t nth_len(bool ntb32)
{
	return ntb32 ? 16 : 12;
}

static inline uint32_t ndp_len(bool ntb32)
{
	return ntb32 ? 16 : 8;
}

static inline uint32_t entry_len(bool ntb32)
{
	return ntb32 ? 8 : 4;
}

/* --- parameters ------------------------------------------------------- */

static uint16_t repaired_power(uint16_t v, uint32_t max)
{
	if (v < 4 || v > max || (v & (v - 1)))
		return 4;
	return v;
}

static int direction_decode(const uint8_t *p, struct ntb_params *d)
{
	d->max_size = att_get32(p);
	if (d->max_size < MIN_SIZE)
		return ATT_E_VALUE;
	d->divisor = repaired_power(att_get16(p + 4), d->max_size);
	d->remainder = att_get16(p + 6);
	if (d->remainder >= d->divisor)
		d->remainder = 0;
	d->alignment = repaired_power(att_get16(p + 8), d->max_size);
	d->max_datagrams = att_get16(p + 10);
	d->ntb32 = false;
	return 0;
}

int ntb_params_decode(struct att_bytes answer, struct ntb_params *in,
		      struct ntb_params *out, uint16_t *formats)
{
	int err;

	if (answer.len < PARAMS_LEN)
		return ATT_E_SHORT;
	*formats = att_get16(answer.p + 2);
	err = direction_decode(answer.p + 4, in);
	if (err)
		return err;
	in->max_datagrams = 0; /* reserved there: only OUT has a limit */
	return direction_decode(answer.p + 16, out);
}

/* --- receive ---------------------------------------------------------- */

static uint32_t first_ndp(struct att_bytes ntb, bool ntb32)
{
	return ntb32 ? att_get32(ntb.p + 12) : att_get16(ntb.p + 10);
}

static uint32_t next_ndp(const uint8_t *ndp, bool ntb32)
{
	return ntb32 ? att_get32(ndp + 8) : att_get16(ndp + 6);
}

int ntb_rx_init(struct ntb_rx *rx, struct att_bytes transfer)
{
	const uint8_t *p = transfer.p;
	uint32_t signature, header, block;

	*rx = (struct ntb_rx){0};
	if (transfer.len < nth_len(false))
		return ATT_E_SHORT;
	signature = att_get32(p);
	if (signature != NTH16 && signature != NTH32)
		return ATT_E_NTB;
	rx->ntb32 = signature == NTH32;
	header = nth_len(rx->ntb32);
	if (transfer.len < header)
		return ATT_E_SHORT;
	if (transfer.len > UINT32_MAX || att_get16(p + 4) < header)
		return ATT_E_NTB;
	rx->sequence = att_get16(p + 6);
	block = rx->ntb32 ? att_get32(p + 8) : att_get16(p + 8);
	if (!block)
		block = (uint32_t)transfer.len;
	if (block < header)
		return ATT_E_NTB;
	if (!att_bytes_sub(transfer, 0, block, &rx->ntb))
		return ATT_E_SHORT;
	rx->ndp = first_ndp(rx->ntb, rx->ntb32);
	return 0;
}

/* Was the NDP at this offset walked already? Following the chain again costs
 * nothing for the usual one NDP, and needs no memory for many. */
static bool ndp_seen(const struct ntb_rx *rx, uint32_t at)
{
	uint32_t seen = first_ndp(rx->ntb, rx->ntb32);

	for (uint32_t i = 0; i < rx->ndps; i++) {
		if (seen == at)
			return true;
		seen = next_ndp(rx->ntb.p + seen, rx->ntb32);
	}
	return false;
}

/* Begin to walk the table of a stream's NDP. NDPs that lie over each other
 * could describe more datagrams than the NTB has bytes: refused as a loop. */
static int table_open(struct ntb_rx *rx, uint32_t at)
{
	uint32_t head = ndp_len(rx->ntb32), entry = entry_len(rx->ntb32);
	uint32_t len = att_get16(rx->ntb.p + at + 4);

	if (len < head || !att_bytes_has(rx->ntb, at, len))
		return ATT_E_NTB;
	rx->ndp_bytes += len; /* at most NTB_MAX_NDPS times 64 KiB */
	if (rx->ndp_bytes > rx->ntb.len)
		return ATT_E_LOOP;
	rx->entry = rx->ntb.p + at + head;
	rx->entries_end = rx->entry + (len - head) / entry * entry;
	return 0;
}

static int ndp_open(struct ntb_rx *rx)
{
	uint32_t at = rx->ndp, lower = rx->ntb32 ? LOWER : 0, signature;

	rx->ndp = 0; /* a bad one ends the walk */
	if (at < nth_len(rx->ntb32) ||
	    !att_bytes_has(rx->ntb, at, ndp_len(rx->ntb32)))
		return ATT_E_NTB;
	if (rx->ndps == NTB_MAX_NDPS || ndp_seen(rx, at))
		return ATT_E_LOOP;
	rx->ndps++;
	signature = att_get32(rx->ntb.p + at);
	rx->stream.id = (uint8_t)(signature >> 24);
	signature &= 0xffffff;
	rx->stream.service = signature == (DSS | lower);
	if (rx->stream.service || signature == (IPS | lower)) {
		int err = table_open(rx, at);

		if (err)
			return err;
	}
	rx->ndp = next_ndp(rx->ntb.p + at, rx->ntb32);
	return 0;
}

/* Take the entry at hand: true if it is a datagram. */
static bool entry_take(struct ntb_rx *rx, struct flow *flow,
		       struct att_bytes *datagram)
{
	const uint8_t *p = rx->entry;
	uint32_t at, len;

	if (rx->ntb32) {
		at = att_get32(p);
		len = att_get32(p + 4);
		rx->entry += 8;
	} else {
		at = att_get16(p);
		len = att_get16(p + 2);
		rx->entry += 4;
	}
	if (at && len && att_bytes_sub(rx->ntb, at, len, datagram)) {
		*flow = rx->stream;
		return true;
	}
	if (!at && !len)
		rx->entry = rx->entries_end;
	else
		rx->skipped++;
	return false;
}

int ntb_rx_walk(struct ntb_rx *rx, struct flow *flow,
		struct att_bytes *datagram)
{
	for (;;) {
		while (rx->entry != rx->entries_end)
			if (entry_take(rx, flow, datagram))
				return 1;
		if (!rx->ndp)
			return 0;

		int err = ndp_open(rx);

		if (err)
			return err;
	}
}

/* --- send ------------------------------------------------------------- */

/* wBlockLength of an NTB16 has 16 bits. */
static uint32_t size_limit(const struct ntb_params *p)
{
	return !p->ntb32 && p->max_size > UINT16_MAX ? UINT16_MAX : p->max_size;
}

void ntb_tx_begin(struct ntb_tx *tx, const struct ntb_params *params,
		  bool ndp_at_end, uint8_t *buf)
{
	assert(params->max_size >= MIN_SIZE);
	assert(!(params->divisor & (params->divisor - 1)));
	assert(!(params->alignment & (params->alignment - 1)));
	tx->params = *params;
	tx->ndp_at_end = ndp_at_end;
	tx->buf = buf;
	tx->len = nth_len(params->ntb32);
	tx->n = 0;
	tx->n_streams = 0;
	tx->reserved_at = 0;
	tx->reserved_len = 0;
}

/* The index of a stream in the table; n_streams if it is not there yet. */
static uint32_t stream_find(const struct ntb_tx *tx, struct flow flow)
{
	uint32_t i = 0;

	while (i < tx->n_streams && (tx->stream[i].key.id != flow.id ||
				     tx->stream[i].key.service != flow.service))
		i++;
	return i;
}

static uint32_t table_len(const struct ntb_tx *tx, uint32_t n)
{
	bool ntb32 = tx->params.ntb32;

	return ndp_len(ntb32) + (n + 1) * entry_len(ntb32);
}

/* Where the NTB would end if its datagrams ended at `end` and the stream with
 * index `grown` had one more: exact, so that tx_end always fits. */
static uint64_t end_with_ndps(const struct ntb_tx *tx, uint64_t end,
			      uint32_t grown)
{
	for (uint32_t i = 0; i < tx->n_streams; i++)
		end = att_align(end, tx->params.alignment) +
		      table_len(tx, tx->stream[i].n + (i == grown));
	if (grown == tx->n_streams)
		end = att_align(end, tx->params.alignment) + table_len(tx, 1);
	return end;
}

uint32_t ntb_tx_longest(const struct ntb_params *p)
{
	uint32_t at = nth_len(p->ntb32), end = size_limit(p);

	at += (p->remainder - at) & (p->divisor - 1u);
	end -= ndp_len(p->ntb32) + 2 * entry_len(p->ntb32);
	end &= ~(p->alignment - 1u);
	return end > at ? end - at : 0;
}

uint8_t *ntb_tx_reserve(struct ntb_tx *tx, struct flow flow, uint32_t max)
{
	const struct ntb_params *p = &tx->params;
	uint32_t index = stream_find(tx, flow);
	uint32_t gap = (p->remainder - tx->len) & (p->divisor - 1u);
	uint64_t at = (uint64_t)tx->len + gap;

	tx->reserved_len = 0;
	if (tx->n == NTB_MAX_DATAGRAMS ||
	    (p->max_datagrams && tx->n >= p->max_datagrams))
		return NULL;
	if (tx->ndp_at_end && tx->n_streams && index)
		return NULL;
	if (end_with_ndps(tx, at + max, index) > size_limit(p))
		return NULL;
	tx->reserved_at = (uint32_t)at;
	tx->reserved_len = max;
	tx->reserved_stream = index;
	return tx->buf + at;
}

/* Bytes that nobody wrote must not carry old traffic to the modem. */
static void fill_to(struct ntb_tx *tx, uint32_t at)
{
	memset(tx->buf + tx->len, 0, at - tx->len);
	tx->len = at;
}

void ntb_tx_commit(struct ntb_tx *tx, struct flow flow, uint32_t len)
{
	uint32_t index = tx->reserved_stream;

	assert(len <= tx->reserved_len);
	assert(!len || index == stream_find(tx, flow));
	(void)flow; /* the one of the reservation */
	if (len && len <= tx->reserved_len) {
		if (index == tx->n_streams) {
			tx->stream[index].key = flow;
			tx->stream[index].n = 0;
			tx->n_streams++;
		}
		tx->stream[index].n++;
		fill_to(tx, tx->reserved_at);
		tx->dgram[tx->n].at = tx->len;
		tx->dgram[tx->n].len = len;
		tx->dgram[tx->n].stream = index;
		tx->n++;
		tx->len += len;
	}
	tx->reserved_len = 0;
}

static uint8_t *entry_put(uint8_t *p, bool ntb32, uint32_t at, uint32_t len)
{
	if (ntb32) {
		att_put32(p, at);
		att_put32(p + 4, len);
	} else {
		att_put16(p, (uint16_t)at);
		att_put16(p + 2, (uint16_t)len);
	}
	return p + entry_len(ntb32);
}

static void ndp_put(struct ntb_tx *tx, uint32_t index)
{
	bool ntb32 = tx->params.ntb32, last = index + 1 == tx->n_streams;
	uint32_t len = table_len(tx, tx->stream[index].n);
	uint64_t next = att_align(tx->len + len, tx->params.alignment);
	uint32_t signature = tx->stream[index].key.service ? DSS : IPS;
	uint8_t *p = tx->buf + tx->len;

	tx->len += len;
	att_put32(p, signature | (ntb32 ? LOWER : 0));
	p[3] = tx->stream[index].key.id;
	att_put16(p + 4, (uint16_t)len);
	memset(p + 6, 0, ndp_len(ntb32) - 6);
	if (!last && ntb32)
		att_put32(p + 8, (uint32_t)next);
	else if (!last)
		att_put16(p + 6, (uint16_t)next);
	p += ndp_len(ntb32);
	for (uint32_t i = 0; i < tx->n; i++)
		if (tx->dgram[i].stream == index)
			p = entry_put(p, ntb32, tx->dgram[i].at,
				      tx->dgram[i].len);
	entry_put(p, ntb32, 0, 0);
}

static void nth_put(struct ntb_tx *tx, uint16_t sequence, uint32_t ndp)
{
	bool ntb32 = tx->params.ntb32;
	uint8_t *p = tx->buf;

	att_put32(p, ntb32 ? NTH32 : NTH16);
	att_put16(p + 4, (uint16_t)nth_len(ntb32));
	att_put16(p + 6, sequence);
	if (ntb32) {
		att_put32(p + 8, tx->len);
		att_put32(p + 12, ndp);
	} else {
		att_put16(p + 8, (uint16_t)tx->len);
		att_put16(p + 10, (uint16_t)ndp);
	}
}

uint32_t ntb_tx_end(struct ntb_tx *tx, uint16_t sequence, uint16_t packet_size)
{
	uint16_t alignment = tx->params.alignment;
	uint32_t ndp = (uint32_t)att_align(tx->len, alignment);

	if (!tx->n)
		return 0;
	for (uint32_t i = 0; i < tx->n_streams; i++) {
		fill_to(tx, (uint32_t)att_align(tx->len, alignment));
		ndp_put(tx, i);
	}
	assert(tx->len <= size_limit(&tx->params));
	if (packet_size && tx->len % packet_size == 0 &&
	    tx->len < size_limit(&tx->params))
		fill_to(tx, tx->len + 1);
	nth_put(tx, sequence, ndp);
	return tx->len;
}

/* --- the framing ------------------------------------------------------ */

void ntb_link_init(struct ntb_link *l, const struct ntb_params *out,
		   bool ndp_at_end, uint16_t packet)
{
	memset(l, 0, sizeof(*l));
	l->out = *out;
	l->ndp_at_end = ndp_at_end;
	l->packet = packet;
}

static uint8_t *link_reserve(void *s, uint8_t *buf, struct flow flow,
			     uint32_t max)
{
	struct ntb_link *l = s;

	if (!l->begun)
		ntb_tx_begin(&l->tx, &l->out, l->ndp_at_end, buf);
	l->begun = true;
	return ntb_tx_reserve(&l->tx, flow, max);
}

static void link_commit(void *s, struct flow flow, uint32_t len)
{
	struct ntb_link *l = s;

	ntb_tx_commit(&l->tx, flow, len);
}

static uint32_t link_end(void *s)
{
	struct ntb_link *l = s;

	l->begun = false;
	return ntb_tx_end(&l->tx, l->tx_sequence++, l->packet);
}

static void take_sequence(struct ntb_link *l)
{
	if (l->rx_started)
		l->gaps += (uint16_t)(l->rx.sequence - l->rx_sequence);
	l->rx_started = true;
	l->rx_sequence = (uint16_t)(l->rx.sequence + 1);
}

/* What is behind a datagram that cannot be understood is told when the ones
 * before it have been handed out. */
static int walk_end(struct ntb_link *l)
{
	int err = l->rx_err;

	l->skipped += l->rx.skipped;
	l->rx.skipped = 0;
	l->rx_err = 0;
	return err;
}

static int link_walk(void *s, const struct att_bytes *transfer,
		     struct framing_datagram *to, unsigned cap)
{
	struct ntb_link *l = s;
	unsigned n = 0;

	if (transfer) {
		l->rx_err = ntb_rx_init(&l->rx, *transfer);
		if (!l->rx_err)
			take_sequence(l);
	}
	while (!l->rx_err && n < cap) {
		int more = ntb_rx_next(&l->rx, &to[n].flow, &to[n].bytes);

		if (more < 0)
			l->rx_err = more;
		if (more <= 0)
			break;
		n++;
	}
	return n ? (int)n : walk_end(l);
}

const struct framing ntb_framing = {
	.reserve = link_reserve,
	.commit = link_commit,
	.end = link_end,
	.walk = link_walk,
};
