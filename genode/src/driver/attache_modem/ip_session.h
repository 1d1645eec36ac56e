/*
 * \brief  One IP session of the modem, and the Uplink session that it is
 * \author attache maintainers
 * \date   2026-12-01
 *
 * The existence of the Uplink session is the state of the link.
 */

#ifndef _IP_SESSION_H_
#define _IP_SESSION_H_

#include <config.h>
#include <mac.h>
#include <opened_env.h>
#include <uplink.h>

extern "C" {
#include <attache/core/traffic.h>
#include <attache/net/dns_probe.h>
}

namespace Attache { class Ip_session; }


class Attache::Ip_session : Noncopyable
{
	public:

		using Label = Session_label;

		/**
		 * What is told of it
		 */
		struct Status
		{
			att_ip_config const *ip; /* a null pointer while the link is down */
			char const          *uplink;
			uint64_t             dropped;
		};

	private:

		Allocator                      &_alloc;
		Signal_context_capability const _sigh;
		unsigned                  const _id;

		bool             _up  = false;
		att_ip_config    _ip  { };
		Net::Mac_address _mac { };

		Opener::Request       _request;
		Opened_env            _opened_env;
		Constructible<Uplink> _uplink  { };
		uint64_t              _dropped = 0; /* by those that are closed */

		/* datagrams, since the component began */
		uint64_t         _sent = 0, _received = 0;
		att_traffic_link _traffic { };

		/* ask the name server, so that something comes back */
		void _ask(auto const &send)
		{
			uint8_t probe[ATT_DNS_PROBE];

			att_dns_probe(probe, _ip.ipv4[0].address.b, _ip.dns4[0].b);
			_sent += send(probe, sizeof(probe));
		}

		void _close()
		{
			if (_uplink.constructed())
				_dropped += _uplink->dropped;
			_uplink.destruct();
		}

		void _leave(char const *why)
		{
			log("Uplink session: its server ", why);
			_opened_env.silent = true;
			_close();
		}

	public:

		/**
		 * \param id  of the session at the modem, the first one is 0
		 */
		Ip_session(Env &env, Allocator &alloc, Lost_memory &lost, Opener &opener,
		           Signal_context_capability sigh, unsigned id)
		:
			_alloc(alloc), _sigh(sigh), _id(id),
			_request(opener, "Uplink"), _opened_env(env, lost, _request)
		{ }

		bool open() const { return _uplink.constructed(); }

		Status status() const
		{
			return { .ip      = _up ? &_ip : nullptr,
			         .uplink  = _request.word(),
			         .dropped = _dropped + (open() ? _uplink->dropped : 0) };
		}

		Msec deadline() const { return _request.deadline(); }

		/**
		 * Choose the router's address at the next Uplink session
		 *
		 * \param configured  as of 'uplink_mac'
		 * \return            the address
		 */
		Net::Mac_address mac(Net::Mac_address const &configured, char const *identity,
		                     Label const &label)
		{
			if (!open()) {
				_mac = uplink_mac(configured, identity, _id);
				_request.arguments(Uplink::quota(), Uplink::args(_mac), label);
			}
			return _mac;
		}

		/**
		 * The link came up, has other addresses, or went down (a null pointer)
		 */
		void link(att_ip_config const *ip)
		{
			if (!_up)
				_traffic = { };

			_up = ip && (ip->n_ipv4 || ip->n_ipv6);
			if (ip)
				_ip = *ip;

			if (open() && !_uplink->link_layer().same_address(_ip))
				_close();

			if (open())
				_uplink->link_layer().addresses(_ip);
		}

		/**
		 * Open or close the Uplink session
		 */
		void update(Msec now)
		{
			if (open() && _opened_env.lost())
				_leave("is gone");

			if (!_up)
				_close();

			_request.update(now, _up);

			if (_up && !open() && _request.open()) {
				_uplink.construct(_opened_env, _alloc, _mac, _sigh);
				_uplink->link_layer().addresses(_ip);
			}
		}

		/**
		 * Look if the server is still there, called every few seconds
		 */
		void check()
		{
			if (!open())
				return;

			if (!_uplink->answers())
				_leave("does not answer");

			else if (!_request.alive())
				_leave("has closed it");
		}

		/**
		 * Nobody ran for a while, nor did the router
		 */
		void resumed()
		{
			_traffic = { };
			if (open())
				_uplink->resumed();
		}

		/**
		 * Look if the session carries data, called every few seconds
		 *
		 * \param stall_ms  after which silence means something
		 * \param what      what is to be observed
		 * \param send      called with a datagram for the network, true: it is sent
		 * \return          true if there is something to be observed
		 */
		bool judge(Msec now, uint32_t stall_ms, att_observed &what, auto const &send)
		{
			bool ask = false;

			if (!_up)
				return false;

			bool const said = att_traffic_judge(&_traffic, _received, _sent,
			                                    _ip.n_dns4 && _ip.n_ipv4, stall_ms,
			                                    now, &what, &ask);
			if (ask)
				_ask(send);
			return said;
		}

		/**
		 * A datagram from the modem
		 */
		void submit(att_bytes datagram)
		{
			_received++;
			if (open())
				_uplink->submit(datagram);
		}

		/**
		 * As of 'Uplink'
		 */
		bool for_each_datagram(auto const &fn)
		{
			return open() && _uplink->for_each_datagram(
				[&] (uint8_t const *datagram, size_t len) {
					bool const taken = fn(datagram, len);
					_sent += taken;
					return taken; });
		}

		void wakeup() { if (open()) _uplink->wakeup(); }
};

#endif /* _IP_SESSION_H_ */
