/* Random flows, cut and joined and cut again: nothing is lost, changed or put
 * out of order within a flow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "linux_flow.h"

#define MOST   200u /* flows: more than are held back at once */
#define ROUNDS 400u

static struct flow_list in; /* in one piece: nothing of it may move */
static struct flow_sink out;

static uint32_t seed;

/* Some datagrams of a flow: those of a super-packet. */
static void cut_some(struct inet_flow *f)
{
	static uint8_t super[FLOW_MAX];
	static const uint16_t sizes[] = {1, 60, 536, 1400, 1448, 3000};
	uint16_t size = sizes[flow_below(&seed, 6)];
	uint32_t payload =
		1 + flow_below(&seed, size * (1 + flow_below(&seed, 12)));
	struct virtio_net_hdr h;
	size_t len;

	f->flags = (uint8_t)(ATT_INET_ACK |
			     (flow_below(&seed, 3) ? 0 : ATT_INET_PSH) |
			     (flow_below(&seed, 9) ? 0 : ATT_INET_FIN) |
			     (flow_below(&seed, 9) ? 0 : ATT_INET_CWR) |
			     (flow_below(&seed, 9) ? 0 : ATT_INET_ECE));
	if (flow_below(&seed, 9) == 0)
		f->seq += flow_below(&seed, 3000); /* some are missing */
	len = flow_super(f, super, &h, payload, size);
	assert_int_equal(flow_cut(&in, &h, att_bytes_of(super, len)), 0);
}

/* Mix flows, but not the datagrams of one; spoil one now and then. */
static void mix_and_spoil(void)
{
	for (uint32_t i = 0; in.n > 1 && i < 2 * in.n; i++) {
		uint32_t at = flow_below(&seed, in.n - 1);
		struct att_bytes d = in.datagram[at];

		if (flow_below(&seed, 20) == 0)
			in.mem[d.p - in.mem + (ptrdiff_t)d.len - 1] ^= 1;
		if (flow_port(d) == flow_port(in.datagram[at + 1]))
			continue;
		in.datagram[at] = in.datagram[at + 1];
		in.datagram[at + 1] = d;
	}
}

static struct att_bytes next_of(const struct flow_list *l, uint16_t port,
				uint32_t *at)
{
	while (*at < l->n && flow_port(l->datagram[*at]) != port)
		++*at;
	return *at < l->n ? l->datagram[(*at)++] : att_bytes_of(NULL, 0);
}

static void same_datagrams_of(uint16_t port)
{
	uint32_t a = 0, b = 0;
	struct att_bytes x, y;

	do {
		x = next_of(&in, port, &a);
		y = next_of(&out.list, port, &b);
		assert_int_equal(x.len, y.len);
		if (x.len)
			assert_memory_equal(x.p, y.p, x.len);
	} while (x.len);
}

/* As it is, what is written for it, without TCP or UDP. */
static struct att_bytes fragment(uint8_t *p)
{
	memset(p, 0, 40);
	p[0] = 0x45;
	p[3] = 40;
	p[6] = 0x20; /* more fragments */
	p[9] = ATT_INET_UDP;
	return att_bytes_of(p, 40);
}

static void join_all(struct att_gro *gro)
{
	for (uint32_t i = 0; i < in.n; i++) {
		att_gro_input(gro, in.datagram[i]);
		if (flow_below(&seed, 200) == 0)
			att_gro_flush(gro);
	}
	att_gro_flush(gro);
}

/* The longer ones of many flows would not fit. */
static uint32_t some_flows(uint32_t round)
{
	uint32_t n = 1 + flow_below(&seed, round % 4 ? 11 : MOST);

	for (uint32_t i = 0; i < n; i++) {
		struct inet_flow f = flow_any(&seed, (uint16_t)(100 + i));

		for (uint32_t k = flow_below(&seed, n < 12 ? 4 : 2); k; k--)
			if (in.n + 100 < FLOW_LIST && in.len < 900000)
				cut_some(&f);
	}
	return n;
}

static void flows_cut_and_joined_are_the_same_bytes(void **state)
{
	static struct att_gro gro;
	unsigned joined = 0;

	(void)state;
	for (uint32_t round = 0; round < ROUNDS; round++) {
		uint32_t n;
		uint8_t p[40];

		seed = round;
		memset(&in, 0, offsetof(struct flow_list, mem));
		memset(&out, 0, offsetof(struct flow_sink, list.mem));
		att_gro_init(&gro, true, true, flow_sink_write, &out);
		n = some_flows(round);
		if (flow_below(&seed, 3) == 0)
			flow_list_add(&in, fragment(p));
		mix_and_spoil();
		join_all(&gro);
		assert_false(out.refused);
		assert_int_equal(out.list.n, in.n);
		assert_int_equal(out.datagrams, in.n);
		for (uint32_t i = 0; i < n; i++)
			same_datagrams_of((uint16_t)(100 + i));
		joined += out.joined;
	}
	assert_true(joined > ROUNDS); /* or it has tested nothing */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flows_cut_and_joined_are_the_same_bytes),
	};

	return cmocka_run_group_tests_name("linux_gso_random", tests, NULL,
					   NULL);
}
