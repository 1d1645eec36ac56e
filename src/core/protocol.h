/* The one interface between the manager and a protocol (MBIM, QMI): operations
 * go in, what the modem reported comes out. The manager never sees a message; a
 * protocol never decides. */
#ifndef ATT_CORE_PROTOCOL_H
#define ATT_CORE_PROTOCOL_H

#include "base/bytes.h"
#include "base/data_format.h"
#include "base/trace.h"
#include "core/facts.h"

struct att_dialect;

#define ATT_LEFT_MAX 176

/* What a run that is ended unheard leaves in the modem, as bytes of its
 * protocol: what has to be given back. len 0: nothing. */
struct att_left {
	size_t len;
	uint8_t b[ATT_LEFT_MAX];
};

/* What the port says of the device. */
struct att_core_link {
	const char *speaks;   /* the name of a protocol; NULL: the first one */
	uint16_t max_control; /* wMaxControlMessage; 0: 4096 */
	uint16_t ex_version;  /* bcdMBIMExtendedVersion; 0: none */
	uint8_t max_outstanding;  /* 0: 1 */
	uint16_t mtu;		  /* of the data path; 0: unknown */
	uint16_t vendor, product; /* of the USB device; 0: unknown */
	bool framed;		  /* reads hold whole fragments */
	bool stale;  /* it may hold answers to an earlier program */
	bool shared; /* by a proxy: it says which version is agreed on */
	/* The channel is inside another protocol's: no news comes this way,
	 * and what it synchronises would be the other's as well. */
	bool inside;
	uint16_t ex_most; /* offer at most this version; 0: the newest */
	bool plain;	  /* agree on no version */
	/* What the port can carry, where that has to be agreed on: bits of
	 * 1 << enum att_link_layer and 1 << enum att_aggregation, and how much
	 * in one transfer to the host, in bytes. 0: nothing, not known. */
	uint32_t links, aggregations, down_max_size;
	uint8_t endpoint, interface; /* enum att_endpoint; its number */
	/* By an earlier run, and there still, as far as the platform knows. */
	struct att_left left;
};

/* Address families; both: one context for both. */
enum { ATT_V4 = 1, ATT_V6 = 2 };

enum att_auth { ATT_AUTH_NONE, ATT_AUTH_PAP, ATT_AUTH_CHAP, ATT_AUTH_MSCHAPV2 };

/* Texts are UTF-8. */
struct att_profile {
	const char *apn, *user, *password;
	enum att_auth auth;
};

enum att_operation_kind {
	ATT_OP_NONE,
	ATT_OP_RADIO,	  /* is it on? */
	ATT_OP_RADIO_ON,  /* switch it on */
	ATT_OP_RADIO_OFF, /* switch it off */
	ATT_OP_FCC,	  /* which FCC lock is shut? */
	ATT_OP_UNLOCK,	  /* open the FCC lock: as Sierra's are */
	ATT_OP_UNLOCK_FOXCONN,
	ATT_OP_UNLOCK_QUECTEL,
	ATT_OP_RESTART,	     /* the modem: it goes, and comes back */
	ATT_OP_SIM,	     /* what is in the slot? */
	ATT_OP_LOCK,	     /* which lock, how many attempts? */
	ATT_OP_ENTER_PIN,    /* pin */
	ATT_OP_REGISTRATION, /* where is it registered? */
	ATT_OP_REGISTER,     /* operator_id, or any; access */
	ATT_OP_SLOT,	     /* which slot is in use? */
	ATT_OP_USE_SLOT,     /* slot */
	ATT_OP_BEARER,	     /* with what does it attach? */
	ATT_OP_SET_BEARER,   /* families, profile */
	ATT_OP_PACKET,	     /* is packet service there? */
	ATT_OP_ATTACH,	     /* ask for packet service */
	ATT_OP_SESSION,	     /* session: is it active? */
	ATT_OP_ACTIVATE,     /* session, families, profile */
	ATT_OP_DEACTIVATE,   /* session */
	ATT_OP_ADDRESSES,    /* session */
	/* Tell what changes, all that there are facts for; families: those that
	 * the first session will have, 0: none. */
	ATT_OP_EVENTS,
	ATT_OP_DEVICE, /* what is it? */
	ATT_OP_SIGNAL,
	ATT_OP_STREAM, /* session: the stream's number; service: of 16 bytes */
	ATT_OP_CARD,   /* session: a slot, from 0: is there a card in it? */
	ATT_OP_RAW, /* raw: a request of the protocol, as its users write it */
	/* Control operations that the manager carries out itself. */
	ATT_OP_ANNOUNCE_OPEN,
	ATT_OP_RESET_PORT,
	ATT_OP_OWN = ATT_ABOUT_OWN /* from here on: the protocol's own */
};

