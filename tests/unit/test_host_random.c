/* The far side host at random, in virtual time: transfers that lose packets
 * complete, and segments of any kind leave it sound. */
#include "unit/host_segment.h"

#define TOTAL	  300000u
#define MUTATIONS 100000u
/* MSS 1460, SACK permitted, window scale 7 */
static const uint8_t modern[12] = {2, 4, 0x05, 0xb4, 1, 1, 4, 2, 1, 3, 3, 7};

static uint64_t seed = 0x9e3779b97f4a7c15u;

static uint32_t rnd(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % below;
}

/* Nothing more happens before time passes. */
static void let_time_pass(struct client *c)
{
	uint64_t due = sim_host_deadline(c->h);

	c->now += 300;
	if (due != UINT64_MAX && due > c->now)
		c->now = due;
	sim_host_expire(c->h, c->now);
}

/* Every 7th datagram of the host is lost, and every 5th acknowledgement. */
static void source_completes_though_packets_are_lost(void **state)
{
	struct client *c = *state;
	uint32_t got = 0, passed = 0, idle = 0;
	uint64_t begin = c->now;
	uint8_t want[1460];

	client_connect(c, 19, modern, 12);
	while (got < TOTAL && idle < 1000) {
		struct segment s;

		if (!c->w.n) {
			let_time_pass(c);
			idle++;
			continue;
		}
		c->now++;
		s = client_take(c);
		if (++passed % 7 == 0)
			continue;
		if (s.seq == c->ack) {
			sim_tcp_pattern(got, want, s.len);
			assert_memory_equal(s.data, want, s.len);
			got += (uint32_t)s.len;
			c->ack += (uint32_t)s.len;
		}
		if (passed % 5)
			client_send(c, ACK, NULL, 0);
	}
	assert_true(got >= TOTAL);
	assert_true(c->n->retransmits > TOTAL / 1460 / 7);
	assert_true(c->now - begin < 600000);
	client_send(c, RST, NULL, 0);
	while (c->w.n)
		wire_take(&c->w);
}

static void bytes_fill(uint8_t *p, uint32_t at, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		p[i] = (uint8_t)((at + i) * 7 + (at + i) / 251);
}

/* Take the echo as far as it is in order; every 11th packet is lost. */
static void echo_take(struct client *c, uint32_t start, uint32_t *acked,
		      uint32_t *got, uint32_t *passed)
{
	uint8_t want[1460];

	while (c->w.n) {
		struct segment s = client_take(c);

		if (++*passed % 11 == 0)
			continue;
		if ((int32_t)(s.ack - start - *acked) > 0)
			*acked = s.ack - start;
		if (s.seq != c->ack || !s.len)
			continue;
		bytes_fill(want, *got, (uint32_t)s.len);
		assert_memory_equal(s.data, want, s.len);
		*got += (uint32_t)s.len;
		c->ack += (uint32_t)s.len;
	}
}

/* A window of segments at a time, in any order, each of them maybe lost. */
static void echo_completes_though_packets_are_lost(void **state)
{
	struct client *c = *state;
	uint32_t start, acked = 0, got = 0, passed = 0, rounds = 0;
	uint8_t data[1000];

	client_connect(c, 7, modern, 12);
	start = c->seq;
	while (got < TOTAL && rounds++ < 20000) {
		uint32_t before = got;

		for (uint32_t i = 0; i < 8 && acked < TOTAL; i++) {
			uint32_t at = acked + rnd(10) * 900, n = 1 + rnd(1000);

			if (at >= TOTAL || (i && rnd(9) == 0))
				continue;
			if (!i)
				at = acked;
			if (n > TOTAL - at)
				n = TOTAL - at;
			bytes_fill(data, at, n);
			c->seq = start + at;
			client_send(c, ACK, data, n);
		}
		echo_take(c, start, &acked, &got, &passed);
		if (got == before)
			let_time_pass(c);
		c->seq = start + acked;
		client_send(c, ACK, NULL, 0);
		echo_take(c, start, &acked, &got, &passed);
	}
	assert_int_equal(got, TOTAL);
	assert_int_equal(acked, TOTAL);
	assert_true(c->n->out_of_order > 100);
}

/* What every datagram of the host has to be, whatever came in. */
static void check_send(void *ctx, uint8_t session, struct att_bytes datagram)
{
	struct client *c = ctx;
	struct packet p = {.session = session, .len = datagram.len};
	const uint8_t *tcp;

	assert_true(datagram.len <= 1500);
	memcpy(p.b, datagram.p, datagram.len);
	tcp = packet_payload(&p);
	assert_int_equal(payload_sum(&p), 0xffff);
	/* Learn from it, so that the next segment is near the truth. */
	if (!(tcp[13] & RST) && of16(tcp + 2) == c->local_port) {
		c->seq = of32(tcp + 8);
		c->ack = of32(tcp + 4) + (tcp[13] & SYN ? 1 : 0);
	}
	c->window = 60000;
}

static void random_segment(struct client *c)
{
	static const uint32_t ports[] = {7, 9, 19};
	static const uint32_t usual[] = {ACK, ACK, ACK | PSH, SYN, ACK | FIN};
	uint8_t options[40], data[1400];
	uint32_t flags = rnd(8) ? usual[rnd(5)] : rnd(64);
	size_t n = rnd(3) ? 0 : rnd(11) * 4;

	for (size_t i = 0; i < n; i++)
		options[i] = (uint8_t)(rnd(2) ? rnd(6) : rnd(256));
	memset(data, 0, sizeof(data));
	if (rnd(30) == 0) {
		c->v6 = rnd(2);
		c->port = ports[rnd(3)];
		c->local_port = 50000 + rnd(100);
	}
	if (rnd(4) == 0)
		c->seq += rnd(2) ? rnd(3000) : 0u - rnd(3000);
	if (rnd(4) == 0)
		c->ack += rnd(2) ? rnd(3000) : 0u - rnd(3000);
	if (rnd(50) == 0)
		c->seq = rnd(0xffffffff);
	if (rnd(5) == 0)
		c->window = rnd(4) ? rnd(65536) : 0;
	client_send_with(c, flags, options, n, data, rnd(2) ? rnd(1400) : 0);
}

static void any_segment_leaves_the_host_sound(void **state)
{
	struct client *c = *state;
	struct client fuzz = *c;

	fuzz.h = sim_host_new(check_send, &fuzz, 1500);
	assert_non_null(fuzz.h);
	for (uint32_t i = 0; i < MUTATIONS; i++) {
		random_segment(&fuzz);
		fuzz.now += rnd(20);
		if (rnd(10) == 0)
			sim_host_writable(fuzz.h, fuzz.now);
		if (rnd(10) == 0)
			sim_host_expire(fuzz.h, fuzz.now);
	}
	/* It was not turned away at the door. */
	assert_true(sim_host_counters(fuzz.h)->out_of_order > 100);
	assert_true(sim_host_counters(fuzz.h)->retransmits > 100);
	/* What is left gives up by itself: no timer runs for ever. */
	for (int i = 0; i < 10000; i++) {
		fuzz.now = sim_host_deadline(fuzz.h);
		if (fuzz.now == UINT64_MAX)
			break;
		sim_host_expire(fuzz.h, fuzz.now);
	}
	assert_true(sim_host_deadline(fuzz.h) == UINT64_MAX);
	sim_host_free(fuzz.h);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, client_setup, client_teardown)
	const struct CMUnitTest tests[] = {
		T(source_completes_though_packets_are_lost),
		T(echo_completes_though_packets_are_lost),
		T(any_segment_leaves_the_host_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
