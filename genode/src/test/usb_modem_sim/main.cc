/*
 * \brief  USB host with attache's simulated modem as its only device
 * \author attache maintainers
 * \date   2026-11-22
 *
 * Provides the Usb service by the server side of Genode's USB C API, which the
 * ported USB-host drivers use as well. The model has no I/O: requests of the
 * client become its calls, requests for data it does not have yet are parked.
 */

#include <base/attached_ram_dataspace.h>
#include <base/attached_rom_dataspace.h>
#include <base/component.h>
#include <base/heap.h>
#include <genode_c_api/usb.h>
#include <timer_session/connection.h>

#include <config.h>
#include <descriptors.h>
#include <far_side.h>
#include <stdlib_heap.h>

namespace Usb_modem_sim {

	struct Parked;
	struct Main;
}


/*************************************
 ** Shared buffers of the USB C API **
 *************************************/

struct genode_shared_dataspace : Genode::Attached_ram_dataspace
{
	using Attached_ram_dataspace::Attached_ram_dataspace;
};


Genode::addr_t genode_shared_dataspace_local_address(genode_shared_dataspace *ds) {
	return Genode::addr_t(ds->local_addr<void>()); }


Genode::Dataspace_capability genode_shared_dataspace_capability(genode_shared_dataspace *ds) {
	return ds->cap(); }


/**
 * Requests for data of one endpoint, oldest first
 */
struct Usb_modem_sim::Parked
{
	struct Request
	{
		genode_usb_request_handle_t handle;
		unsigned char               ep;
		genode_buffer               buffer;
		size_t                      received = 0;

		uint8_t *free()       const { return (uint8_t *)buffer.start + received; }
		size_t   free_bytes() const { return buffer.num_bytes - received; }
	};

	enum { MAX = 64 }; /* as many as the session's queue takes */

	Request  _requests[MAX] { };
	unsigned _first = 0, _count = 0;

	bool put(Request const &request)
	{
		if (_count == MAX)
			return false;
		_requests[(_first + _count++) % MAX] = request;
		return true;
	}

	/**
	 * Take requests out as long as 'fn' returns true
	 */
	void for_each(auto const &fn)
	{
		while (_count && fn(_requests[_first])) {
			_first = (_first + 1) % MAX;
			_count--;
		}
	}

	/**
	 * Take those of one endpoint out, each is given to 'fn'
	 */
	void flush(unsigned char ep, auto const &fn)
	{
		for (unsigned i = 0, count = _count; i < count; i++) {
			Request const request = _requests[_first];

			_first = (_first + 1) % MAX;
			_count--;
			if (request.ep == ep)
				fn(request);
			else
				put(request);
		}
	}

	void clear() { _count = 0; }
};


struct Usb_modem_sim::Main
{
	enum { BUS = 1, DEV = 1 };

	Env  &_env;
	Heap  _heap { _env.ram(), _env.rm() };

	Timer::Connection _timer { _env };

	Attached_rom_dataspace _config { _env, "config" };

	uint64_t _now() { return _timer.elapsed_ms(); }

	static uint64_t _now_fn(void *ctx) { return ((Main *)ctx)->_now(); }

	static void _far(void *ctx, uint8_t session, att_bytes datagram)
	{
		Main &main = *(Main *)ctx;

		main._far_side.input(session, datagram, main._now());
	}

	bool _init_stdlib() { init_stdlib(_heap); return true; }

	bool           const _stdlib      = _init_stdlib();
	sim_config     const _modem_config = modem_config(_config.node());
	Far_side             _far_side    { };
	sim_usb_modem       &_usb_modem   = *sim_usb_modem_new(&_modem_config, _now_fn, this,
	                                                       _far, this);
	sim_modem           &_modem       = *sim_usb_modem_modem(&_usb_modem);
	sim_usb_device const &_device     = *sim_usb_modem_device(&_usb_modem);

	Descriptors const _descriptors { _device.descriptors };

	Parked _notifications { }, _data { }, _at { };

	/* transfers of data that get lost */
	unsigned _bus_errors = _config.node().attribute_value("bus_errors", 0u);

	bool _present = false, _wanted = _config.node().attribute_value("plugged", true);
	bool _had_power = false; /* it was plugged in before */

	Signal_handler<Main> _handler        { _env.ep(), *this, &Main::_handle };
	Signal_handler<Main> _config_handler { _env.ep(), *this, &Main::_handle_config };

	/* the C API has no argument for these */
	static Main *_main_ptr;


	/**************
	 ** Requests **
	 **************/

	static void _ack(genode_usb_request_handle_t handle, int result)
	{
		uint32_t size = result < 0 ? 0 : uint32_t(result);
		genode_usb_ack_request(handle, result < 0 ? HALT : OK, &size);
	}

	int _control_request(uint8_t const *setup, genode_buffer buffer)
	{
		enum { DEVICE_TO_HOST = 0x80, GET_DESCRIPTOR = 6 };

		if (setup[0] == DEVICE_TO_HOST && setup[1] == GET_DESCRIPTOR)
			return _descriptors.read(setup[3], setup[2],
			                         { (char *)buffer.start, buffer.num_bytes });

		return _device.control(_device.ctx, setup, (uint8_t *)buffer.start);
	}

	static void _control(genode_usb_request_handle_t handle, unsigned char request,
	                     unsigned char type, unsigned short value, unsigned short index,
	                     unsigned long, genode_buffer buffer, void *ctx)
	{
		uint8_t setup[8] { type, request };

		att_put16(setup + 2, value);
		att_put16(setup + 4, index);
		att_put16(setup + 6, uint16_t(buffer.num_bytes));
		_ack(handle, ((Main *)ctx)->_control_request(setup, buffer));
	}

