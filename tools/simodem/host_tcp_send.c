/* TCP towards the modem's user: segments, windows, retransmission. */
#include "tools/simodem/host_tcp.h"

#define HEADER	    20u
#define SACK_BLOCKS 4u /* as many as the options have room for */
#define HOPS	    64u
#define RTO_MIN_MS  200u
#define RTO_MAX_MS  8000u
#define RETRIES_MAX 10u
#define CWND_MAX    SIM_TCP_BUFFER

/* RFC 864: lines of 72 characters out of the 95 printable ones, each begun one
 * character later, so that it repeats after 95 lines. */
#define LINE 74u
#define RING 95u

void sim_tcp_pattern(uint64_t offset, uint8_t *p, size_t len)
{
	uint32_t line = (uint32_t)(offset / LINE % RING);
	uint32_t column = (uint32_t)(offset % LINE);

	for (size_t i = 0; i < len; i++) {
		if (column < 72)
			p[i] = (uint8_t)(' ' + (line + column) % RING);
		else
			p[i] = column == 72 ? '\r' : '\n';
		if (++column == LINE) {
			column = 0;
			line = (line + 1) % RING;
		}
	}
}

/* --- segments --------------------------------------------------------- */

uint32_t sim_tcp_room(const struct sim_tcp_conn *c)
{
	uint32_t room = SIM_TCP_BUFFER;

	if (c->service == SIM_TCP_ECHO && c->state == SIM_TCP_OPEN)
		room -= c->end - c->una;
	return c->scaled ? room : sim_tcp_min(room, UINT16_MAX);
}

/* Is there so much more room that the window may move (RFC 1122 4.2.3.3)? */
static bool window_has_grown(const struct sim_tcp_conn *c)
{
	int32_t more = sim_tcp_diff(c->rcv_nxt + sim_tcp_room(c), c->rcv_edge);

	return more >= 2 * c->mss;
}

/* The peer must soon stop if it does not hear that there is more room. */
static bool window_update_due(const struct sim_tcp_conn *c)
{
	return sim_tcp_diff(c->rcv_edge, c->rcv_nxt) <
		       (int32_t)SIM_TCP_BUFFER / 8 &&
	       window_has_grown(c);
}

/* The window field; never moves the right edge back. */
static uint16_t window_field(struct sim_tcp_conn *c, bool syn)
{
	uint32_t window;

	if (syn)
		c->rcv_edge =
			c->rcv_nxt + sim_tcp_min(sim_tcp_room(c), UINT16_MAX);
	else if (window_has_grown(c))
		c->rcv_edge = c->rcv_nxt + sim_tcp_room(c);
	if (sim_tcp_diff(c->rcv_edge, c->rcv_nxt) < 0)
		c->rcv_edge = c->rcv_nxt; /* it sent more than it may */
	window = c->rcv_edge - c->rcv_nxt;
	if (c->scaled && !syn)
		window >>= SIM_TCP_SCALE;
	return (uint16_t)sim_tcp_min(window, UINT16_MAX);
}

static void header_put(uint8_t *p, uint16_t from, uint16_t to, uint32_t seq,
		       uint32_t ack, uint8_t flags)
{
	memset(p, 0, HEADER);
	att_put16_be(p, from);
	att_put16_be(p + 2, to);
	att_put32_be(p + 4, seq);
	att_put32_be(p + 8, ack);
	p[12] = (HEADER / 4) << 4;
	p[13] = flags;
}

/* MSS, window scale and SACK permitted, each filled up to 4 bytes. */
static uint32_t syn_options_put(uint8_t *p, const struct sim_tcp *t,
				const struct sim_tcp_conn *c)
{
	size_t max = sim_host_payload_max(t->host, c->flow.v6) - HEADER;
	uint32_t len = 4;

	att_put32_be(p, 0x02040000 | (uint32_t)max);
	if (c->scaled) {
		att_put32_be(p + len, 0x01030300 | SIM_TCP_SCALE);
		len += 4;
	}
	if (c->sack) {
		att_put32_be(p + len, 0x01010402);
		len += 4;
	}
	return len;
}

