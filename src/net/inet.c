/* TCP and UDP headers and the Internet checksum. */
#include "net/inet.h"

#define V4_HEADER  20u
#define V6_HEADER  40u
#define TCP_HEADER 20u
#define UDP_HEADER 8u

/* --- checksums -------------------------------------------------------- */

static inline uint64_t load64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* A number of the ring modulo 2^64 - 1, of which 2^16 - 1 is a divisor: a carry
 * counts as 1. Compilers make an add and an adc of it. */
static inline void add64(uint64_t *sum, uint64_t *carries, const uint8_t *p)
{
	*carries += __builtin_add_overflow(*sum, load64(p), sum);
}

/* The sum of the last bytes, fewer than 8. */
static inline uint64_t sum_rest(const uint8_t *p, size_t len)
{
	uint8_t word[2] = {0, 0};
	uint64_t sum = 0;
	uint32_t four;
	uint16_t two;

	if (len & 4) {
		memcpy(&four, p, sizeof(four));
		sum = four;
		p += 4;
	}
	if (len & 2) {
		memcpy(&two, p, sizeof(two));
		sum += two;
		p += 2;
	}
	if (len & 1) {
		word[0] = *p;
		memcpy(&two, word, sizeof(two));
		sum += two;
	}
	return sum;
}

/* Two sums, so that one need not wait for the other. No vectors: of 64-bit sums
 * they take as many instructions as there are with carries, or more. */
uint64_t att_inet_sum(uint64_t sum, const uint8_t *p, size_t len)
{
	uint64_t a = 0, b = 0, carries = 0;

	for (; len >= 64; p += 64, len -= 64) {
		add64(&a, &carries, p);
		add64(&b, &carries, p + 8);
		add64(&a, &carries, p + 16);
		add64(&b, &carries, p + 24);
		add64(&a, &carries, p + 32);
		add64(&b, &carries, p + 40);
		add64(&a, &carries, p + 48);
		add64(&b, &carries, p + 56);
	}
	for (; len >= 8; p += 8, len -= 8)
		add64(&a, &carries, p);
	return sum + (a >> 32) + (uint32_t)a + (b >> 32) + (uint32_t)b +
	       sum_rest(p, len) + carries;
}

uint16_t att_inet_fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

void att_inet_put_sum(uint8_t *field, uint64_t sum)
{
	uint16_t v = (uint16_t)~att_inet_fold(sum);

	if (!v)
		v = 0xffff;
	memcpy(field, &v, sizeof(v));
}

/* Of a pair of 32-bit words. */
static inline uint64_t sum_pair(const uint8_t *p)
{
	uint64_t v = load64(p);

	return (v >> 32) + (uint32_t)v;
}

uint64_t att_inet_pseudo(const struct att_inet *h, size_t len)
{
	uint8_t rest[4] = {0, h->protocol};
	uint32_t word;
	uint64_t sum;

	att_put16_be(rest + 2, (uint16_t)len);
	memcpy(&word, rest, sizeof(word));
	if (!h->v6)
		return word + sum_pair(h->p + 12);
	sum = word;
	for (size_t at = 8; at < 40; at += 8)
		sum += sum_pair(h->p + at);
	return sum;
}

static inline bool v4_good(const uint8_t *p)
{
	uint32_t word;

	memcpy(&word, p + 16, sizeof(word));
	return att_inet_fold(word + sum_pair(p) + sum_pair(p + 8)) == 0xffff;
}

bool att_inet_good(const struct att_inet *h)
{
	const uint8_t *l4 = h->p + h->l4;
	size_t len = (size_t)h->headers - h->l4 + h->payload;

	if (h->protocol == ATT_INET_UDP && !att_get16_be(l4 + 6))
		return false;
	if (!h->v6 && !v4_good(h->p))
		return false;
	return att_inet_fold(att_inet_sum(att_inet_pseudo(h, len), l4, len)) ==
	       0xffff;
}

/* --- headers ---------------------------------------------------------- */

/* Sets l4 and protocol; the bytes behind the IP header, 0: not for us. */
static size_t parse_ip(struct att_inet *h, struct att_bytes d)
{
	size_t len;

	if (d.len >= V4_HEADER && d.p[0] == 0x45) {
		h->l4 = V4_HEADER;
		h->protocol = d.p[9];
		len = att_get16_be(d.p + 2);
		if (len > d.len || len < V4_HEADER)
			return 0;
		/* offset, more fragments */
		return att_get16_be(d.p + 6) & 0x3fff ? 0 : len - V4_HEADER;
	}
	if (d.len >= V6_HEADER && d.p[0] >> 4 == 6) {
		h->v6 = true;
		h->l4 = V6_HEADER;
		h->protocol = d.p[6];
		len = att_get16_be(d.p + 4);
		return att_bytes_has(d, V6_HEADER, len) ? len : 0;
	}
	return 0;
}

bool att_inet_parse(struct att_inet *h, struct att_bytes datagram)
{
	const uint8_t *l4;
	size_t len, header;

	*h = (struct att_inet){.p = datagram.p};
	len = parse_ip(h, datagram);
	l4 = datagram.p + h->l4;
	if (h->protocol == ATT_INET_TCP && len >= TCP_HEADER)
		header = 4u * (l4[12] >> 4);
	else if (h->protocol == ATT_INET_UDP && len >= UDP_HEADER)
		header = UDP_HEADER;
	else
		return false;
	if (h->protocol == ATT_INET_TCP ? header < TCP_HEADER || header > len
					: att_get16_be(l4 + 4) != len)
		return false;
	h->headers = (uint16_t)(h->l4 + header);
	h->payload = (uint16_t)(len - header);
	return true;
}

void att_inet_put_len(uint8_t *p, uint16_t l4, bool udp, size_t l4_len)
{
	if (p[0] >> 4 == 4) {
		att_put16_be(p + 2, (uint16_t)(l4 + l4_len));
		att_put16_be(p + 10, 0);
		att_inet_put_sum(p + 10, att_inet_sum(0, p, l4));
	} else {
		att_put16_be(p + 4, (uint16_t)(l4 - V6_HEADER + l4_len));
	}
	if (udp)
		att_put16_be(p + l4 + 4, (uint16_t)l4_len);
}
