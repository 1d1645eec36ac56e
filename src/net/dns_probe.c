/* A question to a name server. */
#include "net/dns_probe.h"

#include <string.h>

#include "net/inet.h"

enum { IPV4 = 20, UDP = 8, PORT = 53, HOPS = 64 };

const uint8_t att_dns_question[17] = {
	0, 1, 1, 0,		/* an id; recursion is desired */
	0, 1, 0, 0, 0, 0, 0, 0, /* one question */
	0, 0, 2, 0, 1		/* the root, NS, IN */
};

void att_dns_probe(uint8_t datagram[ATT_DNS_PROBE], const uint8_t from[4],
		   const uint8_t server[4])
{
	uint8_t *const udp = datagram + IPV4;
	const size_t len = UDP + sizeof(att_dns_question);
	struct att_inet h = {.p = datagram, .protocol = ATT_INET_UDP};

	memset(datagram, 0, ATT_DNS_PROBE);
	datagram[0] = 4 << 4 | IPV4 / 4;
	datagram[8] = HOPS;
	datagram[9] = ATT_INET_UDP;
	memcpy(datagram + 12, from, 4);
	memcpy(datagram + 16, server, 4);
	att_put16_be(udp, PORT);
	att_put16_be(udp + 2, PORT);
	memcpy(udp + UDP, att_dns_question, sizeof(att_dns_question));
	att_inet_put_len(datagram, IPV4, true, len);
	att_inet_put_sum(udp + 6,
			 att_inet_sum(att_inet_pseudo(&h, len), udp, len));
}
