/* Neighbour discovery (RFC 4861) where a link without addresses below IP, a
 * modem's, is offered as one that has them: somebody answers for all who are
 * behind it. No state, no I/O. */
#ifndef ATT_NET_NDP_H
#define ATT_NET_NDP_H

#include "base/bytes.h"

#define ATT_NDP_DNS 4

/* What is behind the link. */
struct att_ndp_link {
	uint8_t mac[6]; /* of everybody there */
	/* Bits of a prefix that whoever asks may make addresses of; 0: the
	 * modem's network answers router solicitations itself. */
	uint8_t prefix_len;
	uint8_t prefix[16];
	uint32_t mtu;
	uint32_t n_dns; /* at most ATT_NDP_DNS */
	uint8_t dns[ATT_NDP_DNS][16];
};

/* Bytes of the longest answer. */
#define ATT_NDP_ANSWER_MAX 192u

/* Is this IPv6 datagram a neighbour solicitation? Nobody behind the link
 * answers one. */
bool att_ndp_is_solicitation(struct att_bytes datagram);
/* The answer to a neighbour solicitation or a router solicitation: an IPv6
 * datagram in out, which has ATT_NDP_ANSWER_MAX bytes; its length. 0: there is
 * none, as for a probe of the address that whoever asks wants to take (RFC 4862
 * 5.4), which nobody else has. */
size_t att_ndp_answer(const struct att_ndp_link *link,
		      struct att_bytes datagram, uint8_t *out);
/* The first prefix to make addresses of, in a router advertisement from behind
 * the link: true, and its 64 bits are in prefix. */
bool att_ndp_prefix_told(struct att_bytes datagram, uint8_t *prefix);

#endif
