/* Questions to the modem, whose answers go into the facts. */
#ifndef ATTACHE_DBUS_ASK_H
#define ATTACHE_DBUS_ASK_H

#include "bridge.h"

/* What is not known of the modem, and may be by now. */
void ask_for_more(struct bridge *b);
/* How often a PIN may still be tried. */
void ask_pin(struct bridge *b);

#endif
