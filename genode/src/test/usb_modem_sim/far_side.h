/*
 * \brief  Network behind the simulated modem
 * \author attache maintainers
 * \date   2026-12-01
 *
 * The model's own host, and a look at what the modem's user sends: a network
 * drops datagrams whose source is not the address that it gave.
 */

#ifndef _FAR_SIDE_H_
#define _FAR_SIDE_H_

#include <base/log.h>
#include <util/noncopyable.h>

extern "C" {
#include <attache/tools/simodem/sim.h>
}

namespace Usb_modem_sim { class Far_side; }


class Usb_modem_sim::Far_side : Genode::Noncopyable
{
	private:

		enum { MTU = 1500 };

		sim_host      &_host = *sim_host_new(_send, this, MTU);
		sim_usb_modem *_modem = nullptr;

		Genode::uint64_t _foreign = 0;

		static void _send(void *ctx, uint8_t session, att_bytes datagram)
		{
			sim_usb_modem_data(((Far_side *)ctx)->_modem, session, datagram);
		}

		bool _own(uint8_t session, att_bytes datagram) const
		{
			enum { V4_HEADER = 20, V4_SOURCE = 12 };

			uint8_t own[4] { };
			sim_address4(own, sim_modem_network_of(sim_usb_modem_modem(_modem), session),
			             SIM_NEAR);

			return datagram.len < V4_HEADER || datagram.p[0] >> 4 != 4
			    || att_bytes_equal(att_bytes_of(own, 4),
			                       att_bytes_of(datagram.p + V4_SOURCE, 4));
		}

	public:

		void modem(sim_usb_modem &modem) { _modem = &modem; }

		/**
		 * A datagram of the modem's user
		 */
		void input(uint8_t session, att_bytes datagram, uint64_t now_ms)
		{
			sim_modem        &modem  = *sim_usb_modem_modem(_modem);
			sim_config const &config = *sim_modem_config(&modem);

			if (!_own(session, datagram))
				Genode::log("foreign source: ", ++_foreign, " datagrams dropped");
			else {
				sim_host_network(&_host, session, sim_modem_network_of(&modem, session));
				sim_host_answers(&_host, !config.no_ping, !config.no_dns);
				sim_host_input(&_host, session, datagram, now_ms);
			}
		}

		uint64_t deadline() const { return sim_host_deadline(&_host); }

		void expire(uint64_t now_ms) { sim_host_expire(&_host, now_ms); }
};

#endif /* _FAR_SIDE_H_ */
