/* The host behind the simulated modem. An input is a sequence of datagrams: a
 * length, a time that passes before it, what it is, its bytes. Raw ones are the
 * whole datagram; of others they are the payload, which gets a header and right
 * checksums; and a TCP segment may continue what the host said last. */
#include <stdlib.h>

#include "fuzz.h"
#include "tools/simodem/host_ip.h"
#include "tools/simodem/sim.h"

#define MTU	1500
#define IP	40 /* room for a header */
#define TCP	20
#define TCP_SYN 2
#define TCP_FIN 1

enum what { RAW, ICMP, UDP, NEW_TCP, NEXT_TCP, WHATS };

struct rig {
	uint32_t seq, ack; /* of the host's last TCP segment; seq behind it */
	uint16_t local_port, remote_port;
};

static void sent(void *ctx, uint8_t session, struct att_bytes datagram)
{
	struct rig *r = ctx;
	struct sim_packet p;
	uint32_t more;

	FUZZ_CLAIM(datagram.len > 0 && datagram.len <= MTU);
	FUZZ_CLAIM(sim_ip_decode(session, datagram, &p) != SIM_IP_BAD);
	FUZZ_CLAIM(sim_ip_checksum(&p.flow, p.protocol, p.payload) == 0);
	if (p.protocol != SIM_IP_TCP)
		return;
	FUZZ_CLAIM(p.payload.len >= TCP);
	more = (uint32_t)p.payload.len - 4u * (p.payload.p[12] >> 4);
	more += (p.payload.p[13] & (TCP_SYN | TCP_FIN)) != 0;
	r->local_port = att_get16_be(p.payload.p);
	r->remote_port = att_get16_be(p.payload.p + 2);
	r->seq = att_get32_be(p.payload.p + 4) + more;
	r->ack = att_get32_be(p.payload.p + 8);
}

/* Make a segment the next of the connection that was last heard of. */
static void continue_tcp(const struct rig *r, uint8_t *tcp, size_t len)
{
	if (len < TCP)
		return;
	att_put16_be(tcp, r->remote_port);
	att_put16_be(tcp + 2, r->local_port);
	att_put32_be(tcp + 4, att_get32_be(tcp + 4) % 4000 + r->ack);
	att_put32_be(tcp + 8, r->seq - att_get32_be(tcp + 8) % 4000);
}

/* The datagram in buf; its length. */
static size_t build(const struct rig *r, uint8_t what, struct att_bytes bytes,
		    uint8_t *buf)
{
	static const uint8_t protocols[WHATS] = {0, SIM_IP_ICMP, SIM_IP_UDP,
						 SIM_IP_TCP, SIM_IP_TCP};
	const struct sim_flow flow = {
		.v6 = what & 0x80,
		.local = {10, 64, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2},
		.remote = {192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
	};
	uint8_t kind = (what & 0x7f) % WHATS, protocol = protocols[kind];
	size_t header = sim_ip_header_len(flow.v6);

	if (kind == RAW)
		header = 0;
	if (bytes.len)
		memcpy(buf + header, bytes.p, bytes.len);
	if (kind == RAW)
		return bytes.len;
	if (kind == NEXT_TCP)
		continue_tcp(r, buf + header, bytes.len);
	if (kind == ICMP && flow.v6)
		protocol = SIM_IP_ICMPV6;
	if (bytes.len < TCP)
		return 0; /* no room for its checksum, perhaps */
	return sim_ip_encode(buf, &flow, protocol, 64, 0, bytes.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rig r = {0};
	struct sim_host *h = sim_host_new(sent, &r, MTU);
	struct att_bytes in = {data, size};
	static uint8_t buf[2048 + IP];
	uint64_t now = 0;

	FUZZ_CLAIM(h);
	while (in.len) {
		size_t len = fuzz_u16(&in) % 2048;
		uint8_t wait = fuzz_u8(&in), what = fuzz_u8(&in);
		struct att_bytes datagram;
		uint8_t *copy;

		/* 0 to 12.7 s, and the queue is free again from time to time */
		now += (wait >> 1) * 100u;
		if (wait & 1)
			sim_host_writable(h, now);
		if (now >= sim_host_deadline(h))
			sim_host_expire(h, now);
		datagram.len = build(&r, what, fuzz_take(&in, len), buf);
		datagram.p = buf;
		copy = fuzz_copy(datagram);
		sim_host_input(h, 0, att_bytes_of(copy, datagram.len), now);
		free(copy);
	}
	sim_host_free(h);
	return 0;
}
