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
	rx->entries_end = rx->entry + ((len - head) & ~(entry - 1));
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

/* The entry at hand is no datagram: it ends the table or is left out. */
static void entry_skip(struct ntb_rx *rx)
{
	const uint8_t *p = rx->entry;
	bool zero = rx->ntb32 ? !att_get64(p) : !att_get32(p);

	rx->skipped += !zero;
	rx->entry = zero ? rx->entries_end : p + entry_len(rx->ntb32);
}

/* Take the entry at hand: true if it is a datagram. */
static bool entry_take(struct ntb_rx *rx, struct flow *flow,
		       struct att_bytes *datagram)
{
	const uint8_t *p = rx->entry;
	uint32_t at = rx->ntb32 ? att_get32(p) : att_get16(p);
	uint32_t len = rx->ntb32 ? att_get32(p + 4) : att_get16(p + 2);

	if (!at || !len || !att_bytes_sub32(rx->ntb, at, len, datagram)) {
		entry_skip(rx);
		return false;
	}
	*flow = rx->stream;
	rx->entry = p + entry_len(rx->ntb32);
	return true;
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

static uint32_t table_len(const struct ntb_tx *tx, uint32_t n)
{
	bool ntb32 = tx->params.ntb32;

	return ndp_len(ntb32) + (n + 1) * entry_len(ntb32);
}

/* Where the NDPs begin at the latest if the current stream gets one datagram
 * more: exact, so that tx_end always fits. Below 0: they do not fit. */
static int64_t ndps_at(const struct ntb_tx *tx)
{
	uint16_t alignment = tx->params.alignment;
	uint64_t len = 0;

	for (uint32_t i = 0; i < tx->n_streams; i++)
		len = att_align(len, alignment) +
		      table_len(tx, tx->stream[i].n + (i == tx->index));
	if (tx->index == tx->n_streams)
		len = att_align(len, alignment) + table_len(tx, 1);
	return (int64_t)tx->limit - (int64_t)len;
}

/* Bytes that nobody wrote must not carry old traffic to the modem. */
static void fill_to(struct ntb_tx *tx, uint32_t at)
{
	if (at != tx->len)
		memset(tx->buf + tx->len, 0, at - tx->len);
	tx->len = at;
}

/* The place of the next datagram, if there may be one. */
static void tx_place(struct ntb_tx *tx)
{
	ntb_tx_place(tx);
	if (tx->n == tx->most || (tx->ndp_at_end && tx->index))
		tx->room = -1;
	else if (tx->room >= 0 && tx->at != tx->len)
		memset(tx->buf + tx->len, 0, tx->at - tx->len);
}

static void tx_limits(struct ntb_tx *tx, const struct ntb_params *params)
{
	tx->params = *params;
	tx->limit = size_limit(params);
	tx->entry = (uint8_t)entry_len(params->ntb32);
	tx->gaps = params->divisor - 1u;
	tx->aligned = -(int64_t)params->alignment;
	tx->most = NTB_MAX_DATAGRAMS;
	if (params->max_datagrams && params->max_datagrams < tx->most)
		tx->most = params->max_datagrams;
}

void ntb_tx_begin(struct ntb_tx *tx, const struct ntb_params *params,
		  bool ndp_at_end, uint8_t *buf)
{
	assert(params->max_size >= MIN_SIZE);
	assert(!(params->divisor & (params->divisor - 1)));
	assert(!(params->alignment & (params->alignment - 1)));
	tx_limits(tx, params);
	tx->ndp_at_end = ndp_at_end;
	tx->buf = buf;
	tx->len = nth_len(params->ntb32);
	tx->n = tx->run = 0;
	tx->n_streams = tx->index = 0;
	tx->flow = (struct flow){0, false};
	tx->plain = 0;
	tx->ndps = (int64_t)tx->limit - table_len(tx, 1);
	tx_place(tx);
}

uint32_t ntb_tx_longest(const struct ntb_params *p)
{
	uint32_t at = nth_len(p->ntb32), end = size_limit(p);

	at += (p->remainder - at) & (p->divisor - 1u);
	end -= ndp_len(p->ntb32) + 2 * entry_len(p->ntb32);
	end &= ~(p->alignment - 1u);
	return end > at ? end - at : 0;
}

/* The run of one stream's datagrams is over, or is looked at. */
static void run_end(struct ntb_tx *tx)
{
	uint32_t n = tx->n - tx->run;

	if (!n)
		return;
	memset(tx->stream_of + tx->run, (int)tx->index, n);
	tx->stream[tx->index].n += n;
	tx->run = tx->n;
}

static void set_plain(struct ntb_tx *tx)
{
	bool last = tx->index + 1 == tx->n_streams;

	tx->plain = last && tx->params.divisor <= 8 ? tx->most : 0;
}

void ntb_tx_turn(struct ntb_tx *tx, struct flow flow)
{
	uint32_t i = 0;

	run_end(tx);
	while (i < tx->n_streams && !flow_same(tx->stream[i].key, flow))
		i++;
	tx->flow = flow;
	tx->index = i;
	set_plain(tx);
	tx->ndps = ndps_at(tx);
	tx_place(tx);
}

void ntb_tx_grow(struct ntb_tx *tx)
{
	uint32_t i = tx->index;

	if (i == tx->n_streams) {
		tx->stream[i].key = tx->flow;
		tx->stream[i].n = 0;
		tx->n_streams++;
		set_plain(tx);
	}
	if (i + 1 == tx->n_streams) {
		tx->ndps -= tx->entry;
	} else {
		run_end(tx);
		tx->ndps = ndps_at(tx);
	}
	tx_place(tx);
}

static inline uint8_t *entry_put(uint8_t *p, bool ntb32, uint32_t at,
				 uint32_t len)
{
	if (ntb32) {
		att_put32(p, at);
		att_put32(p + 4, len);
	} else {
		att_put32(p, at | len << 16);
	}
	return p + entry_len(ntb32);
}

/* Those of one stream, and the zero entry. */
static inline void entries_put(const struct ntb_tx *tx, bool ntb32,
			       uint32_t index, uint8_t *p)
{
	uint32_t n = tx->n, all = tx->n_streams == 1 ? n : 0;

	for (uint32_t i = 0; i < all; i++)
		p = entry_put(p, ntb32, tx->dgram[i].at, tx->dgram[i].len);
	for (uint32_t i = all; i < n; i++)
		if (tx->stream_of[i] == index)
			p = entry_put(p, ntb32, tx->dgram[i].at,
				      tx->dgram[i].len);
	entry_put(p, ntb32, 0, 0);
}

static void ndp_put(struct ntb_tx *tx, uint32_t index)
{
	bool ntb32 = tx->params.ntb32, last = index + 1 == tx->n_streams;
	uint32_t len = table_len(tx, tx->stream[index].n);
	uint64_t next = att_align(tx->len + len, tx->params.alignment);
	uint32_t signature = tx->stream[index].key.service ? DSS : IPS;
	uint8_t *p = tx->buf + tx->len;

	tx->len += len;
	signature |= (uint32_t)tx->stream[index].key.id << 24;
	att_put32(p, signature | (ntb32 ? LOWER : 0));
	att_put16(p + 4, (uint16_t)len);
	if (ntb32) {
		att_put16(p + 6, 0);
		att_put32(p + 8, last ? 0 : (uint32_t)next);
		att_put32(p + 12, 0);
	} else {
		att_put16(p + 6, last ? 0 : (uint16_t)next);
	}
	p += ndp_len(ntb32);
	if (ntb32)
		entries_put(tx, true, index, p);
	else
		entries_put(tx, false, index, p);
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
	uint32_t ndp = 0;

	if (!tx->n)
		return 0;
	if (tx->n_streams == 1)
		tx->stream[0].n = tx->n;
	else
		run_end(tx);
	for (uint32_t i = 0; i < tx->n_streams; i++) {
		fill_to(tx, (uint32_t)att_align(tx->len, alignment));
		if (!i)
			ndp = tx->len;
		ndp_put(tx, i);
	}
	assert(tx->len <= tx->limit);
	if (packet_size && tx->len % packet_size == 0 && tx->len < tx->limit)
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

/* The datagrams of the table at hand, up to an entry that is none. */
static inline unsigned table_walk(struct ntb_rx *rx, bool ntb32,
				  struct framing_datagram *to, unsigned cap)
{
	const uint8_t *p = rx->entry;
	size_t left = (size_t)(rx->entries_end - p) / entry_len(ntb32);
	struct att_bytes ntb = rx->ntb;
	struct flow stream = rx->stream;
	unsigned n = 0;

	if (left < cap)
		cap = (unsigned)left;
	for (; n < cap; n++, p += entry_len(ntb32)) {
		uint32_t at = ntb32 ? att_get32(p) : att_get16(p);
		uint32_t len = ntb32 ? att_get32(p + 4) : att_get16(p + 2);

		if (!at || !len || !att_bytes_sub32(ntb, at, len, &to[n].bytes))
			break;
		to[n].flow = stream;
	}
	rx->entry = p;
	return n;
}

/* ntb_rx_next until there is no more or no room. */
static unsigned walk_many(struct ntb_rx *rx, struct framing_datagram *to,
			  unsigned cap, int *err)
{
	unsigned n = 0;

	for (;;) {
		if (rx->entry == rx->entries_end) {
			*err = rx->ndp ? ndp_open(rx) : 0;
			if (rx->entry == rx->entries_end && !rx->ndp)
				return n;
		}
		if (rx->ntb32)
			n += table_walk(rx, true, to + n, cap - n);
		else
			n += table_walk(rx, false, to + n, cap - n);
		if (n == cap)
			return n;
		if (rx->entry != rx->entries_end)
			entry_skip(rx);
	}
}

static unsigned link_walk(void *s, const struct att_bytes *transfer,
			  struct framing_datagram *to, unsigned cap, int *err)
{
	struct ntb_link *l = s;
	unsigned n;

	*err = 0;
	if (transfer) {
		*err = ntb_rx_init(&l->rx, *transfer);
		if (*err)
			return 0;
		take_sequence(l);
	}
	n = walk_many(&l->rx, to, cap, err);
	l->skipped += l->rx.skipped;
	l->rx.skipped = 0;
	return n;
}

const struct framing ntb_framing = {
	.reserve = link_reserve,
	.commit = link_commit,
	.end = link_end,
	.walk = link_walk,
};
