/* TCP of the far side host: passive opens of echo, discard and source, on any
 * address. The peer closes first, so there is no TIME_WAIT here. */
#include "tools/simodem/host_tcp.h"

#include <stdlib.h>

#define HEADER	    20u
#define MSS_DEFAULT 536u /* RFC 9293 3.7.1 */
#define MSS_MIN	    64u
#define SCALE_MAX   14u
#define CWND_FIRST  10u /* RFC 6928 */
/* Close to the wrap, so that every long transfer crosses it. */
#define ISS_FIRST 0xffff0000u
#define ISS_STEP  64021u

enum {
	OPTION_END = 0,
	OPTION_NOP = 1,
	OPTION_MSS = 2,
	OPTION_SCALE = 3,
	OPTION_SACK_PERMITTED = 4,
};

struct segment {
	uint16_t local_port, remote_port;
	uint32_t seq, ack, window;
	uint8_t flags;
	uint16_t mss;
	int scale; /* -1: no such option */
	bool sack;
	struct att_bytes data;
};

static void options_decode(struct segment *s, const uint8_t *p, size_t len)
{
	while (len) {
		size_t n = 1;

		if (p[0] == OPTION_END)
			return;
		if (p[0] != OPTION_NOP) {
			if (len < 2 || p[1] < 2 || p[1] > len)
				return;
			n = p[1];
			if (p[0] == OPTION_MSS && n == 4)
				s->mss = att_get16_be(p + 2);
			if (p[0] == OPTION_SACK_PERMITTED)
				s->sack = true;
			if (p[0] == OPTION_SCALE && n == 3)
				s->scale = p[2] > SCALE_MAX ? SCALE_MAX : p[2];
		}
		p += n;
		len -= n;
	}
}

static bool segment_decode(struct segment *s, struct att_bytes b)
{
	size_t header;

	if (b.len < HEADER)
		return false;
	header = (size_t)(b.p[12] >> 4) * 4;
	if (header < HEADER || header > b.len ||
	    !att_bytes_sub(b, header, b.len - header, &s->data))
		return false;
	s->remote_port = att_get16_be(b.p);
	s->local_port = att_get16_be(b.p + 2);
	s->seq = att_get32_be(b.p + 4);
	s->ack = att_get32_be(b.p + 8);
	s->flags = b.p[13];
	s->window = att_get16_be(b.p + 14);
	s->mss = MSS_DEFAULT;
	s->scale = -1;
	s->sack = false;
	options_decode(s, b.p + HEADER, header - HEADER);
	return true;
}

/* --- connections ------------------------------------------------------ */

static bool flow_equal(const struct sim_flow *a, const struct sim_flow *b)
{
	size_t len = a->v6 ? 16 : 4;

	return a->session == b->session && a->v6 == b->v6 &&
	       !memcmp(a->local, b->local, len) &&
	       !memcmp(a->remote, b->remote, len);
}

static struct sim_tcp_conn *conn_find(struct sim_tcp *t,
				      const struct sim_flow *flow,
				      const struct segment *s)
{
	for (size_t i = 0; i < SIM_TCP_CONNS; i++) {
		struct sim_tcp_conn *c = &t->conn[i];

		if (c->state != SIM_TCP_FREE && c->service == s->local_port &&
		    c->remote_port == s->remote_port &&
		    flow_equal(&c->flow, flow))
			return c;
	}
	return NULL;
}

void sim_tcp_drop(struct sim_tcp_conn *c)
{
	free(c->ring);
	*c = (struct sim_tcp_conn){.timer_ms = SIM_TCP_NEVER};
}

/* A free place; else that of the connection that was silent for longest. */
static struct sim_tcp_conn *conn_place(struct sim_tcp *t)
{
	struct sim_tcp_conn *oldest = &t->conn[0];

	for (size_t i = 0; i < SIM_TCP_CONNS; i++) {
		if (t->conn[i].state == SIM_TCP_FREE)
			return &t->conn[i];
		if (t->conn[i].active_ms < oldest->active_ms)
			oldest = &t->conn[i];
	}
	t->host->counters.evicted++;
	sim_tcp_abort(t, oldest);
	return oldest;
}

