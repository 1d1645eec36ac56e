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

		enum { MAX_FAILURES = 5, RETRY_MS = 1000 };

		Usb::Connection &_usb;

		/* device that is not used at the moment, or not until it is replugged */
		Name     _failed   { };
		unsigned _failures = 0;
		Msec     _retry_at = NEVER;

		static bool _mbim(Node const &iface)
		{
			return iface.attribute_value("class",    0u) == 0x02
			    && iface.attribute_value("subclass", 0u) == 0x0e;
		}

		/**
		 * True if any configuration of the device has an MBIM function
		 */
		static bool _has_mbim(Node const &device)
		{
			bool result = false;
			device.for_each_sub_node("config", [&] (Node const &config) {
				config.for_each_sub_node("interface", [&] (Node const &iface) {
					result |= _mbim(iface); }); });
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
			if (modem.worked() || modem.name() != _failed)
				_forget_failure();

			_failed = modem.name();

			if (modem.error() == ATT_E_NO_FUNCTION || _failures == MAX_FAILURES) {
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

			_usb.with_node([&] (Node const &devices) {
				devices.for_each_sub_node("device", [&] (Node const &device) {

					Name const name = device.attribute_value("name", Name());

					if (found.valid() || !_has_mbim(device) ||
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
