/* The two bits, and what they do to IPv4's checksum. */
#include "net/ecn.h"

#define CE	  3u
#define V4_HEADER 20u
#define V6_HEADER 40u

bool att_ecn_capable(struct att_bytes begin)
{
	if (begin.len >= V4_HEADER && begin.p[0] >> 4 == 4)
		return begin.p[1] & CE;
	if (begin.len >= V6_HEADER && begin.p[0] >> 4 == 6)
		return begin.p[1] >> 4 & CE;
	return false;
}

/* RFC 1624, equation 3: of what is added to the header's second byte. */
static void add_to_sum(uint8_t *field, uint32_t added)
{
	uint32_t sum = (uint16_t)~att_get16_be(field) + added;

	sum = (sum & 0xffff) + (sum >> 16);
	att_put16_be(field, (uint16_t)~sum);
}

void att_ecn_mark(uint8_t *datagram)
{
	if (datagram[0] >> 4 == 6) {
		datagram[1] |= CE << 4;
		return;
	}
	add_to_sum(datagram + 10, CE - (datagram[1] & CE));
	datagram[1] |= CE;
}
