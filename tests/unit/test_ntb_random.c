/* NTBs at random: what is sent is what arrives, and no mutation of one makes
 * the walk read outside of it or go on without end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "drivers/ntb.h"

#define ROUNDS	  10000
#define MUTATIONS 200000

static uint64_t seed = 0x9e3779b97f4a7c15u;

static uint32_t rnd(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % below;
}

/* One NTB and what was put in. */
struct block {
	struct ntb_params params;
	uint8_t *buf; /* params.max_size bytes */
	uint32_t len;
	uint16_t sequence;
	uint32_t n;
	struct {
		struct flow stream;
		uint32_t len;
		uint8_t first; /* byte k is first + k */
		bool taken;
	} sent[NTB_MAX_DATAGRAMS];
};

static void params_random(struct ntb_params *p)
{
	p->max_size = rnd(8) ? 2048 + rnd(14000) : 65536 + rnd(70000);
	p->divisor = (uint16_t)(4u << rnd(5));
	p->remainder = (uint16_t)rnd(p->divisor);
	p->alignment = (uint16_t)(4u << rnd(6));
	p->max_datagrams = (uint16_t)(rnd(3) ? 0 : rnd(40));
	p->ntb32 = rnd(2);
}

static void check_layout(const struct block *b, uint16_t packet)
{
	const struct ntb_params *p = &b->params;
	uint32_t ndp =
		p->ntb32 ? att_get32(b->buf + 12) : att_get16(b->buf + 10);

	assert_true(b->len <= p->max_size);
	assert_true(b->len % packet || b->len == p->max_size);
	for (uint32_t n = 0; ndp; n++) {
		assert_true(n < b->n);
		assert_int_equal(ndp % p->alignment, 0);
		ndp = p->ntb32 ? att_get32(b->buf + ndp + 8)
			       : att_get16(b->buf + ndp + 6);
	}
}

/* Bytes that are neither of a header nor of a datagram are 0, whatever the
 * buffer held before. */
static void check_gaps(const struct block *b, const struct ntb_tx *tx)
{
	uint32_t header = b->params.ntb32 ? 16 : 12, end = header;
	uint32_t ndp = b->params.ntb32 ? att_get32(b->buf + 12)
				       : att_get16(b->buf + 10);

	for (uint32_t i = 0; i <= tx->n; i++) {
		uint32_t at = i < tx->n ? tx->dgram[i].at : ndp;

		while (end < at)
			assert_int_equal(b->buf[end++], 0);
		if (i < tx->n)
			end += tx->dgram[i].len;
	}
}

static void block_build(struct block *b)
{
	static const uint16_t packets[] = {64, 512, 1024};
	uint16_t packet = packets[rnd(3)];
	uint32_t streams = 1 + rnd(4), most = 1 + rnd(rnd(2) ? 100 : 1500);
	struct ntb_tx tx;

	params_random(&b->params);
	b->buf = malloc(b->params.max_size);
	assert_non_null(b->buf);
	memset(b->buf, 0xee, b->params.max_size);
	b->sequence = (uint16_t)rnd(65536);
	ntb_tx_begin(&tx, &b->params, rnd(2), b->buf);
	for (b->n = 0;; b->n++) {
		struct flow s = {(uint8_t)rnd(streams), rnd(2)};
		uint32_t len = 1 + rnd(most), slack = rnd(3) ? 0 : rnd(100);
		uint8_t first = (uint8_t)rnd(256);
		uint8_t *p = ntb_tx_reserve(&tx, s, len + slack);

		if (!p)
			break;
		assert_true(b->n < NTB_MAX_DATAGRAMS);
		assert_int_equal((p - b->buf) % b->params.divisor,
				 b->params.remainder);
		for (uint32_t k = 0; k < len + slack; k++)
			p[k] = (uint8_t)(first + k);
		ntb_tx_commit(&tx, s, len);
		b->sent[b->n].stream = s;
		b->sent[b->n].len = len;
		b->sent[b->n].first = first;
		b->sent[b->n].taken = false;
	}
	b->len = ntb_tx_end(&tx, b->sequence, packet);
	assert_true(b->n > 0);
	check_layout(b, packet);
	check_gaps(b, &tx);
}

/* The first datagram of this stream that did not arrive yet. */
static void take(struct block *b, struct flow s, struct att_bytes d)
{
	uint32_t i = 0;

	while (i < b->n && (b->sent[i].taken || b->sent[i].stream.id != s.id ||
			    b->sent[i].stream.service != s.service))
		i++;
	assert_true(i < b->n);
	b->sent[i].taken = true;
	assert_int_equal(d.len, b->sent[i].len);
	for (uint32_t k = 0; k < d.len; k++)
		if (d.p[k] != (uint8_t)(b->sent[i].first + k))
			fail_msg("byte %u differs", k);
}