/* RFC 2018: the piece that grew last comes first. */
static uint32_t sack_put(uint8_t *p, const struct sim_tcp_conn *c)
{
	uint32_t n = sim_tcp_min(c->n_ranges, SACK_BLOCKS), first = 0;

	if (!n || !c->sack)
		return 0;
	for (uint32_t i = 0; i < c->n_ranges; i++)
		if (c->range[i].from == c->newest)
			first = i;
	att_put32_be(p, 0x01010500 | (2 + 8 * n));
	for (uint32_t i = 0; i < n; i++) {
		uint32_t k = (first + i) % c->n_ranges;

		att_put32_be(p + 4 + 8 * (size_t)i, c->range[k].from);
		att_put32_be(p + 8 + 8 * (size_t)i, c->range[k].to);
	}
	return 4 + 8 * n;
}

/* Copy len bytes of the stream from seq on. */
static void data_put(const struct sim_tcp_conn *c, uint8_t *p, uint32_t seq,
		     uint32_t len)
{
	uint32_t at = seq - c->una, part;

	if (c->service != SIM_TCP_ECHO) {
		sim_tcp_pattern(c->una_offset + at, p, len);
		return;
	}
	at = (c->head + at) % SIM_TCP_BUFFER;
	part = sim_tcp_min(len, SIM_TCP_BUFFER - at);
	memcpy(p, c->ring + at, part);
	memcpy(p + part, c->ring, len - part);
}

static void segment_send(struct sim_tcp *t, struct sim_tcp_conn *c,
			 uint32_t seq, uint32_t len, uint8_t flags)
{
	uint8_t *p = sim_host_payload(t->host, c->flow.v6);
	uint32_t header = HEADER;

	header_put(p, (uint16_t)c->service, c->remote_port, seq, c->rcv_nxt,
		   flags | SIM_TCP_ACK);
	att_put16_be(p + 14, window_field(c, flags & SIM_TCP_SYN));
	if (flags & SIM_TCP_SYN)
		header += syn_options_put(p + HEADER, t, c);
	else if (!len) /* beside data there would be less room for it */
		header += sack_put(p + HEADER, c);
	p[12] = (uint8_t)(header / 4 << 4);
	if (len)
		data_put(c, p + header, seq, len);
	c->ack_now = false;
	sim_host_emit(t->host, &c->flow, SIM_IP_TCP, HOPS, header + len);
}

void sim_tcp_reset(struct sim_tcp *t, const struct sim_flow *flow,
		   uint16_t local_port, uint16_t remote_port, uint32_t seq,
		   uint32_t ack, uint8_t flags)
{
	uint8_t *p = sim_host_payload(t->host, flow->v6);

	header_put(p, local_port, remote_port, seq, ack, flags | SIM_TCP_RST);
	sim_host_emit(t->host, flow, SIM_IP_TCP, HOPS, HEADER);
}

void sim_tcp_abort(struct sim_tcp *t, struct sim_tcp_conn *c)
{
	sim_tcp_reset(t, &c->flow, (uint16_t)c->service, c->remote_port, c->nxt,
		      c->rcv_nxt, SIM_TCP_ACK);
	sim_tcp_drop(c);
}

void sim_tcp_send_ack(struct sim_tcp *t, struct sim_tcp_conn *c)
{
	/* In front of all data, or the peer takes it for an old one; but not
	 * behind the byte that probes its closed window. */
	segment_send(t, c, c->window ? c->max : c->una, 0, 0);
}

/* --- output ----------------------------------------------------------- */

