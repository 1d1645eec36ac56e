/* The whole way out in virtual time: flows that always have something to send,
 * each with a window that grows until something is lost; the queues; what is in
 * flight; and a modem that takes so many bits a second. Beside them one
 * datagram every 20 ms, whose delay is what a person feels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "drivers/bulk.h"
#include "net_queue.h"
#include "plain_framing.h"

enum {
	BUFS = 4,
	MTU = 1500,
	FLOWS = 16,
	RTT_US = 20000, /* behind the modem */
	PING_US = 20000,
	PING_LEN = 84,
	NEWS = 1 << 14,
	SECONDS = 20,
};

/* A datagram that has reached the modem: its sender hears of it. */
struct news {
	uint64_t at_us;
	uint16_t flow;
	uint32_t seq;
};

struct sender {
	uint32_t window, flying; /* datagrams */
	uint32_t seq, expected;	 /* of the next; that arrives next */
	uint32_t acked;		 /* since the window grew */
	uint32_t recover;	 /* what was sent before is one loss */
	bool slow_start;
};

static struct world {
	struct bulk bulk;
	struct att_queue *queue;
	uint32_t kbit;
	uint32_t stall_us; /* each 50 ms the host does nothing for so long */
	unsigned n_flows;
	struct sender sender[FLOWS];
	uint64_t now_us, free_us, ping_us;
	struct {
		uint64_t end_us;
		struct bulk_transfer t;
	} transfer[BUFS];
	unsigned n_transfers;
	struct news news[NEWS];
	unsigned first_news, n_news;
	bool blocked;
	/* What is measured. */
	uint64_t bytes, of_flow[FLOWS];
	uint64_t ping_worst_us, ping_sum_us, waited_sum_us;
	unsigned pings, waited;
} w;

/* --- the host --------------------------------------------------------------
 */

static void submit(void)
{
	struct bulk_transfer t;

	while (bulk_next(&w.bulk, &t)) {
		if (w.free_us < w.now_us)
			w.free_us = w.now_us;
		w.free_us += t.len * UINT64_C(8000) / w.kbit;
		w.transfer[w.n_transfers].t = t;
		w.transfer[w.n_transfers++].end_us = w.free_us;
	}
}

static uint8_t *room(struct flow flow, uint32_t len)
{
	uint8_t *p = bulk_reserve(&w.bulk, flow, len);

	if (p)
		return p;
	submit();
	return bulk_reserve(&w.bulk, flow, len);
}

static void transmit(void)
{
	struct flow flow = {0};
	uint32_t len;
	uint8_t *p;

	while (!w.blocked && (len = att_queue_next(w.queue, &flow.id)) > 0) {
		p = room(flow, len);
		w.blocked = !p;
		if (!p)
			break;
		len = att_queue_output(w.queue, p, w.now_us);
		bulk_commit(&w.bulk, flow, len);
		if (len != MTU)
			continue;
		w.waited_sum_us += w.queue->waited_us;
		w.waited++;
	}
	bulk_flush(&w.bulk);
	submit();
}

/* IPv4 with a protocol of no ports, so that the addresses tell flows apart;
 * behind it a number and a time. */
static void put(uint16_t flow, uint32_t seq, uint16_t len)
{
	static uint8_t p[MTU];

	p[0] = 0x45;
	att_put16_be(p + 2, len);
	p[9] = 253;
	att_put16_be(p + 18, flow);
	att_put32(p + 20, seq);
	att_put64(p + 24, w.now_us);
	assert_int_equal(
		net_queue_put(w.queue, 0, NULL, att_bytes_of(p, len), w.now_us),
		0);
}

static void send_more(uint16_t flow)
{
	struct sender *s = &w.sender[flow];

	for (; s->flying < s->window; s->flying++)
		put(flow, s->seq++, MTU);
}

/* --- the far end -----------------------------------------------------------
 */

static void arrived(const uint8_t *p, uint32_t len)
{
	uint64_t took_us = w.transfer[0].end_us - att_get64(p + 24);
	struct news *news = &w.news[(w.first_news + w.n_news) % NEWS];
	uint16_t flow = att_get16_be(p + 18);

	w.bytes += len;
	if (flow == FLOWS) {
		w.pings++;
		w.ping_sum_us += took_us;
		if (took_us > w.ping_worst_us)
			w.ping_worst_us = took_us;
		return;
	}
	w.of_flow[flow] += len;
	assert_true(w.n_news++ < NEWS);
	*news = (struct news){w.now_us + RTT_US, flow, att_get32(p + 20)};
}

