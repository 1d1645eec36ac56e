/*
 * \brief  The component's reports, and what it says at the LOG session
 * \author attache maintainers
 * \date   2026-12-01
 *
 * The router's configuration is written at once. The others describe a state:
 * they are written a few times a second at most, the last state always.
 */

#ifndef _REPORTS_H_
#define _REPORTS_H_

#include <net/mac_address.h>

#include <report.h>
#include <report_writer.h>
#include <trace.h>

namespace Attache { class Reports; }


class Attache::Reports : Noncopyable
{
	private:

		enum { INTERVAL_MS = 250 };

		Env      &_env;
		Trace_log _trace;
		Phone     _phone { };

		using Writer = Constructible<Report_writer>;

		Writer _router   { };
		Writer _state    { };
		Writer _machines { };
		Writer _devices  { };
		Writer _steps    { };

		bool _call    = false; /* a phone's user wants one */
		bool _changed = true;
		Msec _due     = 0; /* the next ones are not written before */
		Msec _tick    = NEVER; /* the time of the modem's start is told each second */

		struct att_core_status _status { };

		using Problem = String<sizeof(_status.problem_text)>;

		Problem _problem { }; /* that the LOG tells last */

		String<16> _uplinks[ATT_CORE_SESSIONS] { };

		char _scratch[Report_writer::SIZE] { };

		void _write_router(Config const &, Links const &);
		void _say_problem(bool plugged);

	public:

		/**
		 * \param start  time that the lines of the trace count from
		 */
		Reports(Env &env, Msec start) : _env(env), _trace(start) { }

		/**
		 * Called by the core for each transition, 'ctx' is the 'Reports'
		 */
		static void step(void *ctx, att_trace_rec const *);

		/**
		 * Write those reports that are configured
		 */
		void configure(Config const &, Links const &);

		/**
		 * The link of session 'id' came up, changed, or went down
		 */
		void link(Config const &, Links const &, unsigned id);

		/**
		 * The Uplink session has this address
		 */
		void mac(Net::Mac_address const &);

		/**
		 * The configuration has another PIN
		 */
		void pin_typed() { _phone.pin_typed(); }

		/**
		 * There may be something new about the state
		 */
		void changed() { _changed = true; }

		/**
		 * When 'update' has to be called at the latest
		 */
		Msec deadline() const { return _changed ? _due : _tick; }

		/**
		 * Write what changed if it is time
		 */
		void update(Msec now, att_core const &, Surroundings const &, Links const &);
};

#endif /* _REPORTS_H_ */