#define ATT_CORE_ASKS 4 /* ATT_OP_RAW under way at once, at most */

/* What is to be done, never how. The manager fills in every value: a protocol
 * reads no configuration. */
struct att_operation {
	uint16_t kind;
	uint32_t session;
	uint32_t families;
	struct att_profile profile;
	const char *pin;
	const char *operator_id; /* NULL: any */
	uint32_t access;	 /* ATT_2G...; 0: any */
	uint32_t slot;		 /* from 1 */
	const struct att_uuid *service;
	struct att_bytes raw;
};

enum att_result {
	ATT_RESULT_DONE,
	ATT_RESULT_REFUSED,
	ATT_RESULT_UNREADABLE, /* done, so it says, and no more can be read */
	ATT_RESULT_LOST,       /* what came in its place is no whole message */
	ATT_RESULT_NO_ANSWER   /* by the manager */
};

/* What a refusal means, as far as somebody decides by it. */
enum att_refusal {
	ATT_REFUSAL_OTHER,
	ATT_REFUSAL_NO_SIM,
	ATT_REFUSAL_SIM_STARTING,
	ATT_REFUSAL_LOCKED, /* the SIM asks for a code */
	ATT_REFUSAL_RADIO_OFF,
	ATT_REFUSAL_FULL,     /* as many contexts are active as there can be */
	ATT_REFUSAL_FAMILY,   /* perhaps one address family would do */
	ATT_REFUSAL_INACTIVE, /* there was nothing to deactivate */
	ATT_REFUSAL_NOT_READY /* not yet: the modem starts, or is busy */
};

enum att_report_kind {
	ATT_REPORT_NOTHING,
	ATT_REPORT_ANSWER,    /* to the request with this tag */
	ATT_REPORT_NEWS,      /* that nobody asked for */
	ATT_REPORT_CONTROL,   /* an event of the control chart */
	ATT_REPORT_NOT_OPENED /* the modem says so of its channel */
};

struct att_report {
	enum att_report_kind kind;
	uint16_t about; /* enum att_subject */
	uint32_t tag;	/* of an answer: what `write` gave out */
	uint16_t event; /* of the control chart; 0: none */
	bool stands;	/* of an answer: its event counts though nobody waits */
	bool goes_on;	/* the operation's next part is due */
	bool later;	/* that has time until no machine waits */
	enum att_result result;
	enum att_refusal refusal;
	uint32_t code; /* the modem's number of a refusal, 0: none */
	bool error;    /* that number is an error of the channel, no status */
	/* A refusal may carry facts: PIN attempts. News of addresses without
	 * are that they have changed. */
	bool has_facts;
	union att_facts facts;
	/* Of news, and of an answer to ATT_OP_RAW: the whole message, a view
	 * that is good until the next call; empty: none. */
	struct att_bytes message;
};

/* Where the control channel stands. */
enum att_channel {
	ATT_CHANNEL_ABSENT,
	ATT_CHANNEL_CLOSED,
	ATT_CHANNEL_OPENING,
	ATT_CHANNEL_SYNCHRONISING, /* open; it is being learnt what it can do */
	ATT_CHANNEL_OPEN,
	ATT_CHANNEL_CLOSING,
	ATT_CHANNEL_WAITING /* until it is tried again */
};

/* What the manager tells a control chart. */
enum att_control_news {
	ATT_CONTROL_PLUGGED,
	ATT_CONTROL_GONE,
	ATT_CONTROL_WANTED,
	ATT_CONTROL_RELEASE,
	ATT_CONTROL_RETRY,
	ATT_CONTROL_HUNG,	/* several answers in a row did not come */
	ATT_CONTROL_MUTE,	/* since it was opened, none has come */
	ATT_CONTROL_NOT_OPENED, /* the modem says so */
	ATT_CONTROL_NEWS
};

/* The modem refuses to open its channel. */
struct att_open_refusal {
	uint32_t code; /* its number; 0: it does not */
	bool error;    /* an error of the channel, no status */
};

