/* The DHCP server of the far side: it gives each session the address that its
 * network has for it, and no other. RFC 2131, RFC 2132. */
#include "tools/simodem/host.h"

#define FIXED	240u /* with the magic cookie */
#define COOKIE	0x63825363u
#define PREFIX4 30u

/* Where the fields of the message are. */
enum { OP, XID = 4, FLAGS = 10, CIADDR = 12, YIADDR = 16, CHADDR = 28 };
enum { REQUEST = 1, REPLY = 2 };

enum { DISCOVER = 1, OFFER, REQUEST_IT, DECLINE, ACK, NAK, RELEASE, INFORM };

enum {
	PAD = 0,
	MASK = 1,
	ROUTER = 3,
	DNS = 6,
	MTU = 26,
	ADDRESS = 50,
	LEASE = 51,
	TYPE = 53,
	SERVER = 54,
	END = 255
};

/* The option's value; empty: it is not there. */
static struct att_bytes option(struct att_bytes query, uint8_t code)
{
	struct att_bytes value = {0};
	size_t at = FIXED;

	while (at < query.len && query.p[at] != END) {
		if (query.p[at] == PAD) {
			at++;
			continue;
		}
		if (!att_bytes_has(query, at, 2) ||
		    !att_bytes_sub(query, at + 2, query.p[at + 1], &value))
			break;
		if (query.p[at] == code)
			return value;
		at += 2u + query.p[at + 1];
	}
	return (struct att_bytes){0};
}

static uint8_t type_of(struct att_bytes query)
{
	struct att_bytes type;

	if (query.len < FIXED || query.p[OP] != REQUEST ||
	    att_get32_be(query.p + FIXED - 4) != COOKIE)
		return 0;
	type = option(query, TYPE);
	return type.len == 1 ? type.p[0] : 0;
}

/* The address that a request is about: the one that it asks for, or has. */
static bool is_for(struct att_bytes query, const uint8_t address[4])
{
	struct att_bytes wanted = option(query, ADDRESS);

	if (wanted.len != 4)
		wanted = att_bytes_of(query.p + CIADDR, 4);
	return att_bytes_equal(wanted, att_bytes_of(address, 4));
}

/* Does it speak to another server? */
static bool is_for_another(struct att_bytes query, const uint8_t server[4])
{
	struct att_bytes named = option(query, SERVER);

	return named.len && !att_bytes_equal(named, att_bytes_of(server, 4));
}

static size_t put(uint8_t *out, size_t at, uint8_t code, const void *value,
		  uint8_t len)
{
	out[at] = code;
	out[at + 1] = len;
	memcpy(out + at + 2, value, len);
	return at + 2u + len;
}

static size_t put_lease(const struct sim_host *h, uint8_t *out, size_t at,
			const uint8_t router[4])
{
	uint8_t lease[4], mask[4], mtu[2];

	att_put32_be(lease, h->dhcp_lease_s);
	att_put32_be(mask, UINT32_MAX << (32 - PREFIX4));
	att_put16_be(mtu, (uint16_t)h->mtu);
	at = put(out, at, LEASE, lease, 4);
	at = put(out, at, MASK, mask, 4);
	at = put(out, at, ROUTER, router, 4);
	at = put(out, at, DNS, router, 4);
	return put(out, at, MTU, mtu, 2);
}

/* The type of the answer; 0: none. */
static uint8_t answer_to(struct att_bytes query, const uint8_t server[4],
			 const uint8_t address[4])
{
	switch (type_of(query)) {
	case DISCOVER:
		return OFFER;
	case REQUEST_IT:
		if (is_for_another(query, server))
			return 0;
		return is_for(query, address) ? ACK : NAK;
	}
	return 0;
}

size_t sim_dhcp_answer(const struct sim_host *h, uint32_t network,
		       struct att_bytes query, uint8_t *out)
{
	uint8_t server[4], address[4], type;
	size_t at = FIXED;

	sim_address4(server, network, SIM_FAR);
	sim_address4(address, network, SIM_NEAR);
	type = answer_to(query, server, address);
	if (!type)
		return 0;
	memset(out, 0, SIM_DHCP_ANSWER);
	memcpy(out, query.p, CIADDR); /* hardware, xid, flags */
	memcpy(out + CHADDR, query.p + CHADDR, 16);
	out[OP] = REPLY;
	att_put32_be(out + FIXED - 4, COOKIE);
	at = put(out, at, TYPE, &type, 1);
	at = put(out, at, SERVER, server, 4);
	if (type != NAK) {
		memcpy(out + YIADDR, address, 4);
		at = put_lease(h, out, at, server);
	}
	out[at++] = END;
	return at < SIM_DHCP_ANSWER ? SIM_DHCP_ANSWER : at;
}
