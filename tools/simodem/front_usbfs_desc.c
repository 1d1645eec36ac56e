/* Descriptors of a simulated device: finding configurations and endpoints,
 * answering GET_DESCRIPTOR, and the root hub that has nothing else. */
#include "tools/simodem/front_usbfs.h"

enum {
	DT_DEVICE = 1,
	DT_CONFIGURATION = 2,
	DT_STRING = 3,
	DT_INTERFACE = 4,
	DT_ENDPOINT = 5,
	DT_BOS = 15,
	DEVICE_LEN = 18,
	LANGID_ENGLISH = 0x0409
};

/* The descriptor at off; false at the end or at one that is malformed. */
static bool desc_at(struct att_bytes all, size_t off, struct att_bytes *out)
{
	return att_bytes_has(all, off, 2) && all.p[off] >= 2 &&
	       att_bytes_sub(all, off, all.p[off], out);
}

struct att_bytes usbfs_desc_nth(const struct sim_usb_device *model, unsigned n)
{
	struct att_bytes all = model->descriptors, d, c;
	size_t off = DEVICE_LEN;

	while (desc_at(all, off, &d) && d.len >= 9 &&
	       d.p[1] == DT_CONFIGURATION) {
		uint16_t total = att_get16(d.p + 2);

		if (total < d.len || !att_bytes_sub(all, off, total, &c))
			break;
		if (n-- == 0)
			return c;
		off += total;
	}
	return att_bytes_of(NULL, 0);
}

struct att_bytes usbfs_desc_configuration(const struct sim_usb_device *model,
					  uint8_t value)
{
	struct att_bytes c;

	for (unsigned n = 0;; n++) {
		c = usbfs_desc_nth(model, n);
		if (c.len == 0 || c.p[5] == value)
			return c;
	}
}

bool usbfs_desc_interface(struct att_bytes configuration, unsigned interface,
			  unsigned alt)
{
	struct att_bytes d;

	for (size_t off = 0; desc_at(configuration, off, &d); off += d.len)
		if (d.len >= 9 && d.p[1] == DT_INTERFACE &&
		    d.p[2] == interface && d.p[3] == alt)
			return true;
	return false;
}

bool usbfs_desc_endpoint(struct att_bytes configuration, uint8_t address,
			 const uint8_t alt[USBFS_INTERFACES],
			 struct usbfs_endpoint *out)
{
	struct att_bytes d;
	uint8_t interface = 0;
	bool current = false;

	for (size_t off = 0; desc_at(configuration, off, &d); off += d.len) {
		if (d.len >= 9 && d.p[1] == DT_INTERFACE) {
			interface = d.p[2];
			current = interface < USBFS_INTERFACES &&
				  d.p[3] == alt[interface];
		}
		if (!current || d.len < 7 || d.p[1] != DT_ENDPOINT ||
		    d.p[2] != address)
			continue;
		out->address = address;
		out->type = d.p[3] & 3;
		out->packet = att_get16(d.p + 4) & 0x7ff;
		out->interface = interface;
		return true;
	}
	return false;
}

/* String descriptor n; the strings are ASCII. */
static size_t desc_string(const struct sim_usb_device *model, uint8_t n,
			  uint8_t out[255])
{
	const uint8_t *device = model->descriptors.p;
	const char *s = NULL;
	size_t len = 2;

	out[1] = DT_STRING;
	if (n == 0) {
		att_put16(out + 2, LANGID_ENGLISH);
		return out[0] = 4;
	}
	if (n == device[14])
		s = model->manufacturer;
	else if (n == device[15])
		s = model->product;
	else if (n == device[16])
		s = model->serial;
	if (!s)
		return 0;
	for (; *s && len + 2 <= 254; s++, len += 2)
		att_put16(out + len, (uint8_t)*s);
	out[0] = (uint8_t)len;
	return len;
}

/* USB 3.2 9.6.2: every device of super speed has a BOS. Exit latencies of 0:
 * there is no link power management. */
static struct att_bytes desc_bos(const struct sim_usb_device *model)
{
	static const uint8_t bos[] = {
		5,  DT_BOS, 22, 0, 2,			/* two capabilities: */
		7,  16,	    2,	0, 0,	 0, 0,		/* USB 2.0 extension */
		10, 16,	    3,	0, 0x0e, 0, 1, 0, 0, 0, /* super speed */
	};

	return att_bytes_of(bos, model->speed_mbit >= 5000 ? sizeof(bos) : 0);
}

int usbfs_desc_get(const struct sim_usb_device *model, const uint8_t *setup,
		   uint8_t *data)
{
	uint16_t cap = att_get16(setup + 6);
	struct att_bytes d = {NULL, 0};
	uint8_t string[255];

	switch (setup[3]) {
	case DT_DEVICE:
		d = att_bytes_of(model->descriptors.p, DEVICE_LEN);
		break;
	case DT_CONFIGURATION:
		d = usbfs_desc_nth(model, setup[2]);
		break;
	case DT_BOS:
		d = desc_bos(model);
		break;
	case DT_STRING:
		d = att_bytes_of(string, desc_string(model, setup[2], string));
		break;
	}
	if (d.len == 0)
		return SIM_USB_STALL;
	if (d.len > cap)
		d.len = cap;
	memcpy(data, d.p, d.len);
	return (int)d.len;
}

static int hub_control(void *ctx, const uint8_t *setup, uint8_t *data)
{
	(void)ctx, (void)data;
	return setup[0] == 0 && setup[1] == 9 ? 0 : SIM_USB_STALL;
}

static int hub_in(void *ctx, uint8_t ep, uint8_t *data, size_t cap)
{
	(void)ctx, (void)ep, (void)data, (void)cap;
	return SIM_USB_NAK;
}

static int hub_out(void *ctx, uint8_t ep, const uint8_t *data, size_t len,
		   bool zlp)
{
	(void)ctx, (void)ep, (void)data, (void)len, (void)zlp;
	return SIM_USB_STALL;
}

static void hub_reset(void *ctx, enum sim_remedy remedy)
{
	(void)remedy;
	(void)ctx;
}

static uint64_t hub_deadline(void *ctx)
{
	(void)ctx;
	return UINT64_MAX;
}

static void hub_expire(void *ctx, uint64_t now_ms)
{
	(void)ctx, (void)now_ms;
}

/* clang-format off */
static const uint8_t hub_descriptors[] = {
	18, DT_DEVICE, 0x00, 0x02, 9, 0, 1, 64,
	0x6b, 0x1d, 0x02, 0x00, 0x00, 0x01, 1, 2, 3, 1,
	9, DT_CONFIGURATION, 25, 0, 1, 1, 0, 0xe0, 0,
	9, DT_INTERFACE, 0, 0, 1, 9, 0, 0, 0,
	7, DT_ENDPOINT, 0x81, 3, 4, 0, 12
};
/* clang-format on */

const struct sim_usb_device usbfs_hub = {
	.descriptors = {hub_descriptors, sizeof(hub_descriptors)},
	.manufacturer = "simodem",
	.product = "Simulated host controller",
	.serial = "usbfs",
	.speed_mbit = 480,
	.control = hub_control,
	.out = hub_out,
	.in = hub_in,
	.reset = hub_reset,
	.deadline = hub_deadline,
	.expire = hub_expire};
