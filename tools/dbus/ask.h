/* Questions to the modem, whose answers go into the facts. */
#ifndef ATTACHE_DBUS_ASK_H
#define ATTACHE_DBUS_ASK_H

#include "bridge.h"

/* A query of a CID for the facts, behind all calls: len bytes stand in
 * client_body, or there was no room (len < 0). plain: without a body. */
void ask_with(struct bridge *b, unsigned service, uint32_t cid, int len,
	      client_answer_fn *fn);
void ask_plain(struct bridge *b, unsigned service, uint32_t cid,
	       client_answer_fn *fn);
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
