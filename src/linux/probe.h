/* Packets that somebody far away answers, sent through one network device: a
 * question to the session's name servers, an echo request to an address. That
 * the first is answered the device's counters tell. */
#ifndef ATT_LINUX_PROBE_H
#define ATT_LINUX_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/facts.h"

struct att_probe {
	int fd;	     /* to a name server; -1: none */
	int echo_fd; /* -1: none */
	bool v6;     /* of echo_fd */
	uint16_t sequence;
	unsigned unanswered; /* probes, in a row */
};

/* Ask the first name server of each address family for the root's name servers
 * (RFC 1035 4.1). What cannot be sent is not: the next look tells. */
void att_probe_name_servers(struct att_probe *p, const char *device,
			    const struct att_ip_config *ip);
/* The same as a probe whose answer counts. */
void att_probe_dns(struct att_probe *p, const char *device,
		   const struct att_ip_config *ip);
/* Send an echo request (RFC 792, RFC 4443) to an IPv4 or IPv6 address. */
void att_probe_echo(struct att_probe *p, const char *device,
		    const char *address);
/* True if the last three probes got no answer. */
bool att_probe_failed(struct att_probe *p);
/* True if the last one got none yet. */
bool att_probe_waits(const struct att_probe *p);
void att_probe_close(struct att_probe *p);

#endif
