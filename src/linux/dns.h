/* The file with the name servers of the sessions that are up, in the form of
 * resolv.conf(5). The file is attache's own: it is replaced as a whole. */
#ifndef ATT_LINUX_DNS_H
#define ATT_LINUX_DNS_H

#include "linux/config.h"

struct att_dns_source {
	const struct att_ip_config *ip;
	const char *device; /* for the scope of link-local servers */
};

struct att_dns {
	char path[ATT_CONFIG_PATH]; /* of the file written last; "": none */
};

/* Write the file anew, by rename: readers see the old or the new one. No
 * source: no name server in it. 0 or ATT_E_IO (errno says why). */
int att_dns_write(const char *path, const struct att_dns_source *source,
		  unsigned n_sources);
/* The same for the one file of the program, which begins with zeroed memory.
 * path "": none. If it is another one than before, no name server is left in
 * that. */
int att_dns_update(struct att_dns *dns, const char *path,
		   const struct att_dns_source *source, unsigned n_sources);

#endif
