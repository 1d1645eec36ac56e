/* Inside the usbfs front: a simulated bus with a root hub and one port, open
 * files on its devices, their URBs, and the two file systems that show all of
 * it to a program. Only front_usb*.c includes this. */
#ifndef SIMODEM_FRONT_USBFS_H
#define SIMODEM_FRONT_USBFS_H

#include <sys/queue.h>
#include <sys/types.h>

#include "base/errors.h"
#include "tools/simodem/sim.h"

/* As the kernel: interface numbers that usbfs takes, bytes that the URBs of a
 * file may hold (usbfs_memory_mb), bytes of one control transfer. */
#define USBFS_INTERFACES 32
#define USBFS_MEMORY	 (16u << 20)
#define USBFS_CONTROL	 4096u

#define USBFS_BUS 1 /* number of the one bus */
/* The root hub, and what is in its ports. */
#define USBFS_DEVICES (1 + SIM_MODEMS)

/* --- descriptors (front_usbfs_desc.c) ------------------------------------ */

struct usbfs_endpoint {
	uint8_t address; /* bEndpointAddress */
	uint8_t type;	 /* bmAttributes & 3 */
	uint16_t packet; /* wMaxPacketSize, bytes */
	uint8_t interface;
};

/* The configuration with this bConfigurationValue; empty if there is none. */
struct att_bytes usbfs_desc_configuration(const struct sim_usb_device *model,
					  uint8_t value);
/* The n-th configuration, from 0; empty if there is none. */
struct att_bytes usbfs_desc_nth(const struct sim_usb_device *model, unsigned n);
/* Is this altsetting of the interface in the configuration? */
bool usbfs_desc_interface(struct att_bytes configuration, unsigned interface,
			  unsigned alt);
/* The endpoint as the interfaces' current altsettings (by number) have it. */
bool usbfs_desc_endpoint(struct att_bytes configuration, uint8_t address,
			 const uint8_t alt[USBFS_INTERFACES],
			 struct usbfs_endpoint *out);
/* GET_DESCRIPTOR of the device: the bytes written to data (at most wLength),
 * or SIM_USB_STALL. */
int usbfs_desc_get(const struct sim_usb_device *model, const uint8_t *setup,
		   uint8_t *data);

/* The root hub: it has descriptors and stalls every class request. */
extern const struct sim_usb_device usbfs_hub;

/* --- bus (front_usbfs_bus.c) --------------------------------------------- */

struct usbfs_urb;
struct usbfs_handle;

struct usbfs_device {
	const struct sim_usb_device *model;
	const char *name; /* in sysfs: "usb1", "1-1" */
	uint8_t devnum;
	bool present, authorized;
	int watch;	       /* inotify's, of `authorized` */
	unsigned writes;       /* of `authorized`, not yet taken up */
	uint8_t configuration; /* bConfigurationValue, 0: none */
	uint8_t alt[USBFS_INTERFACES];
	struct usbfs_handle *owner[USBFS_INTERFACES];
	TAILQ_HEAD(, usbfs_urb) pending;    /* of all handles, oldest first */
	TAILQ_HEAD(, usbfs_handle) handles; /* also those of earlier plugs */
};

/* An open file on a device. */
struct usbfs_handle {
	TAILQ_ENTRY(usbfs_handle) entry;
	struct usbfs_device *device;
	bool writable;
	bool gone;		      /* unplugged since */
	bool wake;		      /* something changed for those who wait */
	TAILQ_HEAD(, usbfs_urb) done; /* finished, not yet reaped */
	size_t memory;		      /* bytes that its URBs hold */
	/* Of front_usbfs_files.c: who polls, who sleeps in REAPURB. */
	struct fuse_pollhandle *poll;
	TAILQ_HEAD(, usbfs_reaper) reapers;
};

/* A bus with the device of this model, not plugged; name is that of its node.
 * Both outlive d. */
void usbfs_bus_init(struct usbfs_device *d, const struct sim_usb_device *model,
		    const char *name);
/* Power up the device under this number, in its first configuration; remedy: as
 * sim_usb_device's reset. */
void usbfs_bus_plug(struct usbfs_device *d, uint8_t devnum,
		    enum sim_remedy remedy);
/* As the kernel does by `authorized`: the device loses its configuration, and
 * all that is pending ends; it gets the first one again. */
void usbfs_bus_authorize(struct usbfs_device *d, bool authorized);
/* All that is pending ends with ESHUTDOWN; the handles are gone for good. */
void usbfs_bus_unplug(struct usbfs_device *d);

/* NULL: out of memory. */
struct usbfs_handle *usbfs_bus_open(struct usbfs_device *d, bool writable);
/* Cancels the URBs, releases the interfaces and frees the handle. */
void usbfs_bus_close(struct usbfs_handle *h);

/* What the ioctls of the same names do; 0 or a negative errno. */
int usbfs_bus_claim(struct usbfs_handle *h, unsigned interface);
int usbfs_bus_release(struct usbfs_handle *h, unsigned interface);
int usbfs_bus_set_interface(struct usbfs_handle *h, unsigned interface,
			    unsigned alt);
int usbfs_bus_set_configuration(struct usbfs_handle *h, unsigned value);
int usbfs_bus_clear_halt(struct usbfs_handle *h, unsigned address);
int usbfs_bus_reset(struct usbfs_handle *h);
/* Takes the interface from whoever has claimed it; -ENODATA: nobody has. */
int usbfs_bus_disconnect(struct usbfs_device *d, unsigned interface);
/* An endpoint that exists now; its interface is claimed if it was not. */
int usbfs_bus_endpoint(struct usbfs_handle *h, unsigned address,
		       struct usbfs_endpoint *out);
