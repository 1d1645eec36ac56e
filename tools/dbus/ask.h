/* Questions to the modem, whose answers go into the facts. */
#ifndef ATTACHE_DBUS_ASK_H
#define ATTACHE_DBUS_ASK_H

#include "bridge.h"

/* What is not known of the modem, and may be by now. */
void ask_for_more(struct bridge *b);
/* How often a PIN may still be tried, and which are set. */
void ask_pin(struct bridge *b);
/* The bearer that LTE has anyway, and what was asked for it. */
void ask_initial(struct bridge *b);
void ask_sar(struct bridge *b);
/* How it registers in 5G. */
void ask_nr5g(struct bridge *b);
/* card.c: which kind of card there is. */
void ask_card(struct bridge *b);
/* preferred.c: the networks that the SIM prefers. */
void ask_preferred(struct bridge *b);

#endif
