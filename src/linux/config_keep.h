/* A configuration that is read again while attache runs: what of the one in use
 * stays until a start. */
#ifndef ATT_LINUX_CONFIG_KEEP_H
#define ATT_LINUX_CONFIG_KEEP_H

#include "linux/config.h"

/* The modem that the configuration calls so, or NULL. */
struct att_config_modem *att_config_find(struct att_config *config,
					 const char *name);

/* Put into `next`, which was just read, what it cannot change of `now`. */
void att_config_keep(struct att_config *next, struct att_config *now);
/* The same of one modem. */
void att_config_modem_keep(struct att_config_modem *next,
			   const struct att_config_modem *now);

/* Is there anything that it would change, of attache as a whole; of a modem? */
bool att_config_differs(const struct att_config *next,
			const struct att_config *now);
bool att_config_modem_differs(const struct att_config_modem *next,
			      const struct att_config_modem *now);

#endif
