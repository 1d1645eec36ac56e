/* A TCP connection of the far side host: shared by host_tcp.c (connections and
 * their segments), host_tcp_receive.c (the stream that comes in) and
 * host_tcp_send.c (the stream that goes out, and time). */
#ifndef SIMODEM_HOST_TCP_H
#define SIMODEM_HOST_TCP_H

#include "tools/simodem/host.h"

#define SIM_TCP_CONNS 64u
/* Receive window, and the bytes that the echo service holds. */
#define SIM_TCP_BUFFER 262144u
#define SIM_TCP_SCALE  3u
#define SIM_TCP_RANGES 32u /* received out of order: pieces */
#define SIM_TCP_NEVER  UINT64_MAX
#define SIM_TCP_RTO_MS 1000u /* before the first measurement */
/* A source always has this much more to send. */
#define SIM_TCP_AHEAD 0x1000000u

enum {
	SIM_TCP_FIN = 0x01,
	SIM_TCP_SYN = 0x02,
	SIM_TCP_RST = 0x04,
	SIM_TCP_PSH = 0x08,
	SIM_TCP_ACK = 0x10,
};

enum sim_tcp_state {
	SIM_TCP_FREE,
	SIM_TCP_SYN_RECEIVED,
	SIM_TCP_OPEN, /* until our FIN, the answer to theirs, is acknowledged */
};

enum sim_tcp_service {
	SIM_TCP_ECHO = 7,
	SIM_TCP_DISCARD = 9,
	SIM_TCP_SOURCE = 19,
};

struct sim_tcp_conn {
	enum sim_tcp_state state;
	enum sim_tcp_service service; /* = the local port */
	struct sim_flow flow;
	uint16_t remote_port;
	uint64_t active_ms; /* when the peer last said something */
	/* Send: what is acknowledged, sent, ever sent, and can be sent. The FIN
	 * comes at `end` once the peer's has come. */
	uint32_t una, nxt, max, end;
	uint64_t una_offset; /* of una in the stream */
	uint32_t window;     /* the peer's */
	uint16_t mss;
	uint8_t scale; /* of the peer's windows */
	bool scaled;   /* and of ours */
	/* Congestion: RFC 5681 and RFC 6582 (NewReno). */
	uint32_t cwnd, ssthresh, recover, dup_acks;
	bool recovering;
	/* Time: RFC 6298. */
	bool timing;
	uint32_t timed_seq;
	uint64_t timed_ms;
	uint32_t srtt_ms, rttvar_ms, rto_ms, retries;
	uint64_t timer_ms;
	/* Receive: next byte wanted, right edge of the window given. */
	uint32_t rcv_nxt, rcv_edge;
	bool fin_received, ack_now;
	/* Received beyond rcv_nxt: pieces in order, the last of them to grow,
	 * and where the FIN is, if it came too early. */
	struct {
		uint32_t from, to;
	} range[SIM_TCP_RANGES];
	uint32_t n_ranges, newest;
	bool sack; /* the peer wants to know */
	bool fin_early;
	uint32_t fin_at;
	/* Echo: bytes from una to end, in a ring; behind them the ranges. */
	uint8_t *ring;
	uint32_t head;
};

struct sim_tcp {
	struct sim_host *host;
	uint32_t iss; /* of the next connection */
	struct sim_tcp_conn conn[SIM_TCP_CONNS];
};

/* a - b in sequence space. */
static inline int32_t sim_tcp_diff(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

/* The smaller one. */
static inline uint32_t sim_tcp_min(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Bytes that may still be received. */
uint32_t sim_tcp_room(const struct sim_tcp_conn *c);
/* Forget the connection. */
void sim_tcp_drop(struct sim_tcp_conn *c);
/* An RST where no connection is: seq and ack as RFC 9293 3.10.7.1 wants. */
void sim_tcp_reset(struct sim_tcp *t, const struct sim_flow *flow,
		   uint16_t local_port, uint16_t remote_port, uint32_t seq,
		   uint32_t ack, uint8_t flags);
/* Tell the peer that the connection is gone, and forget it. */
void sim_tcp_abort(struct sim_tcp *t, struct sim_tcp_conn *c);
/* A segment without data. */
void sim_tcp_send_ack(struct sim_tcp *t, struct sim_tcp_conn *c);
/* Take the bytes of a segment, and its FIN. One that is old or out of order is
 * acknowledged at once; else ack_now says that it has to be. */
void sim_tcp_receive(struct sim_tcp *t, struct sim_tcp_conn *c, uint32_t seq,
		     struct att_bytes data, bool fin);
/* Send what the windows allow, then an ACK or window update if still due. */
void sim_tcp_send(struct sim_tcp *t, struct sim_tcp_conn *c, uint64_t now_ms);
/* Send the segment at una once more. */
void sim_tcp_resend(struct sim_tcp *t, struct sim_tcp_conn *c, uint64_t now_ms);
/* The peer acknowledged up to ack, which is new; it repeated itself. */
void sim_tcp_acked(struct sim_tcp *t, struct sim_tcp_conn *c, uint32_t ack,
		   uint64_t now_ms);
void sim_tcp_dup_acked(struct sim_tcp *t, struct sim_tcp_conn *c,
		       uint64_t now_ms);
/* The peer's window was closed and is open again: what was sent to probe it is
 * lost. */
void sim_tcp_reopened(struct sim_tcp_conn *c);
/* The connection's timer has run out. */
void sim_tcp_timeout(struct sim_tcp *t, struct sim_tcp_conn *c,
		     uint64_t now_ms);

#endif
