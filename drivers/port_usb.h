/* The inside of the USB port: port_usb.c is the port, port_usb_run.c the life
 * of its device, port_usb_io.c the transfers, port_usb_dev.c which device it is
 * and blocking requests, port_usb_tell.c what they say to the loop. Each uses
 * only those behind it, and all of them the back end (port_usb_host.h). */
#ifndef MBIM_DRIVERS_PORT_USB_H
#define MBIM_DRIVERS_PORT_USB_H

#include "drivers/port_holder.h"
#include "drivers/usb_data.h"
#include "drivers/port_usb_host.h"
#include "drivers/wdm.h"

enum { USB_RX = 16, USB_TX = 3, USB_AVOIDED = 8 };

enum usb_state {
	USB_WAITING,  /* no device */
	USB_OPENING,  /* one is there; the next attempt is on the timer */
	USB_BRINGUP,  /* the dance of usb_bringup.c */
	USB_UP,	      /* control and data flow */
	USB_STOPPING, /* cancelled transfers are coming back */
};

struct usb_port;

/* A URB and its buffer. */
struct usb_transfer {
	struct usb_urb urb; /* first: `ended` is given it */
	struct usb_port *port;
	size_t mapped; /* bytes of the device's memory; 0: the heap's */
	uint32_t index;
};

/* One bulk direction. */
struct usb_pipe {
	struct usb_transfer x[USB_RX];
	uint32_t n, in_flight;
	uint8_t endpoint;
	bool halted;	 /* clear it once nothing is in flight */
	unsigned errors; /* consecutive */
};

struct usb_io {
	struct usb_transfer control, notify;
	struct usb_pipe rx, tx;
	uint32_t in_flight; /* URBs that have not ended, all together */
	bool control_done, control_late;
	int control_result; /* bytes or ATT_E_* */
	uint8_t *wdm_mem;
	bool writable; /* the loop is to be told */
	bool received; /* it has datagrams that lie in our transfers */
};

struct usb_port {
	struct port port; /* first: the loop's view */
	struct port_wish wish;
	struct usb_host_user user;
	struct usb_host *usb;	     /* the back end */
	void (*on_timer)(void *arg); /* of port_usb.c */
	int inotify; /* of /dev, where nodes of the kernel count; -1: none */
	enum usb_state state;
	bool inside;	/* a handler of ours is running */
	bool in_events; /* and URBs end in it: nothing may block */
	bool closed;	/* the loop has closed us: no more callbacks */
	bool armed;	/* the timer runs */
	bool due;	/* it has fired */
	bool rescan;	/* devices have come or gone */
	bool scanned;	/* what is found from now on has just come */
	bool left;	/* our device has gone */
	bool delay;	/* bring-up waits for the timer */
	bool reset, resetting;
	bool up;   /* the loop has been told */
	bool undo; /* bring-up did what is to be taken back */
	int fail;  /* stop for this reason */

	struct usb_host_device device; /* bus 0: none; without descriptors */
	bool open;
	char name[16];		       /* "usb:12d1:15c1" */
	char up_place[PORT_USB_PLACE]; /* of the last one that was up */
	/* The numbers (usb_host_number) of those that cannot be used at the
	 * moment: others are looked for first, and again_ms later they are
	 * tried again. */
	uint16_t avoided[USB_AVOIDED];
	unsigned n_avoided;
	int again_ms;
	uint16_t varied;  /* the last one that was brought up another way */
	uint8_t n_varied; /* how often; odd: it is so now */
	uint16_t refused; /* the last one that could not be opened */
	unsigned attempts, failures;
	char other[160]; /* what a device is that does not serve */
	struct port_holder holder;
	char kernel_node[64]; /* by which another program has the device */

	struct usb_function f;
	struct usb_bringup bringup;
	struct usb_req req; /* of the control transfer under way */
	struct wdm wdm;
	struct usb_data data;
	struct bulk bulk;
	struct att_data_format format; /* that is to be followed, */
	bool reformat; /* as soon as no transfer of another is under way */
	struct usb_io io;
};

