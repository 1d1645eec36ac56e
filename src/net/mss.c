/* The MSS option of SYN segments. */
#include "net/mss.h"

#include "net/inet.h"

#define TCP_HEADER 20u

enum { OPTION_END = 0, OPTION_NOP = 1, OPTION_MSS = 2, OPTION_MSS_LEN = 4 };

/* Where the value of the option is, counted from the TCP header; 0: there is
 * none. */
static size_t find(struct att_bytes header)
{
	size_t at = TCP_HEADER;

	while (at < header.len && header.p[at] != OPTION_END) {
		uint8_t len;

		if (header.p[at] == OPTION_NOP) {
			at++;
			continue;
		}
		if (!att_bytes_has(header, at, 2))
			return 0;
		len = header.p[at + 1];
		if (len < 2 || !att_bytes_has(header, at, len))
			return 0;
		if (header.p[at] == OPTION_MSS)
			return len == OPTION_MSS_LEN ? at + 2 : 0;
		at += len;
	}
	return 0;
}

/* RFC 1624, equation 3. A number at an odd place adds to the sum as if its
 * bytes were exchanged (RFC 1071 2). */
static void correct(uint8_t *field, uint16_t from, uint16_t to, bool odd)
{
	uint32_t sum = (uint16_t)~att_get16_be(field);

	if (odd) {
		from = __builtin_bswap16(from);
		to = __builtin_bswap16(to);
	}
	sum += (uint16_t)~from + (uint32_t)to;
	att_put16_be(field, (uint16_t)~att_inet_fold(sum));
}

bool att_mss_clamp(uint8_t *datagram, size_t len, uint32_t mtu)
{
	struct att_inet h;
	uint8_t *tcp;
	uint32_t most;
	uint16_t mss;
	size_t at;

	if (!att_inet_parse(&h, att_bytes_of(datagram, len)) ||
	    h.protocol != ATT_INET_TCP || mtu <= (uint32_t)h.l4 + TCP_HEADER)
		return false;
	tcp = datagram + h.l4;
	if (!(tcp[13] & ATT_INET_SYN))
		return false;
	at = find(att_bytes_of(tcp, (size_t)h.headers - h.l4));
	if (!at)
		return false;
	mss = att_get16_be(tcp + at);
	most = mtu - h.l4 - TCP_HEADER;
	if (mss <= most)
		return false;
	att_put16_be(tcp + at, (uint16_t)most);
	correct(tcp + 16, mss, (uint16_t)most, at % 2);
	return true;
}
