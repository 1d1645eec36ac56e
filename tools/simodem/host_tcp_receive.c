/* The stream that the modem's user sends: put in order, kept for the echo,
 * thrown away by the other services. */
#include "tools/simodem/host_tcp.h"

/* Remove the ranges [i, k). */
static void ranges_remove(struct sim_tcp_conn *c, uint32_t i, uint32_t k)
{
	memmove(&c->range[i], &c->range[k],
		(c->n_ranges - k) * sizeof(c->range[0]));
	c->n_ranges -= k - i;
}

/* Note [from, to) as received; false: there are too many pieces already. */
static bool ranges_add(struct sim_tcp_conn *c, uint32_t from, uint32_t to)
{
	uint32_t i = 0, k;

	while (i < c->n_ranges && sim_tcp_diff(c->range[i].to, from) < 0)
		i++;
	k = i; /* [i, k) touch the new one */
	while (k < c->n_ranges && sim_tcp_diff(c->range[k].from, to) <= 0)
		k++;
	if (i == k) {
		if (c->n_ranges == SIM_TCP_RANGES)
			return false;
		memmove(&c->range[i + 1], &c->range[i],
			(c->n_ranges - i) * sizeof(c->range[0]));
		c->n_ranges++;
	} else {
		if (sim_tcp_diff(c->range[i].from, from) < 0)
			from = c->range[i].from;
		if (sim_tcp_diff(c->range[k - 1].to, to) > 0)
			to = c->range[k - 1].to;
		ranges_remove(c, i + 1, k);
	}
	c->range[i].from = from;
	c->range[i].to = to;
	c->newest = from;
	return true;
}

/* Move rcv_nxt over what has become complete. */
static void ranges_take(struct sim_tcp_conn *c)
{
	uint32_t n;

	if (!c->n_ranges || c->range[0].from != c->rcv_nxt)
		return;
	n = c->range[0].to - c->rcv_nxt;
	c->rcv_nxt += n;
	if (c->service == SIM_TCP_ECHO)
		c->end += n;
	ranges_remove(c, 0, 1);
}

/* Keep data, which lies `ahead` bytes behind rcv_nxt, for the echo. */
static void ring_put(struct sim_tcp_conn *c, uint32_t ahead,
		     struct att_bytes data)
{
	uint32_t at = (c->head + (c->end - c->una) + ahead) % SIM_TCP_BUFFER;
	uint32_t n = (uint32_t)data.len;
	uint32_t part = sim_tcp_min(n, SIM_TCP_BUFFER - at);

	memcpy(c->ring + at, data.p, part);
	memcpy(c->ring, data.p + part, n - part);
}

/* The data of a segment that lies `ahead` bytes behind rcv_nxt: false if some
 * of it had to be thrown away. */
static bool data_take(struct sim_tcp_conn *c, uint32_t ahead,
		      struct att_bytes data)
{
	uint32_t room = sim_tcp_room(c), from = c->rcv_nxt + ahead;
	bool whole = true;

	if (ahead > room)
		return false;
	if (data.len > room - ahead) {
		data.len = room - ahead;
		whole = false;
	}
	if (!data.len)
		return whole;
	if (!ranges_add(c, from, from + (uint32_t)data.len))
		return false;
	if (c->service == SIM_TCP_ECHO)
		ring_put(c, ahead, data);
	return whole;
}

static void fin_take(struct sim_tcp_conn *c)
{
	if (!c->fin_early || c->fin_at != c->rcv_nxt)
		return;
	c->rcv_nxt++;
	c->fin_received = true;
	if (c->service == SIM_TCP_SOURCE)
		c->end = c->max; /* that was all */
}

void sim_tcp_receive(struct sim_tcp *t, struct sim_tcp_conn *c, uint32_t seq,
		     struct att_bytes data, bool fin)
{
	int32_t ahead = sim_tcp_diff(seq, c->rcv_nxt);
	uint32_t end = seq + (uint32_t)data.len;

	if (!data.len && !fin && !ahead)
		return;
	c->ack_now = true;
	if (c->fin_received)
		return;
	if (ahead > 0)
		t->host->counters.out_of_order++;
	if (ahead < 0) { /* an old one, or a probe: cut what is known */
		uint32_t old = c->rcv_nxt - seq;

		if (!att_bytes_sub(data, old, data.len - (uint64_t)old, &data))
			data.len = 0;
		ahead = 0;
	}
	if (data_take(c, (uint32_t)ahead, data) && fin &&
	    sim_tcp_diff(end, c->rcv_nxt) >= 0) {
		c->fin_early = true;
		c->fin_at = end;
	}
	ranges_take(c);
	fin_take(c);
	if (ahead > 0) /* alone, so that it counts as a duplicate */
		sim_tcp_send_ack(t, c);
}
