/* Fair queues: whose turn it is, what is lost, and that nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/errors.h"
#include "linux_flow.h"
#include "net/flow_hash.h"
#include "net_queue.h"

enum { MS = 1000 };

static uint8_t packet[FLOW_MAX], got[FLOW_MAX];

static struct inet_flow tcp_flow(uint16_t port)
{
	return (struct inet_flow){.port = port, .flags = ATT_INET_ACK};
}

static int put_datagram(struct att_queue *q, struct inet_flow *f,
			uint16_t payload, uint64_t now_us)
{
	size_t len = flow_datagram(f, packet, payload);

	return net_queue_put(q, 0, NULL, att_bytes_of(packet, len), now_us);
}

static int put_super(struct att_queue *q, struct inet_flow *f, uint32_t payload,
		     uint64_t now_us)
{
	struct virtio_net_hdr h;
	size_t len = flow_super(f, packet, &h, payload, 1400);

	return net_queue_put(q, 0, &h, att_bytes_of(packet, len), now_us);
}

/* The next one, into `got`: its length; 0: it was dropped, or there is none. */
static uint32_t take(struct att_queue *q, uint64_t now_us)
{
	uint8_t session;
	uint32_t len = att_queue_next(q, &session);

	return len ? att_queue_output(q, got, now_us) : 0;
}

static uint16_t port_of(const uint8_t *p)
{
	return att_get16_be(p + (p[0] >> 4 == 6 ? 40 : 20));
}

/* Each sends as much, whatever its datagrams are. */
static void flows_share_by_bytes(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow small = tcp_flow(1), large = tcp_flow(2),
			 super = tcp_flow(3);
	uint32_t bytes[4] = {0};

	(void)state;
	put_super(q, &super, 64000, 0);
	for (int i = 0; i < 40; i++)
		put_datagram(q, &large, 1400, 0);
	for (int i = 0; i < 300; i++)
		put_datagram(q, &small, 100, 0);
	for (int i = 0; i < 200; i++) {
		uint32_t len = take(q, 0);

		bytes[port_of(got)] += len;
	}
	for (int i = 1; i < 4; i++)
		assert_in_range(bytes[i], bytes[1] < 3000 ? 0 : bytes[1] - 3000,
				bytes[1] + 3000);
	assert_in_range(bytes[1], 10000, 30000);
}

/* However long the others' queues are. */
static void flow_that_had_nothing_is_first(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow ping = tcp_flow(99);

	(void)state;
	for (uint16_t i = 0; i < 16; i++) {
		struct inet_flow f = tcp_flow(i);

		put_super(q, &f, 30000, 0);
	}
	for (int i = 0; i < 40; i++)
		take(q, 0);
	put_datagram(q, &ping, 56, 0);
	take(q, 0);
	assert_int_equal(port_of(got), 99);
}

/* One that sends a little all the time is not always first. */
static void flow_that_is_new_all_the_time_starves_nobody(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow often = tcp_flow(1), f = tcp_flow(2);
	unsigned of_other = 0;

	(void)state;
	for (int i = 0; i < 40; i++)
		put_datagram(q, &f, 1400, 0);
	for (int i = 0; i < 40; i++) {
		put_datagram(q, &often, 1400, 0);
		take(q, 0);
		of_other += port_of(got) == 2;
	}
	assert_in_range(of_other, 18, 21);
}

static void sessions_have_flows_of_their_own(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow f = tcp_flow(1);
	uint8_t session = 9;
	unsigned of_second = 0;
	size_t len;

	(void)state;
	for (int i = 0; i < 20; i++)
		put_datagram(q, &f, 1400, 0);
	for (int i = 0; i < 10; i++) {
		len = flow_datagram(&f, packet, 1400);
		net_queue_put(q, 1, NULL, att_bytes_of(packet, len), 0);
	}
	for (int i = 0; i < 10; i++) {
		assert_int_equal(att_queue_next(q, &session), 1440);
		of_second += session == 1;
		assert_int_equal(att_queue_output(q, got, 0), 1440);
	}
	assert_in_range(of_second, 4, 6);
}

/* Datagrams come and go, and wait for 30 ms each. */
static void overload(struct att_queue *q, struct inet_flow *f, unsigned *taken,
		     unsigned *bad)
{
	uint32_t seq = 0;

	put_super(q, f, 20000, 0);
	for (uint64_t t = 30 * MS; t < 1000 * MS; t += MS) {
		struct att_inet h;

		put_super(q, f, 2800, t - 30 * MS);
		put_datagram(q, f, 1000, t - 30 * MS);
		for (int i = 0; i < 3; i++) {
			uint32_t len = take(q, t);

			if (!len)
				continue;
			*taken += 1;
			*bad += !att_inet_parse(&h, att_bytes_of(got, len)) ||
				!att_inet_good(&h) ||
				att_get32_be(got + h.l4 + 4) < seq;
			seq = att_get32_be(got + h.l4 + 4);
		}
	}
}