/* All that have ended by now, as a port hears of them: together. */
static void end_transfers(void)
{
	do {
		const struct bulk_transfer t = w.transfer[0].t;

		for (uint32_t at = 0; at < t.len;) {
			uint32_t len = att_get16_be(t.p + at + 2);

			arrived(t.p + at, len);
			at += len;
		}
		memmove(w.transfer, w.transfer + 1,
			--w.n_transfers * sizeof(w.transfer[0]));
		if (bulk_done(&w.bulk, t.index, w.now_us))
			w.blocked = false;
	} while (w.n_transfers && w.transfer[0].end_us <= w.now_us);
	transmit();
}

/* A gap is a loss, as nothing is put out of order; a window has one. */
static void lose(struct sender *s, uint32_t n)
{
	s->flying -= n;
	s->slow_start = false;
	if (s->expected < s->recover)
		return;
	s->recover = s->seq;
	s->window = s->window * 7 / 10;
	if (s->window < 2)
		s->window = 2;
}

static void hear(const struct news *news)
{
	struct sender *s = &w.sender[news->flow];

	assert_true(news->seq >= s->expected);
	if (news->seq != s->expected)
		lose(s, news->seq - s->expected);
	s->expected = news->seq + 1;
	s->flying--;
	s->acked++;
	if (s->slow_start || s->acked >= s->window) {
		s->acked = 0;
		s->window++;
	}
	send_more(news->flow);
}

/* --- all together ------------------------------------------------------------
 */

static uint64_t next_us(void)
{
	uint64_t at = w.ping_us;

	if (w.n_transfers && w.transfer[0].end_us < at)
		at = w.transfer[0].end_us;
	if (w.n_news && w.news[w.first_news].at_us < at)
		at = w.news[w.first_news].at_us;
	return at;
}

/* When the host takes notice of what happens then. */
static uint64_t awake_us(uint64_t at_us)
{
	uint64_t in_us = at_us % 50000;

	return in_us < w.stall_us ? at_us - in_us + w.stall_us : at_us;
}

static void run(uint64_t end_us)
{
	while (next_us() < end_us) {
		bool ping = next_us() == w.ping_us;
		bool ended = w.n_transfers && next_us() == w.transfer[0].end_us;

		w.now_us = awake_us(next_us());
		if (ping) {
			put(FLOWS, 0, PING_LEN);
			w.ping_us += PING_US;
			transmit();
		} else if (ended) {
			end_transfers();
		} else {
			struct news news = w.news[w.first_news];

			w.first_news = (w.first_news + 1) % NEWS;
			w.n_news--;
			hear(&news);
			transmit();
		}
	}
}

static void start(uint32_t kbit, unsigned n_flows)
{
	static const struct bulk_out out = {.full = PLAIN_SIZE, .packet = 512};
	static uint8_t mem[BUFS][PLAIN_SIZE];
	uint8_t *bufs[BUFS];

	memset(&w, 0, sizeof(w));
	plain_framing_reset();
	w.queue = net_queue_new();
	w.kbit = kbit;
	w.n_flows = n_flows;
	for (int i = 0; i < BUFS; i++)
		bufs[i] = mem[i];
	bulk_init(&w.bulk, &plain_framing, NULL, &out, bufs, BUFS);
	for (uint16_t i = 0; i < n_flows; i++) {
		w.sender[i] = (struct sender){.window = 10, .slow_start = true};
		send_more(i);
	}
	transmit();
}

/* What was measured so far. */
static void forget(void)
{
	w.bytes = w.waited_sum_us = w.ping_worst_us = w.ping_sum_us = 0;
	w.pings = w.waited = 0;
	memset(w.of_flow, 0, sizeof(w.of_flow));
}

/* Flows that run for half a second before. */
static void measure(uint32_t kbit, unsigned n_flows, uint32_t seconds)
{
	start(kbit, n_flows);
	run(500000);
	forget();
	run(500000 + seconds * UINT64_C(1000000));
}

static void say(uint32_t kbit, unsigned n_flows)
{
	print_message(
		"%4.1f Mbit/s, %2u flows: ping %.1f ms, at most %.1f; flows "
		"wait %.1f ms; %u dropped\n",
		(double)kbit / 1000, n_flows,
		(double)w.ping_sum_us / w.pings / 1000,
		(double)w.ping_worst_us / 1000,
		(double)w.waited_sum_us / w.waited / 1000,
		(unsigned)w.queue->stats.dropped);
}

