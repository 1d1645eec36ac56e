/*
 * \brief  Native driver for modems that speak MBIM or QMI
 * \author attache maintainers
 * \date   2026-11-22
 *
 * Joins the core with the Usb, Uplink, Timer, and Report sessions. All signals
 * lead to one handler, which moves what there is to move.
 */

#include <base/attached_rom_dataspace.h>
#include <base/component.h>
#include <base/heap.h>
#include <timer_session/connection.h>
#include <trace/timestamp.h>

#include <control.h>
#include <ip_sessions.h>
#include <modem_slot.h>
#include <opened_env.h>
#include <reports.h>
#include <trace_file.h>
#include <usb_host.h>

extern "C" {
#include <attache/trace/recorder.h>
}

namespace Attache { struct Main; }


struct Attache::Main : Modem::Action
{
	Env &_env;

	Heap _heap { _env.ram(), _env.rm() };

	Attached_rom_dataspace _config_rom { _env, "config" };

	Config _config = Config::from_node(_config_rom.node());

	Timer::Connection _timer { _env };

	/* time of the signal being handled */
	Msec _now = _timer.elapsed_ms();

	Reports _reports { _env, _now };

	Signal_handler<Main> _io_handler     { _env.ep(), *this, &Main::_handle_io };
	Signal_handler<Main> _usb_handler    { _env.ep(), *this, &Main::_handle_usb };
	Signal_handler<Main> _config_handler { _env.ep(), *this, &Main::_handle_config };

	Opener      _opener { _env, _io_handler };
	Lost_memory _lost_memory { _env };

	uint32_t const _seed = _config.seed ? _config.seed : uint32_t(Trace::timestamp());

	Constructible<Trace_file> _trace_file { };

	att_recorder _recorder { };
	att_core    &_core = _start_core();

	att_core &_start_core()
	{
		if (_config.trace_file.name.length() > 1)
			_trace_file.construct(_env, _heap, _lost_memory, _opener, _io_handler,
			                      _config.trace_file, _config.core, _seed, _now);

		att_recorder_options options { };
		options.config    = &_config.core;
		options.protocols = protocols;
		options.seed      = _seed;
		options.trace     = Reports::step;
		options.trace_ctx = &_reports;

		att_recorder_start(&_recorder, _heap.alloc(att_core_size(protocols)), &options,
		                   _trace_file.constructed() ? &_trace_file->trace() : nullptr);
		return *_recorder.core;
	}

	/* control message that did not fit in the modem's queue */
	uint8_t _message[4096] { };
	size_t  _message_len = 0;

	Ip_sessions _sessions { _env, _heap, _lost_memory, _opener, _io_handler };

	Terminals _terminals { _env, _config_rom, _io_handler };
	Controls  _controls  { _heap, _recorder, _terminals };

	Opener::Request         _usb_request { _opener, "Usb" };
	Opened_env              _usb_env     { _env, _lost_memory, _usb_request };
	Constructible<Usb_host> _usb_host    { };
	Modem_slot              _modem       { };
	bool                    _plugged = false; /* the core knows of the modem */
	Msec                    _startup = 0;     /* since it is plugged and to be on */

	bool _devices_changed = false;

	/* when the parent is asked whether the sessions are still there */
	enum : Msec { CHECK_MS = 10*1000 };
	Msec _check_at = 0;

	/* when the timer was to end; much later, the host was suspended */
	enum : Msec { SUSPENDED_MS = 3000 };
	Msec _timer_at = NEVER;

	bool _config_lost = false;

	Links _links() const { return _sessions.links(_config.core.n_sessions); }

	Surroundings _surroundings()
	{
		return { .wanted   = _config.power,
		         .startup_seconds = unsigned((_now - _startup)/1000),
		         .device   = _plugged ? _modem->usb_name() : Modem::Usb_name(),
		         .sessions = _config.core.session };
	}


	/***********
	 ** Modem **
	 ***********/

