/* org.freedesktop.ModemManager1.Modem.Firmware: what fwupd wants to know. */
#include "bridge.h"

#define METHOD_MBIM_QDU (1u << 2) /* MMModemFirmwareUpdateMethod */

/* fwupd opens the MBIM port itself then, beside attache. It finds what there is
 * for a modem by the ids of its USB device. */
static GETTER(get_settings)
{
	const struct bridge *b = BRIDGE_OF(at, usb_ids);
	const struct facts *f = &b->now;

	if (!(b->services & BRIDGE_QDU) || !f->usb_ids[0][0])
		return sd_bus_message_append(reply, "(ua{sv})", 0, 0);
	return sd_bus_message_append(
		reply, "(ua{sv})", METHOD_MBIM_QDU, 2, "device-ids", "as", 2,
		f->usb_ids[0], f->usb_ids[1], "version", "s", f->revision);
}

static const struct property properties[] = {
	{"UpdateSettings", "(ua{sv})", get_settings, AT(usb_ids)},
	{NULL, NULL, NULL, NOWHERE}};

static const struct method methods[] = {
	{"List", "", "saa{sv}", answer_unsupported, RIGHT_FIRMWARE},
	{"Select", "s", "", answer_unsupported, RIGHT_FIRMWARE},
	{NULL, NULL, NULL, NULL, NULL}};

const struct interface interface_firmware = {.name = MM_NAME ".Modem.Firmware",
					     .properties = properties,
					     .methods = methods};
