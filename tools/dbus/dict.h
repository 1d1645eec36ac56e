/* The dictionaries a{sv} of methods. */
#ifndef ATTACHE_DBUS_DICT_H
#define ATTACHE_DBUS_DICT_H

#include "bridge.h"

/* Read the variant that stands next in m, which has this key, to `to`, or skip
 * it. Negative: -E2BIG where it is too long, or as sd_bus_message_read. */
typedef int dict_value_fn(sd_bus_message *m, const char *key, void *to);

/* Read a{sv}, each value by fn. 0, or -errno with the error set that names the
 * key. */
int dict_read(sd_bus_message *m, dict_value_fn *fn, void *to,
	      sd_bus_error *error);
/* A variant that is a text which fits into cap bytes. As dict_value_fn. */
int dict_text(sd_bus_message *m, char *to, size_t cap);

#endif
