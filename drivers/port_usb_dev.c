/* Which device of the bus it is: the one with a function that is wanted;
 * and the requests that block. */
#include "drivers/port_usb.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_rights.h"
#include "drivers/usb_kind.h"

enum { DEVICE_LEN = 18, CONFIGURATIONS = 17 }; /* of a device descriptor */

uint16_t usb_dev_number(const struct usb_port *p)
{
	if (!p->device.bus)
		return 0;
	return usb_host_number(p->device.bus, p->device.address);
}

const char *usb_dev_path(const struct usb_port *p, char path[64])
{
	return port_usb_place_usbfs(p->device.bus, p->device.address, path);
}

/* --- those that cannot be used at the moment --------------------- */

bool usb_dev_avoid(struct usb_port *p)
{
	if (p->n_avoided == USB_AVOIDED)
		return false;
	p->avoided[p->n_avoided++] = usb_dev_number(p);
	return true;
}

void usb_dev_forgive(struct usb_port *p, uint16_t number)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->n_avoided; i++)
		if (p->avoided[i] != number)
			p->avoided[n++] = p->avoided[i];
	if (n < p->n_avoided)
		p->failures = 0;
	if (p->refused == number)
		p->refused = 0;
	p->n_avoided = n;
}

static bool avoided(const struct usb_port *p, uint16_t number)
{
	for (unsigned i = 0; i < p->n_avoided; i++)
		if (p->avoided[i] == number)
			return true;
	return false;
}

/* --- other programs ---------------------------------------------- */

/* The lock is that of port_cdc_wdm.c. */
static bool locked(const char *path)
{
	int fd = port_rights->open(path, O_RDONLY | O_NONBLOCK);
	bool yes;

	if (fd < 0)
		return false;
	yes = !port_holder_lock(fd);
	close(fd);
	return yes;
}

bool usb_dev_kernel_has(const struct usb_port *p)
{
	char path[64];

	return port_usb_place_node(p->device.place, p->f.control_interface,
				   path, sizeof(path));
}

bool usb_dev_kernel_may_come(const struct usb_port *p)
{
	return port_rights_exists(p->f.speaks == USB_SPEAKS_QMI
					  ? "/sys/bus/usb/drivers/qmi_wwan"
					  : "/sys/bus/usb/drivers/cdc_mbim");
}

bool usb_dev_kernel_holds(const struct usb_port *p, char path[64])
{
	struct port_holder h;

	if (port_usb_place_node(p->device.place, p->f.control_interface, path,
				64) &&
	    (port_rights->holder(path, &h) || locked(path)))
		return true;
	path[0] = '\0';
	return false;
}

/* --- finding ----------------------------------------------------- */

static int function_find(enum usb_speaks speaks, struct att_bytes configuration,
			 uint16_t vendor, uint16_t product,
			 struct usb_function *f)
{
	return speaks == USB_SPEAKS_MBIM
		       ? usb_function_find(configuration, f)
		       : usb_qmi_find(configuration, vendor, product, f);
}

/* The function of the configuration that is preferred. */
static bool device_function(const struct usb_host_device *d,
			    enum usb_speaks speaks, uint16_t vendor,
			    uint16_t product, struct usb_function *f)
{
	const struct usb_quirk *q = usb_quirks_find(vendor, product);
	struct att_bytes configuration;
	struct usb_function one;
	unsigned best = 0, rank;

	for (unsigned i = 0; i < d->descriptors.p[CONFIGURATIONS]; i++) {
		if (!usb_function_configuration(d->descriptors, i,
						&configuration) ||
		    function_find(speaks, configuration, vendor, product, &one))
			continue;
		rank = usb_quirks_rank(q, one.configuration, d->configuration);
		if (rank > best) {
			best = rank;
			*f = one;
		}
	}
	return best > 0;
}

static bool named(const struct port_wish *w)
{
	return w->vendor >= 0 || w->place[0] || w->serial[0];
}

/* Of both protocols, MBIM: its class is a standard's. What has nothing but the
 * class that everybody uses has to be asked for, or of a maker of modems. */
static bool function_choose(const struct usb_port *p,
			    const struct usb_host_device *d, uint16_t vendor,
			    uint16_t product, struct usb_function *f)
{
	const char *speaks = p->wish.speaks;

	if ((!speaks || !strcmp(speaks, "mbim")) &&
	    device_function(d, USB_SPEAKS_MBIM, vendor, product, f))
		return true;
	return (!speaks || !strcmp(speaks, "qmi")) &&
	       device_function(d, USB_SPEAKS_QMI, vendor, product, f) &&
	       (!f->guessed || speaks || named(&p->wish) ||
		usb_kind_makes_modems(vendor));
}

