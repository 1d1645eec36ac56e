/* The daemon from inside: the way between its port and its core. */
#ifndef MBIM_LINUX_PUMP_H
#define MBIM_LINUX_PUMP_H

#include "linux/daemon.h"

/* After every call of the core: take out what it has to say. */
void mbim_pump_run(struct mbim_daemon *d, uint64_t now_ms);
/* Fill d->host: the callbacks of the port. */
void mbim_pump_host(struct mbim_daemon *d);

/* A line for the user, with the time before it. ctx is the daemon. */
__attribute__((format(printf, 2, 3))) void mbim_pump_say(struct mbim_daemon *d,
							 const char *format,
							 ...);
void mbim_pump_line(void *ctx, const char *line);

#endif
