/* IP addresses: as text, and of which kind. */
#include "wire/address.h"

/* v < 256 */
static inline char *put_octet(char *at, unsigned v)
{
	if (v >= 100) {
		*at++ = (char)('0' + v / 100);
		v %= 100;
		*at++ = (char)('0' + v / 10);
		v %= 10;
	} else if (v >= 10) {
		*at++ = (char)('0' + v / 10);
		v %= 10;
	}
	*at++ = (char)('0' + v);
	return at;
}

char *att_ipv4_write(char *at, const struct att_ipv4 *a)
{
	for (unsigned i = 0; i < 3; i++) {
		at = put_octet(at, a->b[i]);
		*at++ = '.';
	}
	return put_octet(at, a->b[3]);
}

void att_ipv4_text(struct att_text *t, const struct att_ipv4 *a)
{
	char buf[16];

	att_text_span(t, buf, (size_t)(att_ipv4_write(buf, a) - buf));
}

static unsigned group(const struct att_ipv6 *a, unsigned i)
{
	return (unsigned)(a->b[2 * i] << 8 | a->b[2 * i + 1]);
}

/* The first longest run of at least two zero groups: its length, 0 if none. */
static unsigned zeros(const struct att_ipv6 *a, unsigned *from)
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

char *att_ipv6_write(char *at, const struct att_ipv6 *a)
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
		at = att_text_write_hex(at, g, digits);
	}
	return at;
}

void att_ipv6_text(struct att_text *t, const struct att_ipv6 *a)
{
	char buf[39];

	att_text_span(t, buf, (size_t)(att_ipv6_write(buf, a) - buf));
}

bool att_ipv6_is_link_local(const uint8_t *b)
{
	return b[0] == 0xfe && (b[1] & 0xc0) == 0x80;
}
