/* Links whose datagrams the kernel carries: its driver's network device for
 * session 0, and a VLAN of that for each further session (Linux cdc_mbim: the
 * VLAN's id is the session's). */
#ifndef ATT_LINUX_LINKS_KERNEL_H
#define ATT_LINUX_LINKS_KERNEL_H

#include "linux/config.h"
#include "linux/link.h"

/* Use the network device netdev for the first n_sessions links. VLANs are made
 * where they are not there; those of an earlier run that no session uses are
 * deleted. A link that gets no device has the ifindex 0, which is logged. */
void att_links_kernel_attach(struct att_link link[ATT_CORE_SESSIONS],
			     const struct att_config *config,
			     const char *netdev, struct att_link_env *env);
/* The VLAN of session index was deleted, the link's ifindex is 0: make it again
 * if there still is the device below it. What cannot be is logged. */
void att_links_kernel_replace(struct att_link *link,
			      const struct att_link *first, unsigned index,
			      struct att_link_env *env);
/* Bring up what link is a VLAN of, if it is one: a VLAN is up, and as wide,
 * only where the device below it is. first: the link of that device; port_mtu:
 * its MTU while it is not up itself. */
void att_links_kernel_raise(const struct att_link *link,
			    const struct att_link *first, uint16_t port_mtu,
			    struct att_link_env *env);
/* Delete the VLAN, if attache made it. */
void att_links_kernel_release(struct att_link *link, struct att_link_env *env);

#endif
