/* QMAP at random: what is sent in any version is what arrives, and no mutation
 * of a transfer makes the walk read outside of it or go on without end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "drivers/qmap.h"

enum { ROUNDS = 10000, MUTATIONS = 100000, MOST = 256 };

static uint64_t seed = 0x9e3779b97f4a7c15u;

static uint32_t rnd(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % below;
}

/* One transfer and what was put in. */
struct block {
	struct qmap_params params;
	uint8_t *buf; /* params.max_size bytes */
	uint32_t len, n;
	struct {
		uint8_t session, first; /* byte k is first + k */
		uint32_t len;
	} sent[MOST];
};

/* Those that an end sends and the other takes alike. */
static enum qmap_form form_random(void)
{
	static const enum qmap_form forms[] = {QMAP_V1, QMAP_V4_UP, QMAP_V5};

	return forms[rnd(3)];
}

static bool put(struct block *b, struct qmap_link *l, uint32_t most)
{
	struct flow flow = {.id = (uint8_t)(rnd(4) ? rnd(3) : rnd(254))};
	uint32_t len = 1 + rnd(most), slack = rnd(3) ? 0 : rnd(100);
	uint8_t first = (uint8_t)rnd(256);
	uint8_t *p = qmap_framing.reserve(l, b->buf, flow, len + slack);

	if (!p)
		return false;
	for (uint32_t k = 0; k < len + slack; k++)
		p[k] = (uint8_t)(first + k);
	qmap_framing.commit(l, flow, len);
	b->sent[b->n].session = flow.id;
	b->sent[b->n].first = first;
	b->sent[b->n].len = len;
	b->n++;
	return true;
}

static void block_build(struct block *b)
{
	uint32_t most = 1 + rnd(rnd(2) ? 100 : 1500);
	struct qmap_link l;

	b->params.form = form_random();
	b->params.max_size = 2048 + rnd(30000);
	b->params.max_datagrams = rnd(3) ? 1 + rnd(MOST) : MOST;
	b->buf = malloc(b->params.max_size);
	assert_non_null(b->buf);
	memset(b->buf, 0xee, b->params.max_size);
	qmap_link_init(&l, &b->params, QMAP_V1);
	b->n = 0;
	while (put(b, &l, most))
		assert_in_range(b->n, 1, b->params.max_datagrams);
	b->len = qmap_framing.end(&l);
	assert_in_range(b->len, 1, b->params.max_size);
	assert_int_equal(b->len % 4, 0);
	assert_true(b->n > 0);
}

static void assert_arrived(const struct block *b, uint32_t i,
			   const struct framing_datagram *d)
{
	assert_true(i < b->n);
	assert_int_equal(d->flow.id, b->sent[i].session);
	assert_int_equal(d->bytes.len, b->sent[i].len);
	for (uint32_t k = 0; k < d->bytes.len; k++)
		if (d->bytes.p[k] != (uint8_t)(b->sent[i].first + k))
			fail_msg("byte %u differs", k);
}

static void what_is_sent_arrives_in_order(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct framing_datagram got[40];
		struct att_bytes transfer;
		unsigned cap = 1 + rnd(40), n;
		struct qmap_link l;
		struct block b;
		uint32_t all = 0;
		int err;

		block_build(&b);
		qmap_link_init(&l, &b.params, b.params.form);
		transfer = att_bytes_of(b.buf, b.len);
		do {
			n = qmap_framing.walk(&l, all ? NULL : &transfer, got,
					      cap, &err);
			assert_int_equal(err, 0);
			for (unsigned i = 0; i < n; i++)
				assert_arrived(&b, all++, &got[i]);
		} while (n == cap);
		assert_int_equal(all, b.n);
		assert_int_equal(l.skipped + l.commands, 0);
		free(b.buf);
	}
}

static void mutate(uint8_t *p, uint32_t len)
{
	for (uint32_t k = rnd(6) + 1; k; k--) {
		uint32_t at = rnd(8) ? rnd(len < 64 ? len : 64) : rnd(len);

		p[at] = (uint8_t)(rnd(2) ? rnd(256) : p[at] ^ 1u << rnd(8));
	}
}

static void walk_mutated(const struct block *b, uint32_t len)
{
	struct framing_datagram got[7];
	struct att_bytes transfer;
	struct qmap_link l;
	uint8_t *p = malloc(len);
	unsigned n, all = 0;
	int err;

	assert_non_null(p);
	memcpy(p, b->buf, len);
	mutate(p, len);
	transfer = att_bytes_of(p, len);
	qmap_link_init(&l, &b->params, (enum qmap_form)rnd(QMAP_V5 + 1));
	do {
		n = qmap_framing.walk(&l, all ? NULL : &transfer, got, 7, &err);
		for (unsigned i = 0; i < n; i++) {
			size_t at = (size_t)(got[i].bytes.p - p);

			assert_true(got[i].bytes.len > 0);
			assert_true(
				att_bytes_has(transfer, at, got[i].bytes.len));
		}
		all += n;
	} while (n == 7);
	assert_true((all + l.skipped + l.commands) * 4 <= len);
	free(p);
}

static void mutated_transfer_is_walked_inside_its_bounds(void **state)
{
	(void)state;
	for (int i = 0; i < MUTATIONS / 100; i++) {
		struct block b;

		block_build(&b);
		for (int k = 0; k < 100; k++)
			walk_mutated(&b, rnd(10) ? b.len : 1 + rnd(b.len));
		free(b.buf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sent_arrives_in_order),
		cmocka_unit_test(mutated_transfer_is_walked_inside_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