static const uint32_t rates[] = {5000, 20000, 50000};
static const unsigned flows[] = {1, 4, 16};

/* Two transfers that are in flight and its own, of 2.5 ms or of a datagram; and
 * one datagram of each flow that had nothing to send as well. */
static void ping_waits_for_what_is_in_flight(void **state)
{
	(void)state;
	for (int r = 0; r < 3; r++)
		for (int f = 0; f < 3; f++) {
			uint64_t one_us = MTU * UINT64_C(8000) / rates[r];

			measure(rates[r], flows[f], SECONDS);
			say(rates[r], flows[f]);
			assert_in_range(w.ping_worst_us, 1,
					7500 + flows[f] * one_us);
		}
}

static void modem_is_always_busy(void **state)
{
	(void)state;
	for (int r = 0; r < 3; r++)
		for (int f = 0; f < 3; f++) {
			measure(rates[r], flows[f], SECONDS);
			assert_in_range(w.bytes * 8 / SECONDS,
					rates[r] * UINT64_C(990),
					rates[r] * UINT64_C(1010));
		}
}

/* Near CoDel's target, or as long as each has one datagram that waits. */
static void flows_wait_near_the_target(void **state)
{
	(void)state;
	for (int r = 0; r < 3; r++)
		for (int f = 0; f < 3; f++) {
			uint64_t one_us = MTU * UINT64_C(8000) / rates[r];

			measure(rates[r], flows[f], SECONDS);
			assert_in_range(w.waited_sum_us / w.waited, 1000,
					2 * ATT_CODEL_TARGET_US +
						flows[f] * one_us);
		}
}

static void flows_get_equal_shares(void **state)
{
	(void)state;
	for (int f = 0; f < 3; f++) {
		measure(20000, flows[f], SECONDS);
		for (unsigned i = 0; i < flows[f]; i++)
			assert_in_range(w.of_flow[i] * flows[f],
					w.bytes * 85 / 100,
					w.bytes * 115 / 100);
	}
}

/* Without an end, and deaf to losses. */
static void flood_takes_nothing_from_a_flow(void **state)
{
	(void)state;
	measure(20000, 2, 1);
	w.sender[1].window = 1500;
	w.sender[1].flying = 0;
	for (int i = 0; i < SECONDS; i++) {
		uint64_t before = w.of_flow[0];

		w.ping_worst_us = 0;
		w.sender[1].window = 1500; /* again */
		send_more(1);
		run(w.now_us + 1000000);
		assert_in_range(w.ping_worst_us, 1, 7500 + 2 * 600);
		assert_in_range((w.of_flow[0] - before) * 8, 8500000, 20000000);
	}
	assert_true(w.queue->stats.overflowed > 0);
}

/* One that does nothing for 10 of 50 ms: more is in flight then, and more waits
 * behind it, so that the modem is busy all the same. */
static void late_host_keeps_the_modem_busy(void **state)
{
	(void)state;
	for (int f = 0; f < 3; f++) {
		start(20000, flows[f]);
		w.stall_us = 10000;
		run(2000000);
		forget();
		run(w.now_us + SECONDS * UINT64_C(1000000));
		say(20000, flows[f]);
		assert_in_range(w.bytes * 8 / SECONDS, 19400000, 20100000);
		assert_in_range(w.ping_worst_us, 1, 30000);
	}
}

/* A datagram takes 24 ms: CoDel's target of 5 ms cannot be met. */
static void very_slow_modem_is_busy_too(void **state)
{
	(void)state;
	measure(500, 1, SECONDS);
	say(500, 1);
	assert_in_range(w.bytes * 8 / SECONDS, 495000, 505000);
	assert_in_range(w.waited_sum_us / w.waited, 1000, 60000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ping_waits_for_what_is_in_flight),
		cmocka_unit_test(modem_is_always_busy),
		cmocka_unit_test(flows_wait_near_the_target),
		cmocka_unit_test(flows_get_equal_shares),
		cmocka_unit_test(flood_takes_nothing_from_a_flow),
		cmocka_unit_test(late_host_keeps_the_modem_busy),
		cmocka_unit_test(very_slow_modem_is_busy_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
