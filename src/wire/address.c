/* IP addresses as text. */
#include "wire/address.h"

void mbim_ipv4_text(struct mbim_text *t, const struct mbim_ipv4 *a)
{
	for (unsigned i = 0; i < 4; i++) {
		if (i)
			mbim_text_char(t, '.');
		mbim_text_dec(t, a->b[i]);
	}
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

void mbim_ipv6_text(struct mbim_text *t, const struct mbim_ipv6 *a)
{
	unsigned from = 8, len = zeros(a, &from);

	for (unsigned i = 0; i < 8; i++) {
		unsigned g = group(a, i), digits = 1;

		if (i == from) {
			mbim_text_put(t, "::");
			i += len - 1;
			continue;
		}
		if (i && i != from + len)
			mbim_text_char(t, ':');
		while (digits < 4 && g >> 4 * digits)
			digits++;
		mbim_text_hex(t, g, digits);
	}
}
