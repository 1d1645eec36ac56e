/* Finds the serial ports in a configuration descriptor, and tells what they
 * are. */
#include "drivers/usb_ports.h"

#include "drivers/usb_part.h"

enum { ANY = -1, NO_PORT = -1 };
enum { CLASS_CDC = 0x02, CLASS_VENDOR = 0xff, SUBCLASS_ACM = 0x02 };

/* vendor, class, subclass, protocol: ANY */
static const struct class_row {
	int32_t vendor;
	int16_t class, subclass, protocol;
	int kind; /* enum usb_port_kind or NO_PORT */
	const char *source;
} class_rows[] = {
	{ANY, CLASS_CDC, SUBCLASS_ACM, 0x01, USB_PORT_AT,
	 "CDC 1.2 table 17: AT commands of V.250"},
	{ANY, 0xff, 0x42, ANY, NO_PORT,
	 "Android's debug bridge and boot loader"},
	{ANY, 0xff, 0xff, 0x30, USB_PORT_DIAGNOSTIC,
	 "Quectel RM500Q, EM060K, Telit FE990B: Linux option"},
	{ANY, 0xff, 0xff, 0x40, USB_PORT_AT,
	 "Quectel EM060K, Telit FE990B: Linux option"},
	{ANY, 0xff, 0x00, 0x40, USB_PORT_AT,
	 "Quectel RM500Q, RM520N: Linux option"},
	{0x12d1, 0xff, 0x01, 0x01, USB_PORT_AT, "Huawei: ModemManager"},
	{0x12d1, 0xff, 0x01, 0x02, USB_PORT_AT, "Huawei: ModemManager"},
	{0x12d1, 0xff, 0x02, 0x01, USB_PORT_AT, "Huawei: ModemManager"},
	{0x12d1, 0xff, 0x02, 0x02, USB_PORT_AT, "Huawei: ModemManager"},
	{0x12d1, 0xff, 0x01, 0x05, USB_PORT_GPS, "Huawei: ModemManager"},
	{0x12d1, 0xff, 0x01, 0x14, USB_PORT_GPS, "Huawei: ModemManager"},
	{0x12d1, 0xff, 0x06, 0x14, USB_PORT_GPS, "Huawei: ModemManager"},
};

#define BIT(n) (1u << (n))

/* Devices whose classes tell nothing; bit n: interface n. */
static const struct device_row {
	uint16_t vendor, product;
	uint32_t at, diagnostic, gps;
	const char *source;
} device_rows[] = {
	{0x2c7c, 0x0125, BIT(2) | BIT(3), BIT(0), BIT(1),
	 "Quectel EC25, EG25-G: ModemManager"},
	{0x2c7c, 0x0191, BIT(2) | BIT(3), BIT(0), BIT(1),
	 "Quectel EG91: ModemManager"},
	{0x2c7c, 0x0195, BIT(2) | BIT(3), BIT(0), BIT(1),
	 "Quectel EG95: ModemManager"},
	{0x2c7c, 0x0296, BIT(2) | BIT(3), BIT(0), BIT(1),
	 "Quectel BG96: ModemManager"},
	{0x2c7c, 0x0306, BIT(2) | BIT(3), BIT(0), BIT(1),
	 "Quectel EG06, EP06, EM06: ModemManager"},
	{0x2c7c, 0x0800, BIT(2) | BIT(3), BIT(0), BIT(1),
	 "Quectel RM500Q: ModemManager"},
	{0x1bc7, 0x1040, BIT(4) | BIT(5), BIT(0), 0,
	 "Telit LE922, LM960: ModemManager"},
	{0x1bc7, 0x1041, BIT(5) | BIT(6), BIT(0), 0,
	 "Telit LE922, LM960 in MBIM mode: ModemManager"},
	{0x1bc7, 0x1201, BIT(4) | BIT(5), BIT(0), BIT(3),
	 "Telit LE910C1: ModemManager"},
	{0x0489, 0xe0b4, BIT(2) | BIT(3), BIT(5), BIT(4),
	 "Foxconn T77W968: ModemManager"},
	{0x0489, 0xe0b5, BIT(2) | BIT(3), BIT(5), BIT(4),
	 "Foxconn T77W968: ModemManager"},
	{0x413c, 0x81d7, BIT(2) | BIT(3), BIT(5), BIT(4),
	 "Dell DW5821e: ModemManager"},
	{0x413c, 0x81e0, BIT(2) | BIT(3), BIT(5), BIT(4),
	 "Dell DW5821e: ModemManager"},
};

