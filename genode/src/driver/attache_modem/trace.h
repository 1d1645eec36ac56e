/*
 * \brief  Transitions of the machines, for the LOG and a report
 * \author attache maintainers
 * \date   2026-11-22
 */

#ifndef _TRACE_H_
#define _TRACE_H_

#include <base/node.h>

#include <attache.h>

extern "C" {
#include <attache/core/effect.h>
}

namespace Attache { class Trace_log; }


class Attache::Trace_log : Noncopyable
{
	private:

		enum { NUM_LINES = 32 };

		using Line = String<128>;

		Msec const _start;
		bool       _verbose = true;

		Line     _lines[NUM_LINES] { };
		unsigned _count = 0;

	public:

		/**
		 * \param start  time that the lines count from
		 */
		Trace_log(Msec start) : _start(start) { }

		/**
		 * \param verbose  the steps go to the LOG as well
		 */
		void verbose(bool verbose) { _verbose = verbose; }

		void step(att_trace_rec const &rec)
		{
			char buf[Line::capacity()];
			att_text text { };

			att_text_init(&text, buf, sizeof(buf));
			att_trace_text(&text, &rec, _start);

			if (_verbose)
				log(Cstring(buf));

			_lines[_count++ % NUM_LINES] = Line(Cstring(buf));
		}

		/**
		 * Report the last lines
		 */
		void generate(Generator &g) const
		{
			unsigned const first = _count > NUM_LINES ? _count - NUM_LINES : 0;

			for (unsigned i = first; i < _count; i++)
				g.node("step", [&] {
					g.attribute("text", _lines[i % NUM_LINES]); });
		}

		/**
		 * The link came up or changed, a null pointer: it went down
		 */
		void link(char const *session, att_ip_config const *ip) const
		{
			char buf[ATT_EFFECT_TEXT];
			att_text text { };

			att_text_init(&text, buf, sizeof(buf));
			if (ip)
				att_effect_ip_text(&text, ip);
			log("link ", session, " ", ip ? "up" : "down", Cstring(buf));
		}
};

#endif /* _TRACE_H_ */
