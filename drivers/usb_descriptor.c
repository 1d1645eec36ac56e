/* Finds the MBIM function in a configuration descriptor. The descriptor comes
 * from the device and may be anything. */
#include "drivers/usb.h"

#include "base/errors.h"
#include "drivers/usb_walk.h"

enum {
	CDC_MBIM = 0x1b,
	CDC_MBIM_EXTENDED = 0x1c,

	CLASS_CDC = 0x02,
	CLASS_CDC_DATA = 0x0a,
	SUBCLASS_NCM = 0x0d,
	SUBCLASS_MBIM = 0x0e,
	PROTOCOL_MBIM = 0x02,

	MIN_CONTROL = 64, /* MBIM 1.0 table 6-3: the least allowed */
	/* Bounds for a hostile descriptor, which may hold thousands. */
	MAX_FUNCTIONS = 16,
	MAX_ASSOCIATED = 4
};

static bool is_interface(const struct usb_walk *w, uint8_t class,
			 uint8_t subclass)
{
	const uint8_t *p = w->d.p;

	return p[1] == USB_DT_INTERFACE && p[5] == class && p[6] == subclass;
}

static void take_functional(struct usb_function *f, const struct usb_walk *w)
{
	const uint8_t *p = w->d.p;

	if (usb_walk_functional(w, CDC_MBIM, 12)) {
		f->max_control = att_get16(p + 5);
		f->max_segment = att_get16(p + 9);
		f->capabilities = p[11];
	} else if (usb_walk_functional(w, CDC_MBIM_EXTENDED, 8)) {
		f->ex_version = att_get16(p + 3);
		f->max_outstanding = p[5];
		f->mtu = att_get16(p + 6);
	}
}

/* Read what stands under the control interface. In an NCM/MBIM combination
 * altsetting 0 is NCM, and some descriptors are there only: those of the MBIM
 * altsetting itself win. */
static void take_control(struct att_bytes configuration, struct usb_function *f,
			 bool own, int *data)
{
	struct usb_walk w = usb_walk_of(configuration);
	uint16_t packet;

	while (usb_walk_next(&w)) {
		if (!w.iface.len || w.iface.p[2] != f->control_interface ||
		    (w.iface.p[3] == f->control_alt) != own)
			continue;
		if (is_interface(&w, CLASS_CDC, SUBCLASS_NCM))
			f->ncm_combination = true;
		take_functional(f, &w);
		if (usb_walk_functional(&w, USB_CDC_UNION, 5))
			*data = w.d.p[4];
		packet = usb_walk_packet(&w, USB_ENDPOINT_INTERRUPT, true);
		if (own && packet && !f->ep_notify) {
			f->ep_notify = w.d.p[2];
			f->notify_packet = packet;
		}
	}
}

/* Take the data altsetting of this interface: protocol 2 and two bulk
 * endpoints; `any`: whatever its protocol says. */
static bool take_data(struct att_bytes configuration, struct usb_function *f,
		      int number, bool any)
{
	struct usb_walk w = usb_walk_of(configuration);
	uint16_t packet;

	while (usb_walk_next(&w)) {
		if (w.d.p[1] == USB_DT_INTERFACE)
			f->in_packet = f->out_packet = 0;
		if (!w.iface.len || w.iface.p[2] != number ||
		    w.iface.p[5] != CLASS_CDC_DATA ||
		    (w.iface.p[7] != PROTOCOL_MBIM && !any))
			continue;
		packet = usb_walk_packet(&w, USB_ENDPOINT_BULK, true);
		if (packet && !f->in_packet) {
			f->in_packet = packet;
			f->ep_in = w.d.p[2];
		}
		packet = usb_walk_packet(&w, USB_ENDPOINT_BULK, false);
		if (packet && !f->out_packet) {
			f->out_packet = packet;
			f->ep_out = w.d.p[2];
		}
		if (f->in_packet && f->out_packet) {
			f->data_interface = w.iface.p[2];
			f->data_alt = w.iface.p[3];
			return true;
		}
	}
	return false;
}

