/* The inside of the cdc-wdm back end: port_cdc_wdm.c is the port,
 * port_cdc_wdm_kind.c what the node is, port_cdc_wdm_write.c its commands on
 * their way to the kernel, port_cdc_wdm_sysfs.c what sysfs knows of the device
 * behind the node, port_cdc_wdm_format.c the network device of qmi_wwan. */
#ifndef MBIM_DRIVERS_PORT_CDC_WDM_H
#define MBIM_DRIVERS_PORT_CDC_WDM_H

#include <limits.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "drivers/port.h"
#include "drivers/port_holder.h"
#include "drivers/port_usb_place.h"
#include "drivers/wdm_outq.h"

#define WDM_READ 65536

struct wdm_port {
	struct port port; /* first: the loop's view */
	char path[256];
	int fd;	     /* -1: the node is waited for */
	int inotify; /* watches the node's directory */
	dev_t node;
	bool tty;
	bool inside, closed;	/* as in any back end: close may come from us */
	char usb_dir[PATH_MAX]; /* in sysfs; "": it is no USB device */
	bool up, reset, reenumerate;
	bool follow;	    /* the node may come again under another name */
	const char *wanted; /* "mbim", "qmi"; NULL: what the node speaks */
	bool unsure; /* the kernel has a command, and may yet fail to send it */
	bool blind;  /* and cannot say so, as before Linux 5.10 */
	int fail;    /* 0, or why the node has to be closed */
	int last_errno; /* of open, so that each is told once */
	struct port_holder holder;
	int retry_ms, netdev_attempts;
	void (*on_timer)(void *arg);
	void (*on_node)(void *arg, uint32_t revents);
	struct port_info info;
	bool qmap;	/* each session has a mux of the network device */
	uint32_t muxes; /* a bit for each session whose mux we made */
	struct wdm_outq out;
	size_t sent; /* bytes of the oldest in the queue */
	uint8_t in[WDM_READ];
	uint8_t out_mem[]; /* for the largest node; touched as it is used */
};

/* A line for the log, behind the path. */
__attribute__((format(printf, 2, 3))) void wdm_port_log(struct wdm_port *p,
							const char *format,
							...);

/* port_cdc_wdm_kind.c: what the file is. */
enum wdm_kind {
	WDM_MODEM, /* perhaps: nothing speaks against it */
	WDM_OTHER, /* no; but the name may be that of a modem another time */
	WDM_NEVER  /* no, nor will it ever be */
};
/* Where it is none, the text says what it is, in words that follow "is".
 * *speaks: "mbim" or "qmi", or as it was, where the kernel does not know. */
enum wdm_kind wdm_port_kind(const struct stat *st, const char **speaks,
			    char *text, size_t cap);

/* port_cdc_wdm_write.c: how the last command ended, once the node is writable:
 * 0 or ATT_E_GONE. */
int wdm_port_settle(struct wdm_port *p);
/* Write what is in the queue: 0, ATT_E_BUSY (until the node is writable) or
 * ATT_E_GONE. */
int wdm_port_write(struct wdm_port *p);

/* What sysfs has of the node, and below that: "/device/driver". */
void port_cdc_wdm_sysfs_path(dev_t node, const char *below, char *path,
			     size_t cap);
/* True: a device of the kernel's is behind the character device, so that a
 * network device may be there, or come. False: a pty. */
bool port_cdc_wdm_sysfs_known(dev_t node);
/* Its network device into info->netdev; false: there is none (yet), or udev may
 * still give it another name. Found through the device, never by name. */
bool port_cdc_wdm_sysfs_netdev(dev_t node, struct port_info *info);
/* What the USB descriptors say beyond the node: ex_version, mtu,
 * max_outstanding; unknown, 0, if they cannot be read. buf is scratch. */
void port_cdc_wdm_sysfs_function(dev_t node, uint8_t *buf, size_t cap,
				 struct port_info *info);
/* port_cdc_wdm_format.c: what the network device of qmi_wwan can carry, into
 * p->info. */
void wdm_format_info(struct wdm_port *p);
/* It carries datagrams like this from now on, and is down then; muxes that we
 * have not made are deleted. 0; ATT_E_VALUE,
 * ATT_E_BUSY (somebody brings it up again and again), _GONE, _IO. */
int wdm_format_follow(struct wdm_port *p, const struct att_data_format *f);
/* As the operation of the port. */
int wdm_format_netdev(struct wdm_port *p, unsigned session, char name[16]);
/* Delete the muxes that we made. */
void wdm_format_end(struct wdm_port *p);

/* Which USB device it is at the moment, as in port_info; "": none. */
void port_cdc_wdm_sysfs_place(dev_t node, char place[PORT_PLACE]);
/* Reset the USB device behind the node: by usbfs, or, where that fails, by
 * taking its authorization away for a moment. The node goes and comes again.
 * Blocks while the kernel does it. False: it was not, and errno says why;
 * ENODEV: no USB device is behind the node. */
bool port_cdc_wdm_sysfs_reset(dev_t node);
/* The folder in sysfs of the USB device behind the node; false: none is, and
 * dir is "". */
bool port_cdc_wdm_sysfs_device(dev_t node, char dir[PATH_MAX]);

#endif
