/* What all network devices of a modem are set up with: rtnetlink, the kernel's
 * settings, and a log. */
#ifndef ATT_LINUX_LINK_ENV_H
#define ATT_LINUX_LINK_ENV_H

#include "linux/rtnl.h"

/* Where the kernel has a folder of settings for each device with IPv6. */
#define ATT_LINK_CONF6 "/proc/sys/net/ipv6/conf"

struct att_link_env {
	struct att_rtnl rtnl;
	const char *conf6; /* ATT_LINK_CONF6, or a folder of a test */
	void (*log)(void *ctx, const char *line);
	void *log_ctx;
};

/* A line for the user. */
__attribute__((format(printf, 2, 3))) void att_link_say(
	struct att_link_env *env, const char *format, ...);

#endif
