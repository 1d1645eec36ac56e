/* The inside of the libusb back end: port_usb_libusb.c is the back end,
 * port_usb_libusb_list.c which devices there are. */
#ifndef MBIM_DRIVERS_PORT_USB_LIBUSB_H
#define MBIM_DRIVERS_PORT_USB_LIBUSB_H

#include <libusb.h>

#include "drivers/port_usb_host.h"

/* `list` of struct usb_host_ops. */
int usb_host_libusb_list(libusb_context *context,
			 bool (*each)(void *arg,
				      const struct usb_host_device *d),
			 void *arg);

#endif
