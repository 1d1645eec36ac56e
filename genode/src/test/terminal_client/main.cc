/*
 * \brief  Asks at a Terminal session, line by line
 * \author attache maintainers
 * \date   2026-12-01
 */

#include <base/attached_rom_dataspace.h>
#include <base/component.h>
#include <base/log.h>
#include <terminal_session/connection.h>
#include <timer_session/connection.h>

namespace Terminal_client {

	using namespace Genode;
	struct Main;
}


struct Terminal_client::Main
{
	using Line = String<256>;

	Env &_env;

	Attached_rom_dataspace _config { _env, "config" };

	Terminal::Connection _terminal { _env };
	Timer::Connection    _timer    { _env };

	Signal_handler<Main> _read_handler  { _env.ep(), *this, &Main::_handle_read };
	Signal_handler<Main> _timer_handler { _env.ep(), *this, &Main::_ask };

	unsigned _rounds = _config.node().attribute_value("rounds", 1u);
	unsigned _step   = 0;
	bool     _asked  = false; /* and not answered yet */

	char   _line[Line::capacity()] { };
	size_t _len = 0;

	void _with_step(auto const &fn)
	{
		unsigned i = 0;
		_config.node().for_each_sub_node("ask", [&] (Node const &ask) {
			if (i++ == _step)
				fn(ask); });
	}

	void _ask()
	{
		enum { SECOND_US = 1000*1000 };

		_asked = false;
		_with_step([&] (Node const &ask) {
			Line const text { ask.attribute_value("text", Line()), "\r" };
			_terminal.write(text.string(), text.length() - 1);
			_asked = true; });

		if (_asked) {
			_timer.trigger_once(SECOND_US);
			return;
		}
		_step = 0;
		if (_rounds && --_rounds) {
			_timer.trigger_once(SECOND_US);
			return;
		}
		log("all answered");
		_env.parent().exit(0);
	}

	void _heard(Line const &line)
	{
		bool answered = false;

		log("\"", line, "\"");
		_with_step([&] (Node const &ask) {
			answered = line == ask.attribute_value("answer", Line()); });

		if (_asked && answered) {
			_step++;
			_ask();
		}
	}

	void _handle_read()
	{
		char   bytes[64];
		size_t n;

		while ((n = _terminal.read(bytes, sizeof(bytes))))
			for (size_t i = 0; i < n; i++)
				if (bytes[i] != '\r' && bytes[i] != '\n') {
					_line[_len] = bytes[i];
					_len = min(_len + 1, sizeof(_line) - 1);
				} else if (_len) {
					Line const line { Cstring(_line, _len) };
					_len = 0;
					_heard(line);
				}
	}

	Main(Env &env) : _env(env)
	{
		_terminal.read_avail_sigh(_read_handler);
		_timer.sigh(_timer_handler);
		_ask();
	}
};


void Component::construct(Genode::Env &env) { static Terminal_client::Main main(env); }
