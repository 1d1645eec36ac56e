/* The name servers of the sessions, given to systemd-resolved or to resolvconf,
 * each by its own program. */
#ifndef ATT_LINUX_DNS_SERVICE_H
#define ATT_LINUX_DNS_SERVICE_H

#include "linux/child.h"
#include "linux/dns.h"

/* What it was told of one network device. */
struct att_dns_told {
	char device[16]; /* "": nothing */
	char servers[512];
};

struct att_dns_service {
	enum att_config_dns kind; /* that was told */
	struct att_dns_told told[ATT_CONFIG_SESSIONS];
};

/* Tell it what has changed since it was told last. service begins with zeroed
 * memory. */
void att_dns_service_update(struct att_dns_service *service,
			    struct att_children *children,
			    enum att_config_dns kind,
			    const struct att_dns_source *source,
			    unsigned n_sources);
/* At the start: a run that was killed may have left servers of this device with
 * resolvconf. With systemd-resolved they go with the device, or are replaced.
 */
void att_dns_service_begin(struct att_children *children,
			   enum att_config_dns kind, const char *device);

#endif
