/* The filter of system calls. */
#ifndef ATT_LINUX_SANDBOX_FILTER_H
#define ATT_LINUX_SANDBOX_FILTER_H

/* Load it, for this process and for good; needs no_new_privs. 0, or a negative
 * errno. */
int att_sandbox_filter(void);

#endif
