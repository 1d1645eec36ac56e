/*
 * \brief  What the Uplink session looks like to a router
 * \author attache maintainers
 * \date   2026-12-01
 *
 * The modem has IP datagrams, the session has Ethernet frames. A router is to
 * find there what it finds at any network: somebody who answers DHCP and ARP,
 * and neighbour solicitations. All of that ends here, and so do datagrams of
 * addresses that are not the link's. Segments of TCP are made to fit the link,
 * as routers may know nothing of its MTU.
 */

#ifndef _LINK_LAYER_H_
#define _LINK_LAYER_H_

#include <net/arp.h>
#include <net/mac_address.h>

#include <dhcp_server.h>

extern "C" {
#include <attache/net/ndp.h>
}

namespace Attache { class Link_layer; }


class Attache::Link_layer : Noncopyable
{
	public:

		static constexpr size_t HEADER    = sizeof(Net::Ethernet_frame),
		                        MAX_REPLY = Dhcp_server::MAX_REPLY;

		static_assert(HEADER + ATT_NDP_ANSWER_MAX <= MAX_REPLY);

		/**
		 * What becomes of a frame: its datagram is the modem's, it is answered
		 * by another frame, or it ends here
		 */
		enum class Verdict { DATAGRAM, REPLY, NOTHING };

	private:

		enum : uint16_t { IPV4 = 0x0800, ARP = 0x0806, IPV6 = 0x86dd };

		/* the router's own at this session, and that of everybody else */
		Net::Mac_address const _router_mac, _modem_mac;

		att_ip_config _ip   { };
		Ipv4_link     _ipv4 { };
		att_ndp_link  _ipv6 { };

		/* of addresses that the modem's network has advertised */
		uint8_t _heard[8] { };

		uint8_t _reply[MAX_REPLY] { };
		size_t  _reply_len    = 0;
		size_t  _datagram_len = 0;

		static Net::Mac_address _other(Net::Mac_address);

		Verdict _replied(size_t len);
		Verdict _foreign_source();
		Verdict _arp_request(uint8_t const *frame, size_t len);
		Verdict _ipv4_datagram(att_bytes);
		Verdict _ipv6_datagram(uint8_t const *frame, att_bytes);
		Verdict _discovery(uint8_t const *frame, att_bytes);
		bool    _own_ipv6(uint8_t const *address) const;

	public:

		uint64_t foreign = 0; /* datagrams of addresses that are not the link's */

		/**
		 * \param mac  the router's
		 */
		Link_layer(Net::Mac_address const &mac)
		: _router_mac(mac), _modem_mac(_other(mac)) { }

		/**
		 * The link has these addresses
		 */
		void addresses(att_ip_config const &ip);

		/**
		 * Can it be told to a router without another session?
		 */
		bool same_address(att_ip_config const &ip) const;

		/**
		 * Judge a frame of the router, and make its segment size fit
		 */
		Verdict judge(uint8_t *frame, size_t len);

		/**
		 * The datagram behind the header of a frame, without padding, if it is
		 * the modem's
		 */
		size_t datagram_len() const { return _datagram_len; }

		/**
		 * Frame that answers the one that was judged last
		 */
		att_bytes reply() const { return att_bytes_of(_reply, _reply_len); }

		/**
		 * Write the frame of a datagram of the modem, which is not empty
		 */
		void put_frame(uint8_t *frame, att_bytes datagram);
};

#endif /* _LINK_LAYER_H_ */