	void modem_up(att_core_link const &link) override
	{
		log("modem ", *_modem);
		_plugged = true;
		_startup = _now;
		_controls.plugged(link);
		_reports.changed();
		att_recorder_plug(&_recorder, &link, _now);
	}

	void modem_response(att_bytes response) override
	{
		_reports.changed();
		att_recorder_input(&_recorder, response, _now);
	}

	void modem_datagram(flow stream, att_bytes datagram) override
	{
		if (!stream.service && stream.id < ATT_CORE_SESSIONS)
			_sessions[stream.id].submit(datagram);
	}

	bool modem_present(Modem::Name const &name) override
	{
		return _usb_request.alive() && _usb_host->finder.present(name);
	}

	void _modem_gone(int err)
	{
		_message_len = 0;

		if (!_plugged)
			return;

		log("modem gone: ", error_text(err));
		_plugged = false;
		_reports.changed();
		att_recorder_unplug(&_recorder, _now);
	}

	void _remove_modem(int err)
	{
		_modem.destruct();
		_modem_gone(err);
	}

	/**
	 * To be asked before the USB host is called, which would never return
	 */
	bool _usb_host_alive()
	{
		if (!_usb_host.constructed())
			return false;

		bool const lost   = _usb_env.lost();
		bool const silent = _modem.constructed() && _modem->host_silent();

		if (!lost && !silent && _usb_request.alive())
			return true;

		log("Usb session: its server ", lost   ? "is gone" :
		                                silent ? "does not answer" : "has closed it");
		_usb_env.silent = true;
		_modem.abandon();
		_modem_gone(ATT_E_GONE);
		_usb_host.destruct();
		return false;
	}

	/**
	 * Sessions end together with a server that runs in a subsystem
	 */
	void _check_sessions()
	{
		if (_check_at > _now)
			return;

		_check_at = _now + CHECK_MS;

		(void)_usb_host_alive();

		_sessions.for_each([&] (Ip_session &session) { session.check(); });
		_check_traffic();
	}

	void _check_traffic()
	{
		if (!_config.stall_s || !_modem.constructed())
			return;

		for (uint8_t id = 0; id < _config.core.n_sessions; id++) {
			att_observation seen { };
			seen.session = id;

			if (_sessions[id].judge(_now, _config.stall_s*1000, seen.what,
			                        [&] (uint8_t const *datagram, size_t len) {
			                            return _transmit(id, datagram, len); }))
				att_recorder_observe(&_recorder, &seen, _now);
		}
		_modem->flush();
	}

	void _follow_usb_host()
	{
		_usb_request.update(_now, true);

		if (!_usb_host.constructed() && _usb_request.open()) {
			_usb_host.construct(_usb_env, _usb_handler, _config.device);
			_devices_changed = true;
		}
	}

	void _find_modem()
	{
		if (!_usb_host.constructed())
			return;

		Finder &finder = _usb_host->finder;
		bool const look = _devices_changed || _usb_env.lost() ||
			(_modem.constructed() ? _modem->failed() || _modem->host_silent()
			                      : finder.deadline() <= _now);

		if (!look || !_usb_host_alive())
			return;

		if (_modem.constructed() && _devices_changed && !finder.present(_modem->name()))
			_remove_modem(ATT_E_GONE);

		if (_modem.constructed() && _modem->failed()) {
			finder.failed(*_modem, _now);
			_remove_modem(_modem->error());
		}

		_devices_changed = false;

		if (!_modem.constructed())
			finder.with_modem(_now, [&] (Modem::Name const &name, uint8_t configuration) {
				_modem.construct(_usb_env, _heap, _usb_host->usb, *this, _terminals,
				                 name, configuration, _io_handler); });
	}


	/**********
	 ** Core **
	 **********/

	void _follow_format(att_data_format const &format)
	{
		int const err = _modem.constructed() ? _modem->data_format(format) : 0;
		if (err)
			error("data cannot be carried as the modem does: ", error_text(err));
	}

