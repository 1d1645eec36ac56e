/*
 * \brief  DHCP at the Uplink session: the router's address is the modem's
 * \author attache maintainers
 * \date   2026-12-01
 *
 * One client, one address (RFC 2131, options of RFC 2132). There is nothing to
 * remember: the address is the link's, and every other one is refused.
 */

#ifndef _DHCP_SERVER_H_
#define _DHCP_SERVER_H_

#include <net/dhcp.h>

#include <ipv4_link.h>

namespace Attache { struct Dhcp_server; }


struct Attache::Dhcp_server
{
	enum {
		/*
		 * Half of it is the time after which a router learns of other name
		 * servers. Of another address it learns at once, as the session is
		 * opened anew.
		 */
		LEASE_SEC = 120,

		/* frame, IPv4, UDP, BOOTP, and options with all name servers */
		MAX_REPLY = 14 + 20 + 8 + 240 + 128,
	};

	/**
	 * Write the answer to a message
	 *
	 * \param request  what is behind the UDP header
	 * \param mac      of the source of the answer
	 * \param reply    'MAX_REPLY' bytes, for a frame
	 * \return         length of the frame, 0 if there is no answer
	 */
	static size_t answer(att_bytes request, Ipv4_link const &, att_ip_config const &,
	                     Net::Mac_address const &mac, uint8_t *reply);
};

#endif /* _DHCP_SERVER_H_ */
