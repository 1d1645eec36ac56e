/* Random flows through fair queues: each flow's datagrams are those that the
 * plain path makes, in the same order, but for those that are counted as lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "linux_flow.h"
#include "net_queue.h"

#define FLOWS  11u
#define ROUNDS 300u

static struct flow_list in, out;
static struct inet_flow flow[FLOWS];
static uint8_t packet[FLOW_MAX];
static uint32_t seed;

/* As the plain path makes them of it. */
static void expect(const struct virtio_net_hdr *h, struct att_bytes super)
{
	assert_int_equal(flow_cut(&in, h, super), 0);
}

/* A super-packet that was begun without a queue: the segments that left so. */
static void put_rest(struct att_queue *q, const struct virtio_net_hdr *h,
		     struct att_bytes super, uint64_t now_us)
{
	static uint8_t segment[FLOW_MAX], head[ATT_GSO_HEADERS];
	const uint8_t *payload;
	struct att_gso g;

	assert_int_equal(att_gso_init(&g, h, super, super.len, head), 0);
	payload = super.p + g.headers;
	do {
		uint32_t len = att_gso_len(&g);

		memcpy(segment + g.headers, payload, len - g.headers);
		payload += len - g.headers;
		att_gso_next(&g, segment);
		flow_list_add(&out, att_bytes_of(segment, len));
	} while (g.left && flow_below(&seed, 2));
	if (g.left)
		att_queue_rest(q, 0, &g, payload, now_us);
}

static bool is_empty(const struct att_queue *q)
{
	return !q->n;
}

static void put_some(struct att_queue *q, uint64_t now_us)
{
	static const uint16_t sizes[] = {1, 60, 536, 1000, 1400};
	struct inet_flow *f = &flow[flow_below(&seed, FLOWS)];
	uint16_t size = sizes[flow_below(&seed, 5)];
	uint32_t payload =
		1 + flow_below(&seed, size * (1 + flow_below(&seed, 12)));
	struct virtio_net_hdr h;
	size_t len;

	f->flags = (uint8_t)(ATT_INET_ACK |
			     (flow_below(&seed, 3) ? 0 : ATT_INET_PSH) |
			     (flow_below(&seed, 9) ? 0 : ATT_INET_CWR));
	len = flow_super(f, packet, &h, payload, size);
	expect(&h, att_bytes_of(packet, len));
	if (is_empty(q))
		put_rest(q, &h, att_bytes_of(packet, len), now_us);
	else
		assert_int_equal(net_queue_put(q, 0, &h,
					       att_bytes_of(packet, len),
					       now_us),
				 0);
}

static void put_one(struct att_queue *q, uint64_t now_us)
{
	struct inet_flow *f = &flow[flow_below(&seed, FLOWS)];
	uint16_t payload = (uint16_t)(1 + flow_below(&seed, 1400));
	size_t len = flow_datagram(f, packet, payload);

	flow_list_add(&in, att_bytes_of(packet, len));
	assert_int_equal(
		net_queue_put(q, 0, NULL, att_bytes_of(packet, len), now_us),
		0);
}

static void take_some(struct att_queue *q, unsigned n, uint64_t now_us)
{
	uint8_t got[1500], session;

	while (q->n && n--) {
		uint32_t len = att_queue_next(q, &session);

		assert_in_range(len, 1, sizeof(got));
		assert_int_equal(session, 0);
		len = att_queue_output(q, got, now_us);
		if (len)
			flow_list_add(&out, att_bytes_of(got, len));
	}
}

/* The datagram without its mark; 20 bytes of v4 are enough to tell. */
static bool same(struct att_bytes a, struct att_bytes b, unsigned *marked)
{
	static uint8_t plain[FLOW_MAX];
	bool v6 = a.p[0] >> 4 == 6;

	if (att_bytes_equal(a, b))
		return true;
	if (a.len != b.len)
		return false;
	memcpy(plain, b.p, b.len);
	if (v6) {
		plain[1] |= 0x30;
	} else {
		plain[1] |= 3;
		att_inet_put_len(plain, 20, a.p[9] == ATT_INET_UDP, a.len - 20);
	}
	if (!att_bytes_equal(a, att_bytes_of(plain, b.len)))
		return false;
	*marked += 1;
	return true;
}

/* Each of a flow that came out, in order; how many are missing. */
static unsigned compare(uint16_t port, unsigned *marked)
{
	unsigned at = 0, missing = 0;

	for (unsigned i = 0; i < out.n; i++) {
		if (flow_port(out.datagram[i]) != port)
			continue;
		for (;; at++) {
			assert_true(at < in.n);
			if (flow_port(in.datagram[at]) != port)
				continue;
			if (same(out.datagram[i], in.datagram[at], marked))
				break;
			missing++;
		}
		at++;
	}
	for (; at < in.n; at++)
		missing += flow_port(in.datagram[at]) == port;
	return missing;
}

/* step_us 0: no time passes, nothing is dropped. */
static void round_of(uint64_t step_us, unsigned *lost, unsigned *marks)
{
	struct att_queue *q = net_queue_new();
	unsigned missing = 0, marked = 0;
	uint64_t now_us = 0;

	in.n = out.n = 0;
	in.len = out.len = 0;
	for (uint16_t i = 0; i < FLOWS; i++)
		flow[i] = flow_any(&seed, i);
	for (int i = 0; i < 100 && in.n < 380; i++, now_us += step_us) {
		if (flow_below(&seed, 3))
			put_some(q, now_us);
		else
			put_one(q, now_us);
		if (flow_below(&seed, 2))
			take_some(q, flow_below(&seed, 6), now_us);
	}
	for (; q->n; now_us += step_us)
		take_some(q, 1 + flow_below(&seed, 6), now_us);
	for (uint16_t i = 0; i < FLOWS; i++)
		missing += compare(i, &marked);
	assert_int_equal(missing, q->stats.dropped);
	assert_in_range(marked, 0, q->stats.marked); /* some had one before */
	assert_int_equal(out.n + missing, in.n);
	assert_int_equal(q->bytes, 0);
	assert_int_equal(net_queue_blocks(q), 0);
	*lost += missing;
	*marks += marked;
}

static void random_flows_keep_every_datagram_and_its_order(void **state)
{
	unsigned lost = 0, marks = 0;

	(void)state;
	for (seed = 1; seed <= ROUNDS; seed++) {
		uint32_t s = seed;

		round_of(0, &lost, &marks);
		seed = s;
	}
	assert_int_equal(lost + marks, 0);
}

static void random_flows_lose_what_is_counted_and_no_more(void **state)
{
	unsigned lost = 0, marks = 0;

	(void)state;
	for (seed = 1; seed <= ROUNDS; seed++) {
		uint32_t s = seed;

		round_of(7000, &lost, &marks);
		seed = s;
	}
	assert_true(lost > ROUNDS);
	assert_true(marks > ROUNDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			random_flows_keep_every_datagram_and_its_order),
		cmocka_unit_test(random_flows_lose_what_is_counted_and_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
