/* The inside of the cdc-wdm back end: port_cdc_wdm.c is the port,
 * port_cdc_wdm_sysfs.c what sysfs knows of the device behind the node. */
#ifndef MBIM_DRIVERS_PORT_CDC_WDM_H
#define MBIM_DRIVERS_PORT_CDC_WDM_H

#include <sys/types.h>

#include "drivers/port.h"

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
/* Reset the USB device behind the node: by usbfs, or, where that fails, by
 * taking its authorization away for a moment. The node goes and comes again.
 * Blocks while the kernel does it. False: it was not, and errno says why;
 * ENODEV: no USB device is behind the node. */
bool port_cdc_wdm_sysfs_reset(dev_t node);

#endif