/* A control transfer on the bus, as sim_usb_device's `control`. */
int usbfs_bus_control(struct usbfs_device *d, const uint8_t *setup,
		      uint8_t *data);

/* --- URBs (front_usbfs_urb.c) -------------------------------------------- */

#define USBFS_NO_INTERFACE 0xff /* a URB of endpoint 0 */

struct usbfs_urb {
	TAILQ_ENTRY(usbfs_urb) entry;
	struct usbfs_handle *handle;
	uint8_t endpoint;  /* address; of a control URB: its direction */
	uint8_t interface; /* USBFS_NO_INTERFACE: control */
	bool zlp;	   /* OUT: a zero length packet ends it */
	bool short_not_ok;
	bool interrupted; /* a signal came to the waiter */
	int status;	  /* of a finished one: 0 or a negative errno */
	uint16_t packet;  /* of an interrupt endpoint, else 0 */
	size_t len, actual;
	uint64_t user_urb, user_data; /* addresses in the program */
	/* A blocking ioctl: whom to answer, and until when (ms). */
	struct fuse_req *waiter;
	uint64_t deadline;
	uint8_t setup[8];
	uint8_t data[];
};

/* A URB with room for len bytes; NULL: the file's memory is used up. */
struct usbfs_urb *usbfs_urb_new(struct usbfs_handle *h, size_t len);
void usbfs_urb_free(struct usbfs_urb *u);
void usbfs_urb_submit(struct usbfs_urb *u);
/* Ends a pending asynchronous URB with ENOENT; -EINVAL: no such URB. */
int usbfs_urb_discard(struct usbfs_handle *h, uint64_t user_urb);
/* Ends pending URBs with this status: of one handle (NULL: of all), of one
 * interface (-1: of all and of endpoint 0). */
void usbfs_urb_cancel(struct usbfs_device *d, const struct usbfs_handle *h,
		      int interface, int status);
/* Offers every pending URB to the device until all of them wait. */
void usbfs_urb_pump(struct usbfs_device *d, uint64_t now_ms);
/* When a blocking ioctl times out, UINT64_MAX: never. */
uint64_t usbfs_urb_deadline(const struct usbfs_device *d);

/* --- ioctls (front_usbfs_ioctl.c) ---------------------------------------- */

#define USBFS_LATER (-4096) /* the answer is given when the URB is done */

struct usbfs_call {
	struct usbfs_handle *handle;
	pid_t pid;    /* the caller's thread */
	unsigned cmd; /* USBDEVFS_* */
	uint64_t arg; /* as the caller gave it */
	uint64_t now_ms;
	struct fuse_req *waiter; /* who gets the answer later */
	struct usbfs_urb *later; /* set with USBFS_LATER, not for REAPURB */
};

/* The ioctl's result, a negative errno or USBFS_LATER. */
int usbfs_ioctl(struct usbfs_call *c);
/* Gives the oldest finished URB to REAPURB(arg) of this thread: 0, -EAGAIN
 * (-ENODEV once unplugged), -EFAULT. */
int usbfs_ioctl_reap(struct usbfs_handle *h, pid_t pid, uint64_t arg);
/* Result of a blocking ioctl whose URB is done; the URB is not freed. */
int usbfs_ioctl_finish(const struct usbfs_urb *u, pid_t pid);

/* --- /dev/bus/usb (front_usbfs_files.c) ---------------------------------- */

struct usbfs_front {
	unsigned devices; /* with the hub */
	struct usbfs_device device[USBFS_DEVICES];
	struct fuse_session *session;
	struct fuse_buf *request;
	int uevents;	   /* netlink socket */
	int authorized;	   /* inotify */
	uint64_t sequence; /* of uevents */
};

/* Mounts; 0 or a negative ATT_E_*. After either, close. */
int usbfs_files_open(struct usbfs_front *f);
int usbfs_files_fd(const struct usbfs_front *f);
/* Serves the request that waits in the file descriptor; false: unmounted. */
bool usbfs_files_serve(struct usbfs_front *f);
/* Answers and wakes those whose URBs are done. */
void usbfs_files_wake(struct usbfs_front *f);
/* Unmounts; files that programs still have open are dead. */
void usbfs_files_close(struct usbfs_front *f);

/* --- /sys and uevents (front_usbfs_sysfs.c) ------------------------------ */

/* Where the host's own /sys has nothing that is missed in here. */
#define USBFS_SYS_BUS	  "/sys/bus"
#define USBFS_SYS_DEVICES "/sys/devices/platform"

/* Opens the socket for uevents and makes the directories of the bus. */
int usbfs_sysfs_open(struct usbfs_front *f);
/* Adds or removes the device's directory and tells libudev's listeners. */
void usbfs_sysfs_add(struct usbfs_front *f, struct usbfs_device *d);
void usbfs_sysfs_remove(struct usbfs_front *f, const struct usbfs_device *d);
/* Does what was written to `authorized` since the last call. */
void usbfs_sysfs_serve(struct usbfs_front *f);
/* bConfigurationValue has changed. */
void usbfs_sysfs_configured(const struct usbfs_device *d);

/* --- namespaces (front_usbfs_space.c) ------------------------------------ */

/* New mount and network namespaces (in a new user namespace without root)
 * with private /dev/bus/usb, /run/udev, /sys/bus and `lo` up. 0 or
 * ATT_E_ACCESS, with a message on stderr. */
int usbfs_space_enter(void);
/* "simodem: what: " and the text of errno on stderr; ATT_E_ACCESS. */
int usbfs_space_fail(const char *what);

#endif
