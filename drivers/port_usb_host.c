/* Which back ends for USB are built in, and which of them is used. */
#include "drivers/port_usb_host.h"

#ifdef ATTACHE_USB_LIBUSB
static const struct usb_host_ops *const by_libusb = &usb_host_libusb;
#else
static const struct usb_host_ops *const by_libusb;
#endif

#ifdef ATTACHE_USB_USBFS
static const struct usb_host_ops *const by_default = &usb_host_usbfs;
#elif defined ATTACHE_USB_LIBUSB
static const struct usb_host_ops *const by_default = &usb_host_libusb;
#else
static const struct usb_host_ops *const by_default;
#endif

const struct usb_host_ops *usb_host_find(bool libusb)
{
	return libusb ? by_libusb : by_default;
}
