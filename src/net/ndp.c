/* Solicitations and advertisements of ICMPv6. */
#include "net/ndp.h"

#include "net/inet.h"

#define HEADER	  40u /* of IPv6 */
#define ICMPV6	  58u
#define HOP_LIMIT 255u	/* RFC 4861 6.1 and 7.1: not forwarded */
#define LIFETIME  1800u /* s, of what is advertised: its default, 6.2.1 */

enum {
	ROUTER_SOLICITATION = 133,
	ROUTER_ADVERTISEMENT = 134,
	SOLICITATION = 135,
	ADVERTISEMENT = 136
};

enum { SOURCE = 8, DESTINATION = 24 }; /* in the IPv6 header */
enum { CHECKSUM = HEADER + 2, TARGET = HEADER + 8 };
enum { NS_LEN = HEADER + 24, RS_LEN = HEADER + 8, RA_LEN = HEADER + 16 };

/* Options, 4.6 and RFC 8106 5.1, and their lengths in units of 8 bytes. */
enum { LINK_ADDRESS = 1, TARGET_ADDRESS = 2, PREFIX = 3, MTU = 5, RDNSS = 25 };
enum { PREFIX_UNITS = 4, FOR_ADDRESSES = 0x40 };

/* What answers come from if no target says so, fe80::1, and all hosts. */
static const uint8_t router[16] = {0xfe, 0x80, [15] = 1};
static const uint8_t all_nodes[16] = {0xff, 0x02, [15] = 1};

/* A valid message of neighbour discovery of this type, of at least len bytes
 * in all. */
static bool is(struct att_bytes d, uint8_t type, size_t len)
{
	return d.len >= len && d.p[0] >> 4 == 6 && d.p[6] == ICMPV6 &&
	       d.p[7] == HOP_LIMIT && d.p[HEADER] == type &&
	       d.p[HEADER + 1] == 0;
}

static bool is_unspecified(const uint8_t *address)
{
	static const uint8_t none[16];

	return att_bytes_equal(att_bytes_of(address, 16),
			       att_bytes_of(none, 16));
}

/* --- what is said ------------------------------------------------------- */

static size_t put_mac(uint8_t *out, uint8_t option, const uint8_t *mac)
{
	out[0] = option;
	out[1] = 1;
	memcpy(out + 2, mac, 6);
	return 8;
}

/* The header and the checksum around a message that ends at len. */
static size_t finish(uint8_t *out, const uint8_t *from, const uint8_t *to,
		     size_t len)
{
	struct att_inet h = {.p = out, .v6 = true, .protocol = ICMPV6};

	out[0] = 6 << 4;
	att_put16_be(out + 4, (uint16_t)(len - HEADER));
	out[6] = ICMPV6;
	out[7] = HOP_LIMIT;
	memcpy(out + SOURCE, from, 16);
	memcpy(out + DESTINATION, to, 16);
	att_inet_put_sum(out + CHECKSUM,
			 att_inet_sum(att_inet_pseudo(&h, len - HEADER),
				      out + HEADER, len - HEADER));
	return len;
}

static size_t advertise(const struct att_ndp_link *link, struct att_bytes ns,
			uint8_t *out)
{
	enum { ROUTER_SOLICITED_OVERRIDE = 0xe0 };
	const uint8_t *target = ns.p + TARGET;

	/* A probe; a target that no one host has; its own. */
	if (is_unspecified(ns.p + SOURCE) || target[0] == 0xff ||
	    att_bytes_equal(att_bytes_of(target, 16),
			    att_bytes_of(ns.p + SOURCE, 16)))
		return 0;
	out[HEADER] = ADVERTISEMENT;
	out[HEADER + 4] = ROUTER_SOLICITED_OVERRIDE;
	memcpy(out + TARGET, target, 16);
	return finish(out, target, ns.p + SOURCE,
		      NS_LEN +
			      put_mac(out + NS_LEN, TARGET_ADDRESS, link->mac));
}

/* The prefix is for addresses and not on the link: no neighbour has one. */
static size_t put_prefix(uint8_t *out, const struct att_ndp_link *link)
{
	out[0] = PREFIX;
	out[1] = PREFIX_UNITS;
	out[2] = link->prefix_len;
	out[3] = FOR_ADDRESSES;
	att_put32_be(out + 4, LIFETIME);
	att_put32_be(out + 8, LIFETIME);
	memcpy(out + 16, link->prefix, (link->prefix_len + 7u) / 8);
	return PREFIX_UNITS * 8;
}

static size_t put_dns(uint8_t *out, const struct att_ndp_link *link)
{
	out[0] = RDNSS;
	out[1] = (uint8_t)(1 + 2 * link->n_dns);
	att_put32_be(out + 4, LIFETIME);
	memcpy(out + 8, link->dns, (size_t)16 * link->n_dns);
	return 8 + (size_t)16 * link->n_dns;
}

static size_t advertise_router(const struct att_ndp_link *link,
			       struct att_bytes rs, uint8_t *out)
{
	const uint8_t *to = rs.p + SOURCE;
	size_t at = RA_LEN;

	if (!link->prefix_len)
		return 0;
	out[HEADER] = ROUTER_ADVERTISEMENT;
	out[HEADER + 4] = 64; /* hops */
	att_put16_be(out + HEADER + 6, LIFETIME);
	at += put_mac(out + at, LINK_ADDRESS, link->mac);
	out[at] = MTU;
	out[at + 1] = 1;
	att_put32_be(out + at + 4, link->mtu);
	at += 8;
	at += put_prefix(out + at, link);
	if (link->n_dns)
		at += put_dns(out + at, link);
	return finish(out, router, is_unspecified(to) ? all_nodes : to, at);
}

/* --- what ndp.h promises ------------------------------------------------- */

bool att_ndp_is_solicitation(struct att_bytes datagram)
{
	return is(datagram, SOLICITATION, NS_LEN);
}

size_t att_ndp_answer(const struct att_ndp_link *link,
		      struct att_bytes datagram, uint8_t *out)
{
	memset(out, 0, ATT_NDP_ANSWER_MAX);
	if (is(datagram, SOLICITATION, NS_LEN))
		return advertise(link, datagram, out);
	if (is(datagram, ROUTER_SOLICITATION, RS_LEN))
		return advertise_router(link, datagram, out);
	return 0;
}

bool att_ndp_prefix_told(struct att_bytes d, uint8_t *prefix)
{
	size_t at = RA_LEN;

	if (!is(d, ROUTER_ADVERTISEMENT, RA_LEN))
		return false;
	while (att_bytes_has(d, at, 8)) {
		size_t len = 8u * d.p[at + 1];

		if (!len || !att_bytes_has(d, at, len))
			return false;
		if (d.p[at] == PREFIX && len == PREFIX_UNITS * 8 &&
		    (d.p[at + 3] & FOR_ADDRESSES) && d.p[at + 2] == 64) {
			memcpy(prefix, d.p + at + 16, 8);
			return true;
		}
		at += len;
	}
	return false;
}
