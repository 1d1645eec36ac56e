/*
 * \brief  DHCP at the Uplink session: the router's address is the modem's
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <dhcp_server.h>

using namespace Attache;
using namespace Net;

using Type    = Dhcp_packet::Message_type;
using Options = Dhcp_packet::Options_aggregator<Size_guard>;

namespace {

	/**
	 * A message of a client
	 */
	class Request : Noncopyable
	{
		private:

			enum { FIXED = sizeof(Dhcp_packet) };

			att_bytes const _bytes;

			/**
			 * Value of an option, which 'Dhcp_packet' does not look for within
			 * bounds; empty: it is not there
			 */
			att_bytes _option(Dhcp_packet::Option::Code code) const
			{
				enum : uint8_t { PAD = 0, END = 255 };

				att_bytes value { };
				size_t at = FIXED;

				while (at < _bytes.len && _bytes.p[at] != END) {

					if (_bytes.p[at] == PAD) {
						at++;
						continue;
					}
					if (!att_bytes_has(_bytes, at, 2) ||
					    !att_bytes_sub(_bytes, at + 2, _bytes.p[at + 1], &value))
						break;

					if (_bytes.p[at] == uint8_t(code))
						return value;

					at += 2 + value.len;
				}
				return att_bytes { };
			}

		public:

			Request(att_bytes bytes) : _bytes(bytes) { }

			Dhcp_packet const &packet() const { return *(Dhcp_packet const *)_bytes.p; }

			bool valid() const
			{
				return _bytes.len >= FIXED
				    && packet().op()    == Dhcp_packet::REQUEST
				    && packet().htype() == Dhcp_packet::Htype::ETH
				    && packet().hlen()  == sizeof(Mac_address)
				    && packet().magic_cookie() == 0x63825363;
			}

			Type type() const
			{
				att_bytes const value = _option(Dhcp_packet::Option::Code::MSG_TYPE);

				return value.len == 1 ? Type(*value.p) : Type { };
			}

			/**
			 * The address that it is about: the one that it asks for, or has
			 */
			Ipv4_address address() const
			{
				att_bytes const value = _option(Dhcp_packet::Option::Code::REQ_IP_ADDR);

				return value.len == 4 ? Ipv4_link::net(value.p) : packet().ciaddr();
			}
	};

	struct Interface_mtu : Dhcp_packet::Option_tpl<uint16_t>
	{
		static constexpr Code CODE = Code(26);

		Interface_mtu(uint16_t mtu) : Option_tpl(CODE, host_to_big_endian(mtu)) { }
	};
}


static void append_link(Options &options, Ipv4_link const &link, att_ip_config const &ip)
{
	options.append_option<Dhcp_packet::Subnet_mask>(link.subnet_mask());
	options.append_option<Dhcp_packet::Router_ipv4>(link.gateway);
	options.append_option<Interface_mtu>(uint16_t(link.mtu));

	if (ip.n_dns4)
		options.append_dns_server([&] (Options::Dns_server_data &data) {
			for (unsigned i = 0; i < ip.n_dns4; i++)
				data.append_address(Ipv4_link::net(ip.dns4[i].b)); });
}


static Type answer_type(Request const &request, Ipv4_link const &link)
{
	switch (request.type()) {
	case Type::DISCOVER: return Type::OFFER;
	case Type::REQUEST:  return request.address() == link.address ? Type::ACK : Type::NAK;
	case Type::INFORM:   return Type::ACK;
	case Type::OFFER:
	case Type::DECLINE:
	case Type::ACK:
	case Type::NAK:
	case Type::RELEASE:  break;
	}
	return Type { };
}


static void fill(Dhcp_packet &dhcp, Dhcp_packet const &asked, Type type, bool lease,
                 Ipv4_link const &link)
{
	dhcp.op(Dhcp_packet::REPLY);
	dhcp.htype(Dhcp_packet::Htype::ETH);
	dhcp.hlen(sizeof(Mac_address));
	dhcp.xid(asked.xid());
	dhcp.flags(asked.flags());
	if (type != Type::NAK)
		dhcp.ciaddr(asked.ciaddr());
	if (lease) {
		dhcp.yiaddr(link.address);
		dhcp.siaddr(link.gateway);
	}
	dhcp.client_mac(asked.client_mac());
	dhcp.default_magic_cookie();
}


static void append_options(Options &options, Type type, bool lease,
                           Ipv4_link const &link, att_ip_config const &ip)
{
	options.append_option<Dhcp_packet::Message_type_option>(type);
	options.append_option<Dhcp_packet::Server_ipv4>(link.gateway);
	if (lease)
		options.append_option<Dhcp_packet::Ip_lease_time>(uint32_t(Dhcp_server::LEASE_SEC));
	if (type != Type::NAK)
		append_link(options, link, ip);
	options.append_option<Dhcp_packet::Options_end>();
}


size_t Dhcp_server::answer(att_bytes bytes, Ipv4_link const &link, att_ip_config const &ip,
                           Mac_address const &mac, uint8_t *reply)
{
	enum { MIN_DHCP = 300 }; /* RFC 1542 2.1 */

	Request const request(bytes);
	if (!request.valid())
		return 0;

	Dhcp_packet const &asked = request.packet();
	Type        const  type  = answer_type(request, link);
	if (type == Type { })
		return 0;

	bool const lease  = type != Type::NAK && request.type() != Type::INFORM;
	bool const to_all = type == Type::NAK || (asked.broadcast() && !asked.ciaddr().valid());

	bzero(reply, MAX_REPLY);
	Size_guard guard(MAX_REPLY);

	Ethernet_frame &eth = Ethernet_frame::construct_at(reply, guard);
	eth.dst(to_all ? Ethernet_frame::broadcast() : asked.client_mac());
	eth.src(mac);
	eth.type(Ethernet_frame::Type::IPV4);

	size_t const ip_off = guard.head_size();
	Ipv4_packet &ipv4 = eth.construct_at_data<Ipv4_packet>(guard);
	ipv4.header_length(sizeof(Ipv4_packet)/4);
	ipv4.version(4);
	ipv4.time_to_live(64);
	ipv4.protocol(Ipv4_packet::Protocol::UDP);
	ipv4.src(link.gateway);
	ipv4.dst(to_all ? Ipv4_packet::broadcast()
	                : asked.ciaddr().valid() ? asked.ciaddr() : link.address);

	size_t const udp_off = guard.head_size();
	Udp_packet &udp = ipv4.construct_at_data<Udp_packet>(guard);
	udp.src_port(Port(Dhcp_packet::BOOTPS));
	udp.dst_port(Port(Dhcp_packet::BOOTPC));

	size_t const dhcp_off = guard.head_size();
	Dhcp_packet &dhcp = udp.construct_at_data<Dhcp_packet>(guard);
	fill(dhcp, asked, type, lease, link);

	Options options(dhcp, guard);
	append_options(options, type, lease, link, ip);

	size_t const len = max(guard.head_size(), dhcp_off + MIN_DHCP);
	udp.length(uint16_t(len - udp_off));
	udp.update_checksum(ipv4.src(), ipv4.dst());
	ipv4.total_length(len - ip_off);
	ipv4.update_checksum();
	return len;
}
