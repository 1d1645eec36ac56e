/*
 * \brief  Looks for a modem among the devices of the Usb session
 * \author attache maintainers
 * \date   2026-11-22
 */

#ifndef _FINDER_H_
#define _FINDER_H_

#include <device_filter.h>
#include <modem.h>

namespace Attache { class Finder; }


class Attache::Finder : Noncopyable
{
	private:

		using Name = Modem::Name;

		enum { MAX_FAILURES = 5, RETRY_MS = 1000, MAX_DEVICES = 8 };

		Usb::Connection &_usb;
		Device_filter    _filter;

		/**
		 * A device that has failed, until it is unplugged
		 */
		struct Failed
		{
			Name     name     { };
			unsigned failures = 0;
			Msec     retry_at = NEVER;
		};

		Failed   _failed[MAX_DEVICES] { };
		unsigned _next = 0; /* place that is used next if all are taken */

		Failed const *_lookup(Name const &name) const
		{
			for (Failed const &failed : _failed)
				if (failed.name == name)
					return &failed;
			return nullptr;
		}

		/**
		 * The device's place, or one for a device that is new
		 */
		Failed &_place(Name const &name)
		{
			for (Failed &failed : _failed)
				if (failed.name == name)
					return failed;

			for (Failed &failed : _failed)
				if (!failed.name.valid())
					return failed = { .name = name };

			return _failed[_next++ % MAX_DEVICES] = { .name = name };
		}

		void _forget_unplugged()
		{
			for (Failed &failed : _failed)
				if (failed.name.valid() && !present(failed.name))
					failed = Failed();
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

	public:

		Finder(Usb::Connection &usb, Device_filter const &filter)
		:
			_usb(usb), _filter(filter)
		{ }

		/**
		 * Look for another device from now on
		 */
		void filter(Device_filter const &filter) { _filter = filter; }

		/**
		 * True if the session has this device, and it is to be used
		 */
		bool present(Name const &name)
		{
			bool result = false;
			_usb.with_node([&] (Node const &devices) {
				devices.for_each_sub_node("device", [&] (Node const &device) {
					result |= device.attribute_value("name", Name()) == name
					       && _filter.matches(device); }); });
			return result;
		}

		/**
		 * Leave the device of 'modem' alone, for longer with each failure
		 */
		void failed(Modem const &modem, Msec now)
		{
			Failed &device = _place(modem.name());

			device.retry_at = NEVER;

			if (modem.error() == ATT_E_NO_FUNCTION) {
				log(modem, ": not a modem that is known");
				return;
			}
			if (modem.worked())
				device.failures = 0;

			if (device.failures == MAX_FAILURES) {
				log(modem, ": given up until it is plugged in again");
				return;
			}
			device.retry_at = now + (Msec(RETRY_MS) << device.failures++);
			log(modem, ": trying again in ", device.retry_at - now, " ms");
		}

		/**
		 * When 'with_modem' may find something new without a signal
		 */
		Msec deadline() const
		{
			Msec result = NEVER;
			for (Failed const &device : _failed)
				result = min(result, device.retry_at);
			return result;
		}

		/**
		 * Call 'fn' with the name and the active configuration of a modem
		 *
		 * This is done when the session's devices are not being looked at, since
		 * 'fn' acquires the device. One that has not failed comes first.
		 */
		void with_modem(Msec now, auto const &fn)
		{
			Name    found { };
			uint8_t configuration = 0;
			bool    again = false;

			_forget_unplugged();

			_usb.with_node([&] (Node const &devices) {
				devices.for_each_sub_node("device", [&] (Node const &device) {

					Name const name = device.attribute_value("name", Name());

					Failed const * const failed = _lookup(name);

					if ((found.valid() && (failed || !again)) || !_candidate(device) ||
					    !_filter.matches(device) || (failed && failed->retry_at > now))
						return;

					found         = name;
					again         = failed;
					configuration = _active_configuration(device); }); });

			if (again)
				_place(found).retry_at = NEVER;

			if (found.valid())
				fn(found, configuration);
		}
};

#endif /* _FINDER_H_ */
