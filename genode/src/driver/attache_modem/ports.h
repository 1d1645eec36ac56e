/*
 * \brief  Serial ports of the modem, for those who have a Terminal session
 * \author attache maintainers
 * \date   2026-12-01
 *
 * The interface of a port is acquired as long as a session wants it.
 */

#ifndef _PORTS_H_
#define _PORTS_H_

#include <usb_session/device.h>

#include <terminals.h>

extern "C" {
#include <attache/drivers/usb_ports.h>
}

namespace Attache { class Ports; }


class Attache::Ports
{
	private:

		class Port;

		enum { MAX_PORTS = 16 };

		Allocator   &_alloc;
		Usb::Device &_device;
		Terminals   &_terminals;

		Signal_context_capability const _sigh;

		usb_port _known[MAX_PORTS] { };
		unsigned _num_known = 0;

		Port *_open[Terminals::MAX] { }; /* for the session at the same place */
		Port *_asking = nullptr;         /* whose control transfer is under way */

		usb_port const *_find(Terminal_session const &) const;

		bool _acquire(unsigned i, Terminal_session &);
		void _close(unsigned i);

		/*
		 * Noncopyable
		 */
		Ports(Ports const &);
		Ports &operator = (Ports const &);

	public:

		Ports(Allocator &alloc, Usb::Device &device, Terminals &terminals,
		      Signal_context_capability sigh)
		:
			_alloc(alloc), _device(device), _terminals(terminals), _sigh(sigh)
		{ }

		~Ports();

		/**
		 * Look for ports beside the function of a configuration descriptor
		 */
		void find(att_bytes configuration, usb_function const &,
		          uint16_t vendor, uint16_t product);

		/**
		 * Acquire what sessions want, release what they do not, move data
		 *
		 * \return true if there may be more to do
		 */
		bool update(Msec now);

		/**
		 * When 'update' has to be called at the latest
		 */
		Msec deadline() const;

		/**
		 * The next control transfer, whose result 'request_done' takes
		 */
		bool next_request(usb_req &);

		void request_done();

		/**
		 * Tell the sessions that the ports are gone
		 */
		void hang_up();
};

#endif /* _PORTS_H_ */
