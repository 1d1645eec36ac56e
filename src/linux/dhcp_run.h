/* The DHCP client, started. */
#ifndef ATT_LINUX_DHCP_RUN_H
#define ATT_LINUX_DHCP_RUN_H

#include "linux/child_run.h"

/* Ask on the device; path as for att_dhcp_start. Its output is in child->fd. It
 * ends with attache. 0, or -1 (errno). */
int att_dhcp_run(const char *device, const char *path, struct att_child *child);

#endif
