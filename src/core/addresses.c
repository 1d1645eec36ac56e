/* Policy of addresses: which of those that a modem or a DHCP server gives make
 * sense on a host. What does not is taken out and told. */
#include "core/addresses.h"

#include "core/protocol.h"
#include "wire/address.h"

#define PREFIX_MIN_V4 8u
#define PREFIX_MIN_V6 16u
#define MTU_MIN_V4    576u  /* RFC 791 3.1: every host takes so much */
#define MTU_MIN_V6    1280u /* RFC 8200 5 */
#define MTU_MAX	      65535u

static bool zero(const uint8_t *b, size_t len)
{
	while (len)
		if (b[--len])
			return false;
	return true;
}

static bool equal(const uint8_t *a, const uint8_t *b, size_t len)
{
	return att_bytes_equal(att_bytes_of(a, len), att_bytes_of(b, len));
}

/* --- one address --------------------------------------------------------- */

/* No host has it, whatever it is for. */
static enum att_address_reason judge4(const uint8_t *b)
{
	static const uint8_t broadcast[4] = {255, 255, 255, 255};

	if (zero(b, 4))
		return ATT_ADDRESS_UNSPECIFIED;
	if (b[0] == 127)
		return ATT_ADDRESS_LOOPBACK;
	if (equal(b, broadcast, 4))
		return ATT_ADDRESS_BROADCAST;
	if (b[0] == 0 || b[0] >= 240)
		return ATT_ADDRESS_RESERVED;
	return b[0] >= 224 ? ATT_ADDRESS_MULTICAST : ATT_ADDRESS_SENSIBLE;
}

static enum att_address_reason judge6(const uint8_t *b)
{
	if (zero(b, 16))
		return ATT_ADDRESS_UNSPECIFIED;
	if (zero(b, 15) && b[15] == 1)
		return ATT_ADDRESS_LOOPBACK;
	if (b[0] == 0xff)
		return ATT_ADDRESS_MULTICAST;
	if (zero(b, 10) &&
	    ((b[10] == 0xff && b[11] == 0xff) || zero(b + 10, 2)))
		return ATT_ADDRESS_MAPPED;
	return ATT_ADDRESS_SENSIBLE;
}

/* Is b the first or the last address of the prefix that `of` is in? Prefixes
 * of 31 and 32 have neither (RFC 3021). */
static enum att_address_reason edge4(const uint8_t *of, uint8_t prefix,
				     const uint8_t *b)
{
	uint32_t net = att_get32_be(of), host = att_get32_be(b), mask;

	if (prefix < PREFIX_MIN_V4 || prefix > 30)
		return ATT_ADDRESS_SENSIBLE;
	mask = UINT32_MAX >> prefix;
	if ((net | mask) != (host | mask))
		return ATT_ADDRESS_SENSIBLE;
	if ((host & mask) == 0)
		return ATT_ADDRESS_NETWORK;
	return (host & mask) == mask ? ATT_ADDRESS_LAST : ATT_ADDRESS_SENSIBLE;
}

/* A prefix of 0 is one that is not given: the plan has an answer to it. */
static enum att_address_reason judge_own4(const uint8_t *b, uint8_t prefix)
{
	enum att_address_reason reason = judge4(b);

	if (reason)
		return reason;
	if (b[0] == 169 && b[1] == 254)
		return ATT_ADDRESS_LINK_LOCAL;
	if (prefix && prefix < PREFIX_MIN_V4)
		return ATT_ADDRESS_SHORT_PREFIX;
	return edge4(b, prefix, b);
}

static enum att_address_reason judge_own6(const uint8_t *b, uint8_t prefix)
{
	enum att_address_reason reason = judge6(b);

	if (!reason && !att_ipv6_is_link_local(b) && prefix &&
	    prefix < PREFIX_MIN_V6)
		return ATT_ADDRESS_SHORT_PREFIX;
	return reason;
}

/* --- all of them --------------------------------------------------------- */

/* True if it makes sense; else it is noted. */
static bool note(struct att_address_fault *f, const struct att_address_fault *x)
{
	if (!x->reason)
		return true;
	if (!f->count++)
		*f = *x;
	return false;
}

static struct att_address_fault about(enum att_address_role role, bool v6,
				      const uint8_t *b, uint8_t prefix,
				      enum att_address_reason reason)
{
	struct att_address_fault x = {.reason = reason,
				      .role = role,
				      .v6 = v6,
				      .prefix = prefix,
				      .count = 1};

	memcpy(x.b, b, v6 ? 16 : 4);
	return x;
}

