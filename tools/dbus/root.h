/* What the root object tells of modems that come and go. */
#ifndef ATTACHE_DBUS_ROOT_H
#define ATTACHE_DBUS_ROOT_H

#include "bridge.h"

/* Answers GetManagedObjects; with is the struct modems. */
int root_filter(sd_bus_message *call, void *with, sd_bus_error *error);
/* The modem's object was added, or is about to be removed. */
void root_tell_added(struct bridge *b);
void root_tell_removed(struct bridge *b);
/* Tell attache whether a client has the modem for itself: an attache that has
 * come anew does not know. */
void root_tell_inhibition(struct bridge *b);
/* No client has it any more, and attache is told. */
void root_end_inhibition(struct bridge *b);

#endif
