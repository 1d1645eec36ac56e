/* The owner's program that is told what happens: a modem comes and goes, a
 * session's link comes up, changes and goes down, a problem comes and ends, the
 * modem's power is to be cut. The facts are in its environment (attache(1)). */
#ifndef ATT_LINUX_HOOK_H
#define ATT_LINUX_HOOK_H

#include "linux/child.h"
#include "linux/manager.h"

/* What it was told last of one session. */
struct att_hook_session {
	bool up;
	char device[16];
	struct att_ip_config ip;
	struct att_ipv6_prefix shared; /* for the own network; length 0: none */
};

struct att_hook {
	struct att_children *children;
	const char *name; /* of the modem */
	bool present;	  /* the modem is */
	char problem[sizeof((struct att_core_status *)0)->problem_text];
	struct att_hook_session session[ATT_CORE_SESSIONS];
};

/* Compare with what the program was told last, and have it told the rest.
 * path "": there is none. */
void att_hook_look(struct att_hook *h, const char *path,
		   const struct att_manager_status *status);
/* All links are down and the modem is gone. */
void att_hook_end(struct att_hook *h, const char *path);
/* Have the modem's power cut by this program. */
void att_hook_power(const struct att_hook *h, const char *path,
		    const char *device);

#endif
