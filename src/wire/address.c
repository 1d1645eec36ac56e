/* IP addresses as text. */
#include "wire/address.h"

char *mbim_ipv4_write(char *at, const struct mbim_ipv4 *a)
{
	for (unsigned i = 0; i < 4; i++) {
		at = mbim_text_write_dec(at, a->b[i]);
		*at++ = '.';
	}
	return at - 1;
}

void mbim_ipv4_text(struct mbim_text *t, const struct mbim_ipv4 *a)
{
	char buf[16];

	mbim_text_span(t, buf, (size_t)(mbim_ipv4_write(buf, a) - buf));
}

static unsigned group(const struct mbim_ipv6 *a, unsigned i)
{
	return (unsigned)(a->b[2 * i] << 8 | a->b[2 * i + 1]);
}

/* The first longest run of at least two zero groups: its length, 0 if none. */
static unsigned zeros(const struct mbim_ipv6 *a, unsigned *from)
{
	unsigned best = 1, len = 0;

	for (unsigned i = 0; i < 8; i++) {
		len = group(a, i) ? 0 : len + 1;
		if (len <= best)
			continue;
		best = len;
		*from = i + 1 - len;
	}
	return best > 1 ? best : 0;
}

char *mbim_ipv6_write(char *at, const struct mbim_ipv6 *a)
{
	unsigned from = 8, len = zeros(a, &from);

	for (unsigned i = 0; i < 8; i++) {
		unsigned g = group(a, i), digits = 1;

		if (i == from) {
			*at++ = ':';
			*at++ = ':';
			i += len - 1;
			continue;
		}
		if (i && i != from + len)
			*at++ = ':';
		while (digits < 4 && g >> 4 * digits)
			digits++;
		at = mbim_text_write_hex(at, g, digits);
	}
	return at;
}

void mbim_ipv6_text(struct mbim_text *t, const struct mbim_ipv6 *a)
{
	char buf[39];

	mbim_text_span(t, buf, (size_t)(mbim_ipv6_write(buf, a) - buf));
}
