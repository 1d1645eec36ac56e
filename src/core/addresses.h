/* Do the addresses that somebody gives for a session make sense? Used for those
 * of the modem, and by the platform for those of a DHCP server. No state, no
 * system calls. */
#ifndef ATT_CORE_ADDRESSES_H
#define ATT_CORE_ADDRESSES_H

#include "base/text.h"
#include "core/facts.h"

enum att_address_role {
	ATT_ADDRESS_OWN,
	ATT_ADDRESS_GATEWAY,
	ATT_ADDRESS_DNS,
	ATT_ADDRESS_MTU
};

/* What is wrong with it (registry: RFC 6890). */
enum att_address_reason {
	ATT_ADDRESS_SENSIBLE,
	ATT_ADDRESS_UNSPECIFIED,
	ATT_ADDRESS_LOOPBACK,
	ATT_ADDRESS_MULTICAST,
	ATT_ADDRESS_BROADCAST,
	ATT_ADDRESS_RESERVED,
	ATT_ADDRESS_LINK_LOCAL,	  /* of IPv4: nobody beyond the link answers */
	ATT_ADDRESS_MAPPED,	  /* IPv4 in the form of IPv6 */
	ATT_ADDRESS_SHORT_PREFIX, /* below 8, of IPv6 below 16 */
	ATT_ADDRESS_NETWORK,	  /* the first of its prefix */
	ATT_ADDRESS_LAST,	  /* the last of its prefix: its broadcast */
	ATT_ADDRESS_OURS,	  /* a name server: our own address */
	ATT_ADDRESS_TOO_SMALL,	  /* an MTU, for what it has to carry */
	ATT_ADDRESS_TOO_LARGE	  /* an MTU that no datagram can have */
};

/* The first that did not make sense, and how many did not. */
struct att_address_fault {
	enum att_address_reason reason; /* SENSIBLE: all did */
	enum att_address_role role;
	bool v6;
	uint8_t prefix;
	uint8_t b[16]; /* network order; IPv4 in the first 4 */
	uint32_t mtu;
	uint32_t count;
};

/* Takes out of ip what makes no sense: own addresses, gateways, name servers,
 * the MTU. An own IPv4 address that is the first or the last of its prefix
 * stays, with the prefix 32: then the prefix is what is wrong. What is left
 * keeps its order; unused places are zero. fault is filled in. */
void att_addresses_check(struct att_ip_config *ip,
			 struct att_address_fault *fault);
/* Is there an address of a family (ATT_V4, ATT_V6; both: of either) in ip? */
bool att_addresses_any(const struct att_ip_config *ip, uint32_t families);
/* A sentence: "the modem gives the address 127.0.0.1/8, a loopback address: not
 * used". who: who gave it. Only where fault has a reason. */
void att_addresses_fault_text(struct att_text *t, const char *who,
			      const struct att_address_fault *fault);

#endif