	static void _irq(genode_usb_request_handle_t handle, unsigned char ep,
	                 genode_buffer buffer, void *ctx)
	{
		if (!((Main *)ctx)->_notifications.put({ .handle = handle, .ep = ep, .buffer = buffer }))
			_ack(handle, SIM_USB_STALL);
	}

	Parked &_parked(unsigned char ep)
	{
		return ep == _modem_config.usb.ep_at_in ? _at : _data;
	}

	static void _bulk(genode_usb_request_handle_t handle, unsigned char ep,
	                  genode_buffer buffer, void *ctx)
	{
		Main &main = *(Main *)ctx;

		/* a packet of no length has no place in the packet buffer */
		if (!buffer.start)
			_ack(handle, SIM_USB_STALL);
		else if (!(ep & 0x80))
			_ack(handle, main._device.out(main._device.ctx, ep, (uint8_t *)buffer.start,
			                              buffer.num_bytes, false));
		else if (!main._parked(ep).put({ .handle = handle, .ep = ep, .buffer = buffer }))
			_ack(handle, SIM_USB_STALL);
	}

	static void _isoc(genode_usb_request_handle_t handle, unsigned char, genode_uint32_t,
	                  genode_usb_isoc_descriptor *, genode_buffer, void *) {
		_ack(handle, SIM_USB_STALL); }

	/**
	 * The client takes its requests back
	 */
	static void _flush(unsigned char ep, genode_usb_request_handle_t handle, void *ctx)
	{
		((Main *)ctx)->_parked(ep).flush(ep, [&] (Parked::Request const &request) {
			_ack(request.handle, SIM_USB_STALL); });
		_ack(handle, 0);
	}

	genode_usb_request_callbacks _callbacks { _control, _irq, _bulk, _isoc, _flush };

	/**
	 * True if the notification does not end the request, as it fills its packets
	 */
	bool _goes_on(Parked::Request &request, int result) const
	{
		size_t const packet = _modem_config.usb.notify_packet;

		if (result <= 0 || result % packet || size_t(result) == request.free_bytes())
			return false;

		request.received += size_t(result);
		return true;
	}

	void _answer(Parked &parked)
	{
		parked.for_each([&] (Parked::Request &request) {

			int result = 0;
			do {
				result = _device.in(_device.ctx, request.ep, request.free(),
				                    request.free_bytes());
			} while (&parked == &_notifications && _goes_on(request, result));

			if (result == SIM_USB_NAK)
				return false;

			if (result > 0)
				result += int(request.received);

			if (&parked == &_data && _bus_errors) {
				_bus_errors--;
				genode_usb_ack_request(request.handle, NO_DEVICE, nullptr);
			} else {
				_ack(request.handle, result);
			}
			return true; });
	}


	/**************
	 ** Presence **
	 **************/

	static void _plug(void *ctx, bool in) { ((Main *)ctx)->_wanted = in; }

	void _update_presence()
	{
		if (_present == _wanted)
			return;

		_present = _wanted;
		_forget_requests();

		log(_present ? "plug modem" : "unplug modem");
		if (_present) {
			_device.reset(_device.ctx, _had_power ? SIM_REMEDY_POWER : SIM_REMEDY_NONE);
			_had_power = true;
			_descriptors.announce(BUS, DEV, _device);
		} else {
			genode_usb_discontinue_device(BUS, DEV);
		}
	}

	void _forget_requests()
	{
		_notifications.clear();
		_data.clear();
		_at.clear();
	}

	/*
	 * A USB-host driver resets a device that its user has released.
	 */
	static void _release(genode_usb_bus_num_t, genode_usb_dev_num_t)
	{
		_main_ptr->_forget_requests();
		_main_ptr->_device.reset(_main_ptr->_device.ctx, SIM_REMEDY_RESET);
	}

	static genode_shared_dataspace *_alloc(unsigned long size)
	{
		Main &main = *_main_ptr;
		return new (main._heap)
			genode_shared_dataspace(main._env.ram(), main._env.rm(), size);
	}

	static void _free(genode_shared_dataspace *ds) { destroy(_main_ptr->_heap, ds); }


	/*************
	 ** Signals **
	 *************/

	void _schedule_timeout()
	{
		uint64_t const now = _now(),
		               at  = min(_device.deadline(_device.ctx), _far_side.deadline());

		if (at != UINT64_MAX)
			_timer.trigger_once(at > now ? (at - now)*1000 : 1);
	}

	void _handle()
	{
		_device.expire(_device.ctx, _now());
		_far_side.expire(_now());
		_update_presence();

		while (genode_usb_request_by_bus_dev(BUS, DEV, &_callbacks, this));

		_answer(_notifications);
		_answer(_data);
		_answer(_at);

		_update_presence();
		genode_usb_handle_disconnected_sessions();
		genode_usb_notify_peers();
		_schedule_timeout();
	}

	void _handle_config()
	{
		_config.update();
		update_config(*sim_modem_config(&_modem), _config.node());
		_handle();
	}

	Main(Env &env) : _env(env)
	{
		_main_ptr = this;
		_far_side.modem(_usb_modem);
		sim_modem_on_plug(&_modem, _plug, this);
		_config.sigh(_config_handler);
		_timer.sigh(_handler);
		Genode_c_api::initialize_usb_service(env, _handler, _alloc, _free, _release);
		_handle();
	}
};


Usb_modem_sim::Main *Usb_modem_sim::Main::_main_ptr;


void Component::construct(Genode::Env &env) { static Usb_modem_sim::Main main(env); }
