/*
 * \brief  One modem behind the Usb session
 * \author attache maintainers
 * \date   2026-11-22
 *
 * Carries out what the class drivers of the core ask for: finds the function
 * in the descriptors, brings it up, and moves control messages and data. It is
 * made for one device and is of no use any more once it failed.
 */

#ifndef _MODEM_H_
#define _MODEM_H_

#include <base/attached_ram_dataspace.h>
#include <usb_session/device.h>

#include <ports.h>

namespace Attache { class Modem; }


class Attache::Modem : Noncopyable
{
	public:

		using Name = Usb::Device::Name;

		/**
		 * What the modem has for its user, called from within 'update'
		 */
		struct Action : Interface
		{
			virtual void modem_up(att_core_link const &) = 0;

			virtual void modem_response(att_bytes) = 0;

			virtual void modem_datagram(flow, att_bytes) = 0;

			/**
			 * False if the USB host has no such device any more
			 */
			virtual bool modem_present(Name const &) = 0;
		};

	private:

		enum {
			/*
			 * The queues take a part of the packet buffer of the device
			 * session, which has 4 KiB in Genode 26.02, and 16 KiB later.
			 * MBIM cuts longer messages into fragments.
			 */
			SESSION_BUFFER = Usb::Device_session::TX_BUFFER_SIZE,
			MAX_CONTROL    = SESSION_BUFFER/2 < USB_MAX_CONTROL
			               ? SESSION_BUFFER/2 : USB_MAX_CONTROL,

			/* transfers: the Usb session copies them, larger ones win nothing */
			NUM_RX = 4, RX_SIZE = USB_DATA_DOWN,
			NUM_TX = 3, TX_SIZE = 16*1024,

			CONTROL_BUFFER = 32*1024,
			DATA_BUFFER    = NUM_RX*RX_SIZE + NUM_TX*TX_SIZE + 64*1024,

			/* consecutive, of a bulk endpoint; the pauses after them */
			MAX_ERRORS = 8, FIRST_PAUSE_MS = 10,

			/* the host ends control transfers by itself after 5 s at most */
			HOST_SILENT_MS = 10*1000,
		};

		enum class State { DEVICE, CONFIGURATION, BRINGUP, UP, FAILED };

		/* consecutive control transfers belong to one of these */
		enum class Owner { PROBE, BRINGUP, WDM, RESET, CLEAR_RX, CLEAR_TX, PORT };

		struct Control_urb : Usb::Device::Urb
		{
			Control_urb(Usb::Device &device, usb_req const &req)
			:
				Usb::Device::Urb(device, req.request, req.request_type,
				                 req.value, req.index, req.length,
				                 req.timeout_ms)
			{ }
		};

		using Packet = Usb::Interface::Packet_descriptor;
		using Return = Usb::Tagged_packet::Return_value;

		/* one type for all, as one interface may have all endpoints */
		struct Stream_urb : Usb::Interface::Urb
		{
			enum Kind { NOTIFY, RX, TX };

			Kind     const kind;
			unsigned const index;
			unsigned const clears; /* of its pipe before */

			Stream_urb(Usb::Interface &iface, Usb::Endpoint ep, Kind kind,
			           unsigned index, size_t size, unsigned clears = 0)
			:
				Usb::Interface::Urb(iface, ep, kind == NOTIFY ? Packet::IRQ
				                                              : Packet::BULK,
				                    size, 0),
				kind(kind), index(index), clears(clears)
			{ }
		};

		struct Pipe
		{
			bool     halted = false;
			unsigned clears = 0;
			unsigned errors = 0;
			Msec     paused = 0; /* until then, after an error */

			void cleared() { halted = false; clears++; }
		};

		Env       &_env;
		Action    &_action;
		Name const _name;

		Signal_context_capability const _sigh;

		State _state  = State::DEVICE;
		int   _error  = 0;
		Msec  _now    = 0;
		Msec  _due    = NEVER;  /* end of a delay of the bring-up */
		bool  _reset  = false;  /* wanted */
		bool  _worked = false;  /* it has answered */

		/* control transfer under way */
		Msec         _late   = NEVER; /* the host is silent then */
		Owner        _owner  = Owner::PROBE;
		usb_req      _req    { };
		size_t       _actual = 0;

		/* probe */
		uint8_t           _descriptor[MAX_CONTROL] { };
		uint8_t           _active_configuration;
		uint16_t          _vendor = 0, _product = 0;
		unsigned          _num_configurations = 0, _configuration = 0;
		unsigned          _rank = 0;
		usb_function      _function { };

		/* class drivers */
		usb_bringup  _bringup { };
		wdm          _wdm     { };
		usb_data     _data    { };
		bulk         _bulk    { };
		Pipe         _rx_pipe { }, _tx_pipe { };

