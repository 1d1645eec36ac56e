/* The filter of system calls. */
#ifndef ATT_LINUX_SANDBOX_FILTER_H
#define ATT_LINUX_SANDBOX_FILTER_H

#include <stdbool.h>

/* Load that of a manager, or of its helper: for this process, for what it
 * starts and for good; needs no_new_privs. 0, or a negative errno. */
int att_sandbox_filter(bool helper);

#endif
