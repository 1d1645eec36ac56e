/* The host's side of USB, as the USB port needs it: which devices there are,
 * one that is open, and its URBs. Two back ends carry it out: Linux's usbfs
 * (port_usb_usbfs.c) and libusb (port_usb_libusb.c). */
#ifndef MBIM_DRIVERS_PORT_USB_HOST_H
#define MBIM_DRIVERS_PORT_USB_HOST_H

#include "drivers/port.h"
#include "drivers/port_usb_place.h"
#include "drivers/usb.h"

#define USB_SETUP_LEN 8 /* what the buffer of a control URB begins with */

enum usb_urb_type { USB_URB_CONTROL, USB_URB_INTERRUPT, USB_URB_BULK };

/* A USB request block: one transfer, in memory of the port. */
struct usb_urb {
	/* of the port */
	enum usb_urb_type type;
	uint8_t endpoint; /* address; 0: control */
	bool zlp;	  /* OUT: a zero-length packet ends a full one */
	uint8_t *buf;
	uint32_t len; /* bytes; of a control URB with the setup packet */
	/* It has ended: bytes (without the setup packet), or ATT_E_STATE
	 * (cancelled), _STALL, _GONE, _IO. It may be submitted again. */
	void (*ended)(struct usb_urb *u, int result);
	/* of the back end */
	bool busy; /* it has been submitted, and has not ended */
	struct usb_urb *next;
	union {
		void *transfer;	 /* libusb's */
		uint64_t urb[8]; /* usbfs': struct usbdevfs_urb */
	} own;
};

/* One device as the bus shows it, without opening it. */
struct usb_host_device {
	uint8_t bus, address;
	uint8_t configuration; /* bConfigurationValue; 0: none */
	char place[PORT_USB_PLACE];
	/* The device descriptor and those of all configurations; a view that
	 * lasts as long as the call. */
	struct att_bytes descriptors;
};

/* Whoever uses the back end. `begin` comes before any other call and `ended`
 * of URBs, `end` after them: only there the port may do what blocks, or is
 * forbidden to it while a URB ends. */
struct usb_host_user {
	void *arg;
	void (*begin)(void *arg);
	/* A device has come, or something has changed; this one has left. */
	void (*came)(void *arg);
	void (*left)(void *arg, uint16_t number);
	void (*end)(void *arg);
};

struct usb_host;

struct usb_host_ops {
	/* Begin to follow the bus. *user and *loop outlive it. 0; ATT_E_MEMORY,
	 * ATT_E_IO (errno says why). */
	int (*init)(const struct usb_host_user *user,
		    const struct port_host *loop, struct usb_host **host);
	void (*fini)(struct usb_host *h);
	/* Every device, until `each` returns true. 0, ATT_E_MEMORY, _IO. */
	int (*list)(struct usb_host *h,
		    bool (*each)(void *arg, const struct usb_host_device *d),
		    void *arg);
	/* 0; ATT_E_ACCESS and ATT_E_GONE (no node) may change soon, others do
	 * not. */
	int (*open)(struct usb_host *h, const struct usb_host_device *d);
	/* URBs that have not ended are cancelled and end untold. */
	void (*close)(struct usb_host *h);
	/* bConfigurationValue of the open device; 0: none. */
	uint8_t (*configuration)(struct usb_host *h);
	/* Carry out any request but USB_DELAY; blocks: the kernel waits for the
	 * device. A claim takes the interface from a driver of the kernel, a
	 * release gives it back. 0, the bytes of USB_CONTROL, or ATT_E_*;
	 * ATT_E_BUSY: another program has the interface. */
	int (*request)(struct usb_host *h, const struct usb_req *req);
	/* Reset the device; it has to be opened anew. Blocks. */
	int (*reset)(struct usb_host *h);
	/* Memory of the open device, which spares the kernel a copy of each
	 * transfer, and a buffer to clear for it. NULL: there is none. */
	uint8_t *(*map)(struct usb_host *h, size_t len);
	void (*unmap)(struct usb_host *h, uint8_t *p, size_t len);
	/* A URB of the open device, until close. 0 or ATT_E_MEMORY. */
	int (*urb_init)(struct usb_host *h, struct usb_urb *u);
	void (*urb_fini)(struct usb_host *h, struct usb_urb *u);
	/* 0 or ATT_E_*. There is no timeout: cancel. */
	int (*submit)(struct usb_host *h, struct usb_urb *u);
	/* It ends soon, in this way or as it would have done. */
	void (*cancel)(struct usb_host *h, struct usb_urb *u);
	/* Wait ms at most for URBs that are cancelled, outside the loop. */
	void (*wait)(struct usb_host *h, int ms);
};

/* First in that of each back end. */
struct usb_host {
	const struct usb_host_ops *ops;
	const struct usb_host_user *user;
	const struct port_host *loop;
};

extern const struct usb_host_ops usb_host_usbfs, usb_host_libusb;

/* The back end to use; libusb: that one. NULL: it is not built in. */
const struct usb_host_ops *usb_host_find(bool libusb);

/* Bus and address in one number, never 0. */
static inline uint16_t usb_host_number(unsigned bus, unsigned address)
{
	return (uint16_t)(bus << 8 | address);
}

#endif
