/* The file with the name servers of the sessions that are up, in the form of
 * resolv.conf(5). */
#ifndef ATT_LINUX_DNS_H
#define ATT_LINUX_DNS_H

#include "linux/config.h"

struct att_dns_source {
	const struct att_ip_config *ip;
	const char *device; /* for the scope of link-local servers */
};

struct att_dns {
	char path[ATT_CONFIG_PATH]; /* of the file written last; "": none */
	bool written;		    /* it holds servers of ours */
	char *kept;		    /* what was in it before; or NULL */
};

/* Write the file with these servers; what somebody else had in it is written
 * back when there are none any more. By rename: readers see the old or the new
 * one. A symlink stays; where it leads is written. dns begins with zeroed
 * memory; path "": none. If it is another one than before, no server of ours is
 * left in that. 0, ATT_E_IO (errno says why), or ATT_E_BUSY: the file is
 * systemd-resolved's. */
int att_dns_update(struct att_dns *dns, const char *path,
		   const struct att_dns_source *source, unsigned n_sources);

#endif
