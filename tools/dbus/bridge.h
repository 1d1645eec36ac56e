/* attache as org.freedesktop.ModemManager1: what the parts of the bridge share.
 */
#ifndef ATTACHE_DBUS_BRIDGE_H
#define ATTACHE_DBUS_BRIDGE_H

#include "client.h"
#include "objects.h"
#include "rights.h"

/* Calls of Disconnect that wait for the end of the session. */
#define BRIDGE_CALLS 4

/* What a client asked of the connection; ModemManager's numbers. */
struct bridge_wish {
	char apn[101], user[256], password[256], pin[17];
	uint32_t ip_type, auth;
	bool roaming;
};

struct bridge {
	struct facts now; /* first: methods get it */
	struct facts told;
	struct facts_session_now session;
	sd_event *event;
	sd_bus *bus;
	struct client client;
	/* Where everything stands is asked for, and told when it is known. */
	void (*look)(struct bridge *b);
	bool asking, again; /* for STATUS; once more after that */
	bool asked_caps, asked_sim;
	uint32_t asked_lock; /* enum mm_lock */
	uint16_t ex;	     /* MBIMEx version of what the modem answers */
	uint32_t power;	     /* that was asked for last */
	int32_t reason;	     /* of the next change of state: it was asked for */
	unsigned number; /* of modem, SIM and bearer, for the next of them */
	struct object modem, sim, bearer;
	/* Connect under way, and since when; a reason to end it that it has
	 * itself. */
	struct bridge_wish wish;
	sd_bus_message *connecting;
	bool up;	 /* the session was, when it was looked at last */
	bool set, begun; /* the session was set; it was seen to begin */
	sd_event_source *timer;
	sd_bus_message *disconnecting[BRIDGE_CALLS];
};

extern const struct interface interface_root, interface_modem, interface_simple,
	interface_modem3gpp, interface_signal, interface_sim, interface_bearer;

/* modem.c: the modem's state has changed: StateChanged. */
void modem_tell_state(struct bridge *b, int32_t old);

/* simple.c: the status is new: is what was asked for done, or has it failed? */
void simple_look(struct bridge *b);
/* Nothing more can come of it. */
void simple_give_up(struct bridge *b, const char *why);
/* The method Disconnect, of the modem and of the bearer. */
int simple_on_disconnect(sd_bus_message *call, void *with, sd_bus_error *error);

/* answers.c: a method that attache, or MBIM, does not have. */
int answer_unsupported(sd_bus_message *call, void *with, sd_bus_error *error);
/* The answer to a raw command, for a method without results: `with` is its
 * message, which is answered and unreferenced. */
client_answer_fn answer_done;

/* errors.c: the names of ModemManager's errors. */
const char *errors_of_cause(uint32_t cause);
const char *errors_of_status(uint32_t status);
/* Why the modem cannot connect as it is: the name and words, or NULL. */
const char *errors_of_state(const struct facts *f, const char **words);

#define ERROR_CORE(name)   MM_NAME ".Error.Core." name
#define ERROR_MOBILE(name) MM_NAME ".Error.MobileEquipment." name

#endif
