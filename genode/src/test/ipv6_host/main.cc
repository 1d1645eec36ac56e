/*
 * \brief  Host with IPv6 at an Uplink session
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <base/attached_ram_dataspace.h>
#include <base/component.h>
#include <base/heap.h>
#include <base/log.h>
#include <nic/packet_allocator.h>
#include <root/component.h>
#include <timer_session/connection.h>
#include <uplink_session/rpc_object.h>

extern "C" {
#include <attache/net/inet.h>
}

namespace Ipv6_host {

	using namespace Genode;

	struct Buffers;
	class  Session;
	class  Root;
	struct Main;

	enum { ETH = 14, IP = 40, ICMPV6 = 58, HOP_LIMIT = 255 };

	enum { SOURCE = ETH + 8, DESTINATION = ETH + 24, ICMP = ETH + IP };

	enum : uint8_t {
		ECHO_REQUEST = 128, ECHO_REPLY = 129, ROUTER_SOLICITATION = 133,
		ROUTER_ADVERTISEMENT = 134, SOLICITATION = 135, ADVERTISEMENT = 136
	};

	struct Address { uint8_t b[16]; };

	static bool operator == (Address const &a, uint8_t const *b) {
		return Genode::memcmp(a.b, b, sizeof(a.b)) == 0; }

	static Address const none { };
	static Address const all
		{{ 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }};
	static Address const link_local
		{{ 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7 }};
	static Address const foreign
		{{ 0x20, 1, 0xd, 0xb8, 0xff, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7 }};
	static Address const far
		{{ 0x20, 1, 0xd, 0xb8, 0xee, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }};
}


/* to be there before the session is */
struct Ipv6_host::Buffers : Noncopyable
{
	Nic::Packet_allocator  alloc;
	Attached_ram_dataspace tx_buffer, rx_buffer;

	Buffers(Env &env, Allocator &md_alloc, size_t tx_size, size_t rx_size)
	:
		alloc(&md_alloc),
		tx_buffer(env.ram(), env.rm(), tx_size), rx_buffer(env.ram(), env.rm(), rx_size)
	{ }
};


class Ipv6_host::Session : private Buffers, public Uplink::Session_rpc_object
{
	private:

		enum { ECHOES = 3 };

		Env &_env;

		Timer::Connection _timer { _env };

		Signal_handler<Session> _packets { _env.ep(), *this, &Session::_handle_packets };
		Signal_handler<Session> _timeout { _env.ep(), *this, &Session::_handle_timeout };

		uint8_t _router_mac[6] { };
		Address _router { }, _address { };

		enum class State { SOLICITS, RESOLVES, SENDS } _state { State::SOLICITS };

		uint8_t _replies = 0;

		/**
		 * Send a message of ICMPv6 with these bytes behind type, code and checksum
		 */
		void _send(uint8_t type, Address const &from, Address const &to,
		           void const *body, size_t body_len)
		{
			uint8_t frame[ETH + 512] { };
			uint8_t * const ip = frame + ETH;
			size_t    const icmp_len = 4 + body_len;

			::memset(frame, 0xff, 6);
			if (_state == State::SENDS)
				Genode::memcpy(frame, _router_mac, 6);
			frame[6] = 2;
			att_put16_be(frame + 12, 0x86dd);
			ip[0] = 6 << 4;
			att_put16_be(ip + 4, uint16_t(icmp_len));
			ip[6] = ICMPV6;
			ip[7] = HOP_LIMIT;
			Genode::memcpy(frame + SOURCE,      from.b, 16);
			Genode::memcpy(frame + DESTINATION, to.b,   16);
			frame[ICMP] = type;
			Genode::memcpy(frame + ICMP + 4, body, body_len);

			att_inet header { };
			header.p        = ip;
			header.v6       = true;
			header.protocol = ICMPV6;
			att_inet_put_sum(frame + ICMP + 2,
			                 att_inet_sum(att_inet_pseudo(&header, icmp_len),
			                              frame + ICMP, icmp_len));
			_submit(frame, ICMP + icmp_len);
		}

		void _submit(uint8_t const *frame, size_t len)
		{
			auto &source = *_rx.source();

			while (source.ack_avail())
				source.release_packet(source.try_get_acked_packet());

			source.alloc_packet_attempt(len).with_result(
				[&] (Packet_descriptor const packet) {
					Genode::memcpy(source.packet_content(packet), frame, len);
					source.try_submit_packet(packet); },
				[&] (auto) { error("no room for a frame"); });
			source.wakeup();
		}

		void _solicit_neighbour(Address const &from, Address const &target)
		{
			uint8_t body[20] { };
			Genode::memcpy(body + 4, target.b, 16);
			_send(SOLICITATION, from, all, body, sizeof(body));
		}

