/* Links whose datagrams the kernel carries: its driver's network device for
 * session 0, and a VLAN of that for each further session (Linux cdc_mbim: the
 * VLAN's id is the session's); or, where the modem decides how its data
 * travels, what the port has for each session (Linux qmi_wwan: a mux). */
#ifndef ATT_LINUX_LINKS_KERNEL_H
#define ATT_LINUX_LINKS_KERNEL_H

#include "drivers/port.h"
#include "linux/config.h"
#include "linux/link.h"

/* Use the network device netdev for the first n_sessions links. VLANs, if they
 * are wanted, are made where they are not there; those of an earlier run that
 * no session uses are deleted. A link that gets no device has the ifindex 0,
 * which is logged. */
void att_links_kernel_attach(struct att_link link[ATT_CORE_SESSIONS],
			     const struct att_config_modem *config,
			     const char *netdev, bool vlans,
			     struct att_link_env *env);
/* The same once it was agreed on how the data travels: each session has the
 * device that the port has for it; netdev is below those that are others. */
void att_links_kernel_follow(struct att_link link[ATT_CORE_SESSIONS],
			     const struct att_config_modem *config,
			     struct port *port, const char *netdev,
			     struct att_link_env *env);
/* The mux of session index was deleted: as above, for it alone. */
void att_links_kernel_mux(struct att_link *link, unsigned index,
			  struct port *port, const char *netdev,
			  struct att_link_env *env);
/* The VLAN of session index was deleted, the link's ifindex is 0: make it again
 * if there still is the device below it. What cannot be is logged. */
void att_links_kernel_replace(struct att_link *link,
			      const struct att_link *first, unsigned index,
			      struct att_link_env *env);
/* Bring up what link is a VLAN or a mux of, if it is one: it is up, and a VLAN
 * as wide, only where the device below it is. first: the link of that device;
 * port_mtu: its MTU while it is not up itself. */
void att_links_kernel_raise(const struct att_link *link,
			    const struct att_link *first, uint16_t port_mtu,
			    struct att_link_env *env);
/* Delete the VLAN, if attache made it. */
void att_links_kernel_release(struct att_link *link, struct att_link_env *env);

#endif