/* For people. */
struct att_channel_status {
	struct att_open_refusal refusal; /* of the last try to open */
	uint16_t version; /* in use, as the protocol numbers it */
	uint32_t orphans; /* messages that nobody waited for */
	uint32_t garbage; /* bytes that are no message */
	/* Why it cannot be opened, and what is done instead; NULL: there is no
	 * more to say of it than its code. */
	const char *why, *instead;
};

/* A protocol turns operations into bytes and bytes into what was reported. It
 * decides nothing, keeps no clock, does no I/O, has no heap and never calls the
 * manager. t is its state: `size` bytes of the manager's memory, aligned for
 * uint64_t. All functions are called in one thread. */
struct att_protocol {
	const char *name; /* "mbim": in a trace's plug record */
	const struct att_dialect *dialect; /* what its messages are to tools:
					      wire/dialect.h */
	size_t size;
	const struct att_machine_info *control; /* its control chart */
	uint8_t waiting;     /* the state of that chart between two tries */
	uint8_t outstanding; /* requests at once where the port does not know */
	uint8_t asks; /* ATT_OP_RAW at once: their sessions are below this */
	/* Its events for what the manager tells it, by enum att_control_news */
	const uint16_t *news;

	/* Once, before all others; t holds anything. random: for the first id
	 * of a request */
	void (*init)(void *t, uint32_t random);
	/* A modem was plugged in: nothing of the one before counts. */
	void (*plug)(void *t, const struct att_core_link *link);
	/* Somebody plugged it out and in: what it once left unanswered may
	 * be answered now. */
	void (*forget)(void *t);
	/* One step of the control chart; false: refused. Fills rec. */
	bool (*step)(void *t, uint16_t event, uint64_t now_ms,
		     struct att_trace_rec *rec);
	uint8_t (*state)(const void *t); /* of that chart */
	enum att_channel (*channel)(const void *t);
	/* The kind of the operation that an effect of that chart orders;
	 * ATT_OP_NONE: none. */
	uint16_t (*order)(uint8_t effect);
	/* An operation of its own got no answer: the event for it. */
	uint16_t (*unanswered)(void *t, uint16_t kind, uint64_t now_ms);

	/* How many requests carry an operation out; 0: this modem cannot, which
	 * counts as refused (ATT_REFUSAL_OTHER, code 0) and is not sent: a PIN
	 * is not spent by it. The protocol's own have at least one. A modem
	 * that is not registered needs ATT_OP_SIM to go on. */
	unsigned (*parts)(const void *t, uint16_t kind);
	/* Begins the channel anew: waits for nothing that is under way. */
	bool (*anew)(uint16_t kind);
	/* Writes one part; *tag comes back in the answer, and is another one
	 * each time. 0, or ATT_E_*: it cannot be written (a text that is not
	 * UTF-8), as if it was refused with `unwritable`. */
	int (*write)(void *t, const struct att_operation *o, unsigned part,
		     uint32_t *tag);
	uint32_t unwritable; /* code */
	enum att_refusal unwritable_refusal;
	/* How long its answer may take (from the spec). */
	uint32_t (*timeout_ms)(const void *t, const struct att_operation *o,
			       unsigned part);
	/* The next transfer of what was written; 0: all of it is out. */
	size_t (*output)(void *t, uint8_t *buf, size_t cap);

	/* What one read returned; then next, until it is false. bytes stay
	 * valid until then. */
	void (*input)(void *t, struct att_bytes bytes);
	bool (*next)(void *t, uint64_t now_ms, struct att_report *out);
	/* Of half a message; UINT64_MAX: none. Then expire, and next as after
	 * input. */
	uint64_t (*deadline)(const void *t);
	void (*expire)(void *t, uint64_t now_ms);

	/* For status texts only; NULL: no name is known. */
	const char *(*request_name)(const void *t, uint16_t kind);
	const char *(*code_name)(uint32_t code);
	void (*status)(const void *t, struct att_channel_status *out);
	/* How the modem sends and takes datagrams, since the channel is open.
	 * False: nothing is agreed on, or there is nothing to agree on. */
	bool (*data_format)(const void *t, struct att_data_format *out);
	/* What is to be given back, and nothing but a release by its name would
	 * give back. NULL: never anything. */
	void (*left)(const void *t, struct att_left *out);
};

#endif
