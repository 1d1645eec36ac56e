/*
 * \brief  USB descriptors of the simulated modem, as the USB C API wants them
 * \author attache maintainers
 * \date   2026-11-22
 */

#ifndef _DESCRIPTORS_H_
#define _DESCRIPTORS_H_

#include <genode_c_api/usb.h>
#include <util/string.h>

#include <config.h>

namespace Usb_modem_sim { class Descriptors; }


class Usb_modem_sim::Descriptors
{
	private:

		enum { DEVICE = 1, CONFIGURATION = 2, INTERFACE = 4, ENDPOINT = 5 };

		using Bytes = att_bytes;

		Bytes const _device;         /* the device descriptor */
		Bytes const _configurations; /* all of them, one after the other */

		/**
		 * Call 'fn' with each descriptor until it returns false
		 */
		static void _for_each(Bytes bytes, auto const &fn)
		{
			for (size_t at = 0; at + 2 <= bytes.len; ) {
				uint8_t const * const p = bytes.p + at;
				if (p[0] < 2 || p[0] > bytes.len - at || !fn(p))
					return;
				at += p[0];
			}
		}

		template <typename DESC>
		static DESC _desc(uint8_t const *p)
		{
			DESC desc { };
			Genode::memcpy(&desc, p, min(sizeof(desc), size_t(p[0])));
			return desc;
		}

		static Bytes _whole(uint8_t const *configuration)
		{
			return { configuration, att_get16(configuration + 2) };
		}

		Bytes _configuration(unsigned index) const
		{
			Bytes rest = _configurations;
			while (rest.len >= 9) {
				size_t const len = att_get16(rest.p + 2);
				if (!index--)
					return { rest.p, len };
				rest = { rest.p + len, rest.len - len };
			}
			return { };
		}

		/*
		 * The callbacks below get the descriptor that they are about, the C API
		 * calls them for each index of what it holds.
		 */

		static void _add_endpoint(genode_usb_interface *iface, unsigned index, void *arg)
		{
			uint8_t const *p = (uint8_t const *)arg;

			/* class descriptors and companions stand in between */
			for (p += p[0]; p[1] != ENDPOINT || index--; p += p[0]);

			genode_usb_device_add_endpoint(iface, _desc<genode_usb_endpoint_descriptor>(p));
		}

		static void _no_string(genode_buffer buffer, void *) {
			*(char *)buffer.start = 0; }

		/*
		 * Alternate settings are added in ascending order, the last one defines
		 * the endpoints that the client may use.
		 */
		static void _add_interface(genode_usb_configuration *cfg, unsigned index, void *arg)
		{
			unsigned num_interfaces = 0;

			_for_each(_whole((uint8_t const *)arg), [&] (uint8_t const *p) {

				if (p[1] != INTERFACE)
					return true;

				if (p[3] == 0)
					num_interfaces++;

				if (num_interfaces == index + 1)
					genode_usb_device_add_interface(cfg, _no_string,
						_desc<genode_usb_interface_descriptor>(p),
						_add_endpoint, (void *)p, p[3] == 0);

				return true; });
		}

		static void _add_configuration(genode_usb_device *device, unsigned index, void *arg)
		{
			Bytes const configuration = ((Descriptors const *)arg)->_configuration(index);

			if (configuration.len)
				genode_usb_device_add_configuration(device,
					_desc<genode_usb_config_descriptor>(configuration.p),
					_add_interface, (void *)configuration.p, index == 0);
		}

		static void _manufacturer(genode_buffer buffer, void *) {
			copy_cstring((char *)buffer.start, "attache", buffer.num_bytes); }

		static void _product(genode_buffer buffer, void *) {
			copy_cstring((char *)buffer.start, "simodem", buffer.num_bytes); }

		static genode_usb_speed_t _speed(unsigned mbit)
		{
			return mbit >= 5000 ? GENODE_USB_SPEED_SUPER
			     : mbit >= 480  ? GENODE_USB_SPEED_HIGH
			                    : GENODE_USB_SPEED_FULL;
		}

	public:

		Descriptors(Bytes all)
		:
			_device({ all.p, all.p[0] }),
			_configurations({ all.p + all.p[0], all.len - all.p[0] })
		{ }

		/**
		 * Answer of GET_DESCRIPTOR: its length or SIM_USB_STALL
		 */
		int read(uint8_t type, uint8_t index, Byte_range_ptr const &dst) const
		{
			Bytes const bytes = type == DEVICE        ? _device
			                  : type == CONFIGURATION ? _configuration(index)
			                                          : Bytes { };
			if (!bytes.len)
				return SIM_USB_STALL;

			size_t const len = min(bytes.len, dst.num_bytes);
			Genode::memcpy(dst.start, bytes.p, len);
			return int(len);
		}

		void announce(unsigned bus, unsigned dev, sim_usb_device const &device) const
		{
			genode_usb_announce_device(bus, dev, _speed(device.speed_mbit),
			                           _manufacturer, _product,
			                           _desc<genode_usb_device_descriptor>(_device.p),
			                           _add_configuration, (void *)this);
		}
};

#endif /* _DESCRIPTORS_H_ */
