/* Headers and checksums of TCP and UDP over IPv4 and IPv6, as far as segments
 * are cut and joined: RFC 791, 8200, 9293, 768, 1071. No I/O. */
#ifndef ATT_NET_INET_H
#define ATT_NET_INET_H

#include "base/bytes.h"

enum { ATT_INET_TCP = 6, ATT_INET_UDP = 17 };

/* Flags of TCP, in byte 13 of its header. */
enum {
	ATT_INET_FIN = 0x01,
	ATT_INET_SYN = 0x02,
	ATT_INET_PSH = 0x08,
	ATT_INET_ACK = 0x10,
	ATT_INET_ECE = 0x40,
	ATT_INET_CWR = 0x80,
};

/* A TCP or UDP datagram that is no fragment and has no IPv4 options or IPv6
 * extension headers. */
struct att_inet {
	const uint8_t *p; /* the IP header */
	bool v6;
	uint8_t protocol; /* ATT_INET_* */
	uint16_t l4;	  /* length of the IP header */
	uint16_t headers; /* and of the one behind it */
	uint16_t payload; /* bytes behind both */
};

/* False: something else, or its lengths are wrong. Bytes behind the length
 * that the IP header states do not count. */
bool att_inet_parse(struct att_inet *h, struct att_bytes datagram);

/* Add bytes to a sum of 16-bit words of the host's byte order; an odd last
 * byte is followed by a zero. At most 4 GiB in all. */
uint64_t att_inet_sum(uint64_t sum, const uint8_t *p, size_t len);
/* Of a whole sum: what a checksum field holds before it is inverted. */
uint16_t att_inet_fold(uint64_t sum);
/* Write the checksum that ends a sum. Never 0, as UDP demands and all others
 * allow (RFC 1071). */
void att_inet_put_sum(uint8_t *field, uint64_t sum);
/* The pseudo header of a TCP or UDP datagram whose TCP or UDP part has len
 * bytes. */
uint64_t att_inet_pseudo(const struct att_inet *h, size_t len);
/* Are the checksums right, of IPv4 and of TCP or UDP? (UDP without one: no.) */
bool att_inet_good(const struct att_inet *h);
/* Set the lengths of IP and UDP to l4_len bytes behind the IP header of l4
 * bytes, and the checksum of IPv4. */
void att_inet_put_len(uint8_t *p, uint16_t l4, bool udp, size_t l4_len);

#endif
