/* The inside of the far side host: what its parts share, and the counters
 * that tests look at. The rest of the modem uses sim.h. */
#ifndef SIMODEM_HOST_H
#define SIMODEM_HOST_H

#include "tools/simodem/host_ip.h"
#include "tools/simodem/sim.h"

struct sim_host_counters {
	uint32_t bad;	       /* truncated, or a wrong checksum */
	uint32_t fragments;    /* dropped: not reassembled */
	uint32_t ignored;      /* not for us, or nothing that we answer */
	uint32_t too_big;      /* an answer that exceeds the MTU */
	uint32_t retransmits;  /* TCP segments sent again */
	uint32_t out_of_order; /* TCP segments that came too early */
	uint32_t evicted; /* TCP connections that made room for a new one */
};
/* As they are now; valid as long as h. */
const struct sim_host_counters *sim_host_counters(const struct sim_host *h);

struct sim_tcp;

struct sim_host {
	sim_host_send *send;
	void *ctx;
	uint32_t mtu;
	uint16_t ip_id;
	bool no_ping, no_dns;
	uint32_t network[256]; /* of each session */
	uint32_t dhcp_lease_s; /* 0: there is no DHCP server */
	struct sim_host_counters counters;
	struct sim_tcp *tcp;
	uint8_t out[65536]; /* the datagram being built */
};

/* Where the payload of the next datagram is to be written, and how long it
 * may be; then emit it. One that exceeds the MTU is counted and dropped. */
uint8_t *sim_host_payload(struct sim_host *h, bool v6);
size_t sim_host_payload_max(const struct sim_host *h, bool v6);
void sim_host_emit(struct sim_host *h, const struct sim_flow *flow,
		   uint8_t protocol, uint8_t hop_limit, size_t len);

/* --- DNS (host_dns.c) ------------------------------------------------- */

#define SIM_DNS_MAX	   512u /* bytes of a query, RFC 1035 2.3.4 */
#define SIM_DNS_ANSWER_MAX (SIM_DNS_MAX + 28u)

/* The answer to a query from this network; its length, at most
 * SIM_DNS_ANSWER_MAX. 0: none. */
size_t sim_dns_answer(uint32_t network, struct att_bytes query, uint8_t *out);

/* --- DHCP (host_dhcp.c) ------------------------------------------------ */

#define SIM_DHCP_ANSWER 300u /* bytes, as of a BOOTP message (RFC 1542 2.1) */

/* The answer to a message of a client in this network: SIM_DHCP_ANSWER, or 0:
 * none. */
size_t sim_dhcp_answer(const struct sim_host *h, uint32_t network,
		       struct att_bytes query, uint8_t *out);

/* --- TCP (host_tcp.c) ------------------------------------------------- */

/* NULL: out of memory. */
struct sim_tcp *sim_tcp_new(struct sim_host *h);
void sim_tcp_free(struct sim_tcp *t);
/* A segment whose checksum has been verified. */
void sim_tcp_input(struct sim_tcp *t, const struct sim_packet *p,
		   uint64_t now_ms);
uint64_t sim_tcp_deadline(const struct sim_tcp *t);
void sim_tcp_expire(struct sim_tcp *t, uint64_t now_ms);
/* Send what the windows allow, on every connection. */
void sim_tcp_output(struct sim_tcp *t, uint64_t now_ms);
/* The bytes that the source (port 19) sends from an offset of its stream on:
 * the lines of RFC 864. */
void sim_tcp_pattern(uint64_t offset, uint8_t *p, size_t len);

#endif
