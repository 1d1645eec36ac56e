/* One modem of attache as org.freedesktop.ModemManager1: what the parts of its
 * bridge share. */
#ifndef ATTACHE_DBUS_BRIDGE_H
#define ATTACHE_DBUS_BRIDGE_H

#include <stddef.h>

#include "client.h"
#include "modems.h"
#include "objects.h"
#include "rights.h"

/* Calls of Disconnect that wait for the end of a session. */
#define BRIDGE_CALLS 4
/* One that no session of attache's is. */
#define NO_SESSION UINT32_MAX

/* What the properties of a bearer are made of. */
struct bearer_now {
	struct facts_link link;
	struct facts_wish wish;
	char error[2][256]; /* its name and words, of the last connection */
	uint32_t type;	    /* MMBearerType */
};

enum bearer_families {
	FAMILIES_UNKNOWN,
	FAMILIES_ASKED,
	FAMILIES_AS_GIVEN, /* those that have addresses */
	FAMILIES_BOTH
};

struct bearer {
	struct bearer_now now; /* first: properties get it */
	struct bearer_now told;
	struct bridge *bridge;
	struct object object; /* its path is empty where there is no bearer */
	uint32_t session;     /* attache's, or NO_SESSION */
	/* Connect under way, and since when. */
	sd_bus_message *connecting;
	sd_event_source *timer;
	bool simple; /* it is the modem's, which is answered with the path */
	bool set, begun; /* the session was set; it was seen to begin */
	bool up;	 /* it was, when it was looked at last */
	enum bearer_families families; /* that the network granted */
	char pin[17], operator_code[8];
};

struct bridge {
	struct facts now; /* first: methods get it */
	struct facts told;
	struct facts_now way;
	struct bridge *next;   /* of the modems that attache has */
	struct modems *modems; /* whose event and bus these are */
	sd_event *event;
	sd_bus *bus;
	char name[FACTS_NAME];	     /* in attache's configuration */
	char wanted[2 * FACTS_TEXT]; /* the device that it has there */
	struct client client;
	/* Where everything stands is asked for, and told when it is known. */
	void (*look)(struct bridge *b);
	bool cleaned;	    /* of sessions that no bearer has */
	bool asking, again; /* for STATUS; once more after that */
	bool asked_caps, asked_sim, asked_attached;
	bool attached_by_lte; /* there is an initial bearer */
	bool known;	      /* what the modem is */
	uint16_t ex;	      /* MBIMEx version of its answers, MBIM_EX_* */
	uint32_t services;    /* bits of enum bridge_service: that it has */
	uint32_t asked_lock;  /* enum mm_lock */
	uint32_t power;	      /* that was asked for last */
	uint32_t modes;	      /* the same */
	struct facts_reports reports; /* the same, of the signal */
	char registered[8]; /* in which network it was asked to be, or "" */
	int32_t reason;	    /* of the next change of state: it was asked for */
	struct object modem, sim;
	struct bearer bearer[FACTS_SESSIONS], initial;
	struct {
		sd_bus_message *call;
		struct bearer *of; /* NULL: all of them */
	} disconnecting[BRIDGE_CALLS];
	/* Messages: the list is being asked for, once more after that; so many
	 * are being sent. */
	struct sms *sms;
	unsigned n_messages, sending;
	unsigned storing; /* profiles: what is told of them is of these */
	bool listing, list_again;
	sd_bus_track *inhibitor; /* the client that has the modem for itself */
	char inhibited[2 * FACTS_TEXT];
	bool unlocking; /* the SIM has its PIN, and says nothing yet */
};

enum bridge_service {
	BRIDGE_EXTENSIONS = 1,
	BRIDGE_USSD = 2,
	BRIDGE_SAR = 4,
	BRIDGE_VOICE = 8,
	BRIDGE_SMS = 16,
	BRIDGE_QDU = 32,
	BRIDGE_CONTEXTS = 64 /* stored by their type */
};

/* That of a property, which gets its field of the facts: they are in front. */
#define BRIDGE_OF(at, field) \
	((struct bridge *)(void *)((char *)(at)-offsetof(struct facts, field)))

/* bridge.c: the bridge of this modem, which is not on the bus yet; NULL: there
 * is no memory. */
struct bridge *bridge_open(struct modems *m,
			   const struct mbim_attache_modem *modem);
/* It and all its objects go; calls that wait are answered. */
void bridge_close(struct bridge *b);

extern const struct interface interface_root, interface_modem, interface_simple,
	interface_modem3gpp, interface_signal, interface_sim, interface_bearer,
	interface_profiles, interface_location, interface_time,
	interface_firmware, interface_ussd, interface_sar, interface_messaging,
	interface_sms;

/* modem.c: the modem's state has changed: StateChanged. */
void modem_tell_state(struct bridge *b, int32_t old);

/* methods.c: the methods of the modem. */
extern const struct method modem_methods[];

/* preferred.c: the networks that a SIM prefers. */
GETTER(get_preferred);
int preferred_set(sd_bus_message *call, void *with, sd_bus_error *error);

/* ussd.c: what the network says of a session. */
void ussd_told(struct bridge *b, const struct mbim_msg *told);

/* answers.c: a method that attache, or MBIM, does not have. */
int answer_unsupported(sd_bus_message *call, void *with, sd_bus_error *error);
/* The answer to a raw command, for a method without results: `with` is its
 * message, which is answered and unreferenced. */
client_answer_fn answer_done;
/* Answer a call, which is unreferenced, by a list of dictionaries: next appends
 * that of the element at the cursor: 1; 0 where there is none; or -errno. */
void answer_list(sd_bus_message *call, struct att_cursor c,
		 int (*next)(sd_bus_message *reply, struct att_cursor *c));
/* Ask by a command of len bytes that stand in client_body (len < 0: there was
 * no room), and answer the call by answer_done. As sd_bus_message_handler_t. */
int answer_by(struct bridge *b, sd_bus_message *call, unsigned service,
	      uint32_t cid, int len);

/* errors.c: the names of ModemManager's errors. */
const char *errors_of_cause(uint32_t cause);
const char *errors_of_status(uint32_t status);
/* What there is to say of a status, for the words of an error. */
const char *errors_words(uint32_t status);
/* The modem itself has refused a PIN: with that comes how often it may still be
 * tried. */
bool errors_is_wrong_pin(uint32_t status, struct att_bytes body);
/* Why the modem cannot connect as it is: the name and words, or NULL. */
const char *errors_of_state(const struct facts *f, const char **words);

#define ERROR_CORE(name)   MM_NAME ".Error.Core." name
#define ERROR_MOBILE(name) MM_NAME ".Error.MobileEquipment." name

#endif
