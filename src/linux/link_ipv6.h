/* What the kernel does by itself with IPv6 on a device: router advertisements,
 * RFC 4861 and 4862, by its settings under /proc/sys/net/ipv6/conf. */
#ifndef ATT_LINUX_LINK_IPV6_H
#define ATT_LINUX_LINK_IPV6_H

#include "linux/link.h"

/* Before the device is up: advertisements are taken where the setup needs
 * them, also on a host that forwards (accept_ra=2), and nowhere else. Their
 * default route gets the setup's metric. A setting that cannot be written is
 * logged. */
void att_link_ipv6_prepare(struct att_link_env *env,
			   const struct att_link *link,
			   const struct att_link_setup *setup);
/* Has the host no IPv6 on this device? */
bool att_link_ipv6_off(const struct att_link_env *env,
		       const struct att_link *link);

#endif
