/*
 * \brief  What the Uplink session looks like to a router
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <link_layer.h>

extern "C" {
#include <attache/net/mss.h>
}

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


void Link_layer::addresses(att_ip_config const &ip)
{
	att_ipv6_prefix const shared = att_plan_shared_prefix(&ip);

	_ip   = ip;
	_ipv4 = Ipv4_link::from(ip);
	_ipv6 = att_ndp_link { };

	_modem_mac.copy(_ipv6.mac);
	_ipv6.mtu = _ipv4.mtu;

	/* as on Linux: what the modem does not say itself is said in its stead */
	if (!ip.slaac6 && shared.length) {
		_ipv6.prefix_len = 64;
		Genode::memcpy(_ipv6.prefix, shared.net.b, 8);
	}
	for (; _ipv6.n_dns < ip.n_dns6; _ipv6.n_dns++)
		Genode::memcpy(_ipv6.dns[_ipv6.n_dns], ip.dns6[_ipv6.n_dns].b, 16);
}


bool Link_layer::same_address(att_ip_config const &ip) const
{
	att_ipv6_prefix const was = att_plan_shared_prefix(&_ip),
	                      is  = att_plan_shared_prefix(&ip);

	return _ipv4.same_address(Ipv4_link::from(ip)) && was.length == is.length
	    && Genode::memcmp(was.net.b, is.net.b, sizeof(is.net.b)) == 0;
}


void Link_layer::put_frame(uint8_t *frame, att_bytes datagram)
{
	_router_mac.copy(frame);
	_modem_mac.copy(frame + 6);
	att_put16_be(frame + 12, datagram.p[0] >> 4 == 4 ? IPV4 : IPV6);
	Genode::memcpy(frame + HEADER, datagram.p, datagram.len);

	(void)att_mss_clamp(frame + HEADER, datagram.len, _ipv4.mtu);
	(void)att_ndp_prefix_told(datagram, _heard);
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
	if (len < HEADER + sizeof(Arp_packet) || !_ipv4.address.valid())
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
 * The network under a prefix is the link's alone (RFC 7278), so that a router
 * may take any address in it. Without one, it may ask for a router.
 */
bool Link_layer::_own_ipv6(uint8_t const *address) const
{
	static uint8_t const none[16] { };

	auto in = [&] (uint8_t const *prefix) {
		return prefix[0] && att_bytes_equal(att_bytes_of(prefix, 8), att_bytes_of(address, 8)); };

	if (att_ipv6_is_link_local(address) || in(_ipv6.prefix) || in(_heard)
	 || att_bytes_equal(att_bytes_of(none, 16), att_bytes_of(address, 16)))
		return true;

	for (unsigned i = 0; i < _ip.n_ipv6; i++)
		if (in(_ip.ipv6[i].address.b))
			return true;

	return false;
}


Link_layer::Verdict Link_layer::_discovery(uint8_t const *frame, att_bytes datagram)
{
	size_t const len = att_ndp_answer(&_ipv6, datagram, _reply + HEADER);

	if (!len)
		return Verdict::NOTHING;

	Genode::memcpy(_reply, frame + 6, 6);
	_modem_mac.copy(_reply + 6);
	att_put16_be(_reply + 12, IPV6);
	return _replied(HEADER + len);
}


Link_layer::Verdict Link_layer::_ipv6_datagram(uint8_t const *frame, att_bytes bytes)
{
	enum { IPV6_HEADER = 40, LENGTH = 4, SOURCE = 8 };

	att_bytes datagram { };
	if (!_ip.n_ipv6 || bytes.len < IPV6_HEADER
	 || !att_bytes_sub(bytes, 0, IPV6_HEADER + att_get16_be(bytes.p + LENGTH), &datagram))
		return Verdict::NOTHING;

	if (_discovery(frame, datagram) == Verdict::REPLY)
		return Verdict::REPLY;

	if (att_ndp_is_solicitation(datagram))
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

	att_bytes const behind  = att_bytes_of(frame + HEADER, len - HEADER);
	Verdict         verdict = Verdict::NOTHING;

	switch (att_get16_be(frame + 12)) {
	case ARP:  verdict = _arp_request(frame, len);      break;
	case IPV4: verdict = _ipv4_datagram(behind);        break;
	case IPV6: verdict = _ipv6_datagram(frame, behind); break;
	}
	if (verdict == Verdict::DATAGRAM)
		(void)att_mss_clamp(frame + HEADER, _datagram_len, _ipv4.mtu);

	return verdict;
}