	/**
	 * An Uplink session that is to come has the address of this modem
	 */
	void _choose_mac(unsigned id)
	{
		if (!_modem.constructed())
			return;

		struct att_core_status status { };
		att_core_status(&_core, &status);

		Ip_session::Label const label { id ? _config.core.session[id].name : "" };

		Net::Mac_address const mac =
			_sessions[id].mac(_config.mac, *status.device_id ? status.device_id
			                                                  : _modem->name().string(),
			                   label);
		if (!id)
			_reports.mac(mac);
	}

	void _link(unsigned id, att_ip_config const *ip)
	{
		if (id >= _config.core.n_sessions)
			ip = nullptr;

		if (ip)
			_choose_mac(id);

		_sessions[id].link(ip);

		/* the router's configuration comes before the session that it is about */
		_reports.link(_config, _links(), id);
		_sessions[id].update(_now);
	}

	void _carry_out(att_effect const &effect)
	{
		switch (effect.kind) {

		case ATT_EFFECT_LINK_UP:
		case ATT_EFFECT_LINK_CHANGE:
			_link(effect.session, &effect.ip);
			return;

		case ATT_EFFECT_LINK_DOWN:
			_link(effect.session, nullptr);
			return;

		case ATT_EFFECT_RESET_PORT:
			if (_modem.constructed())
				_modem->reset();
			return;

		case ATT_EFFECT_DATA_FORMAT:
			_follow_format(effect.format);
			return;

		case ATT_EFFECT_CLOSED:
			return;
		}
	}

	/**
	 * Send a message that the modem has room for, true if there may be more
	 */
	bool _send_message()
	{
		if (!_message_len)
			_message_len = att_recorder_output(&_recorder, _message, sizeof(_message), _now);

		if (!_message_len ||
		    (_modem.constructed() &&
		     _modem->send(att_bytes_of(_message, _message_len)) == ATT_E_BUSY))
			return false;

		_message_len = 0;
		return true;
	}

	bool _update_core()
	{
		bool progress = false;

		att_effect effect { };

		if (att_core_deadline(&_core) <= _now) {
			_reports.changed();
			att_recorder_expire(&_recorder, _now);
		}
		while (_send_message())
			progress = true;

		while (att_recorder_effect(&_recorder, &effect, _now)) {
			_carry_out(effect);
			progress = true;
		}
		return progress;
	}

	bool _transmit(uint8_t session, uint8_t const *datagram, size_t len)
	{
		return _modem->transmit(session, len, [&] (uint8_t *dst) {
			Genode::memcpy(dst, datagram, len); });
	}

	bool _update_uplinks()
	{
		bool progress = false;

		if (!_modem.constructed())
			return false;

		for (uint8_t id = 0; id < ATT_CORE_SESSIONS; id++)
			progress |= _sessions[id].for_each_datagram(
				[&] (uint8_t const *datagram, size_t len) {
					return _transmit(id, datagram, len); });

		if (progress)
			_modem->flush();

		return progress;
	}


	/*************
	 ** Signals **
	 *************/

	void _schedule_timeout()
	{
		Msec at = min(att_core_deadline(&_core), _reports.deadline());

		at = min(at, min(_usb_request.deadline(), _check_at));

		at = min(at, _sessions.deadline());

		if (_trace_file.constructed())
			at = min(at, _trace_file->deadline());

		if (_modem.constructed())
			at = min(at, _modem->deadline());
		else if (_usb_host.constructed())
			at = min(at, _usb_host->finder.deadline());

		_timer_at = at;
		if (at != NEVER)
			_timer.trigger_once(at > _now ? (at - _now)*1000 : 1);
	}

	bool _move()
	{
		bool progress = false;

		_find_modem();
		if (_modem.constructed())
			progress |= _modem->update(_now);

		progress |= _update_core();
		progress |= _controls.update(_now, _config.power ? ATT_WANT_CONNECTED
		                                                 : ATT_WANT_OFF);
		progress |= _update_uplinks();
		return progress;
	}

