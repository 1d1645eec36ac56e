/* One descriptor after the other, inside of what there is. */
#include "drivers/usb_walk.h"

#include "base/errors.h"

int usb_walk_open(struct att_bytes bytes, struct att_bytes *all, bool *cut)
{
	size_t total;

	if (bytes.len < 9 || bytes.p[0] < 9 ||
	    bytes.p[1] != USB_DT_CONFIGURATION)
		return ATT_E_DESCRIPTOR;
	total = att_get16(bytes.p + 2);
	*cut = total > bytes.len;
	if (*cut)
		total = bytes.len;
	if (bytes.p[0] > total)
		return ATT_E_DESCRIPTOR;
	*all = att_bytes_of(bytes.p, total);
	return 0;
}

struct usb_walk usb_walk_of(struct att_bytes all)
{
	struct usb_walk w = {.all = all};

	/* ATT_E_DESCRIPTOR has been given for fewer than 9 bytes. */
	w.at = all.p[0];
	return w;
}

static size_t least_len(uint8_t type)
{
	if (type == USB_DT_INTERFACE)
		return 9;
	if (type == USB_DT_ENDPOINT)
		return 7;
	return type == USB_DT_ASSOCIATION ? 8 : 2;
}

bool usb_walk_next(struct usb_walk *w)
{
	const uint8_t *p = w->all.p + w->at;

	if (w->at == w->all.len)
		return false;
	w->malformed = true;
	if (!att_bytes_has(w->all, w->at, 2))
		return false;
	if (!att_bytes_sub(w->all, w->at, p[0], &w->d))
		return false;
	if (w->d.len < least_len(p[1]))
		return false;
	w->malformed = false;
	w->at += w->d.len;
	if (p[1] == USB_DT_INTERFACE)
		w->iface = w->d;
	return true;
}

bool usb_walk_functional(const struct usb_walk *w, uint8_t subtype, size_t len)
{
	return w->d.len >= len && w->d.p[1] == USB_DT_CS_INTERFACE &&
	       w->d.p[2] == subtype;
}

uint16_t usb_walk_packet(const struct usb_walk *w, enum usb_endpoint_type type,
			 bool in)
{
	const uint8_t *p = w->d.p;

	if (p[1] != USB_DT_ENDPOINT || (p[3] & 3) != type || p[2] >> 7 != in)
		return 0;
	return att_get16(p + 4) & 0x7ff;
}