/* Send len bytes from seq on, and the FIN where it belongs. */
static void stream_send(struct sim_tcp *t, struct sim_tcp_conn *c, uint32_t seq,
			uint32_t len, uint64_t now_ms)
{
	bool fin = c->fin_received && seq + len == c->end;
	uint32_t behind = seq + len + fin;

	if (sim_tcp_diff(seq, c->max) < 0) {
		t->host->counters.retransmits++;
		c->timing = false; /* RFC 6298 3: Karn's algorithm */
	} else if (!c->timing) {
		c->timing = true;
		c->timed_seq = behind;
		c->timed_ms = now_ms;
	}
	segment_send(t, c, seq, len,
		     (fin ? SIM_TCP_FIN : 0) |
			     (seq + len == c->end ? SIM_TCP_PSH : 0));
	if (sim_tcp_diff(behind, c->nxt) > 0)
		c->nxt = behind;
	if (sim_tcp_diff(behind, c->max) > 0)
		c->max = behind;
}

/* The next segment that the windows allow: false if there is none. */
static bool next_send(struct sim_tcp *t, struct sim_tcp_conn *c,
		      uint64_t now_ms)
{
	uint32_t window = sim_tcp_min(c->window, c->cwnd);
	uint32_t flight = c->nxt - c->una, len;
	int32_t left = sim_tcp_diff(c->end, c->nxt);

	if (left < 0 || (left == 0 && !c->fin_received))
		return false;
	len = sim_tcp_min((uint32_t)left, c->mss);
	if (left > 0 && flight >= window)
		return false;
	if (len > window - flight && left > 0) {
		if (flight) /* a full one later rather than a small one now */
			return false;
		len = window;
	}
	stream_send(t, c, c->nxt, len, now_ms);
	return true;
}

void sim_tcp_send(struct sim_tcp *t, struct sim_tcp_conn *c, uint64_t now_ms)
{
	if (c->state == SIM_TCP_OPEN) {
		while (next_send(t, c, now_ms))
			;
		if (c->ack_now || window_update_due(c))
			sim_tcp_send_ack(t, c);
	}
	/* Something is to be acknowledged, or the window is to be probed. */
	if (c->timer_ms == SIM_TCP_NEVER &&
	    (c->max != c->una || sim_tcp_diff(c->end, c->una) > 0))
		c->timer_ms = now_ms + c->rto_ms;
}

void sim_tcp_resend(struct sim_tcp *t, struct sim_tcp_conn *c, uint64_t now_ms)
{
	int32_t left = sim_tcp_diff(c->end, c->una);
	uint32_t len = left > 0 ? sim_tcp_min((uint32_t)left, c->mss) : 0;

	if (c->state == SIM_TCP_SYN_RECEIVED) {
		segment_send(t, c, c->una, 0, SIM_TCP_SYN);
		return;
	}
	/* Not more than was sent, but a probe of a closed window. */
	if (c->max == c->una)
		len = sim_tcp_min(len, 1);
	else
		len = sim_tcp_min(len, c->max - c->una);
	stream_send(t, c, c->una, len, now_ms);
}

/* --- acknowledgements and time ---------------------------------------- */

static void rtt_measured(struct sim_tcp_conn *c, uint32_t rtt_ms)
{
	uint32_t off =
		rtt_ms > c->srtt_ms ? rtt_ms - c->srtt_ms : c->srtt_ms - rtt_ms;

	if (!c->srtt_ms) {
		c->srtt_ms = rtt_ms ? rtt_ms : 1;
		c->rttvar_ms = rtt_ms / 2;
		return;
	}
	c->rttvar_ms = (3 * c->rttvar_ms + off) / 4;
	c->srtt_ms = (7 * c->srtt_ms + rtt_ms) / 8;
	if (!c->srtt_ms)
		c->srtt_ms = 1;
}

static uint32_t rto_of(const struct sim_tcp_conn *c)
{
	uint32_t rto = c->srtt_ms + 4 * c->rttvar_ms;

	if (!c->srtt_ms)
		return SIM_TCP_RTO_MS;
	return rto < RTO_MIN_MS ? RTO_MIN_MS : sim_tcp_min(rto, RTO_MAX_MS);
}

