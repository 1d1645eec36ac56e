/* A TCP client made by hand, for the tests of the far side host: it sends
 * exactly the segments that a test wants, and looks at the answers. */
#ifndef TESTS_HOST_SEGMENT_H
#define TESTS_HOST_SEGMENT_H

#include "unit/host_packet.h"

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

struct segment {
	uint32_t seq, ack, window, flags;
	const uint8_t *options, *data;
	size_t options_len, len;
};

struct client {
	struct sim_host *h;
	struct wire w;
	const struct sim_host_counters *n;
	uint64_t now;
	bool v6;
	uint32_t port, local_port;
	uint32_t seq, ack; /* of the next segment it sends */
	uint32_t window;
	struct packet last; /* what it sent */
};

/* Send data with these flags; seq moves on. */
static inline void client_send_with(struct client *c, uint32_t flags,
				    const uint8_t *options, size_t options_len,
				    const uint8_t *data, size_t len)
{
	uint8_t *p = packet_new(&c->last, c->v6, 6, 20 + options_len + len);

	be16(p, c->local_port);
	be16(p + 2, c->port);
	be32(p + 4, c->seq);
	be32(p + 8, flags & ACK ? c->ack : 0);
	p[12] = (uint8_t)((20 + options_len) / 4 << 4);
	p[13] = (uint8_t)flags;
	be16(p + 14, c->window);
	if (options_len)
		memcpy(p + 20, options, options_len);
	if (len)
		memcpy(p + 20 + options_len, data, len);
	packet_seal(&c->last);
	c->seq += (uint32_t)len + !!(flags & SYN) + !!(flags & FIN);
	packet_input(c->h, &c->last, c->now);
}

static inline void client_send(struct client *c, uint32_t flags,
			       const void *data, size_t len)
{
	client_send_with(c, flags, NULL, 0, data, len);
}

/* The next segment of the host, checked to be well-formed and to be ours. */
static inline struct segment client_take(struct client *c)
{
	struct packet *got = wire_take(&c->w);
	uint8_t *p = packet_check(got, &c->last);
	size_t len = got->len - packet_header(got), header;
	struct segment s;

	assert_true(len >= 20);
	header = (size_t)(p[12] >> 4) * 4;
	assert_true(header >= 20 && header <= len);
	assert_int_equal(of16(p), c->port);
	assert_int_equal(of16(p + 2), c->local_port);
	s.seq = of32(p + 4);
	s.ack = of32(p + 8);
	s.flags = p[13];
	s.window = of16(p + 14);
	s.options = p + 20;
	s.options_len = header - 20;
	s.data = p + header;
	s.len = len - header;
	return s;
}

/* The only segment of the host: a pure ACK of everything we sent. */
static inline void client_expect_ack(struct client *c)
{
	struct segment s = client_take(c);

	assert_int_equal(s.flags, ACK);
	assert_int_equal(s.ack, c->seq);
	assert_int_equal(s.seq, c->ack);
	assert_int_equal(s.len, 0);
	assert_int_equal(c->w.n, 0);
}

/* Connect to a port of the host with these options in the SYN. */
static inline void client_connect(struct client *c, uint32_t port,
				  const uint8_t *options, size_t len)
{
	struct segment s;

	c->port = port;
	c->seq = 0xfffffff0; /* wraps early */
	client_send_with(c, SYN, options, len, NULL, 0);
	s = client_take(c);
	assert_int_equal(s.flags, SYN | ACK);
	assert_int_equal(s.ack, c->seq);
	c->ack = s.seq + 1;
	client_send(c, ACK, NULL, 0);
}

static inline int client_setup(void **state)
{
	struct client *c = calloc(1, sizeof(*c));

	assert_non_null(c);
	c->h = sim_host_new(wire_send, &c->w, 1500);
	assert_non_null(c->h);
	c->n = sim_host_counters(c->h);
	c->now = 1000000;
	c->local_port = 50000;
	c->window = 60000;
	*state = c;
	return 0;
}

static inline int client_teardown(void **state)
{
	struct client *c = *state;

	assert_int_equal(c->w.n, 0); /* every test looks at all answers */
	sim_host_free(c->h);
	free(c);
	return 0;
}

/* Let time pass until the host's next deadline. */
static inline void client_wait(struct client *c)
{
	uint64_t due = sim_host_deadline(c->h);

	assert_true(due != UINT64_MAX && due > c->now);
	sim_host_expire(c->h, due - 1);
	assert_int_equal(c->w.n, 0); /* nothing happens before */
	c->now = due;
	sim_host_expire(c->h, due);
}

#endif
