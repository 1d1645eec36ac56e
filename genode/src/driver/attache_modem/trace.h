/*
 * \brief  Transitions of the machines, for the LOG and as a report
 * \author attache maintainers
 * \date   2026-11-22
 */

#ifndef _TRACE_H_
#define _TRACE_H_

#include <os/reporter.h>

#include <attache.h>
#include <config.h>

extern "C" {
#include <attache/core/effect.h>
}

namespace Attache { class Trace_log; }


class Attache::Trace_log : Noncopyable
{
	private:

		enum { NUM_LINES = 32 };

		using Line = String<128>;

		Env       &_env;
		Msec const _start;
		bool       _verbose = true;

		Constructible<Expanding_reporter> _reporter { };

		Line     _lines[NUM_LINES] { };
		unsigned _count    = 0;
		unsigned _reported = 0;

		void _line(att_trace_rec const &rec)
		{
			char buf[Line::capacity()];
			att_text text { };

			att_text_init(&text, buf, sizeof(buf));
			att_trace_text(&text, &rec, _start);

			if (_verbose)
				log(Cstring(buf));

			_lines[_count++ % NUM_LINES] = Line(Cstring(buf));
		}

	public:

		/**
		 * \param start  time that the lines count from
		 */
		Trace_log(Env &env, Msec start) : _env(env), _start(start) { }

		void configure(Config const &config)
		{
			_verbose = config.verbose;
			_reporter.conditional(config.trace, _env, "trace", "trace");
		}

		/**
		 * Called by the core, 'ctx' is the 'Trace_log'
		 */
		static void step(void *ctx, att_trace_rec const *rec)
		{
			static_cast<Trace_log *>(ctx)->_line(*rec);
		}

		/**
		 * Report the last lines if there are new ones
		 */
		void report()
		{
			if (!_reporter.constructed() || _reported == _count)
				return;

			unsigned const first = _count > NUM_LINES ? _count - NUM_LINES : 0;

			_reporter->generate([&] (Generator &g) {
				for (unsigned i = first; i < _count; i++)
					g.node("step", [&] {
						g.attribute("text", _lines[i % NUM_LINES]); }); });

			_reported = _count;
		}

		/**
		 * The link came up or changed, a null pointer: it went down
		 */
		void link(att_ip_config const *ip) const
		{
			char buf[ATT_EFFECT_TEXT];
			att_text text { };

			att_text_init(&text, buf, sizeof(buf));
			if (ip)
				att_effect_ip_text(&text, ip);
			log("link uplink ", ip ? "up" : "down", Cstring(buf));
		}
};

#endif /* _TRACE_H_ */
