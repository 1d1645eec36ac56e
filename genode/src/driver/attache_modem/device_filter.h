/*
 * \brief  Which devices of the Usb session may be the modem
 * \author attache maintainers
 * \date   2026-12-01
 */

#ifndef _DEVICE_FILTER_H_
#define _DEVICE_FILTER_H_

#include <base/node.h>
#include <usb_session/device.h>

#include <attache.h>

namespace Attache { struct Device_filter; }


struct Attache::Device_filter
{
	using Name = Usb::Device::Name;

	/* of the device, zero and empty stand for any */
	uint16_t vendor_id  = 0;
	uint16_t product_id = 0;
	Name     name       { };

	bool _named() const { return name.length() > 1; }

	bool operator == (Device_filter const &other) const
	{
		return vendor_id  == other.vendor_id
		    && product_id == other.product_id
		    && _named() == other._named() && (!_named() || name == other.name);
	}

	/**
	 * \param device  node of the session's ROM
	 */
	bool matches(Node const &device) const
	{
		return (!vendor_id  || vendor_id  == device.attribute_value("vendor_id",  0u))
		    && (!product_id || product_id == device.attribute_value("product_id", 0u))
		    && (!_named() || name == device.attribute_value("name", Name()));
	}

	bool any() const { return *this == Device_filter(); }

	/* "vendor_id 0x2c7c, product_id 0x125" */
	void print(Output &out) const
	{
		char const *gap = "";

		auto say = [&] (char const *key, auto const &value) {
			Genode::print(out, gap, key, " ", value);
			gap = ", "; };

		if (vendor_id)    say("vendor_id",  Hex(vendor_id));
		if (product_id)   say("product_id", Hex(product_id));
		if (_named())    say("name",       name);
	}
};

#endif /* _DEVICE_FILTER_H_ */
