/* The connections that the modem has stored. */
#ifndef ATTACHE_DBUS_PROFILES_H
#define ATTACHE_DBUS_PROFILES_H

#include "bridge.h"

/* What the modem tells by itself: Updated, where it is of profiles. */
void profiles_told(struct bridge *b, const struct mbim_msg *told);

#endif
