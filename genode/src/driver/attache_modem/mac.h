/*
 * \brief  MAC address of the router's end of the Uplink session
 * \author attache maintainers
 * \date   2026-12-01
 *
 * A modem has none. One that is made of its identity stays the same when the
 * modem is plugged in elsewhere, and differs from that of another modem. Only 16
 * bits of a hash are used, which do not tell an IMEI.
 */

#ifndef _MAC_H_
#define _MAC_H_

#include <net/mac_address.h>

#include <attache.h>

namespace Attache {

	/**
	 * \param configured  taken if it is valid
	 * \param identity    of the modem
	 * \param session     of the modem; its address is by two higher than that of
	 *                    the one before, as the modem's end has one, too
	 */
	static inline Net::Mac_address uplink_mac(Net::Mac_address const &configured,
	                                          char const *identity, unsigned session)
	{
		if (configured != Net::Mac_address() && !configured.multicast()) {
			Net::Mac_address mac = configured;
			mac.addr[5] = uint8_t(mac.addr[5] + 2*session);
			return mac;
		}

		/* FNV-1a */
		uint32_t hash = 2166136261;
		for (; *identity; identity++)
			hash = (hash ^ uint8_t(*identity))*16777619;

		/* locally administered */
		uint8_t const mac[] { 0x02, 'a', 't', uint8_t(hash >> 24), uint8_t(hash >> 16),
		                      uint8_t(2*session) };

		return Net::Mac_address((void *)mac);
	}
}

#endif /* _MAC_H_ */
