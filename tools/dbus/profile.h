/* A connection that a modem has stored: as MBIM's context, and as
 * ModemManager's dictionary. */
#ifndef ATTACHE_DBUS_PROFILE_H
#define ATTACHE_DBUS_PROFILE_H

#include "bridge.h"

/* 0 is not said, but for `disabled`. The numbers are ModemManager's. */
struct profile {
	int32_t id;
	uint32_t apn_type; /* MMBearerApnType; 0: another, or none */
	struct facts_wish wish;
	/* Of Microsoft's extensions alone. */
	uint32_t access;  /* MMBearerAccessTypePreference */
	uint32_t roaming; /* MMBearerRoamingAllowance */
	uint32_t source;  /* MMBearerProfileSource */
	bool disabled, typed;
};

/* The next of a list of MBIM 1.0, or of Microsoft's extensions (typed). False:
 * there is none. */
bool profile_next(struct att_cursor *c, bool typed, struct profile *p);
/* Append a{sv}, without the password: whoever may connect may not see it for
 * that. 0 or -errno. */
int profile_append(sd_bus_message *m, const struct profile *p);
/* Read a{sv}. 0, or -errno with the error set. */
int profile_read(sd_bus_message *m, struct profile *p, sd_bus_error *error);
/* Why it cannot be stored; NULL: it can. */
const char *profile_wrong(const struct profile *p, bool typed);
/* The InformationBuffer that stores it, by its number or by its type; or that
 * deletes it. The length, or ATT_E_*. */
int profile_encode(const struct profile *p, bool typed, uint8_t *buf,
		   size_t cap);
int profile_encode_deleted(const struct profile *p, bool typed, uint8_t *buf,
			   size_t cap);

#endif
