/* A question that each name server answers: that anything comes back is what it
 * is asked for. */
#ifndef ATT_NET_DNS_PROBE_H
#define ATT_NET_DNS_PROBE_H

#include "base/bytes.h"

/* The root's name servers, with recursion (RFC 1035 4.1). */
extern const uint8_t att_dns_question[17];

#define ATT_DNS_PROBE 45u /* bytes of the datagram */
/* The same as an IPv4 datagram from this address to that server, port 53 of
 * both. */
void att_dns_probe(uint8_t datagram[ATT_DNS_PROBE], const uint8_t from[4],
		   const uint8_t server[4]);

#endif
