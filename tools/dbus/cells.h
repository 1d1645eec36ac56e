/* The cells around a modem. */
#ifndef ATTACHE_DBUS_CELLS_H
#define ATTACHE_DBUS_CELLS_H

#include "bridge.h"

/* GetCellInfo. As sd_bus_message_handler_t. */
int cells_on_get(sd_bus_message *call, void *with, sd_bus_error *error);

#endif
