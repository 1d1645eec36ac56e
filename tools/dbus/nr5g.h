/* The settings of registration in 5G. */
#ifndef ATTACHE_DBUS_NR5G_H
#define ATTACHE_DBUS_NR5G_H

#include "bridge.h"

/* The property, of a struct facts_nr5g: only what is known. */
GETTER(nr5g_get);
/* SetNr5gRegistrationSettings. As sd_bus_message_handler_t. */
int nr5g_on_set(sd_bus_message *call, void *with, sd_bus_error *error);

#endif