/* Segment by segment, also of super-packets. */
static void overload_is_met_by_drops(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow f = tcp_flow(1);
	unsigned taken = 0, bad = 0;

	(void)state;
	overload(q, &f, &taken, &bad);
	assert_int_equal(bad, 0);
	assert_in_range(q->stats.dropped, 10, 60);
	assert_int_equal(q->stats.queued, taken + q->stats.dropped + q->n);
	assert_int_equal(q->stats.marked, 0);
	assert_in_range(q->waited_us, 30 * MS, 45 * MS);
}

/* The traffic class of these senders says that they understand marks. */
static void ecn_is_marked_in_place_of_drops(void **state)
{
	struct att_queue *q;
	unsigned marked = 0;

	(void)state;
	for (int v6 = 0; v6 < 2; v6++) {
		struct inet_flow f = {.port = 1, .v6 = v6, .ecn = 2};
		unsigned taken = 0, bad = 0;

		q = net_queue_new();
		overload(q, &f, &taken, &bad);
		assert_int_equal(bad, 0);
		assert_int_equal(q->stats.dropped, 0);
		assert_in_range(q->stats.marked, 10, 60);
		marked += (unsigned)q->stats.marked;
	}
	assert_true(marked > 0);
}

/* So many flows that meet in the same 8 queues that the last one has to share;
 * found by their ports. Says whose queue that is. */
static unsigned flows_that_meet(struct inet_flow f[9])
{
	uint32_t hash = 0;
	unsigned n = 0;

	for (uint16_t port = 1; n < 9; port++) {
		size_t len;

		f[n] = tcp_flow(port);
		len = flow_datagram(&f[n], packet, 1);
		hash = att_flow_hash(att_bytes_of(packet, len), 0, 1);
		n += hash % (ATT_QUEUE_FLOWS / 8) == 0;
	}
	return hash / (ATT_QUEUE_FLOWS / 8) % 8;
}

/* Other queues have become free before its second datagram comes. */
static void flow_that_shares_a_queue_keeps_its_order(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow f[9];
	unsigned with = flows_that_meet(f), n = 0;
	uint32_t seq = 0;

	(void)state;
	for (int i = 0; i < 8; i++)
		put_datagram(q, &f[i], 1400, 0);
	for (int i = 0; i < 20; i++)
		put_datagram(q, &f[with], 1400, 0);
	put_datagram(q, &f[8], 1000, 0);
	for (int i = 0; i < 20; i++)
		take(q, 0);
	put_datagram(q, &f[8], 1000, 0);
	while (q->n) {
		take(q, 0);
		if (port_of(got) != f[8].port)
			continue;
		assert_true(att_get32_be(got + 24) > seq);
		seq = att_get32_be(got + 24);
		n++;
	}
	assert_int_equal(n, 2);
}

static void full_memory_costs_the_fattest_flow(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow fat = tcp_flow(1), thin = tcp_flow(2);
	unsigned of_thin = 0;

	(void)state;
	for (int i = 0; i < 10; i++)
		put_datagram(q, &thin, 1400, 0);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(put_datagram(q, &fat, 100, 0), 0);
	for (int i = 0; i < 100; i++)
		assert_int_equal(put_super(q, &fat, 64000, 0), 0);
	assert_true(q->stats.overflowed > 4000);
	assert_in_range(net_queue_blocks(q), ATT_QUEUE_BLOCKS / 4,
			ATT_QUEUE_BLOCKS);
	while (q->n)
		of_thin += take(q, 0) && port_of(got) == 2;
	assert_int_equal(of_thin, 10);
	assert_int_equal(net_queue_blocks(q), 0);
}

static void a_read_that_finds_nothing_costs_nobody_a_datagram(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow fat = tcp_flow(1);
	struct iovec iov[ATT_QUEUE_IOV];
	uint64_t lost;

	(void)state;
	while (!q->stats.overflowed)
		assert_int_equal(put_super(q, &fat, 64000, 0), 0);
	for (int i = 0; i < 2000; i++) {
		if (i % 7)
			put_datagram(q, &fat, 100, 0);
		else
			put_super(q, &fat, 64000, 0);
		lost = q->stats.overflowed;
		att_queue_room(q, iov);
		assert_int_equal(q->stats.overflowed, lost);
	}
}

static void what_waits_can_be_dropped_and_memory_given_back(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow f = tcp_flow(1);

	(void)state;
	put_super(q, &f, 14000, 0);
	take(q, 0);
	put_datagram(q, &f, 100, 0);
	att_queue_clear(q);
	assert_int_equal(q->stats.cleared, 10);
	assert_int_equal(q->n, 0);
	assert_int_equal(q->bytes, 0);
	assert_int_equal(net_queue_blocks(q), 0);
	assert_int_equal(take(q, 0), 0);
	memset(q->memory, 0, sizeof(*q->memory));
	att_queue_forget(q);
	put_super(q, &f, 14000, 0);
	assert_int_equal(take(q, 0), 1440);
	assert_int_equal(q->n, 9);
}

/* Six items in one queue, which two sessions share in every way. */
static void put_shared(struct att_queue *q, unsigned of_second)
{
	struct inet_flow f = tcp_flow(1);

	for (unsigned i = 0; i < 6; i++) {
		uint16_t last;

		f.seq = i;
		if (i % 2)
			put_super(q, &f, 2800, 0);
		else
			put_datagram(q, &f, 100, 0);
		last = q->memory->flow[q->fresh.head - 1].last;
		q->memory->item[last].session = of_second >> i & 1;
	}
}

