/* IPv4 and IPv6 as the simulated far side needs them: one datagram decoded
 * and verified, one header written. No fragments, no options sent. */
#ifndef SIMODEM_HOST_IP_H
#define SIMODEM_HOST_IP_H

#include "base/bytes.h"

enum {
	SIM_IP_ICMP = 1,
	SIM_IP_TCP = 6,
	SIM_IP_UDP = 17,
	SIM_IP_ICMPV6 = 58,
};

/* The two ends as the far side sees them: local is the address that the
 * modem's user talks to. IPv4 uses the first 4 bytes. */
struct sim_flow {
	uint8_t session;
	bool v6;
	uint8_t local[16], remote[16];
};

struct sim_packet {
	struct sim_flow flow;
	uint8_t protocol, hop_limit;
	struct att_bytes whole;	  /* without what lies behind its length */
	struct att_bytes payload; /* behind all extension headers */
};

enum sim_ip_result {
	SIM_IP_OK,
	SIM_IP_BAD,	 /* truncated, not IP, or a wrong checksum */
	SIM_IP_FRAGMENT, /* fragments are not reassembled here */
	SIM_IP_IGNORED,	 /* multicast, broadcast, or from nobody */
};

/* Decode one datagram of a session; views into it. The checksum of an IPv4
 * header is verified, that of the payload is not (sim_ip_checksum). */
enum sim_ip_result sim_ip_decode(uint8_t session, struct att_bytes datagram,
				 struct sim_packet *p);
/* The checksum of a payload with its pseudo header (ICMP has none). Over a
 * payload that contains its checksum it is 0 if that is right. */
uint16_t sim_ip_checksum(const struct sim_flow *flow, uint8_t protocol,
			 struct att_bytes payload);
/* Bytes of the header that sim_ip_encode writes. */
size_t sim_ip_header_len(bool v6);
/* Write a header from local to remote to buf; len bytes of payload are there
 * already behind it, and get their checksum (TCP, UDP, ICMP). Returns the
 * length of the datagram. */
size_t sim_ip_encode(uint8_t *buf, const struct sim_flow *flow,
		     uint8_t protocol, uint8_t hop_limit, uint16_t id,
		     size_t len);

#endif
