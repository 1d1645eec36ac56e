/* Which address families a connection has, where its addresses do not say. */
#ifndef ATTACHE_DBUS_FAMILIES_H
#define ATTACHE_DBUS_FAMILIES_H

#include "bridge.h"

/* Of a bearer whose session is up: false while the modem is being asked. */
bool families_known(struct bearer *r);
/* The family that was granted without an address is asked for on the link. */
void families_put(const struct bearer *r, struct facts_link *l);

#endif
