/* The bearers of the modem. */
#ifndef ATTACHE_DBUS_BEARERS_H
#define ATTACHE_DBUS_BEARERS_H

#include "bridge.h"

/* A new bearer for a wish, on the bus. 0, -errno, or -ENOSPC: the modem has no
 * more. */
int bearers_add(struct bridge *b, const struct facts_wish *w,
		struct bearer **added);
void bearers_remove(struct bearer *r);
void bearers_remove_all(struct bridge *b);
/* NULL: there is none. */
struct bearer *bearers_of_path(struct bridge *b, const char *path);
struct bearer *bearers_of_wish(struct bridge *b, const struct facts_wish *w);
/* A bearer that is not in use; NULL: there is none. */
struct bearer *bearers_spare(struct bridge *b);
/* How many may be there. */
uint32_t bearers_max(const struct facts *f);
/* Append ao. 0 or -errno. */
int bearers_append(sd_bus_message *m, const struct bridge *b);
/* The links are known anew; tell what has changed. */
void bearers_look(struct bridge *b);

#endif
