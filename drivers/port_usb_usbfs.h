/* The inside of the usbfs back end: port_usb_usbfs.c is the open device and its
 * URBs, port_usb_usbfs_list.c which devices there are, port_usb_usbfs_hotplug.c
 * how their coming and leaving is heard of. */
#ifndef MBIM_DRIVERS_PORT_USB_USBFS_H
#define MBIM_DRIVERS_PORT_USB_USBFS_H

#include "drivers/port_usb_host.h"

/* Uevents of the kernel and of udevd, and inotify of the nodes: in a container
 * there may be one without the other. */
struct usbfs_hotplug {
	const struct usb_host_user *user;
	const struct port_host *loop;
	int uevents, inotify; /* -1: none */
	int nodes;	      /* inotify's number of the folder of the busses */
};

/* 0, or ATT_E_IO: neither is to be had (errno). After either, fini. */
int usbfs_hotplug_init(struct usbfs_hotplug *h,
		       const struct usb_host_user *user,
		       const struct port_host *loop);
void usbfs_hotplug_fini(struct usbfs_hotplug *h);

/* `list` of struct usb_host_ops, in the order of their places. */
int usbfs_list(bool (*each)(void *arg, const struct usb_host_device *d),
	       void *arg);
/* bConfigurationValue of the device in this place; 0: none. */
uint8_t usbfs_list_configuration(const char *place);

#endif