		void _echo(Address const &from, uint8_t id)
		{
			/* a datagram of 512 bytes, as a bulk packet of USB 2 */
			enum { IPV6_HEADER = 40, ICMP_HEADER = 4 };
			uint8_t const body[512 - IPV6_HEADER - ICMP_HEADER] { 0, id, 0, _replies };
			_send(ECHO_REQUEST, from, far, body, sizeof(body));
		}

		/**
		 * Prefix of an advertisement that is to make addresses of, or a null pointer
		 */
		static uint8_t const *_prefix(uint8_t const *frame, size_t len)
		{
			enum { OPTIONS = ICMP + 16, PREFIX = 3 };

			for (size_t at = OPTIONS; at + 8 <= len && frame[at + 1]; at += frame[at + 1]*8u)
				if (frame[at] == PREFIX && at + 32 <= len && frame[at + 2] == 64)
					return frame + at + 16;
			return nullptr;
		}

		void _advertised(uint8_t const *frame, size_t len)
		{
			uint8_t const * const prefix = _prefix(frame, len);

			if (!prefix || _state != State::SOLICITS)
				return;

			log("router advertises a prefix");
			Genode::memcpy(_router.b, frame + SOURCE, 16);
			Genode::memcpy(_address.b, prefix, 8);
			_address.b[15] = 7;
			_state = State::RESOLVES;
			_solicit_neighbour(_address, _router);
		}

		void _resolved(uint8_t const *frame, size_t len)
		{
			enum { TARGET = ICMP + 8, OPTION = ICMP + 24, LINK_ADDRESS = 2 };

			if (len < OPTION + 8 || frame[OPTION] != LINK_ADDRESS)
				return;

			if (link_local == frame + TARGET)
				error("somebody else has the address");

			if (_state != State::RESOLVES || !(_router == frame + TARGET))
				return;

			log("router resolved");
			Genode::memcpy(_router_mac, frame + OPTION + 2, 6);
			_state = State::SENDS;
			_echo(foreign, 1);
			_echo(_address, 2);
		}

		void _replied(uint8_t const *frame)
		{
			if (!(_address == frame + DESTINATION)) {
				error("reply to a foreign address");
				return;
			}
			log("reply ", ++_replies, " of the far side");
			if (_replies == ECHOES)
				_env.parent().exit(0);
		}

		void _take(uint8_t const *frame, size_t len)
		{
			if (len < ICMP + 8u || att_get16_be(frame + 12) != 0x86dd
			 || frame[ETH + 6] != ICMPV6)
				return;

			switch (frame[ICMP]) {
			case ROUTER_ADVERTISEMENT: _advertised(frame, len); break;
			case ADVERTISEMENT:        _resolved(frame, len);   break;
			case ECHO_REPLY:           _replied(frame);         break;
			}
		}

		void _handle_packets()
		{
			auto &sink = *_tx.sink();

			while (sink.packet_avail() && sink.ack_slots_free()) {

				Packet_descriptor const packet = sink.try_get_packet();

				if (sink.packet_valid(packet))
					_take((uint8_t const *)sink.packet_content(packet), packet.size());

				sink.try_ack_packet(packet);
			}
			sink.wakeup();
		}

		void _handle_timeout()
		{
			uint8_t const nothing[4] { };

			switch (_state) {
			case State::SOLICITS: _send(ROUTER_SOLICITATION, link_local, all, nothing, 4); break;
			case State::RESOLVES: _solicit_neighbour(_address, _router);            break;
			case State::SENDS:    _echo(_address, 2);                               break;
			}
		}

	public:

		Session(Env &env, Allocator &md_alloc, size_t tx_size, size_t rx_size)
		:
			Buffers(env, md_alloc, tx_size, rx_size),
			Uplink::Session_rpc_object(env.rm(), tx_buffer.cap(), rx_buffer.cap(), &alloc,
			                           env.ep().rpc_ep()),
			_env(env)
		{
			_tx.sigh_ready_to_ack(_packets);
			_tx.sigh_packet_avail(_packets);
			_rx.sigh_ack_avail(_packets);
			_rx.sigh_ready_to_submit(_packets);
			_timer.sigh(_timeout);
			_timer.trigger_periodic(1000*1000);

			_solicit_neighbour(none, link_local);
		}
};


class Ipv6_host::Root : public Root_component<Session>
{
	private:

		Env &_env;

		Create_result _create_session(char const *args) override
		{
			auto size = [&] (char const *name) {
				return Arg_string::find_arg(args, name).ulong_value(0); };

			return _alloc_obj(_env, *md_alloc(), size("tx_buf_size"), size("rx_buf_size"));
		}

	public:

		Root(Env &env, Allocator &alloc)
		: Root_component<Session>(&env.ep().rpc_ep(), &alloc), _env(env) { }
};


struct Ipv6_host::Main
{
	Heap _heap;
	Root _root;

	Main(Env &env) : _heap(env.ram(), env.rm()), _root(env, _heap)
	{
		env.parent().announce(env.ep().manage(_root));
	}
};


void Component::construct(Genode::Env &env) { static Ipv6_host::Main main(env); }
