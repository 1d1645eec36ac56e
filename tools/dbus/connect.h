/* The session of a bearer: begun, watched and ended. Calls are answered when
 * the status says what became of them. */
#ifndef ATTACHE_DBUS_CONNECT_H
#define ATTACHE_DBUS_CONNECT_H

#include "bridge.h"

/* Tell attache what is wanted of the modem (MBIM_WANTED_*), before all that
 * waits. */
void connect_want(struct bridge *b, uint32_t wanted, client_answer_fn *fn,
		  void *with);
/* No bearer has a session. */
void connect_init(struct bridge *b);
/* Connect, and answer the call then: with the bearer's path if it is one of
 * Simple. 1, or -errno or an error that is set: nothing was begun. */
int connect_begin(struct bearer *r, sd_bus_message *call, bool simple,
		  sd_bus_error *error);
/* Disconnect r, or all if it is NULL, and answer the call then. As
 * sd_bus_message_handler_t. */
int connect_end(struct bridge *b, struct bearer *r, sd_bus_message *call,
		sd_bus_error *error);
/* The status is new: is what was asked for done, or has it failed? */
void connect_look(struct bridge *b);
/* Nothing more can come of what is under way. */
void connect_give_up(struct bridge *b, const char *why);
/* The modem has gone: attache is not to connect the next one by itself. */
void connect_forget(struct bridge *b);
/* Take away the sessions of an attache-dbus, or a modem, that is no more: no
 * bearer has one yet. */
void connect_clean(struct bridge *b);

#endif
