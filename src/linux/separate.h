/* attache as two processes: a manager without rights, which reads what the
 * modem says, and its helper, the one that was started. */
#ifndef ATT_LINUX_SEPARATE_H
#define ATT_LINUX_SEPARATE_H

#include "linux/config.h"

struct att_separate_options {
	const char *user;	   /* of the manager */
	bool quiet;		   /* only what is wrong is said */
	struct att_config *config; /* as read; the helper clears its secrets */
	/* The same again, for a reload; in the helper. */
	int (*configure)(void *ctx, struct att_config *config);
	void *ctx;
};

/* True: this is the manager, without rights; a later att_helper_ask_config
 * reads the configuration again. False: this was the helper, and the manager
 * has ended; *status is its exit status, or 1 if it could not begin, which is
 * said. SIGINT, SIGTERM and SIGHUP to the helper are the manager's. */
bool att_separate(const struct att_separate_options *options, int *status);

#endif