static void cwnd_halve(struct sim_tcp_conn *c)
{
	c->ssthresh = (c->max - c->una) / 2;
	if (c->ssthresh < 2u * c->mss)
		c->ssthresh = 2u * c->mss;
	c->recover = c->max;
}

static void cwnd_acked(struct sim_tcp *t, struct sim_tcp_conn *c,
		       uint32_t acked, uint64_t now_ms)
{
	uint32_t mss = c->mss;

	c->dup_acks = 0;
	if (c->recovering && sim_tcp_diff(c->una, c->recover) < 0) {
		/* RFC 6582 3.2: the next hole. */
		c->cwnd -= sim_tcp_min(acked, c->cwnd - mss);
		sim_tcp_resend(t, c, now_ms);
	} else if (c->recovering) {
		c->recovering = false;
		c->cwnd = c->ssthresh;
	} else if (c->cwnd < c->ssthresh) {
		c->cwnd += sim_tcp_min(acked, 2 * mss);
	} else {
		c->cwnd += mss * mss / c->cwnd + 1;
	}
	c->cwnd = sim_tcp_min(c->cwnd, CWND_MAX);
}

void sim_tcp_acked(struct sim_tcp *t, struct sim_tcp_conn *c, uint32_t ack,
		   uint64_t now_ms)
{
	uint32_t acked = ack - c->una;

	if (sim_tcp_diff(ack, c->end) > 0) {
		sim_tcp_drop(c); /* our FIN too: both sides have finished */
		return;
	}
	if (c->timing && sim_tcp_diff(ack, c->timed_seq) >= 0) {
		c->timing = false;
		rtt_measured(c, (uint32_t)(now_ms - c->timed_ms));
	}
	c->head = (c->head + acked) % SIM_TCP_BUFFER;
	c->una_offset += acked;
	c->una = ack;
	if (sim_tcp_diff(c->nxt, ack) < 0)
		c->nxt = ack;
	if (c->service == SIM_TCP_SOURCE && !c->fin_received)
		c->end = c->una + SIM_TCP_AHEAD;
	c->retries = 0;
	c->rto_ms = rto_of(c);
	c->timer_ms = SIM_TCP_NEVER;
	cwnd_acked(t, c, acked, now_ms);
}

void sim_tcp_dup_acked(struct sim_tcp *t, struct sim_tcp_conn *c,
		       uint64_t now_ms)
{
	c->dup_acks++;
	if (c->recovering) {
		c->cwnd = sim_tcp_min(c->cwnd + c->mss, CWND_MAX);
	} else if (c->dup_acks == 3 && sim_tcp_diff(c->una, c->recover) >= 0) {
		cwnd_halve(c);
		c->recovering = true;
		c->cwnd = c->ssthresh + 3u * c->mss;
		sim_tcp_resend(t, c, now_ms);
	}
}

void sim_tcp_reopened(struct sim_tcp_conn *c)
{
	c->nxt = c->una;
	c->rto_ms = rto_of(c);
	c->timer_ms = SIM_TCP_NEVER;
}

void sim_tcp_timeout(struct sim_tcp *t, struct sim_tcp_conn *c, uint64_t now_ms)
{
	if (++c->retries > RETRIES_MAX) {
		sim_tcp_abort(t, c);
		return;
	}
	if (c->state == SIM_TCP_OPEN && c->max != c->una) {
		cwnd_halve(c);
		c->recovering = false;
		c->dup_acks = 0;
		c->cwnd = c->mss;
		c->nxt = c->una; /* go back: they may all be lost */
	}
	sim_tcp_resend(t, c, now_ms);
	c->rto_ms = sim_tcp_min(2 * c->rto_ms, RTO_MAX_MS);
	c->timer_ms = now_ms + c->rto_ms;
}
