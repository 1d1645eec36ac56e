/* The descriptors of the simulated modem: MBIM 1.0 section 6, with Microsoft's
 * extended functional descriptor; or one interface of the vendor's that has all
 * of QMI; high speed or super speed. */
#include "tools/simodem/usb_modem.h"

#include <assert.h>

#define EP_BULK	     2u
#define EP_INTERRUPT 3u

struct writer {
	uint8_t *p;
	size_t len, cap;
	bool super;
};

static void put(struct writer *w, const uint8_t *bytes, size_t len)
{
	assert(len <= w->cap - w->len);
	memcpy(w->p + w->len, bytes, len);
	w->len += len;
}

#define LO(v) (uint8_t)(0xff & (v))
#define HI(v) (uint8_t)((v) >> 8)

#define PUT(w, ...)                                     \
	do {                                            \
		const uint8_t bytes_[] = {__VA_ARGS__}; \
		put(w, bytes_, sizeof(bytes_));         \
	} while (0)

static void put_device(struct writer *w, const struct sim_config *c)
{
	uint16_t usb = w->super ? 0x0320 : 0x0200;

	/* Class ef/02/01: the functions are told by IADs. */
	bool iads = !c->speaks_qmi;

	PUT(w, 18, 0x01, LO(usb), HI(usb), iads ? 0xef : 0, iads ? 0x02 : 0,
	    iads ? 0x01 : 0, w->super ? 9 : 64, LO(c->vendor), HI(c->vendor),
	    LO(c->product), HI(c->product), 0x00, 0x01, 1, 2, 3,
	    c->configuration);
}

static void put_endpoint(struct writer *w, uint8_t address, uint8_t type,
			 uint16_t packet, uint8_t interval)
{
	uint16_t per_interval = type == EP_INTERRUPT ? packet : 0;

	PUT(w, 7, 0x05, address, type, LO(packet), HI(packet), interval);
	if (w->super)
		PUT(w, 6, 0x30, 0, 0, LO(per_interval), HI(per_interval));
}

static void put_union(struct writer *w, const struct sim_config *c)
{
	if (!c->no_union)
		PUT(w, 5, 0x24, 0x06, c->usb.control_interface,
		    c->usb.data_interface);
}

/* MBIM 1.0 6.4 */
static void put_mbim(struct writer *w, const struct sim_config *c)
{
	const struct sim_usb_layout *l = &c->usb;

	PUT(w, 12, 0x24, 0x1b, 0x00, 0x01, LO(c->max_control),
	    HI(c->max_control), l->filters, l->filter_size, LO(l->max_segment),
	    HI(l->max_segment), l->capabilities);
	if (!l->no_extended)
		PUT(w, 8, 0x24, 0x1c, LO(l->ex_version), HI(l->ex_version),
		    c->max_outstanding, LO(l->mtu), HI(l->mtu));
}

/* NCM 1.0 5.2: Ethernet, without multicast filters; NCM. */
static void put_ncm(struct writer *w, const struct sim_usb_layout *l)
{
	PUT(w, 13, 0x24, 0x0f, 3, 0, 0, 0, 0, LO(1514), HI(1514), 0, 0, 0);
	PUT(w, 6, 0x24, 0x1a, 0x00, 0x01, l->capabilities);
}

/* The control interface: MBIM in its only altsetting, or NCM in the first and
 * MBIM behind it. */
static void put_control_interface(struct writer *w, const struct sim_config *c)
{
	const struct sim_usb_layout *l = &c->usb;

	for (uint8_t alt = 0; alt <= l->control_alt; alt++) {
		bool mbim = alt == l->control_alt;

		PUT(w, 9, 0x04, l->control_interface, alt, 1, 0x02,
		    mbim ? 0x0e : 0x0d, 0x00, 0);
		PUT(w, 5, 0x24, 0x00, 0x20, 0x01);
		put_union(w, c);
		if (!mbim || l->control_alt > 0)
			put_ncm(w, l);
		if (mbim)
			put_mbim(w, c);
		put_endpoint(w, l->ep_notify, EP_INTERRUPT, l->notify_packet,
			     l->notify_interval);
	}
}