static bool fits(int wanted, int is)
{
	return wanted == ANY || wanted == is;
}

static int kind_by_class(uint16_t vendor, const uint8_t *p)
{
	for (size_t i = 0; i < sizeof(class_rows) / sizeof(class_rows[0]);
	     i++) {
		const struct class_row *r = &class_rows[i];

		if (fits(r->vendor, vendor) && fits(r->class, p[5]) &&
		    fits(r->subclass, p[6]) && fits(r->protocol, p[7]))
			return r->kind;
	}
	return USB_PORT_OTHER;
}

static int kind_of(uint16_t vendor, uint16_t product, const uint8_t *p)
{
	const uint32_t bit = p[2] < 32 ? BIT(p[2]) : 0;

	for (size_t i = 0; i < sizeof(device_rows) / sizeof(device_rows[0]);
	     i++) {
		const struct device_row *r = &device_rows[i];

		if (r->vendor != vendor || r->product != product)
			continue;
		if (r->at & bit)
			return USB_PORT_AT;
		if (r->diagnostic & bit)
			return USB_PORT_DIAGNOSTIC;
		if (r->gps & bit)
			return USB_PORT_GPS;
	}
	return kind_by_class(vendor, p);
}

/* The altsetting with the data of a port whose control interface this is. */
static bool data_find(struct att_bytes all, const struct usb_part *control,
		      struct usb_part *data)
{
	struct usb_parts parts = usb_parts_of(all);

	*data = *control;
	if (control->p[5] == CLASS_VENDOR)
		return usb_part_has_data(data);
	if (control->p[5] != CLASS_CDC || control->p[6] != SUBCLASS_ACM)
		return false;
	while (usb_parts_next(&parts, data))
		if (data->p[2] == control->slave && !data->p[3] &&
		    usb_part_has_data(data))
			return true;
	return false;
}

static bool has(const struct usb_function *f, const struct usb_part *part)
{
	return part->p[2] == f->control_interface ||
	       part->p[2] == f->data_interface;
}

unsigned usb_ports_find(struct att_bytes configuration,
			const struct usb_function *f, uint16_t vendor,
			uint16_t product, struct usb_port *ports, unsigned cap)
{
	struct usb_part control, data;
	struct usb_parts parts;
	struct att_bytes all;
	unsigned n = 0;
	bool cut;

	if (usb_walk_open(configuration, &all, &cut))
		return 0;
	for (parts = usb_parts_of(all);
	     n < cap && usb_parts_next(&parts, &control);) {
		const int kind = kind_of(vendor, product, control.p);

		if (control.p[3] || kind == NO_PORT ||
		    !data_find(all, &control, &data) || has(f, &control) ||
		    has(f, &data))
			continue;
		ports[n++] = (struct usb_port){
			.kind = (enum usb_port_kind)kind,
			.interface = data.p[2],
			.control_interface = control.p[2],
			.ep_in = data.ep_in,
			.ep_out = data.ep_out,
			.in_packet = data.in_packet,
			.out_packet = data.out_packet,
		};
	}
	return n;
}

const char *usb_port_kind_name(enum usb_port_kind kind)
{
	switch (kind) {
	case USB_PORT_AT:
		return "at";
	case USB_PORT_DIAGNOSTIC:
		return "diagnostic";
	case USB_PORT_GPS:
		return "gps";
	case USB_PORT_OTHER:
		break;
	}
	return "other";
}

bool usb_port_line_state(const struct usb_port *port, bool on,
			 struct usb_req *req)
{
	enum { DTR = 1, RTS = 2, TIMEOUT_MS = 5000 };

	*req = (struct usb_req){
		.kind = USB_CONTROL,
		.request_type = 0x21,
		.request = 0x22,
		.value = on ? DTR | RTS : 0,
		.index = port->control_interface,
		.timeout_ms = TIMEOUT_MS,
	};
	return port->kind != USB_PORT_DIAGNOSTIC;
}
