/* What sysfs tells of a USB device by its place on the bus, "1-1.2", without
 * opening it. */
#ifndef MBIM_DRIVERS_PORT_USB_PLACE_H
#define MBIM_DRIVERS_PORT_USB_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PORT_USB_PLACE	 32
#define PORT_USB_DEVICES "/sys/bus/usb/devices" /* a folder each */
#define PORT_USB_NODES	 "/dev/bus/usb"		/* a folder for each bus */

/* "1-1.2" of its bus and the ports down to it; "usb1" without ports. */
void port_usb_place_name(unsigned bus, const uint8_t *ports, int n_ports,
			 char place[PORT_USB_PLACE]);
/* The device that is there now, until it is plugged in anew: "1-1.2 no 7". */
void port_usb_place_now(const char *place, char now[48]);
/* The file of a device in usbfs: path. */
const char *port_usb_place_usbfs(unsigned bus, unsigned address, char path[64]);
/* Is it in this place, with this serial number? "": any. */
bool port_usb_place_fits(const char *place, const char *wanted,
			 const char *serial);
/* The node (/dev/cdc-wdm0) that the kernel's driver of this interface has made;
 * false: there is none. */
bool port_usb_place_node(const char *place, uint8_t interface, char *path,
			 size_t cap);

/* What has become of a device that was to be taken off its bus for a moment. */
enum port_usb_cycle { PORT_USB_STAYS, PORT_USB_OFF, PORT_USB_BACK };

/* Take the authorization of the device with this folder in sysfs away and give
 * it back: the kernel then forgets the device and finds it anew. Blocks while
 * it does. STAYS, OFF: errno says why. */
enum port_usb_cycle port_usb_place_authorize(const char *dir);
/* "was taken off the bus and put back" */
const char *port_usb_place_cycle_text(enum port_usb_cycle cycle);

#endif