	/**
	 * What did not come while the host was suspended gets its time anew
	 */
	void _notice_resume()
	{
		if (_now < SUSPENDED_MS || _now - SUSPENDED_MS < _timer_at)
			return;

		log("resumed, ", (_now - _timer_at)/1000, " s late");
		_timer_at = NEVER;
		_check_at = _now + CHECK_MS;

		if (_modem.constructed())
			_modem->resumed(_now);
		_sessions.for_each([&] (Ip_session &session) { session.resumed(); });

		att_observation resumed { };
		resumed.what = ATT_OBSERVED_RESUMED;
		att_recorder_observe(&_recorder, &resumed, _now);
	}

	/*
	 * With a steady flow of packets there is always something to move, which
	 * must not keep other signals and the time away.
	 */
	void _handle_io()
	{
		enum { MAX_ROUNDS = 32 };

		_now = _timer.elapsed_ms();
		_notice_resume();
		_check_sessions();
		_follow_usb_host();
		_sessions.for_each([&] (Ip_session &session) { session.update(_now); });

		unsigned rounds = 0;
		while (rounds < MAX_ROUNDS && _move())
			rounds++;

		if (rounds == MAX_ROUNDS)
			Signal_transmitter(_io_handler).submit();

		_sessions.for_each([&] (Ip_session &session) { session.wakeup(); });

		if (_trace_file.constructed())
			_trace_file->update(_now);

		_reports.update(_now, _core, _surroundings(), _links());
		_schedule_timeout();
	}

	void _handle_usb()
	{
		_devices_changed = true;
		_handle_io();
	}

	/**
	 * The modem is switched on or off
	 */
	void _want()
	{
		_startup = _now;
		att_recorder_want(&_recorder, _config.power ? ATT_WANT_CONNECTED : ATT_WANT_OFF, _now);
		_reports.changed();
	}

	void _follow_device()
	{
		if (!_config.device.any())
			log("the modem is the device with ", _config.device);

		if (_usb_host.constructed())
			_usb_host->finder.filter(_config.device);

		_devices_changed = true;
	}

	void _take_config(Node const &node)
	{
		Config config = Config::from_node(node);
		config.keep_phone_pin(_config);

		bool const same  = config.same_core(_config);
		bool const power = config.power == _config.power;
		bool const other = !(config.device == _config.device);

		if (config.core.pin[0] && strcmp(config.core.pin, _config.core.pin))
			_reports.pin_typed();

		if (config.trace_file != _config.trace_file)
			warning("a trace begins with the component, so 'trace_file' stays as it was");

		_config = config;
		_reports.configure(_config, _links());
		_terminals.configure();

		if (other)
			_follow_device();
		if (!same) {
			log("configuration changed");
			att_recorder_reconfigure(&_recorder, &_config.core, _now);
		}
		if (!power) {
			log("power ", _config.power ? "on" : "off");
			_want();
		}
	}

	/**
	 * A ROM that vanished is not a wish for the default values
	 */
	bool _config_readable()
	{
		bool const readable = Config::readable(_config_rom.node());

		if (!readable && !_config_lost)
			warning("no configuration that can be read, ",
			        _config.power ? "the last one stays in use" : "waiting for one");

		_config_lost = !readable;
		return readable;
	}

	void _handle_config()
	{
		_now = _timer.elapsed_ms();

		_config_rom.update();
		if (_config_readable())
			_take_config(_config_rom.node());

		_handle_io();
	}

	Main(Env &env) : _env(env)
	{
		_reports.configure(_config, _links());
		_config_rom.sigh(_config_handler);
		_timer.sigh(_io_handler);
		_usb_request.arguments({ Usb::Session::RAM_QUOTA, Usb::Session::CAP_QUOTA }, { });
		_opener.start();
		_terminals.configure();

		(void)_config_readable();
		_follow_device();
		_want();
		_handle_io();
	}
};


void Component::construct(Genode::Env &env) { static Attache::Main main(env); }
