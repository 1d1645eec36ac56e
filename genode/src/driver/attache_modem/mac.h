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
	 */
	static inline Net::Mac_address uplink_mac(Net::Mac_address const &configured,
	                                          char const *identity)
	{
		if (configured != Net::Mac_address() && !configured.multicast())
			return configured;

		/* FNV-1a */
		uint32_t hash = 2166136261;
		for (; *identity; identity++)
			hash = (hash ^ uint8_t(*identity))*16777619;

		/* locally administered, the last one is free for the modem's end */
		uint8_t const mac[] { 0x02, 'a', 't', uint8_t(hash >> 24), uint8_t(hash >> 16), 0 };

		return Net::Mac_address((void *)mac);
	}
}

#endif /* _MAC_H_ */