/* It is of no use: say what it is, if it was meant. */
static void note(struct usb_port *p, const struct usb_host_device *d,
		 uint16_t vendor, uint16_t product)
{
	const char *what;
	struct att_bytes first;
	struct usb_function f;

	if ((!named(&p->wish) && !usb_kind_makes_modems(vendor)) ||
	    !usb_function_configuration(d->descriptors, 0, &first))
		return;
	what = usb_kind_text(first);
	/* The other protocol was asked for. */
	if (device_function(d, USB_SPEAKS_MBIM, vendor, product, &f))
		what = "a modem that speaks MBIM";
	else if (device_function(d, USB_SPEAKS_QMI, vendor, product, &f))
		what = "a modem that speaks QMI";
	snprintf(p->other, sizeof(p->other), "usb:%04x:%04x is %s", vendor,
		 product, what);
}

/* It is where it is wanted, and nothing speaks against it. */
static bool wanted(const struct usb_port *p, const struct usb_host_device *d)
{
	const struct port_wish *w = &p->wish;
	char now[PORT_PLACE];

	if (avoided(p, usb_host_number(d->bus, d->address)) ||
	    !port_usb_place_fits(d->place, w->place, w->serial))
		return false;
	port_usb_place_now(d->place, now);
	return !port_wish_passed(p->port.host, now);
}

static bool take(void *arg, const struct usb_host_device *d)
{
	struct usb_port *p = arg;
	uint16_t vendor, product;

	if (d->descriptors.len < DEVICE_LEN)
		return false;
	vendor = att_get16(d->descriptors.p + 8);
	product = att_get16(d->descriptors.p + 10);
	if ((p->wish.vendor >= 0 &&
	     (vendor != p->wish.vendor || product != p->wish.product)) ||
	    !wanted(p, d))
		return false;
	if (!function_choose(p, d, vendor, product, &p->f)) {
		note(p, d, vendor, product);
		return false;
	}
	p->device = *d;
	p->device.descriptors = att_bytes_of(NULL, 0);
	usb_function_identify(&p->f, vendor, product);
	if (usb_dev_number(p) == p->varied && p->n_varied % 2)
		p->f.quirks ^= USB_QUIRK_SET_NTB_INPUT;
	snprintf(p->name, sizeof(p->name), "usb:%04x:%04x", vendor, product);
	return true;
}

/* The back end may find no devices, and not say why. */
static void note_exhaustion(struct usb_port *p)
{
	int fd = port_rights->open(PORT_USB_DEVICES, O_RDONLY);

	if (fd >= 0)
		close(fd);
	else if (errno == EMFILE || errno == ENFILE)
		snprintf(p->other, sizeof(p->other),
			 "USB devices cannot be looked for: %s",
			 strerror(errno));
}

bool usb_dev_find(struct usb_port *p)
{
	p->other[0] = '\0';
	p->device.bus = 0;
	if (p->usb->ops->list(p->usb, take, p) || !p->device.bus)
		note_exhaustion(p);
	return p->device.bus;
}

/* --- blocking requests ------------------------------------------- */

int usb_dev_request(struct usb_port *p, const struct usb_req *req)
{
	return p->usb->ops->request(p->usb, req);
}

void usb_dev_reset(struct usb_port *p)
{
	int err = p->usb->ops->reset(p->usb);

	usb_port_log(p, "USB reset: %s", err ? att_errors_text(err) : "done");
}

void usb_dev_undo(struct usb_port *p)
{
	struct usb_req req;

	if (usb_bringup_undo(&p->f, &req))
		usb_dev_request(p, &req);
}

static void release(struct usb_port *p, uint8_t interface)
{
	struct usb_req req = {.kind = USB_RELEASE, .index = interface};

	usb_dev_request(p, &req);
}

void usb_dev_release(struct usb_port *p)
{
	if (!p->open)
		return;
	/* Data first: in the other order cdc_mbim gets its control interface
	 * back while data is still ours, and gives up. */
	if (p->f.data_interface != p->f.control_interface)
		release(p, p->f.data_interface);
	release(p, p->f.control_interface);
}

void usb_dev_close(struct usb_port *p)
{
	if (p->open)
		p->usb->ops->close(p->usb);
	p->open = false;
}
