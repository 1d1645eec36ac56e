/* What tells flows apart is mixed into 64 bits by multiplication. */
#include "net/flow_hash.h"

#define V4_HEADER 20u
#define V6_HEADER 40u
#define PORTS	  4u

/* Odd, half of its bits set. */
#define FACTOR UINT64_C(0x9e3779b97f4a7c15)

enum { TCP = 6, UDP = 17, DCCP = 33, SCTP = 132, UDP_LITE = 136 };

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * FACTOR;
	return h ^ h >> 32;
}

static uint64_t mix_bytes(uint64_t h, const uint8_t *p, unsigned len)
{
	uint64_t v;

	for (; len; len -= 8, p += 8) {
		memcpy(&v, p, sizeof(v));
		h = mix(h, v);
	}
	return h;
}

static bool has_ports(uint8_t protocol)
{
	return protocol == TCP || protocol == UDP || protocol == SCTP ||
	       protocol == DCCP || protocol == UDP_LITE;
}

static uint64_t mix_ports(uint64_t h, struct att_bytes d, size_t at)
{
	return att_bytes_has(d, at, PORTS) ? mix(h, att_get32(d.p + at)) : h;
}

static uint64_t mix_v4(uint64_t h, struct att_bytes d)
{
	uint8_t protocol = d.p[9];
	bool fragment = att_get16_be(d.p + 6) & 0x3fff; /* offset, more */

	h = mix_bytes(mix(h, protocol), d.p + 12, 8);
	if (fragment || !has_ports(protocol))
		return h;
	return mix_ports(h, d, 4u * (d.p[0] & 15));
}

static uint64_t mix_v6(uint64_t h, struct att_bytes d)
{
	uint8_t protocol = d.p[6];

	h = mix_bytes(mix(h, protocol), d.p + 8, 32);
	if (has_ports(protocol))
		return mix_ports(h, d, V6_HEADER);
	return mix(h, att_get32_be(d.p) & 0xfffff);
}

uint32_t att_flow_hash(struct att_bytes begin, uint8_t session, uint64_t seed)
{
	uint64_t h = mix(seed, session);

	if (begin.len >= V4_HEADER && begin.p[0] >> 4 == 4)
		h = mix_v4(h, begin);
	else if (begin.len >= V6_HEADER && begin.p[0] >> 4 == 6)
		h = mix_v6(h, begin);
	return (uint32_t)mix(h, 0);
}
