/* Which plans the configuration allows. */
#ifndef ATT_LINUX_HELPER_CHECK_H
#define ATT_LINUX_HELPER_CHECK_H

#include "linux/helper.h"

/* May it be carried out? p is one (att_helper_plan_ok), and its path becomes
 * the one that was looked at. False: errno, EPERM where it is not allowed. */
bool att_helper_check(const struct att_helper *h, struct att_helper_plan *p);

#endif