/* port_usb_tell.c: a line for the log, and the wish to stop (the first counts);
 * it is carried out when the URBs that end have been seen. */
__attribute__((format(printf, 2, 3))) void usb_port_log(struct usb_port *p,
							const char *format,
							...);
/* Why there is no modem yet, behind the name of the device. */
__attribute__((format(printf, 2, 3))) void usb_port_waits(struct usb_port *p,
							  const char *format,
							  ...);
void usb_port_fail(struct usb_port *p, int err);
/* The one timer of the port; when it fires, `due` is set for one step. */
void usb_port_timer(struct usb_port *p, int ms);

/* port_usb_run.c: one step; true: the state has changed, there may be more
 * to do. */
bool usb_run_step(struct usb_port *p);
/* Start control transfers that wait. */
void usb_run_control(struct usb_port *p);
/* Follow the format of the data path, once it can be. */
void usb_run_format(struct usb_port *p);
/* Close and free all that belongs to the device. */
void usb_run_forget(struct usb_port *p);

/* port_usb_dev.c: the first device that fits, has a function and is not
 * avoided; p->device, name and f are set. */
bool usb_dev_find(struct usb_port *p);
/* Carry out any request but USB_DELAY. Blocks: the kernel waits for the device.
 * 0, the bytes of USB_CONTROL, or ATT_E_*. */
int usb_dev_request(struct usb_port *p, const struct usb_req *req);
/* Reset the USB device; its handle is of no use afterwards. Blocks. */
void usb_dev_reset(struct usb_port *p);
/* Take back what the bring-up did, while the interfaces are ours. Blocks. */
void usb_dev_undo(struct usb_port *p);
/* Give the interfaces back; then, without the device's memory, close. */
void usb_dev_release(struct usb_port *p);
void usb_dev_close(struct usb_port *p);
/* The number of our device, 0: none. */
uint16_t usb_dev_number(const struct usb_port *p);
/* The file of usbfs. */
const char *usb_dev_path(const struct usb_port *p, char path[64]);
/* Try it later: how others of our kind are found first. False: there is no
 * room in the list, so that nothing else is to be tried before that. */
bool usb_dev_avoid(struct usb_port *p);
void usb_dev_forgive(struct usb_port *p, uint16_t number);
/* The kernel's driver has it, and has made a node; or it is there and may yet
 * take a device that has just come. */
bool usb_dev_kernel_has(const struct usb_port *p);
bool usb_dev_kernel_may_come(const struct usb_port *p);
/* Another program has the device by way of the kernel's driver, whose node it
 * has open or locked. The node is in path. */
bool usb_dev_kernel_holds(const struct usb_port *p, char path[64]);

/* port_usb_io.c: the control transfer alone, and then the others. 0 or
 * ATT_E_MEMORY. unmap: before the device is closed; what the kernel still has
 * it keeps. fini: after that. */
int usb_io_init(struct usb_port *p);
int usb_io_init_data(struct usb_port *p);
/* Give those of the data path their buffers, sized as p->data says; none of
 * them is under way. 0 or ATT_E_MEMORY. */
int usb_io_size_data(struct usb_port *p);
/* Cancel those of the data path. True: none is under way. */
bool usb_io_halt_data(struct usb_port *p);
void usb_io_unmap(struct usb_port *p);
void usb_io_fini(struct usb_port *p);
/* Begin a control transfer; when control_done is set, control_result tells and
 * usb_io_control_take gives its bytes to req->data. Its timeout is on the
 * port's timer: when that is due, call late. */
void usb_io_control(struct usb_port *p, const struct usb_req *req);
int usb_io_control_take(struct usb_port *p, const struct usb_req *req);
void usb_io_control_late(struct usb_port *p);
/* When the URBs that ended have been seen. */
void usb_io_received(struct usb_port *p);
/* Submit whatever has reason to be. */
void usb_io_pump(struct usb_port *p);
void usb_io_pump_tx(struct usb_port *p);
void usb_io_cancel(struct usb_port *p);

#endif