static void session_that_goes_takes_its_own(void **state)
{
	(void)state;
	for (unsigned of_second = 0; of_second < 64; of_second++) {
		struct att_queue *q = net_queue_new();
		struct inet_flow f = tcp_flow(1);

		put_shared(q, of_second);
		att_queue_clear_session(q, 1);
		f.seq = 6;
		put_datagram(q, &f, 100, 0);
		for (unsigned i = 0; i < 7; i++) {
			if (of_second >> i & 1)
				continue;
			assert_true(take(q, 0) > 0);
			assert_int_equal(att_get32_be(got + 24), i);
			if (i % 2)
				assert_true(take(q, 0) > 0);
		}
		assert_int_equal(q->n, 0);
		assert_int_equal(q->bytes, 0);
		assert_int_equal(net_queue_blocks(q), 0);
		assert_int_equal(take(q, 0), 0);
	}
}

/* Also if none has left at all. */
static void delay_is_that_of_the_oldest(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow f = tcp_flow(1), other = tcp_flow(2);

	(void)state;
	assert_int_equal(att_queue_delay_us(q, 9 * MS), 0);
	put_datagram(q, &f, 100, 1 * MS);
	put_datagram(q, &f, 100, 5 * MS);
	put_datagram(q, &other, 100, 7 * MS);
	assert_int_equal(att_queue_delay_us(q, 9 * MS), 8 * MS);
	take(q, 9 * MS);
	assert_int_equal(att_queue_delay_us(q, 9 * MS), 4 * MS);
	take(q, 9 * MS);
	take(q, 9 * MS);
	assert_int_equal(att_queue_delay_us(q, 9 * MS), 0);
}

/* That none left while there was no modem is no pause of the next one's. */
static void next_modem_begins_without_a_pause(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow f = tcp_flow(1);

	(void)state;
	put_super(q, &f, 14000, 1 * MS);
	take(q, 1 * MS);
	take(q, 16 * MS);
	assert_int_equal(q->pause_us, 15 * MS);
	att_queue_clear(q);
	put_super(q, &f, 14000, 60000 * MS);
	take(q, 60000 * MS);
	assert_int_equal(q->pause_us, 0);
	take(q, 60001 * MS);
	assert_int_equal(q->pause_us, 1 * MS);
}

static void what_contradicts_itself_is_refused(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow f = tcp_flow(1);
	struct virtio_net_hdr h;
	size_t len = flow_super(&f, packet, &h, 3000, 1500); /* over the MTU */
	struct att_bytes d = att_bytes_of(packet, len);

	(void)state;
	assert_int_equal(net_queue_put(q, 0, &h, d, 0), ATT_E_LENGTH);
	h.gso_size = 0;
	assert_int_equal(net_queue_put(q, 0, &h, d, 0), ATT_E_VALUE);
	h.gso_type = VIRTIO_NET_HDR_GSO_NONE;
	d.len = 1501;
	assert_int_equal(net_queue_put(q, 0, &h, d, 0), ATT_E_LENGTH);
	d.len = 20 + 17;
	assert_int_equal(net_queue_put(q, 0, &h, d, 0), ATT_E_VALUE);
	assert_int_equal(q->n, 0);
	assert_int_equal(net_queue_blocks(q), 0);
}

/* One datagram whose checksum is to be finished, also over two blocks. */
static void checksum_is_finished_on_the_way_out(void **state)
{
	struct att_queue *q = net_queue_new();
	struct inet_flow f = tcp_flow(1);
	struct virtio_net_hdr h;
	size_t len = flow_super(&f, packet, &h, 1460, 1460);
	struct att_inet inet;

	(void)state;
	h.gso_type = VIRTIO_NET_HDR_GSO_NONE;
	assert_int_equal(net_queue_put(q, 0, &h, att_bytes_of(packet, len), 0),
			 0);
	assert_int_equal(take(q, 0), 1500);
	assert_true(att_inet_parse(&inet, att_bytes_of(got, 1500)));
	assert_true(att_inet_good(&inet));
}

#define TEST(f) cmocka_unit_test(f)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(flows_share_by_bytes),
		TEST(flow_that_had_nothing_is_first),
		TEST(flow_that_is_new_all_the_time_starves_nobody),
		TEST(sessions_have_flows_of_their_own),
		TEST(overload_is_met_by_drops),
		TEST(ecn_is_marked_in_place_of_drops),
		TEST(flow_that_shares_a_queue_keeps_its_order),
		TEST(full_memory_costs_the_fattest_flow),
		TEST(a_read_that_finds_nothing_costs_nobody_a_datagram),
		TEST(what_waits_can_be_dropped_and_memory_given_back),
		TEST(session_that_goes_takes_its_own),
		TEST(delay_is_that_of_the_oldest),
		TEST(next_modem_begins_without_a_pause),
		TEST(what_contradicts_itself_is_refused),
		TEST(checksum_is_finished_on_the_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
