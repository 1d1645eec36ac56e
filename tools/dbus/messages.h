/* Short messages: those that attache keeps, and drafts of clients. */
#ifndef ATTACHE_DBUS_MESSAGES_H
#define ATTACHE_DBUS_MESSAGES_H

#include "bridge.h"

/* A message that attache does not have. */
#define DRAFT 0u

struct sms_now {
	uint32_t state, type, delivery, reference, validity_min;
	int32_t class;
	uint8_t report;
	char number[41], smsc[41], timestamp[32], discharge[32];
};

struct sms {
	struct sms_now now; /* first: properties get it */
	struct sms_now told;
	uint32_t id; /* attache's, or DRAFT */
	bool seen;
	struct bridge *bridge;
	struct object object;
	char *text; /* "": it is data */
	uint8_t *data;
	size_t data_len;
	struct sms *next;
};

/* Ask for all that there are, and tell what has come, changed and gone. */
void messages_look(struct bridge *b);
/* A draft with nothing in it but what was read of a{sv}, on the bus. 0, or
 * -errno with the error set where it is the caller's. */
int messages_create(struct bridge *b, sd_bus_message *m, struct sms **made,
		    sd_bus_error *error);
/* It is off the bus, and told so. */
void messages_remove(struct sms *s);
void messages_remove_all(struct bridge *b);
/* NULL: there is none. */
struct sms *messages_of_path(struct bridge *b, const char *path);
/* attache has it now, as it says in m. */
void messages_take(struct sms *s, const struct mbim_attache_message *m);
/* sms.c: a filter of the bus (with: the modems): who may read a message. */
int sms_filter(sd_bus_message *call, void *with, sd_bus_error *error);
/* Append ao. 0 or -errno. */
int messages_append(sd_bus_message *m, const struct bridge *b);

#endif
