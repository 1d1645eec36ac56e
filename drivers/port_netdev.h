/* Of a network device what sysfs does not let be written. */
#ifndef MBIM_DRIVERS_PORT_NETDEV_H
#define MBIM_DRIVERS_PORT_NETDEV_H

#include <stdbool.h>

/* Give an Ethernet device, which is down, an address that is local and does not
 * begin like an IP header. False: errno says why not. */
bool port_netdev_readdress(const char *name);

#endif
