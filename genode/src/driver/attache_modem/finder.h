/*
 * \brief  Looks for a modem among the devices of the Usb session
 * \author attache maintainers
 * \date   2026-11-22
 */

#ifndef _FINDER_H_
#define _FINDER_H_

#include <modem.h>

namespace Attache { class Finder; }


class Attache::Finder : Noncopyable
{
	private:

		using Name = Modem::Name;

		enum { MAX_FAILURES = 5, RETRY_MS = 1000, MAX_OTHERS = 8 };

		Usb::Connection &_usb;

		/* device that is not used at the moment, or not until it is replugged */
		Name     _failed   { };
		unsigned _failures = 0;
		Msec     _retry_at = NEVER;

		/* devices that have turned out to be something else, the last ones */
		Name     _others[MAX_OTHERS] { };
		unsigned _num_others = 0;

		bool _other(Name const &name) const
		{
			bool result = false;
			for (Name const &other : _others)
				result |= (other == name);
			return result;
		}

		void _forget_gone_others()
		{
			for (Name &other : _others)
				if (other.valid() && !present(other))
					other = Name();
		}

		/**
		 * True if any configuration of the device may have a modem's function
		 *
		 * Functions of modems are of the communications class or of a class of
		 * the vendor. Which ones they are, their descriptors tell the driver.
		 */
		static bool _candidate(Node const &device)
		{
			enum { COMMUNICATIONS = 0x02, VENDOR = 0xff };

			bool result = false;
			device.for_each_sub_node("config", [&] (Node const &config) {
				config.for_each_sub_node("interface", [&] (Node const &iface) {
					unsigned const type = iface.attribute_value("class", 0u);
					result |= (type == COMMUNICATIONS || type == VENDOR); }); });
			return result;
		}

		static uint8_t _active_configuration(Node const &device)
		{
			uint8_t result = 0;
			device.for_each_sub_node("config", [&] (Node const &config) {
				if (config.attribute_value("active", false))
					result = config.attribute_value<uint8_t>("value", 0); });
			return result;
		}

		void _forget_failure()
		{
			_failed   = Name();
			_failures = 0;
			_retry_at = NEVER;
		}

	public:

		Finder(Usb::Connection &usb) : _usb(usb) { }

		bool present(Name const &name)
		{
			bool result = false;
			_usb.with_node([&] (Node const &devices) {
				devices.for_each_sub_node("device", [&] (Node const &device) {
					result |= device.attribute_value("name", Name()) == name; }); });
			return result;
		}

		/**
		 * Leave the device of 'modem' alone, for longer with each failure
		 */
		void failed(Modem const &modem, Msec now)
		{
			if (modem.error() == ATT_E_NO_FUNCTION) {
				_others[_num_others++ % MAX_OTHERS] = modem.name();
				log(modem, ": not a modem that is known");
				return;
			}
			if (modem.worked() || modem.name() != _failed)
				_forget_failure();

			_failed = modem.name();

			if (_failures == MAX_FAILURES) {
				log(modem, ": given up until it is plugged in again");
				_retry_at = NEVER;
				return;
			}
			_retry_at = now + (Msec(RETRY_MS) << _failures++);
			log(modem, ": trying again in ", _retry_at - now, " ms");
		}

		/**
		 * When 'with_modem' may find something new without a signal
		 */
		Msec deadline() const { return _retry_at; }

		/**
		 * Call 'fn' with the name and the active configuration of a modem
		 *
		 * This is done when the session's devices are not being looked at, since
		 * 'fn' acquires the device.
		 */
		void with_modem(Msec now, auto const &fn)
		{
			Name    found { };
			uint8_t configuration = 0;

			bool const retry = _retry_at <= now;

			if (_failed.valid() && !present(_failed))
				_forget_failure();
			_forget_gone_others();

			_usb.with_node([&] (Node const &devices) {
				devices.for_each_sub_node("device", [&] (Node const &device) {

					Name const name = device.attribute_value("name", Name());

					if (found.valid() || !_candidate(device) || _other(name) ||
					    (name == _failed && !retry))
						return;

					found         = name;
					configuration = _active_configuration(device); }); });

			if (retry)
				_retry_at = NEVER;

			if (found.valid())
				fn(found, configuration);
		}
};

#endif /* _FINDER_H_ */
