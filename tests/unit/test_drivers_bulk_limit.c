/* How much of a backlog is in flight, in virtual time: a modem that takes so
 * many bytes a second, and a host that hears of it sooner or later. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "drivers/bulk.h"
#include "plain_framing.h"

enum { BUFS = 4, MTU = 1500 };

struct modem {
	struct bulk bulk;
	uint32_t kbit;	   /* a second: what it takes */
	uint32_t late_us;  /* after which the host hears of it */
	uint32_t burst_us; /* it takes what has come only so often */
	uint64_t now_us, free_us;
	struct {
		uint64_t end_us;
		uint32_t index;
	} queue[BUFS];
	unsigned n;
	uint64_t bytes, idle_us;
	uint64_t worst_us; /* of a datagram, from here to the modem */
};

static void plug(struct modem *m, uint32_t kbit)
{
	static const struct bulk_out out = {.full = PLAIN_SIZE, .packet = 512};
	static uint8_t mem[BUFS][PLAIN_SIZE];
	uint8_t *bufs[BUFS];

	memset(m, 0, sizeof(*m));
	m->kbit = kbit;
	plain_framing_reset();
	for (int i = 0; i < BUFS; i++)
		bufs[i] = mem[i];
	bulk_init(&m->bulk, &plain_framing, NULL, &out, bufs, BUFS);
}

static void submit(struct modem *m)
{
	struct bulk_transfer t;

	while (bulk_next(&m->bulk, &t)) {
		uint64_t begin_us = m->free_us;

		if (begin_us < m->now_us) {
			m->idle_us += m->now_us - begin_us;
			begin_us = m->now_us;
		}
		m->free_us = begin_us + t.len * UINT64_C(8000) / m->kbit;
		if (m->burst_us)
			m->free_us = (begin_us / m->burst_us + 1) * m->burst_us;
		if (m->free_us - m->now_us > m->worst_us)
			m->worst_us = m->free_us - m->now_us;
		m->queue[m->n].index = t.index;
		m->queue[m->n++].end_us = m->free_us;
		m->bytes += t.len;
	}
}

/* As the ports do: the full one goes, is there room in another? */
static uint8_t *room(struct modem *m)
{
	uint8_t *p = bulk_reserve(&m->bulk, (struct flow){0}, MTU);

	if (p)
		return p;
	submit(m);
	return bulk_reserve(&m->bulk, (struct flow){0}, MTU);
}

static void fill(struct modem *m)
{
	while (room(m))
		bulk_commit(&m->bulk, (struct flow){0}, MTU);
	bulk_flush(&m->bulk);
	submit(m);
}

/* A backlog for so long. */
static void run(struct modem *m, uint32_t ms)
{
	uint64_t end_us = m->now_us + ms * UINT64_C(1000);

	m->bytes = m->idle_us = m->worst_us = 0;
	fill(m);
	while (m->now_us < end_us) {
		bool writable = false;

		assert_true(m->n > 0);
		if (m->now_us < m->queue[0].end_us)
			m->now_us = m->queue[0].end_us;
		m->now_us += m->late_us;
		while (m->n && m->queue[0].end_us <= m->now_us) {
			writable |= bulk_done(&m->bulk, m->queue[0].index,
					      m->now_us);
			memmove(m->queue, m->queue + 1,
				--m->n * sizeof(m->queue[0]));
		}
		if (writable)
			fill(m);
	}
}

static const uint32_t rates[] = {1000, 5000, 20000, 50000, 150000, 400000};

#define N_RATES (sizeof(rates) / sizeof(rates[0]))

static void in_flight_is_a_few_milliseconds_at_any_rate(void **state)
{
	(void)state;
	for (unsigned i = 0; i < N_RATES; i++) {
		struct modem m;
		uint64_t two_us = 2 * MTU * UINT64_C(8000) / rates[i];

		plug(&m, rates[i]);
		m.late_us = 50;
		run(&m, 100);
		run(&m, 1000);
		assert_in_range(m.worst_us, 1, two_us > 6000 ? two_us : 6000);
		assert_int_equal(m.idle_us, 0);
	}
}

/* The first transfers say what the modem can take. */
static void unknown_modem_is_not_flooded(void **state)
{
	struct modem m;

	(void)state;
	plug(&m, 5000);
	run(&m, 50);
	assert_in_range(m.worst_us, 1, 2 * MTU * 8 / 5);
}

static void fast_modem_gets_all_buffers_soon(void **state)
{
	struct modem m;

	(void)state;
	plug(&m, 400000);
	m.late_us = 50;
	run(&m, 20);
	assert_in_range(m.idle_us, 0, 2000);
	assert_int_equal(m.n, BUFS);
	assert_in_range(m.bulk.bytes[0], PLAIN_SIZE - 2 * MTU, PLAIN_SIZE);
}

static void slower_modem_is_noticed(void **state)
{
	struct modem m;

	(void)state;
	plug(&m, 50000);
	m.late_us = 50;
	run(&m, 500);
	m.kbit = 5000;
	run(&m, 150);
	run(&m, 100);
	assert_in_range(m.worst_us, 1, 12000);
	m.kbit = 50000;
	run(&m, 100);
	run(&m, 100);
	assert_int_equal(m.idle_us, 0);
}

/* It is in flight for longer then, but never runs dry for long. */
static void late_host_gets_more_in_flight(void **state)
{
	struct modem m;

	(void)state;
	plug(&m, 20000);
	m.late_us = 4000;
	run(&m, 1000);
	assert_in_range(m.idle_us, 0, 100000);
	assert_in_range(m.worst_us, 5000, 22000);
	m.late_us = 50; /* it is forgotten */
	run(&m, 5000);
	run(&m, 500);
	assert_in_range(m.worst_us, 4000, 6000);
}

/* One transfer a millisecond. */
static void modem_that_takes_bursts_gets_large_ones(void **state)
{
	struct modem m;

	(void)state;
	plug(&m, 400000);
	m.burst_us = 1000;
	m.late_us = 50;
	run(&m, 1000);
	run(&m, 1000);
	assert_in_range(m.bytes, 1000 * (PLAIN_SIZE - 2 * MTU),
			1001 * PLAIN_SIZE);
}

static void ends_at_the_same_time_are_no_rate(void **state)
{
	struct bulk_limit l;

	(void)state;
	bulk_limit_init(&l);
	for (int i = 0; i < 1000; i++)
		bulk_limit_ended(&l, MTU, i & 1, false, 0);
	assert_int_equal(l.rate, 0);
	bulk_limit_ended(&l, MTU, 1, false, 0);
	bulk_limit_ended(&l, MTU, 1, false, 10000);
	assert_in_range(l.rate, 1, UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_flight_is_a_few_milliseconds_at_any_rate),
		cmocka_unit_test(unknown_modem_is_not_flooded),
		cmocka_unit_test(fast_modem_gets_all_buffers_soon),
		cmocka_unit_test(slower_modem_is_noticed),
		cmocka_unit_test(late_host_gets_more_in_flight),
		cmocka_unit_test(modem_that_takes_bursts_gets_large_ones),
		cmocka_unit_test(ends_at_the_same_time_are_no_rate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