static void what_is_sent_arrives_in_order_per_stream(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct block b;
		struct ntb_rx rx;
		struct flow s;
		struct att_bytes d;
		uint32_t n = 0;
		int got;

		block_build(&b);
		assert_int_equal(ntb_rx_init(&rx, att_bytes_of(b.buf, b.len)),
				 0);
		assert_int_equal(rx.sequence, b.sequence);
		while ((got = ntb_rx_next(&rx, &s, &d)) == 1) {
			take(&b, s, d);
			n++;
		}
		assert_int_equal(got, 0);
		assert_int_equal(n, b.n);
		assert_int_equal(rx.skipped, 0);
		free(b.buf);
	}
}

/* Change a few bytes, most of them where the headers and tables are. */
static void mutate(uint8_t *p, uint32_t len)
{
	static const uint16_t odd[] = {0,      1,      4,      11,    12,
				       0x7fff, 0x8000, 0xfff0, 0xffff};
	bool ntb32 = p[0] == 'n';
	uint32_t ndp = 0;

	if (len >= 16)
		ndp = ntb32 ? att_get32(p + 12) : att_get16(p + 10);
	for (uint32_t k = rnd(6) + 1; k; k--) {
		uint32_t from = rnd(3) && ndp < len ? ndp : 0;
		uint32_t reach = len - from < 64 ? len - from : 64;
		uint32_t at = rnd(8) ? from + rnd(reach) : rnd(len);

		if (rnd(2) && at + 2 <= len)
			att_put16(p + at, rnd(2) ? odd[rnd(9)]
						 : (uint16_t)rnd(len + 8));
		else
			p[at] = (uint8_t)rnd(256);
	}
	if (rnd(4) == 0 && ndp) { /* an NDP chain back to the first */
		if (ntb32 && (uint64_t)ndp + 12 <= len)
			att_put32(p + ndp + 8, ndp - rnd(2) * 4);
		else if (!ntb32 && (uint64_t)ndp + 8 <= len)
			att_put16(p + ndp + 6, (uint16_t)(ndp - rnd(2) * 4));
	}
}

/* As a framing, in pieces of a few datagrams: the same ones, the same that are
 * left out, and the same end. */
static void walk_as_framing(const uint8_t *p, uint32_t len)
{
	struct att_bytes transfer = {p, len}, d;
	struct ntb_link link = {.rx_started = false};
	struct framing_datagram got[64];
	struct ntb_rx rx;
	struct flow s;
	unsigned cap = 1 + rnd(64), n;
	int err, want = ntb_rx_init(&rx, transfer);
	bool first = true;

	do {
		n = ntb_framing.walk(&link, first ? &transfer : NULL, got, cap,
				     &err);
		first = false;
		for (unsigned i = 0; i < n; i++) {
			assert_int_equal(ntb_rx_next(&rx, &s, &d), 1);
			assert_ptr_equal(got[i].bytes.p, d.p);
			assert_int_equal(got[i].bytes.len, d.len);
			assert_true(flow_same(got[i].flow, s));
		}
	} while (n == cap);
	if (!want)
		want = ntb_rx_next(&rx, &s, &d);
	assert_int_equal(err, want);
	assert_int_equal(link.skipped, rx.skipped);
}

static void walk_mutated(const uint8_t *ntb, uint32_t len)
{
	uint8_t *p = malloc(len);
	struct ntb_rx rx;
	struct flow s;
	struct att_bytes d;
	uint32_t n = 0;
	volatile uint8_t sum = 0;

	assert_non_null(p);
	memcpy(p, ntb, len);
	mutate(p, len);
	walk_as_framing(p, len);
	if (ntb_rx_init(&rx, att_bytes_of(p, len)) == 0) {
		while (ntb_rx_next(&rx, &s, &d) == 1) {
			assert_true(d.len > 0);
			sum = (uint8_t)(sum + d.p[0] + d.p[d.len - 1]);
			assert_true(++n <= len / 4);
		}
		assert_true(rx.skipped + n <= len / 4);
		assert_int_equal(ntb_rx_next(&rx, &s, &d), 0);
	}
	free(p);
}

static void mutated_ntb_is_walked_inside_its_bounds(void **state)
{
	(void)state;
	for (int i = 0; i < MUTATIONS / 100; i++) {
		struct block b;

		block_build(&b);
		for (int k = 0; k < 100; k++)
			walk_mutated(b.buf, rnd(10) ? b.len : 1 + rnd(b.len));
		free(b.buf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sent_arrives_in_order_per_stream),
		cmocka_unit_test(mutated_ntb_is_walked_inside_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
