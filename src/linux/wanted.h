/* Which USB device the configuration means, by what sysfs says of it. */
#ifndef ATT_LINUX_WANTED_H
#define ATT_LINUX_WANTED_H

#include <stdbool.h>

/* Does the name of a device in the configuration fit the USB device in this
 * place ("1-1.2")? A path fits what is behind it. */
bool att_wanted_fits(const char *name, const char *place);
/* How exactly the name says which device is meant: where two fit one, it is
 * that of the more exact. */
int att_wanted_rank(const char *name);

#endif
