/*
 * \brief  What the Uplink session looks like to a router
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <link_layer.h>

using namespace Attache;
using namespace Net;


/**
 * Another address, which is not a maker's
 */
Mac_address Link_layer::_other(Mac_address mac)
{
	mac.addr[0] |= 2;
	mac.addr[5] ^= 1;
	return mac;
}


void Link_layer::put_header(uint8_t *frame, uint8_t const *datagram) const
{
	_router_mac.copy(frame);
	_modem_mac.copy(frame + 6);
	att_put16_be(frame + 12, datagram[0] >> 4 == 4 ? IPV4 : IPV6);
}


Link_layer::Verdict Link_layer::_replied(size_t len)
{
	_reply_len = len;
	return len ? Verdict::REPLY : Verdict::NOTHING;
}


Link_layer::Verdict Link_layer::_foreign_source()
{
	if (!foreign++)
		warning("a datagram whose source is not an address of the link is dropped,"
		        " and so are all others: the router lacks a 'nat' rule");

	return Verdict::NOTHING;
}


/*
 * Everybody but the router itself is behind the modem. Nobody answers to the
 * router's own address, which it may probe.
 */
Link_layer::Verdict Link_layer::_arp_request(uint8_t const *frame, size_t len)
{
	if (len < HEADER + sizeof(Arp_packet))
		return Verdict::NOTHING;

	Arp_packet const &asked = *(Arp_packet const *)(frame + HEADER);

	if (!asked.ethernet_ipv4() || asked.opcode() != Arp_packet::REQUEST)
		return Verdict::NOTHING;

	if (asked.dst_ip() == _ipv4.address || asked.dst_ip() == asked.src_ip())
		return Verdict::NOTHING;

	Size_guard guard(MAX_REPLY);

	Ethernet_frame &eth = Ethernet_frame::construct_at(_reply, guard);
	eth.dst(asked.src_mac());
	eth.src(_modem_mac);
	eth.type(Ethernet_frame::Type::ARP);

	Arp_packet &arp = eth.construct_at_data<Arp_packet>(guard);
	arp.hardware_address_type(Arp_packet::ETHERNET);
	arp.protocol_address_type(Arp_packet::IPV4);
	arp.hardware_address_size(sizeof(Mac_address));
	arp.protocol_address_size(sizeof(Ipv4_address));
	arp.opcode(Arp_packet::REPLY);
	arp.src_mac(_modem_mac);
	arp.src_ip(asked.dst_ip());
	arp.dst_mac(asked.src_mac());
	arp.dst_ip(asked.src_ip());

	return _replied(guard.head_size());
}


static bool to_dhcp_server(att_bytes datagram)
{
	enum { HEADERS = sizeof(Ipv4_packet) + sizeof(Udp_packet) };

	if (datagram.len < HEADERS)
		return false;

	Ipv4_packet const &ip  = *(Ipv4_packet const *)datagram.p;
	Udp_packet  const &udp = *(Udp_packet const *)(datagram.p + sizeof(Ipv4_packet));

	return ip.header_length() == sizeof(Ipv4_packet)/4
	    && ip.protocol() == Ipv4_packet::Protocol::UDP
	    && !ip.more_fragments() && !ip.fragment_offset()
	    && udp.dst_port() == Port(Dhcp_packet::BOOTPS);
}


Link_layer::Verdict Link_layer::_ipv4_datagram(att_bytes bytes)
{
	if (bytes.len < sizeof(Ipv4_packet))
		return Verdict::NOTHING;

	Ipv4_packet const &ip = *(Ipv4_packet const *)bytes.p;

	att_bytes datagram { };
	if (!att_bytes_sub(bytes, 0, ip.total_length(), &datagram)
	 || datagram.len < sizeof(Ipv4_packet) || !_ipv4.address.valid())
		return Verdict::NOTHING;

	if (to_dhcp_server(datagram)) {

		enum { HEADERS = sizeof(Ipv4_packet) + sizeof(Udp_packet) };

		att_bytes const request = att_bytes_of(datagram.p + HEADERS, datagram.len - HEADERS);

		return _replied(Dhcp_server::answer(request, _ipv4, _ip, _modem_mac, _reply));
	}
	if (ip.src() != _ipv4.address)
		return _foreign_source();

	_datagram_len = datagram.len;
	return Verdict::DATAGRAM;
}


/*
 * The network under the prefix is the link's alone (RFC 7278), so that a router
 * may take any address in it.
 */
bool Link_layer::_own_ipv6(uint8_t const *address) const
{
	if (att_ipv6_is_link_local(address))
		return true;

	for (unsigned i = 0; i < _ip.n_ipv6; i++)
		if (Genode::memcmp(_ip.ipv6[i].address.b, address, 8) == 0)
			return true;

	return false;
}


Link_layer::Verdict Link_layer::_ipv6_datagram(att_bytes bytes)
{
	enum { IPV6_HEADER = 40, LENGTH = 4, SOURCE = 8 };

	att_bytes datagram { };
	if (bytes.len < IPV6_HEADER
	 || !att_bytes_sub(bytes, 0, IPV6_HEADER + att_get16_be(bytes.p + LENGTH), &datagram))
		return Verdict::NOTHING;

	if (!_own_ipv6(datagram.p + SOURCE))
		return _foreign_source();

	_datagram_len = datagram.len;
	return Verdict::DATAGRAM;
}


Link_layer::Verdict Link_layer::judge(uint8_t *frame, size_t len)
{
	if (len < HEADER)
		return Verdict::NOTHING;

	att_bytes const behind = att_bytes_of(frame + HEADER, len - HEADER);

	switch (att_get16_be(frame + 12)) {
	case ARP:  return _arp_request(frame, len);
	case IPV4: return _ipv4_datagram(behind);
	case IPV6: return _ipv6_datagram(behind);
	}
	return Verdict::NOTHING;
}
