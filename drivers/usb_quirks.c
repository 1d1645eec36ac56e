/* The table of devices that deviate: one row a device, each with the place
 * where the deviation was reported. */
#include "drivers/usb.h"

static const struct usb_quirk quirks[] = {
	/* An exact row wins over the row of its vendor: it repeats the flags.
	 */
	{0x12d1, 0x15c1, USB_QUIRK_NDP_AT_END | USB_QUIRK_CONFIGURATION, 3,
	 "Huawei ME906s-158: OpenBSD umb_quirks; Linux cdc_mbim"},
	{0x12d1, 0x157d, USB_QUIRK_NDP_AT_END | USB_QUIRK_CONFIGURATION, 3,
	 "Huawei E3372: Linux cdc_mbim; modemmanager-devel 2016-June/003141"},
	{0x12d1, 0, USB_QUIRK_NDP_AT_END, 0,
	 "Huawei: Linux cdc_mbim applies it to the whole vendor"},
	{0x03f0, 0xa31d, USB_QUIRK_NDP_AT_END | USB_QUIRK_CONFIGURATION, 3,
	 "HP lt4132, a Huawei ME906s-158: Linux cdc_mbim"},
	{0x413c, 0x81d7, USB_QUIRK_CONFIGURATION, 2,
	 "Dell DW5821e: OpenBSD umb_quirks"},
	{0x413c, 0x81e0, USB_QUIRK_CONFIGURATION, 2,
	 "Dell DW5821e: OpenBSD umb_quirks"},
	{0x1e0e, 0x9003, USB_QUIRK_CONFIGURATION, 1,
	 "SIMCom SIM7600 in MBIM mode: OpenBSD umb_quirks"},
	{0x0bdb, 0, USB_QUIRK_NO_ZLP, 0,
	 "Ericsson: Linux cdc_mbim, whitelist of ZLP conformance"},
	{0x2dee, 0x4d53, USB_QUIRK_NO_ZLP, 0,
	 "MeiG SRM821: Linux cdc_mbim, whitelist of ZLP conformance"},
	{0x1bc7, 0x1041, USB_QUIRK_NO_TOGGLE, 0,
	 "Telit LE922A6: Linux cdc_mbim, avoid_altsetting_toggle"},
	{0x1bc7, 0x1061, USB_QUIRK_NO_TOGGLE, 0,
	 "Telit LN920: Linux cdc_mbim, avoid_altsetting_toggle"},
	{0x1bc7, 0x1071, USB_QUIRK_NO_TOGGLE, 0,
	 "Telit FN990: Linux cdc_mbim, avoid_altsetting_toggle"},
	{0x1bc7, 0x1081, USB_QUIRK_NO_TOGGLE, 0,
	 "Telit FE990: Linux cdc_mbim, avoid_altsetting_toggle"},
	{0x1199, 0, USB_QUIRK_NTB_DELAY, 0,
	 "Sierra MC7455 02.08.02: Linux cdc_ncm pauses for every device"},
	{0x045e, 0, USB_QUIRK_SET_NTB_INPUT, 0,
	 "Microsoft Surface Go 3: linux-usb 2022-08-03"},
};

static const struct usb_quirk no_quirk = {.source = "not listed"};

const struct usb_quirk *usb_quirks_find(uint16_t vendor, uint16_t product)
{
	const struct usb_quirk *found = &no_quirk;

	for (size_t i = 0; i < sizeof(quirks) / sizeof(quirks[0]); i++) {
		const struct usb_quirk *q = &quirks[i];

		if (q->vendor != vendor)
			continue;
		if (q->product == product)
			return q;
		if (!q->product)
			found = q;
	}
	return found;
}

unsigned usb_quirks_rank(const struct usb_quirk *q, uint8_t configuration,
			 uint8_t active)
{
	if (q->flags & USB_QUIRK_CONFIGURATION &&
	    q->configuration == configuration)
		return 3;
	return configuration == active ? 2 : 1;
}