		att_data_format _format { }; /* if it is not the function's own */

		Constructible<Attached_ram_dataspace> _memory { };

		/*
		 * The order of the members is significant: URBs are destructed before
		 * their interface, interfaces before the device.
		 */
		using Iface = Constructible<Usb::Interface>;

		Usb::Device _device;
		Iface       _control_iface { };
		Iface       _data_iface    { }; /* if it is another one */

		Constructible<Control_urb> _control { };
		Constructible<Stream_urb>  _notify  { };
		Constructible<Stream_urb>  _rx[NUM_RX]     { };
		Constructible<Stream_urb>  _tx[NUM_TX]     { };

		Ports _ports;

		int _result(Return, size_t actual);

		void _fail(int err);
		void _submit(Owner, usb_req const &);
		void _control_done(int result);

		bool _next_probe();
		void _probe_done(int result);
		unsigned _rank_of(usb_function const &) const;
		void _take_configuration(att_bytes);

		bool _next_bringup();
		void _claim(uint8_t number);
		void _bringup_ended();
		void _start_data();
		att_core_link _link() const;

		bool _next_up();
		bool _clear_halt(Owner, Pipe const &, uint8_t address);
		void _wdm_done(int result);
		void _pipe_done(Pipe &, unsigned clears, int err);
		void _submit_reset();
		bool _sending() const;

		bool _ready(Pipe const &pipe) const { return !pipe.halted && pipe.paused <= _now; }

		bool _schedule_control();
		size_t _padded(bulk_transfer const &);
		bool _schedule_data();
		bool _schedule_streams();
		bool _update_control();
		void _receive(att_bytes);
		void _stream_done(Stream_urb const &, Return, att_bytes notification);
		Constructible<Stream_urb> &_slot(Stream_urb const &);
		bool _update_streams(Iface &);
		void _dissolve_streams(Iface &);

	public:

		/**
		 * \param active_configuration  bConfigurationValue, 0 if none
		 */
		Modem(Env &, Allocator &, Usb::Connection &, Action &, Terminals &,
		      Name const &, uint8_t active_configuration,
		      Signal_context_capability);

		~Modem();

		/**
		 * Release what the USB host has no part in, in place of the destructor
		 */
		void abandon()
		{
			_memory.destruct();
			_ports.hang_up();
		}

		using Usb_name = String<16>;

		Name name() const { return _name; }

		/**
		 * "usb:12d1:15c1"
		 */
		Usb_name usb_name() const;

		bool up()     const { return _state == State::UP; }
		bool carries_data() const { return up() && _data.framing; }
		bool failed() const { return _state == State::FAILED; }
		int  error()  const { return _error; }
		bool worked() const { return _worked; }

		void print(Output &out) const { Genode::print(out, usb_name()); }

		/**
		 * When 'update' has to be called at the latest
		 */
		Msec deadline() const
		{
			Msec result = min(min(_due, _late), _ports.deadline());
			if (_rx_pipe.paused > _now) result = min(result, _rx_pipe.paused);
			if (_tx_pipe.paused > _now) result = min(result, _tx_pipe.paused);
			return result;
		}

		/**
		 * The USB host has not even ended a control transfer
		 */
		bool host_silent() const { return _late <= _now; }

		/**
		 * Nobody ran for a while, nor did the USB host
		 */
		void resumed(Msec now)
		{
			if (_late != NEVER)
				_late = now + HOST_SILENT_MS;
		}

		/**
		 * Submit and complete transfers
		 *
		 * \return true if there may be more to do
		 */
		bool update(Msec now);

		/**
		 * Queue one control message: 0, ATT_E_BUSY, or ATT_E_GONE
		 */
		int send(att_bytes);

		/**
		 * Move data as the modem does
		 *
		 * \return 0, ATT_E_GONE, or ATT_E_VALUE if this is not possible
		 */
		int data_format(att_data_format const &);

		/**
		 * Bring the function back to its initial state; ends in 'failed'
		 */
		void reset() { _reset = true; }

		/**
		 * Put a datagram of 'len' bytes, written by 'fn', into the next transfer
		 *
		 * \param session  of the modem
		 * \return         false if there is no room now
		 */
		bool transmit(uint8_t session, size_t len, auto const &fn)
		{
			flow const stream { session, false };

			if (!carries_data())
				return false;

			uint8_t * const dst = bulk_reserve(&_bulk, stream, uint32_t(len));
			if (!dst)
				return false;

			fn(dst);
			bulk_commit(&_bulk, stream, uint32_t(len));
			return true;
		}

		/**
		 * No more datagrams at the moment
		 */
		void flush() { if (carries_data()) bulk_flush(&_bulk); }
};

#endif /* _MODEM_H_ */
