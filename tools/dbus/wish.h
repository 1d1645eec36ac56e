/* What clients ask of a connection: ModemManager's dictionary of a bearer. */
#ifndef ATTACHE_DBUS_WISH_H
#define ATTACHE_DBUS_WISH_H

#include "bridge.h"

/* Read a{sv} into w; pin and operator_code (NULL: they are not looked at) get
 * these keys. Keys that are not known are left out, as older ModemManagers do.
 * 0, or -errno with the error set that names the key. */
int wish_read(sd_bus_message *m, struct facts_wish *w, char pin[17],
	      char operator_code[8], sd_bus_error *error);
/* Read the value of one key, or skip it: the rest of a dictionary that has more
 * than these. As dict_value_fn. */
int wish_read_value(sd_bus_message *m, const char *key, struct facts_wish *w);
/* Append a{sv}, without the password. 0 or -errno. */
int wish_append(sd_bus_message *m, const struct facts_wish *w);
/* In MBIM's numbers. */
uint32_t wish_ip_type(const struct facts_wish *w);
uint32_t wish_auth(const struct facts_wish *w);
/* From these: MMBearerIpFamily, MMBearerAllowedAuth; 0: it is none of one. */
uint32_t wish_families(uint32_t ip_type);
uint32_t wish_allowed_auth(uint32_t auth_protocol);

#endif