static void check_own4(struct att_ip_config *ip, struct att_address_fault *f)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < ip->n_ipv4; i++) {
		const uint8_t *b = ip->ipv4[i].address.b;
		uint8_t prefix = ip->ipv4[i].prefix;
		enum att_address_reason reason = judge_own4(b, prefix);
		const struct att_address_fault x =
			about(ATT_ADDRESS_OWN, false, b, prefix, reason);

		if (!note(f, &x) && reason != ATT_ADDRESS_NETWORK &&
		    reason != ATT_ADDRESS_LAST)
			continue;
		ip->ipv4[kept] = ip->ipv4[i];
		ip->ipv4[kept++].prefix = reason ? 32 : prefix;
	}
	for (uint32_t i = kept; i < ip->n_ipv4; i++)
		memset(&ip->ipv4[i], 0, sizeof(ip->ipv4[i]));
	ip->n_ipv4 = kept;
}

static void check_own6(struct att_ip_config *ip, struct att_address_fault *f)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < ip->n_ipv6; i++) {
		const uint8_t *b = ip->ipv6[i].address.b;
		uint8_t prefix = ip->ipv6[i].prefix;
		const struct att_address_fault x =
			about(ATT_ADDRESS_OWN, true, b, prefix,
			      judge_own6(b, prefix));

		if (note(f, &x))
			ip->ipv6[kept++] = ip->ipv6[i];
	}
	for (uint32_t i = kept; i < ip->n_ipv6; i++)
		memset(&ip->ipv6[i], 0, sizeof(ip->ipv6[i]));
	ip->n_ipv6 = kept;
}

static enum att_address_reason judge_gateway4(const struct att_ip_config *ip)
{
	const uint8_t *b = ip->gateway4.b;
	enum att_address_reason reason = judge4(b);

	for (uint32_t i = 0; i < ip->n_ipv4 && !reason; i++)
		if (!equal(b, ip->ipv4[i].address.b, 4))
			reason = edge4(ip->ipv4[i].address.b,
				       ip->ipv4[i].prefix, b);
	return reason;
}

static void check_gateways(struct att_ip_config *ip,
			   struct att_address_fault *f)
{
	const struct att_address_fault x4 = about(
		ATT_ADDRESS_GATEWAY, false, ip->gateway4.b, 0,
		ip->has_gateway4 ? judge_gateway4(ip) : ATT_ADDRESS_SENSIBLE);
	const struct att_address_fault x6 =
		about(ATT_ADDRESS_GATEWAY, true, ip->gateway6.b, 0,
		      ip->has_gateway6 ? judge6(ip->gateway6.b)
				       : ATT_ADDRESS_SENSIBLE);

	if (!note(f, &x4)) {
		ip->has_gateway4 = false;
		memset(&ip->gateway4, 0, sizeof(ip->gateway4));
	}
	if (!note(f, &x6)) {
		ip->has_gateway6 = false;
		memset(&ip->gateway6, 0, sizeof(ip->gateway6));
	}
}

static void check_dns4(struct att_ip_config *ip, struct att_address_fault *f)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < ip->n_dns4; i++) {
		const uint8_t *b = ip->dns4[i].b;
		struct att_address_fault x =
			about(ATT_ADDRESS_DNS, false, b, 0, judge4(b));

		for (uint32_t k = 0; k < ip->n_ipv4 && !x.reason; k++)
			if (equal(b, ip->ipv4[k].address.b, 4))
				x.reason = ATT_ADDRESS_OURS;
		if (note(f, &x))
			ip->dns4[kept++] = ip->dns4[i];
	}
	for (uint32_t i = kept; i < ip->n_dns4; i++)
		memset(&ip->dns4[i], 0, sizeof(ip->dns4[i]));
	ip->n_dns4 = kept;
}

static void check_dns6(struct att_ip_config *ip, struct att_address_fault *f)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < ip->n_dns6; i++) {
		const uint8_t *b = ip->dns6[i].b;
		struct att_address_fault x =
			about(ATT_ADDRESS_DNS, true, b, 0, judge6(b));

		for (uint32_t k = 0; k < ip->n_ipv6 && !x.reason; k++)
			if (equal(b, ip->ipv6[k].address.b, 16))
				x.reason = ATT_ADDRESS_OURS;
		if (note(f, &x))
			ip->dns6[kept++] = ip->dns6[i];
	}
	for (uint32_t i = kept; i < ip->n_dns6; i++)
		memset(&ip->dns6[i], 0, sizeof(ip->dns6[i]));
	ip->n_dns6 = kept;
}

