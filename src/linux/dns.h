/* The file with the name servers of the sessions that are up, in the form of
 * resolv.conf(5). The file is attache's own: it is replaced as a whole. */
#ifndef MBIM_LINUX_DNS_H
#define MBIM_LINUX_DNS_H

#include "core/core.h"

struct mbim_dns_source {
	const struct mbim_ip_config *ip;
	const char *device; /* for the scope of link-local servers */
};

/* Write the file anew, by rename: readers see the old or the new one. No
 * source: no name server in it. 0 or MBIM_E_IO (errno says why). */
int mbim_dns_write(const char *path, const struct mbim_dns_source *source,
		   unsigned n_sources);

#endif
