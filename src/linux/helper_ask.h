/* The manager's side of the helper: the rights of others, asked for. */
#ifndef ATT_LINUX_HELPER_ASK_H
#define ATT_LINUX_HELPER_ASK_H

#include "linux/config.h"

/* From here on port_rights and att_rights are those of the helper at this
 * socket. If it does not answer, that is said once on the standard error, and
 * all fails (EPIPE). */
void att_helper_ask(int fd);
/* The configuration, read again by the helper: 0, or ATT_E_* (reported). */
int att_helper_ask_config(struct att_config *config);

#endif