/* The altsettings between the one without endpoints and MBIM's are NCM's. */
static void put_data_interface(struct writer *w, const struct sim_config *c)
{
	const struct sim_usb_layout *l = &c->usb;
	uint16_t packet = sim_usb_bulk_packet(c);

	for (uint8_t alt = 0; alt <= l->data_alt; alt++) {
		bool mbim = alt == l->data_alt || l->control_alt == 0;
		bool empty = alt == 0 && l->data_alt > 0;

		PUT(w, 9, 0x04, l->data_interface, alt, empty ? 0 : 2, 0x0a,
		    0x00, mbim ? 0x02 : 0x01, 0);
		if (empty)
			continue;
		put_endpoint(w, l->ep_in, EP_BULK, packet, 0);
		put_endpoint(w, l->ep_out, EP_BULK, packet, 0);
	}
}

/* QMI: no altsettings and no functional descriptors. */
static void put_qmi_interface(struct writer *w, const struct sim_config *c)
{
	const struct sim_usb_layout *l = &c->usb;
	uint16_t packet = sim_usb_bulk_packet(c);

	PUT(w, 9, 0x04, l->control_interface, 0, 3, 0xff, 0xff, 0xff, 0);
	put_endpoint(w, l->ep_notify, EP_INTERRUPT, l->notify_packet,
		     l->notify_interval);
	put_endpoint(w, l->ep_in, EP_BULK, packet, 0);
	put_endpoint(w, l->ep_out, EP_BULK, packet, 0);
}

/* A port as Quectel's have it. */
static void put_at_interface(struct writer *w, const struct sim_config *c)
{
	const struct sim_usb_layout *l = &c->usb;
	uint16_t packet = sim_usb_bulk_packet(c);

	PUT(w, 9, 0x04, l->at_interface, 0, 2, 0xff, 0x00, 0x40, 0);
	put_endpoint(w, l->ep_at_in, EP_BULK, packet, 0);
	put_endpoint(w, l->ep_at_out, EP_BULK, packet, 0);
}

/* Interfaces in the order of their numbers. */
static uint8_t put_interfaces(struct writer *w, const struct sim_config *c)
{
	const struct sim_usb_layout *l = &c->usb;
	uint8_t n = 0;

	for (uint8_t i = 0; i < 32; i++) {
		if (i == l->control_interface && c->speaks_qmi) {
			put_qmi_interface(w, c);
			n++;
			continue;
		}
		if (i == l->control_interface && !l->no_iad)
			PUT(w, 8, 0x0b, i, 2, 0x02, 0x0e, 0x00, 0);
		if (i == l->control_interface)
			put_control_interface(w, c);
		else if (i == l->data_interface && !c->speaks_qmi)
			put_data_interface(w, c);
		else if (i > 0 && i == l->at_interface)
			put_at_interface(w, c);
		else if (l->others >> i & 1)
			PUT(w, 9, 0x04, i, 0, 0, 0xff, 0xff, 0xff, 0);
		else
			continue;
		n++;
	}
	return n;
}

/* A configuration; the ones before MBIM's have one interface of the vendor. */
static void put_configuration(struct writer *w, const struct sim_config *c,
			      uint8_t value)
{
	size_t start = w->len;
	uint8_t n = 1;

	/* 500 mA, in units of 2 mA or (super speed) 8 mA */
	PUT(w, 9, 0x02, 0, 0, 0, value, 0, 0xa0, w->super ? 62 : 250);
	if (value == c->configuration)
		n = put_interfaces(w, c);
	else
		PUT(w, 9, 0x04, 0, 0, 0, 0xff, 0xff, 0xff, 0);
	w->p[start + 4] = n;
	att_put16(w->p + start + 2, (uint16_t)(w->len - start));
}

uint16_t sim_usb_bulk_packet(const struct sim_config *c)
{
	if (c->usb.bulk_packet > 0)
		return c->usb.bulk_packet;
	if (c->speed_mbit >= 5000)
		return 1024;
	return c->speed_mbit >= 480 ? 512 : 64;
}

size_t sim_usb_descriptors(const struct sim_config *c, uint8_t *buf, size_t cap)
{
	struct writer w = {
		.p = buf, .cap = cap, .super = c->speed_mbit >= 5000};

	put_device(&w, c);
	for (uint8_t value = 1; value <= c->configuration; value++)
		put_configuration(&w, c, value);
	return w.len;
}