/* 0: it is not given. */
static void check_mtu(struct att_ip_config *ip, struct att_address_fault *f)
{
	struct att_address_fault x = {
		.role = ATT_ADDRESS_MTU, .mtu = ip->mtu, .count = 1};

	if (!ip->mtu)
		return;
	x.v6 = ip->mtu >= MTU_MIN_V4 && ip->n_ipv6;
	if (ip->mtu < (x.v6 ? MTU_MIN_V6 : MTU_MIN_V4))
		x.reason = ATT_ADDRESS_TOO_SMALL;
	else if (ip->mtu > MTU_MAX)
		x.reason = ATT_ADDRESS_TOO_LARGE;
	if (!note(f, &x))
		ip->mtu = x.v6 && x.reason == ATT_ADDRESS_TOO_SMALL ? MTU_MIN_V6
								    : 0;
}

void att_addresses_check(struct att_ip_config *ip,
			 struct att_address_fault *fault)
{
	memset(fault, 0, sizeof(*fault));
	check_own4(ip, fault);
	check_own6(ip, fault);
	check_gateways(ip, fault);
	check_dns4(ip, fault);
	check_dns6(ip, fault);
	check_mtu(ip, fault);
}

bool att_addresses_any(const struct att_ip_config *ip, uint32_t families)
{
	return (families & ATT_V4 && ip->n_ipv4) ||
	       (families & ATT_V6 && ip->n_ipv6);
}

/* --- in words ------------------------------------------------------------ */

static void put_address(struct att_text *t, const struct att_address_fault *f)
{
	struct att_ipv4 v4;
	struct att_ipv6 v6;

	memcpy(v4.b, f->b, sizeof(v4.b));
	memcpy(v6.b, f->b, sizeof(v6.b));
	if (f->v6)
		att_ipv6_text(t, &v6);
	else
		att_ipv4_text(t, &v4);
	if (f->role != ATT_ADDRESS_OWN)
		return;
	att_text_char(t, '/');
	att_text_dec(t, f->prefix);
}

static void put_mtu(struct att_text *t, const struct att_address_fault *f)
{
	att_text_dec(t, f->mtu);
	if (f->reason == ATT_ADDRESS_TOO_LARGE)
		att_text_put(t, ", more than a datagram can have: not used");
	else
		att_text_put(t, f->v6 ? ", less than IPv6 needs: 1280 is used"
				      : ", less than IPv4 needs: not used");
}

static const char *reason_text(const struct att_address_fault *f)
{
	switch (f->reason) {
	case ATT_ADDRESS_SENSIBLE:
	case ATT_ADDRESS_TOO_SMALL:
	case ATT_ADDRESS_TOO_LARGE:
		break;
	case ATT_ADDRESS_UNSPECIFIED:
		return "the unspecified address";
	case ATT_ADDRESS_LOOPBACK:
		return "a loopback address";
	case ATT_ADDRESS_MULTICAST:
		return "a multicast address";
	case ATT_ADDRESS_BROADCAST:
		return "the broadcast address";
	case ATT_ADDRESS_RESERVED:
		return "a reserved address";
	case ATT_ADDRESS_LINK_LOCAL:
		return "a link-local address";
	case ATT_ADDRESS_MAPPED:
		return "an IPv4 address in the form of IPv6";
	case ATT_ADDRESS_SHORT_PREFIX:
		return f->v6 ? "with a prefix shorter than 16"
			     : "with a prefix shorter than 8";
	case ATT_ADDRESS_NETWORK:
		return "the network address of the prefix";
	case ATT_ADDRESS_LAST:
		return "the broadcast address of the prefix";
	case ATT_ADDRESS_OURS:
		return "our own address";
	}
	return "";
}

void att_addresses_fault_text(struct att_text *t, const char *who,
			      const struct att_address_fault *f)
{
	static const char *const roles[] = {
		[ATT_ADDRESS_OWN] = " gives the address ",
		[ATT_ADDRESS_GATEWAY] = " gives the gateway ",
		[ATT_ADDRESS_DNS] = " gives the name server ",
		[ATT_ADDRESS_MTU] = " gives the MTU ",
	};
	bool edge = f->reason == ATT_ADDRESS_NETWORK ||
		    f->reason == ATT_ADDRESS_LAST;

	att_text_put(t, who);
	att_text_put(t, roles[f->role]);
	if (f->role == ATT_ADDRESS_MTU) {
		put_mtu(t, f);
	} else {
		put_address(t, f);
		att_text_put(t, ", ");
		att_text_put(t, reason_text(f));
		att_text_put(t, edge && f->role == ATT_ADDRESS_OWN
					? ": used with the prefix 32"
					: ": not used");
	}
	if (f->count < 2)
		return;
	att_text_put(t, " (and ");
	att_text_dec(t, f->count - 1);
	att_text_put(t, " more)");
}
