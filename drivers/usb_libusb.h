/* The inside of the libusb back end: usb_libusb.c is the port, usb_libusb_run.c
 * the life of its device, usb_libusb_dev.c devices and blocking requests,
 * usb_libusb_io.c the transfers. */
#ifndef MBIM_DRIVERS_USB_LIBUSB_H
#define MBIM_DRIVERS_USB_LIBUSB_H

#include <libusb.h>

#include "drivers/bringup.h"
#include "drivers/ncm.h"
#include "drivers/port.h"
#include "drivers/wdm.h"

enum { MBIM_USB_RX = 4, MBIM_USB_TX = 3 };

enum mbim_usb_state {
	MBIM_USB_WAITING,  /* no device */
	MBIM_USB_OPENING,  /* one is there; the next attempt is on the timer */
	MBIM_USB_BRINGUP,  /* the dance of bringup.c */
	MBIM_USB_UP,	   /* control and data flow */
	MBIM_USB_STOPPING, /* cancelled transfers are coming back */
};

struct mbim_usb_port;

/* A transfer, its buffer, and whether libusb has it. */
struct mbim_usb_transfer {
	struct libusb_transfer *t;
	struct mbim_usb_port *port;
	uint8_t *buf;
	size_t mapped; /* bytes of the device's memory; 0: buf is ours */
	uint32_t index;
	bool busy;
};

/* One bulk direction. */
struct mbim_usb_pipe {
	struct mbim_usb_transfer x[MBIM_USB_RX];
	uint32_t n, in_flight;
	uint8_t endpoint;
	bool halted;	 /* clear it once nothing is in flight */
	unsigned errors; /* consecutive */
};

struct mbim_usb_io {
	struct mbim_usb_transfer control, notify;
	struct mbim_usb_pipe rx, tx;
	uint32_t in_flight; /* transfers that libusb has, all together */
	bool control_done;
	int control_result; /* bytes or MBIM_E_* */
	uint8_t *wdm_mem;
	bool writable; /* the loop is to be told */
	bool received; /* it has datagrams that lie in our transfers */
};

struct mbim_usb_port {
	struct mbim_port port; /* first: the loop's view */
	int vendor, product;   /* -1: any */
	libusb_context *context;
	libusb_hotplug_callback_handle hotplug;
	enum mbim_usb_state state;
	bool inside;	/* a handler of ours is running */
	bool in_events; /* and libusb in it: nothing may block */
	bool closed;	/* the loop has closed us: no more callbacks */
	bool due;	/* the timer has fired */
	bool rescan;	/* devices have come or gone */
	bool left;	/* our device has gone */
	bool delay;	/* bring-up waits for the timer */
	bool reset, resetting;
	bool up;  /* the loop has been told */
	int fail; /* stop for this reason */

	libusb_device *device;
	libusb_device_handle *handle;
	char name[16];	   /* "usb:12d1:15c1" */
	uint16_t given_up; /* bus and address of a device that failed */
	unsigned attempts, failures;

	struct mbim_usb_function f;
	struct mbim_bringup bringup;
	struct mbim_usb_req req; /* of the control transfer under way */
	struct mbim_wdm wdm;
	struct mbim_ncm ncm;
	struct mbim_usb_io io;
};

/* usb_libusb.c: a line for the log, and the wish to stop (the first counts);
 * it is carried out when libusb's callbacks have returned. */
__attribute__((format(printf, 2, 3))) void mbim_usb_port_log(
	struct mbim_usb_port *p, const char *format, ...);
void mbim_usb_port_fail(struct mbim_usb_port *p, int err);
/* The one timer of the port; when it fires, `due` is set for one step. */
void mbim_usb_port_timer(struct mbim_usb_port *p, int ms);

/* usb_libusb_run.c: one step; true: the state has changed, there may be more
 * to do. */
bool mbim_usb_run_step(struct mbim_usb_port *p);
/* Start control transfers that wait. */
void mbim_usb_run_control(struct mbim_usb_port *p);
/* Close and free all that belongs to the device. */
void mbim_usb_run_forget(struct mbim_usb_port *p);

/* usb_libusb_dev.c: MBIM_E_* of an error of libusb. */
int mbim_usb_dev_error(int libusb_error);
/* The first device that fits and has an MBIM function; p->device (referenced),
 * name and f are set. */
bool mbim_usb_dev_find(struct mbim_usb_port *p);
/* Carry out any request but MBIM_USB_CONTROL and MBIM_USB_DELAY. Blocks: the
 * kernel waits for the device. 0 or MBIM_E_*. */
int mbim_usb_dev_request(struct mbim_usb_port *p,
			 const struct mbim_usb_req *req);
/* Give the interfaces back, close. */
void mbim_usb_dev_close(struct mbim_usb_port *p);
/* Bus and address in one number, 0: none. */
uint16_t mbim_usb_dev_place(libusb_device *device);

/* usb_libusb_io.c: the control transfer alone, and then the others, sized as
 * the bring-up found. 0 or MBIM_E_MEMORY. unmap: before the device is closed;
 * what the kernel still has it keeps. fini: after that. */
int mbim_usb_io_init(struct mbim_usb_port *p);
int mbim_usb_io_init_data(struct mbim_usb_port *p);
void mbim_usb_io_unmap(struct mbim_usb_port *p);
void mbim_usb_io_fini(struct mbim_usb_port *p);
/* Begin a control transfer; when control_done is set, control_result tells and
 * mbim_usb_io_control_take gives its bytes to req->data. */
void mbim_usb_io_control(struct mbim_usb_port *p,
			 const struct mbim_usb_req *req);
int mbim_usb_io_control_take(struct mbim_usb_port *p,
			     const struct mbim_usb_req *req);
/* When libusb's callbacks have returned. */
void mbim_usb_io_received(struct mbim_usb_port *p);
/* Submit whatever has reason to be. */
void mbim_usb_io_pump(struct mbim_usb_port *p);
void mbim_usb_io_pump_tx(struct mbim_usb_port *p);
void mbim_usb_io_cancel(struct mbim_usb_port *p);

#endif
