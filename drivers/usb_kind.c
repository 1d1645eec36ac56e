/* Kinds of USB devices, by class, subclass and protocol of their interfaces:
 * USB class codes, CDC 1.2, and what drivers of Linux match. */
#include "drivers/usb_kind.h"

enum { DT_INTERFACE = 4, INTERFACE_LEN = 9, ANY = -1 };

/* Of a device with several, the first row that one of them fits tells what it
 * is: a modem has a card reader, too. */
static const struct kind {
	int class, subclass, protocol, endpoints; /* ANY */
	const char *text;
} kinds[] = {
	{0x02, 0x0e, ANY, ANY,
	 "a modem whose MBIM descriptors are not complete"},
	{0xff, 0xff, 0xff, 3, "a modem whose QMI function is of no known kind"},
	{0x02, 0x06, ANY, ANY,
	 "an Ethernet device (CDC ECM), which the kernel drives without "
	 "attache"},
	{0x02, 0x0d, ANY, ANY,
	 "an Ethernet device (CDC NCM), which the kernel drives without "
	 "attache"},
	{0xe0, 0x01, 0x03, ANY,
	 "an Ethernet device (RNDIS), which the kernel drives without attache"},
	{0x02, 0x02, 0xff, ANY,
	 "an Ethernet device (RNDIS), which the kernel drives without attache"},
	{0xef, 0x04, 0x01, ANY,
	 "an Ethernet device (RNDIS), which the kernel drives without attache"},
	{0x02, 0x02, ANY, ANY,
	 "a modem for AT commands (CDC ACM) without a function of MBIM or QMI"},
	{0xff, ANY, ANY, ANY,
	 "a device of its maker's own class without a function of MBIM or QMI"},
	{0x08, ANY, ANY, ANY,
	 "a mass storage device: its modem appears after usb_modeswitch"},
};

static bool fits(const struct kind *k, const uint8_t *p)
{
	return p[5] == k->class &&
	       (k->subclass == ANY || p[6] == k->subclass) &&
	       (k->protocol == ANY || p[7] == k->protocol) &&
	       (k->endpoints == ANY || p[4] == k->endpoints);
}

static bool has(struct att_bytes all, const struct kind *k)
{
	size_t at = 0;

	while (att_bytes_has(all, at, 2) && all.p[at] >= 2) {
		const uint8_t *p = all.p + at;

		if (p[1] == DT_INTERFACE &&
		    att_bytes_has(all, at, INTERFACE_LEN) && fits(k, p))
			return true;
		at += p[0];
	}
	return false;
}

const char *usb_kind_text(struct att_bytes configuration)
{
	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (has(configuration, &kinds[i]))
			return kinds[i].text;
	return "no modem";
}

bool usb_kind_makes_modems(uint16_t vendor)
{
	static const uint16_t vendors[] = {
		0x05c6, /* Qualcomm */
		0x0af0, /* Option */
		0x0bdb, /* Ericsson */
		0x1199, /* Sierra Wireless */
		0x12d1, /* Huawei */
		0x1410, /* Novatel */
		0x1546, /* u-blox */
		0x19d2, /* ZTE */
		0x1bbb, /* Alcatel */
		0x1bc7, /* Telit */
		0x1c9e, /* Longcheer */
		0x1e0e, /* SIMCom */
		0x2001, /* D-Link */
		0x2c7c, /* Quectel */
		0x2cb7, /* Fibocom */
		0x2dee, /* MeiG */
	};

	for (unsigned i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (vendors[i] == vendor)
			return true;
	return false;
}
