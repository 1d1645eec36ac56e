/* What the DHCP client reports, as its handler writes it: one line for each
 * change, in which what came from the network is no more than digits, letters,
 * dots and spaces. */
#ifndef ATT_LINUX_DHCP_LEASE_H
#define ATT_LINUX_DHCP_LEASE_H

#include "core/addresses.h"

/* Written by the handler, and by attache where there is no client. */
#define ATT_DHCP_MARK "attache-dhcp "

enum att_dhcp_change {
	ATT_DHCP_NOTHING, /* the client talks to people, or begins */
	ATT_DHCP_BOUND,	  /* there is a lease, or it was renewed */
	ATT_DHCP_LOST,	  /* it has run out, or the server took it back */
	ATT_DHCP_SILENT,  /* nobody answers; the client goes on asking */
	ATT_DHCP_MISSING, /* there is no client on this host */
	ATT_DHCP_REFUSED  /* it may not ask on a link */
};

/* One line, without its end; ip is filled in where it is BOUND, and may hold
 * what makes no sense. A line that is none of the handler's is NOTHING. */
enum att_dhcp_change att_dhcp_lease_read(const char *line,
					 struct att_ip_config *ip);

#endif