/* The data interface of an association that holds the control interface. */
static bool take_associated(struct att_bytes configuration,
			    struct usb_function *f, bool any)
{
	struct usb_walk w = usb_walk_of(configuration);
	int control = f->control_interface;

	while (usb_walk_next(&w)) {
		int first, end;

		if (w.d.p[1] != USB_DT_ASSOCIATION)
			continue;
		first = w.d.p[2];
		end = first + w.d.p[3];
		if (control < first || control >= end)
			continue;
		if (end > first + MAX_ASSOCIATED)
			end = first + MAX_ASSOCIATED;
		for (int i = first; i < end; i++)
			if (i != control && take_data(configuration, f, i, any))
				return true;
		return false;
	}
	return false;
}

static bool take_interfaces(struct att_bytes configuration,
			    struct usb_function *f, int data, bool any)
{
	if (data >= 0 && take_data(configuration, f, data, any))
		return true;
	if (take_associated(configuration, f, any))
		return true;
	return take_data(configuration, f, f->control_interface + 1, any);
}

static void clamp_control(struct usb_function *f)
{
	if (f->max_control < MIN_CONTROL)
		f->max_control = USB_DEFAULT_CONTROL;
	if (f->max_control > USB_MAX_CONTROL)
		f->max_control = USB_MAX_CONTROL;
}

/* Complete the function whose control altsetting has just been set. */
static bool function_take(struct att_bytes configuration,
			  struct usb_function *f)
{
	int data = -1;

	take_control(configuration, f, false, &data);
	take_control(configuration, f, true, &data);
	clamp_control(f);
	if (!f->ep_notify)
		return false;
	if (take_interfaces(configuration, f, data, false))
		return true;
	/* In a combination the other altsettings are NCM's. */
	return !f->ncm_combination &&
	       take_interfaces(configuration, f, data, true);
}

/* Where the next configuration begins behind the descriptor at `at`, or the
 * end. What is behind a descriptor without a length belongs to it. */
static size_t next_configuration(struct att_bytes all, size_t at)
{
	while (att_bytes_has(all, at, 2) && all.p[at] >= 2) {
		at += all.p[at];
		if (att_bytes_has(all, at, 2) && all.p[at] >= 2 &&
		    all.p[at + 1] == USB_DT_CONFIGURATION)
			return at;
	}
	return all.len;
}

bool usb_function_configuration(struct att_bytes descriptors, unsigned n,
				struct att_bytes *configuration)
{
	size_t at = 0;

	do
		at = next_configuration(descriptors, at);
	while (n-- && at < descriptors.len);
	return at < descriptors.len &&
	       att_bytes_sub(descriptors, at,
			     next_configuration(descriptors, at) - at,
			     configuration);
}

int usb_function_find(struct att_bytes configuration, struct usb_function *f)
{
	struct att_bytes all;
	struct usb_walk w;
	bool bad;
	int n = 0, err;

	memset(f, 0, sizeof(*f));
	err = usb_walk_open(configuration, &all, &bad);
	if (err)
		return err;
	w = usb_walk_of(all);
	while (usb_walk_next(&w)) {
		if (!is_interface(&w, CLASS_CDC, SUBCLASS_MBIM))
			continue;
		memset(f, 0, sizeof(*f));
		f->configuration = all.p[5];
		f->control_interface = w.d.p[2];
		f->control_alt = w.d.p[3];
		if (function_take(all, f))
			return 0;
		bad = true;
		if (++n == MAX_FUNCTIONS)
			break;
	}
	return bad || w.malformed ? ATT_E_DESCRIPTOR : ATT_E_NO_FUNCTION;
}

void usb_function_identify(struct usb_function *f, uint16_t vendor,
			   uint16_t product)
{
	f->vendor = vendor;
	f->product = product;
	f->quirks = usb_quirks_find(vendor, product)->flags;
	/* Linux cdc_mbim: no combination was seen that wants a ZLP. */
	if (f->ncm_combination)
		f->quirks |= USB_QUIRK_NO_ZLP;
}

uint16_t usb_function_mtu(const struct usb_function *f)
{
	if (!f->mtu || (f->max_segment && f->max_segment < f->mtu))
		return f->max_segment;
	return f->mtu;
}