static uint16_t mss_of(const struct sim_tcp *t, const struct sim_packet *p,
		       const struct segment *s)
{
	size_t ours = sim_host_payload_max(t->host, p->flow.v6) - HEADER;

	if (s->mss < MSS_MIN)
		return MSS_MIN;
	return s->mss < ours ? s->mss : (uint16_t)ours;
}

static void conn_accept(struct sim_tcp *t, const struct sim_packet *p,
			const struct segment *s, uint64_t now_ms)
{
	struct sim_tcp_conn *c = conn_place(t);

	if (s->local_port == SIM_TCP_ECHO) {
		c->ring = malloc(SIM_TCP_BUFFER);
		if (!c->ring)
			return; /* the peer asks again */
	}
	c->state = SIM_TCP_SYN_RECEIVED;
	c->service = (enum sim_tcp_service)s->local_port;
	c->flow = p->flow;
	c->remote_port = s->remote_port;
	c->active_ms = now_ms;
	c->mss = mss_of(t, p, s);
	c->scaled = s->scale >= 0;
	c->scale = (uint8_t)(c->scaled ? s->scale : 0);
	c->sack = s->sack;
	c->una = c->recover = t->iss;
	c->nxt = c->max = c->end = t->iss + 1;
	t->iss += ISS_STEP;
	c->window = s->window;
	c->cwnd = CWND_FIRST * c->mss;
	c->ssthresh = SIM_TCP_BUFFER;
	c->rto_ms = SIM_TCP_RTO_MS;
	c->rcv_nxt = s->seq + 1;
	sim_tcp_resend(t, c, now_ms);
	c->timer_ms = now_ms + c->rto_ms;
}

/* --- segments of a connection ----------------------------------------- */

static bool established(struct sim_tcp *t, struct sim_tcp_conn *c,
			const struct segment *s)
{
	if (s->ack != c->max) {
		sim_tcp_reset(t, &c->flow, s->local_port, s->remote_port,
			      s->ack, 0, 0);
		return false;
	}
	c->state = SIM_TCP_OPEN;
	c->una = s->ack;
	c->retries = 0;
	c->timer_ms = SIM_TCP_NEVER;
	if (c->service == SIM_TCP_SOURCE)
		c->end = c->una + SIM_TCP_AHEAD;
	return true;
}

/* The acknowledgement and window of a segment. */
static void ack_input(struct sim_tcp *t, struct sim_tcp_conn *c,
		      const struct segment *s, uint64_t now_ms)
{
	uint32_t window = s->window << c->scale, old = c->window;

	if (sim_tcp_diff(s->ack, c->una) < 0)
		return;
	if (sim_tcp_diff(s->ack, c->max) > 0) {
		c->ack_now = true;
		return;
	}
	c->window = window;
	if (s->ack != c->una)
		sim_tcp_acked(t, c, s->ack, now_ms);
	else if (!window)
		c->retries = 0; /* closed, but alive */
	else if (!old)
		sim_tcp_reopened(c);
	else if (!s->data.len && !(s->flags & SIM_TCP_FIN) && window == old &&
		 c->max != c->una)
		sim_tcp_dup_acked(t, c, now_ms);
}

/* RFC 5961: only an exact one ends a connection; others are asked about. */
static void reset_input(struct sim_tcp *t, struct sim_tcp_conn *c,
			const struct segment *s)
{
	if (s->seq == c->rcv_nxt)
		sim_tcp_drop(c);
	else if (sim_tcp_diff(s->seq, c->rcv_nxt) > 0 &&
		 sim_tcp_diff(s->seq, c->rcv_edge) < 0)
		sim_tcp_send_ack(t, c);
}

