/* Finds the QMI function in a configuration descriptor. Classes that are their
 * maker's own do not tell QMI from a serial port, so a table helps. */
#include "base/errors.h"
#include "drivers/usb.h"
#include "drivers/usb_part.h"

enum { ANY = -1, PREFERRED_NOTIFY = 8, MAX_PAIRS = 16 };

/* What a row tells of its interface. */
enum role {
	COMBINED, /* it has all three endpoints */
	DATA,	  /* it has the data; control is what a union joins it with, or
		     the interface before */
	CONTROL	  /* a union joins it with the data */
};

/* vendor, product, interface, class, subclass, protocol: ANY */
static const struct row {
	int32_t vendor, product;
	int16_t interface, class, subclass, protocol;
	enum role role;
	const char *source;
} rows[] = {
	{0x1bc7, 0x1034, 2, ANY, ANY, ANY, COMBINED,
	 "Telit LE910C4-WWX, whose tty looks alike: linux-usb 2025-09"},
	{0x19d2, 0x1485, 5, ANY, ANY, ANY, COMBINED,
	 "ZTE MF286D, four interfaces look alike: linux-usb 2023"},
	{0x1e0e, 0x9001, 5, ANY, ANY, ANY, COMBINED,
	 "SIMCom SIM7600: Linux qmi_wwan"},
	{0x413c, 0x81e6, 0, ANY, ANY, ANY, COMBINED,
	 "Dell DW5829e in RMNET mode: linux-usb"},
	{0x05c6, 0x9215, 4, ANY, ANY, ANY, COMBINED,
	 "Quectel EC20 under the number of a Gobi 2000: Linux qmi_wwan"},
	{0x19d2, 0x0167, 4, ANY, ANY, ANY, COMBINED,
	 "ZTE MF820D: Linux qmi_wwan"},
	{0x19d2, 0x0063, 4, ANY, ANY, ANY, COMBINED,
	 "ZTE K3565-Z: Linux qmi_wwan"},
	{0x19d2, 0x1008, 4, ANY, ANY, ANY, COMBINED,
	 "ZTE K3570-Z: Linux qmi_wwan"},
	{0x19d2, 0x1010, 4, ANY, ANY, ANY, COMBINED,
	 "ZTE K3571-Z: Linux qmi_wwan"},
	{0x19d2, 0x0104, 4, ANY, ANY, ANY, COMBINED,
	 "ZTE K4505-Z: Linux qmi_wwan"},
	{0x1199, 0x68a2, 8, ANY, ANY, ANY, COMBINED,
	 "Sierra MC7710, of whose three functions this one works everywhere: "
	 "Linux qmi_wwan"},
	{0x12d1, ANY, ANY, 0xff, 0x01, 0x08, DATA,
	 "Huawei E392, E398 and others: Linux qmi_wwan"},
	{0x12d1, ANY, ANY, 0xff, 0x01, 0x38, DATA,
	 "Huawei K5005 and others: Linux qmi_wwan"},
	{0x12d1, ANY, ANY, 0xff, 0x01, 0x11, COMBINED,
	 "Huawei E392 in its mode for Windows: Linux qmi_wwan"},
	{0x106c, 0x3718, ANY, 0xff, 0xf0, 0xff, COMBINED,
	 "Pantech UML290: Linux qmi_wwan"},
	{0x1410, ANY, ANY, 0x02, 0x06, 0x00, CONTROL,
	 "Novatel USB551L, E362, E371, in the form of CDC ECM: Linux qmi_wwan"},
	{0x413c, 0x8195, ANY, 0x02, 0x06, 0x00, CONTROL,
	 "Dell Wireless 5800, a Novatel E362: Linux qmi_wwan"},
	{0x413c, 0x8196, ANY, 0x02, 0x06, 0x00, CONTROL,
	 "Dell Wireless 5800 v2, a Novatel E362: Linux qmi_wwan"},
	{0x413c, 0x819b, ANY, 0x02, 0x06, 0x00, CONTROL,
	 "Dell Wireless 5804, a Novatel E371: Linux qmi_wwan"},
	{ANY, ANY, ANY, 0xff, 0xff, 0x50, COMBINED,
	 "Qualcomm's newer compositions: Telit FN990A, FE910C04, SIMCom 8230C, "
	 "Fibocom FG132 on linux-usb"},
};

static uint8_t number_of(const struct usb_part *part)
{
	return part->p[2];
}

/* --- a function of one or two interfaces -------------------------- */

