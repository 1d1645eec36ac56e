/*
 * \brief  State of the modem in the few words of a phone's user interface
 * \author attache maintainers
 * \date   2026-12-01
 *
 * The words are those of 'dummy_modem' and 'phone_manager'. What lies between
 * two of them keeps the former one.
 */

#ifndef _PHONE_H_
#define _PHONE_H_

#include <base/node.h>

#include <attache.h>

namespace Attache { class Phone; }


class Attache::Phone
{
	private:

		bool        _started = false; /* it is known how the SIM is */
		char const *_pin     = "";
		bool        _spent   = false; /* an attempt; it is blocked by that */

		static bool _is(char const *name, char const *other)
		{
			return strcmp(name, other) == 0;
		}

	public:

		/**
		 * A step of one of the machines
		 */
		void step(att_trace_rec const &);

		/**
		 * A PIN was typed
		 */
		void pin_typed()
		{
			if (_is(_pin, "required"))
				_pin = "checking";
		}

		/**
		 * It is not known yet how the SIM is
		 */
		bool starting() const { return !_started; }

		/**
		 * Generate the attributes 'power', 'startup_seconds', 'pin', and
		 * 'pin_remaining_attempts'
		 *
		 * \param wanted   the modem is to be on
		 * \param present  there is one
		 * \param seconds  since it is there and to be on
		 */
		void generate(Generator &, struct att_core_status const &,
		              bool wanted, bool present, unsigned seconds) const;
};

#endif /* _PHONE_H_ */
