/* The descriptors of the simulated modem: MBIM 1.0 section 6, with Microsoft's
 * extended functional descriptor; high speed or super speed. */
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

#define LO(v) (uint8_t)((v)&0xff)
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
	PUT(w, 18, 0x01, LO(usb), HI(usb), 0xef, 0x02, 0x01, w->super ? 9 : 64,
	    LO(c->vendor), HI(c->vendor), LO(c->product), HI(c->product), 0x00,
	    0x01, 1, 2, 3, c->configuration);
}

static void put_endpoint(struct writer *w, uint8_t address, uint8_t type,
			 uint16_t packet, uint8_t interval)
{
	uint16_t per_interval = type == EP_INTERRUPT ? packet : 0;

	PUT(w, 7, 0x05, address, type, LO(packet), HI(packet), interval);
	if (w->super)
		PUT(w, 6, 0x30, 0, 0, LO(per_interval), HI(per_interval));
}

static void put_control_interface(struct writer *w, const struct sim_config *c)
{
	/* IAD, interface, CDC header */
	PUT(w, 8, 0x0b, 0, 2, 0x02, 0x0e, 0x00, 0);
	PUT(w, 9, 0x04, SIM_USB_CONTROL_INTERFACE, 0, 1, 0x02, 0x0e, 0x00, 0);
	PUT(w, 5, 0x24, 0x00, 0x20, 0x01);
	if (!c->no_union)
		PUT(w, 5, 0x24, 0x06, SIM_USB_CONTROL_INTERFACE,
		    SIM_USB_DATA_INTERFACE);
	/* MBIM 1.0 6.4: 32 filters of 192 bytes; capabilities: 8-byte
	 * SET_NTB_INPUT_SIZE, CRC mode, maximum datagram size. */
	PUT(w, 12, 0x24, 0x1b, 0x00, 0x01, LO(c->max_control),
	    HI(c->max_control), 32, 192, LO(SIM_MAX_SEGMENT),
	    HI(SIM_MAX_SEGMENT), 0x38);
	/* Version 1.00 as most modems have it; VERSION agrees on more. */
	PUT(w, 8, 0x24, 0x1c, 0x00, 0x01, c->max_outstanding, LO(c->ipv4_mtu),
	    HI(c->ipv4_mtu));
	put_endpoint(w, SIM_USB_EP_NOTIFY, EP_INTERRUPT, 64, 5);
}

static void put_data_interface(struct writer *w)
{
	uint16_t packet = w->super ? 1024 : 512;

	PUT(w, 9, 0x04, SIM_USB_DATA_INTERFACE, 0, 0, 0x0a, 0x00, 0x02, 0);
	PUT(w, 9, 0x04, SIM_USB_DATA_INTERFACE, SIM_USB_DATA_ALT, 2, 0x0a, 0x00,
	    0x02, 0);
	put_endpoint(w, SIM_USB_EP_IN, EP_BULK, packet, 0);
	put_endpoint(w, SIM_USB_EP_OUT, EP_BULK, packet, 0);
}

/* A configuration; the ones before MBIM's have one interface of the vendor. */
static void put_configuration(struct writer *w, const struct sim_config *c,
			      uint8_t value)
{
	size_t start = w->len;
	bool mbim = value == c->configuration;

	/* 500 mA, in units of 2 mA or (super speed) 8 mA */
	PUT(w, 9, 0x02, 0, 0, mbim ? 2 : 1, value, 0, 0xa0,
	    w->super ? 62 : 250);
	if (mbim) {
		put_control_interface(w, c);
		put_data_interface(w);
	} else {
		PUT(w, 9, 0x04, 0, 0, 0, 0xff, 0xff, 0xff, 0);
	}
	mbim_put16(w->p + start + 2, (uint16_t)(w->len - start));
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