static void control_take(struct usb_function *f, const struct usb_part *control)
{
	f->control_interface = number_of(control);
	f->control_alt = control->p[3];
	f->ep_notify = control->ep_notify;
	f->notify_packet = control->notify_packet;
}

static void data_take(struct usb_function *f, const struct usb_part *data)
{
	f->data_interface = number_of(data);
	f->data_alt = data->p[3];
	f->ep_in = data->ep_in;
	f->ep_out = data->ep_out;
	f->in_packet = data->in_packet;
	f->out_packet = data->out_packet;
}

/* The control interface of the data interface. */
static bool control_find(struct att_bytes all, int data,
			 struct usb_part *control)
{
	struct usb_parts s = usb_parts_of(all);
	struct usb_part part;
	bool found = false;

	while (usb_parts_next(&s, &part)) {
		if (!part.notify_packet)
			continue;
		if (part.slave == data || number_of(&part) + 1 == data) {
			*control = part;
			found = true;
		}
		if (part.slave == data)
			break;
	}
	return found;
}

static bool data_find(struct att_bytes all, int number, struct usb_part *data)
{
	struct usb_parts s = usb_parts_of(all);

	while (usb_parts_next(&s, data))
		if (number_of(data) == number && usb_part_has_data(data))
			return true;
	return false;
}

static bool function_take(struct att_bytes all, enum role role,
			  const struct usb_part *part, struct usb_function *f)
{
	struct usb_part control = *part, data = *part;

	switch (role) {
	case COMBINED:
		if (part->p[3])
			return false;
		break;
	case DATA:
		if (!control_find(all, number_of(part), &control))
			return false;
		break;
	case CONTROL:
		if (part->slave < 0 || !data_find(all, part->slave, &data))
			return false;
		break;
	}
	if (!control.notify_packet || !usb_part_has_data(&data))
		return false;
	memset(f, 0, sizeof(*f));
	f->speaks = USB_SPEAKS_QMI;
	f->configuration = all.p[5];
	f->max_control = USB_MAX_CONTROL;
	control_take(f, &control);
	data_take(f, &data);
	return true;
}

/* --- which interface it is ---------------------------------------- */

enum { NO, PERHAPS, LIKELY, BY_CLASS, BY_NUMBER };

static bool fits(int wanted, int is)
{
	return wanted == ANY || wanted == is;
}

static bool row_fits(const struct row *r, int vendor, int product,
		     const struct usb_part *part)
{
	const uint8_t *p = part->p;

	return fits(r->vendor, vendor) && fits(r->product, product) &&
	       fits(r->interface, p[2]) && fits(r->class, p[5]) &&
	       fits(r->subclass, p[6]) && fits(r->protocol, p[7]);
}

/* How sure it is that this interface is of a QMI function, and its role. Gobis
 * have the same class everywhere, and functional descriptors in serial ports
 * alone; with others notifications of QMI are shorter than those of ports. */
static int rank_of(int vendor, int product, const struct usb_part *part,
		   enum role *role)
{
	const uint8_t *p = part->p;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (row_fits(&rows[i], vendor, product, part)) {
			*role = rows[i].role;
			return rows[i].interface == ANY ? BY_CLASS : BY_NUMBER;
		}
	*role = COMBINED;
	if (p[5] != 0xff || p[6] != 0xff || p[7] != 0xff || part->functional)
		return NO;
	return part->notify_packet == PREFERRED_NOTIFY ? LIKELY : PERHAPS;
}

int usb_qmi_find(struct att_bytes configuration, uint16_t vendor,
		 uint16_t product, struct usb_function *f)
{
	int best = NO, pairs = 0, err;
	struct usb_function one;
	struct att_bytes all;
	struct usb_part part;
	struct usb_parts s;
	bool cut;

	memset(f, 0, sizeof(*f));
	err = usb_walk_open(configuration, &all, &cut);
	if (err)
		return err;
	for (s = usb_parts_of(all); usb_parts_next(&s, &part);) {
		enum role role;
		int rank = rank_of(vendor, product, &part, &role);

		/* Of those that are no more than possible, the last. */
		if (rank < best || (rank == best && rank != PERHAPS) ||
		    (role != COMBINED && ++pairs > MAX_PAIRS) ||
		    !function_take(all, role, &part, &one))
			continue;
		best = rank;
		*f = one;
		f->guessed = rank < BY_CLASS;
	}
	if (best != NO)
		return 0;
	return cut || s.w.malformed ? ATT_E_DESCRIPTOR : ATT_E_NO_FUNCTION;
}