static void syn_input(struct sim_tcp *t, struct sim_tcp_conn *c,
		      const struct segment *s, uint64_t now_ms)
{
	if (c->state == SIM_TCP_SYN_RECEIVED && s->seq + 1 == c->rcv_nxt)
		sim_tcp_resend(t, c, now_ms);
	else
		sim_tcp_send_ack(t, c);
}

static void conn_input(struct sim_tcp *t, struct sim_tcp_conn *c,
		       struct segment *s, uint64_t now_ms)
{
	c->active_ms = now_ms;
	if (s->flags & SIM_TCP_RST) {
		reset_input(t, c, s);
		return;
	}
	if (s->flags & SIM_TCP_SYN) {
		syn_input(t, c, s, now_ms);
		return;
	}
	if (!(s->flags & SIM_TCP_ACK))
		return;
	if (c->state == SIM_TCP_SYN_RECEIVED && !established(t, c, s))
		return;
	ack_input(t, c, s, now_ms);
	if (c->state == SIM_TCP_FREE)
		return;
	sim_tcp_receive(t, c, s->seq, s->data, s->flags & SIM_TCP_FIN);
	sim_tcp_send(t, c, now_ms);
}

/* A segment that belongs to no connection. */
static void listen_input(struct sim_tcp *t, const struct sim_packet *p,
			 const struct segment *s, uint64_t now_ms)
{
	uint32_t len = (uint32_t)s->data.len;

	if (s->flags & SIM_TCP_RST)
		return;
	if (s->flags & SIM_TCP_ACK) {
		sim_tcp_reset(t, &p->flow, s->local_port, s->remote_port,
			      s->ack, 0, 0);
		return;
	}
	if ((s->flags & SIM_TCP_SYN) && (s->local_port == SIM_TCP_ECHO ||
					 s->local_port == SIM_TCP_DISCARD ||
					 s->local_port == SIM_TCP_SOURCE)) {
		conn_accept(t, p, s, now_ms);
		return;
	}
	len += !!(s->flags & SIM_TCP_SYN);
	len += !!(s->flags & SIM_TCP_FIN);
	sim_tcp_reset(t, &p->flow, s->local_port, s->remote_port, 0,
		      s->seq + len, SIM_TCP_ACK);
}

void sim_tcp_input(struct sim_tcp *t, const struct sim_packet *p,
		   uint64_t now_ms)
{
	struct sim_tcp_conn *c;
	struct segment s;

	if (!segment_decode(&s, p->payload)) {
		t->host->counters.bad++;
		return;
	}
	c = conn_find(t, &p->flow, &s);
	if (c)
		conn_input(t, c, &s, now_ms);
	else
		listen_input(t, p, &s, now_ms);
}

/* --- all connections -------------------------------------------------- */

struct sim_tcp *sim_tcp_new(struct sim_host *h)
{
	struct sim_tcp *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->host = h;
	t->iss = ISS_FIRST;
	for (size_t i = 0; i < SIM_TCP_CONNS; i++)
		t->conn[i].timer_ms = SIM_TCP_NEVER;
	return t;
}

void sim_tcp_free(struct sim_tcp *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < SIM_TCP_CONNS; i++)
		free(t->conn[i].ring);
	free(t);
}

uint64_t sim_tcp_deadline(const struct sim_tcp *t)
{
	uint64_t first = SIM_TCP_NEVER;

	for (size_t i = 0; i < SIM_TCP_CONNS; i++)
		if (t->conn[i].timer_ms < first)
			first = t->conn[i].timer_ms;
	return first;
}

void sim_tcp_expire(struct sim_tcp *t, uint64_t now_ms)
{
	for (size_t i = 0; i < SIM_TCP_CONNS; i++)
		if (t->conn[i].timer_ms <= now_ms)
			sim_tcp_timeout(t, &t->conn[i], now_ms);
}

void sim_tcp_output(struct sim_tcp *t, uint64_t now_ms)
{
	for (size_t i = 0; i < SIM_TCP_CONNS; i++)
		if (t->conn[i].state == SIM_TCP_OPEN)
			sim_tcp_send(t, &t->conn[i], now_ms);
}
