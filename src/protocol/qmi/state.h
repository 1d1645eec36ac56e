/* The QMI protocol from inside: what its files share. Not for users of qmi.h.
 *
 *   protocol.c  the table of functions; operations -> frames
 *   answer.c    frames -> reports
 *   channel.c   the control chart: versions, sync, clients, data format
 *   clients.c   the clients that the modem has given us
 *   plan.c      operations -> the requests that carry them out
 *   turn.c      operations under way
 *   raw.c       requests that others have written
 *   write*.c    requests -> TLVs
 *   read*.c     TLVs -> what is known of the modem
 *   card.c      what UIM says of a card
 *   network.c   what NAS says of the network, its facts, what it is told
 *   facts.c     what is known -> facts
 *   cause.c     errors and call end reasons -> refusals and causes */
#ifndef QMI_PROTOCOL_STATE_H
#define QMI_PROTOCOL_STATE_H

#include "generated/qmi_control_machine.h"
#include "generated/qmi_messages.h"
#include "protocol/qmi/card.h"
#include "protocol/qmi/network.h"
#include "protocol/qmi/qmi.h"
#include "wire/qmi/stream.h"

#define QMI_OUT_MAX 4096u /* a request; so long is what the kernel takes */
/* attache's own, 20 at most, and those of others (ATT_OP_RAW) */
#define QMI_CLIENTS   88u
#define QMI_PENDING   40u /* requests whose answers are told apart */
#define QMI_TURNS     28u
#define QMI_TIMEOUT_S 10u /* where the spec has none */
#define QMI_SESSIONS  8u
#define QMI_FAMILIES  2u /* 0: IPv4, 1: IPv6 */

/* The operations of the channel; the answers are about them. */
enum {
	QMI_OP_VERSIONS = ATT_OP_OWN,
	QMI_OP_SYNC,
	QMI_OP_CLIENTS,
	QMI_OP_FORMAT,
	QMI_OP_RELEASE
};

/* What a client is for: of WDS there is one for each family of a session, as a
 * call is one family. Of others: 0. */
static inline uint8_t qmi_use(uint32_t session, unsigned family)
{
	return (uint8_t)(session * QMI_FAMILIES + family);
}

/* For nothing: what an earlier run was given and did not give back. AGAIN: a
 * release of it was not answered. */
#define QMI_USE_LEFT	   0xffu
#define QMI_USE_LEFT_AGAIN 0xfeu
/* Somebody else's, who asks with it by way of ATT_OP_RAW. */
#define QMI_USE_OTHERS 0xfdu

struct qmi_client {
	uint8_t service, id, use;
	bool bound;	      /* WDS: to its mux id */
	bool family_set;      /* WDS: its family */
	uint16_t transaction; /* of its last request */
};

/* One call: a family of a session. */
struct qmi_call {
	uint32_t handle;
	uint16_t start; /* transaction of a start without an answer; 0: none */
	uint16_t stop;	/* of a stop, since it was started last; 0: none */
	bool active;
	bool blocked;	/* a call of somebody else is in its way */
	bool refused;	/* since it was asked for last */
	uint16_t error; /* with this */
	uint32_t cause; /* of the network; 0: none */
};

struct qmi_session {
	uint32_t families; /* asked for: ATT_V4 | ATT_V6 */
	bool moving; /* being activated or deactivated: its calls are no news */
	struct qmi_call call[QMI_FAMILIES];
	struct att_ip_config ip; /* being read */
};

/* The last answers and indications. */
struct qmi_card {
	bool valid;
	enum att_sim sim;
	enum att_lock lock;
	uint32_t attempts;
	uint8_t session_type; /* enum qmi_uim_session_type */
	uint8_t pin_id;	      /* enum qmi_uim_pin_id */
	char iccid[ATT_SIM_ID];
};

struct qmi_slots {
	uint32_t n, active; /* active: from 1; 0: not told */
	uint32_t cards;	    /* bits */
};

struct qmi_known {
	struct qmi_network network;
	bool has_mode, switched; /* switched: off by hardware */
	uint8_t mode;		 /* enum qmi_dms_operating_mode */
	struct qmi_card card;
	struct qmi_slots slots;
	struct att_device_facts device;
	struct att_bearer_facts bearer;
	uint8_t attach_profile; /* 0: not known */
	uint8_t autoconnect;	/* enum qmi_wds_autoconnect_setting */
	struct att_data_format format;
};

/* What the modem does not have; found out by asking, until it is gone. */
struct qmi_lacks {
	bool uim, signal_info, rat_modes, autoconnect, nas_indications;
};

struct qmi_request;
/* An operation under way: which of its requests is the last one. */
struct qmi_turn {
	uint16_t kind; /* ATT_OP_NONE: this one is free */
	uint32_t session;
	unsigned part;
	uint8_t step;		       /* index of the plan's rows */
	const struct qmi_request *row; /* that one */
	uint32_t tag;	   /* of it: the answer to an older one ends nothing */
	bool any;	   /* one was carried out */
	bool unread;	   /* the answer to one could not be read */
	uint16_t code;	   /* with which the last one was refused */
	uint32_t access;   /* ATT_OP_REGISTER: to be preferred; 0: as it is */
	uint32_t families; /* ATT_OP_EVENTS: those of the first session */
	uint32_t age;
};

/* A request that was sent. */
struct qmi_pending {
	uint32_t tag;
	uint16_t message;
	uint16_t kind;
	uint32_t session;
	uint8_t step;
	uint8_t of, id; /* the client that it gives back */
	bool due;	/* its answer has not come */
	uint32_t age;
};

struct qmi_state {
	struct qmi_control control;
	struct att_core_link link;
	uint8_t ctl_transaction;
	struct qmi_client client[QMI_CLIENTS];
	unsigned n_clients;
	bool services_told;   /* by the version info, in `services` */
	uint8_t services[32]; /* bits */
	uint64_t open_until_ms;
	bool sync_unanswered, format_unanswered;
	bool synced; /* what is left behind goes when the next run does that */
	bool desynced;	     /* other answers came than the one to be next */
	bool format_known;   /* the modem has told one */
	bool names_endpoint; /* it wants to be told of which data path */
	bool indications;    /* of the operating mode */
	struct att_open_refusal open_refusal;
	uint16_t no_client; /* the last try was refused one with this; 0: no */
	uint32_t orphans, age;

	struct qmi_known known;
	struct qmi_lacks lacks;
	struct qmi_session session[QMI_SESSIONS];
	struct qmi_turn turn[QMI_TURNS];
	struct qmi_pending pending[QMI_PENDING];

	/* An answer that waits for an indication: its tag; 0: none. */
	uint32_t radio_tag;
	uint32_t news;		/* bits 1 << enum att_subject */
	uint32_t session_news;	/* bits: sessions that have ended */
	uint32_t address_news;	/* bits: whose addresses have changed */
	uint32_t session_cause; /* of the last one that has ended */
	struct {		/* ATT_OP_RAW, by its session */
		uint8_t service, client;
	} raw[ATT_CORE_ASKS];

	uint64_t gap_ms; /* when half a frame is given up; UINT64_MAX: none */
	size_t out_len;
	uint8_t out[QMI_OUT_MAX];
	struct qmi_stream stream;
};

/* plan.c: the requests that carry an operation out, one after the other. */
struct qmi_request {
	uint8_t service; /* enum qmi_service */
	uint16_t message;
	/* Of a family of its session; the service of a client to be given. */
	uint8_t family, of;
	/* False: it is not needed; NULL: it always is. */
	bool (*due)(const struct qmi_state *s, const struct qmi_turn *t,
		    const struct qmi_request *row);
	/* Its TLVs: their length, or ATT_E_*; NULL: it has none. */
	int (*put)(struct qmi_state *s, const struct qmi_turn *t,
		   const struct att_operation *o, uint8_t *buf, size_t cap);
	bool needed;	    /* if it is refused, the operation is */
	bool no_effect_too; /* that it has no effect is a success */
	bool repeats;	    /* it is followed by itself, while it is due */
	uint8_t timeout_s;  /* 0: the spec's */
};

struct qmi_plan {
	const struct qmi_request *row;
	uint8_t n;
	uint16_t about; /* enum att_subject */
	uint8_t named;	/* the row that it has its name of */
	bool tells;	/* without facts it was not carried out */
};

#define QMI_NO_STEP 0xffu

/* NULL: there is no such operation. */
const struct qmi_plan *qmi_plan_of(uint16_t kind);

/* turn.c: the first row that is due behind this one; QMI_NO_STEP as the one: of
 * all. QMI_NO_STEP: there is none. */
uint8_t qmi_plan_next(const struct qmi_state *s, const struct qmi_turn *t,
		      uint8_t step);
/* Of an operation, NULL: it has none; or a fresh one for it. */
struct qmi_turn *qmi_turn_find(struct qmi_state *s, uint16_t kind,
			       uint32_t session);
struct qmi_turn *qmi_turn_begin(struct qmi_state *s, uint16_t kind,
				uint32_t session);
const struct qmi_request *qmi_turn_row(const struct qmi_turn *t);

/* What an answer has in common with its request; a client is of one service.
 */
static inline uint32_t qmi_tag(const struct qmi_head *h)
{
	return (uint32_t)h->service << 24 | (uint32_t)h->client << 16 |
	       h->transaction;
}

/* raw.c: requests of others. The service and client of one that begins; where
 * it goes, or ATT_E_*; what it gives back, in p; what its answer says of
 * clients. */
void qmi_raw_begin(struct qmi_state *s, const struct att_operation *o);
int qmi_raw_address(struct qmi_state *s, const struct att_operation *o,
		    struct qmi_head *h);
void qmi_raw_keep(const struct att_operation *o, struct qmi_pending *p);
void qmi_raw_answered(struct qmi_state *s, const struct qmi_pending *p,
		      const struct qmi_message *m);
bool qmi_is_raw(const struct qmi_request *row);
uint32_t qmi_raw_timeout_s(const struct att_operation *o);
/* The next number of a request: never 0; ctl has one byte. */
uint16_t qmi_ctl_transaction(struct qmi_state *s);
uint16_t qmi_client_transaction(struct qmi_client *c);

/* answer.c: the next report. */
bool qmi_answer_next(void *t, uint64_t now_ms, struct att_report *out);

/* channel.c */
bool qmi_channel_step(void *t, uint16_t event, uint64_t now_ms,
		      struct att_trace_rec *rec);
enum att_channel qmi_channel(const void *t);
uint16_t qmi_channel_order(uint8_t effect);
uint16_t qmi_channel_unanswered(void *t, uint16_t kind, uint64_t now_ms);
/* One of its operations has ended: the event. refused: with this error; 0: it
 * was not. */
uint16_t qmi_channel_done(struct qmi_state *s, uint16_t kind, uint16_t refused);
/* Which service has a client to be asked for. */
bool qmi_channel_has(const struct qmi_state *s, uint8_t service);
/* For people: why it cannot be opened. */
void qmi_channel_problem(const struct qmi_state *s,
			 struct att_channel_status *out);
/* The data path has to be agreed on. */
bool qmi_channel_agrees(const struct qmi_state *s);

/* clients.c */
struct qmi_client *qmi_client_find(struct qmi_state *s, uint8_t service,
				   uint8_t use);
bool qmi_client_has(const struct qmi_state *s, uint8_t service, uint8_t use);
/* The one with this id, or NULL. */
struct qmi_client *qmi_client_of(struct qmi_state *s, uint8_t service,
				 uint8_t id);
/* It was given; a second one for the same use is kept to be given back. */
void qmi_client_add(struct qmi_state *s, uint8_t service, uint8_t id,
		    uint8_t use);
void qmi_client_drop(struct qmi_state *s, uint8_t service, uint8_t id);
/* Those that an earlier run has left; and what a later one would be told. */
void qmi_clients_take(struct qmi_state *s, const struct att_left *left);
void qmi_clients_left(const void *t, struct att_left *out);
/* The last one is one of those. */
bool qmi_client_is_left(const struct qmi_state *s);
/* Its release was not answered: it is asked for once more, and is then done
 * without. */
void qmi_client_unanswered(struct qmi_state *s);
/* The channel is open no longer: those of others are given back as those that
 * an earlier run has left. */
void qmi_clients_leave(struct qmi_state *s);
/* None of them counts any more, nor what was done with them. */
void qmi_clients_forget(struct qmi_state *s);

/* write.c and write_session.c: the TLVs of requests, as `put` above. Most need
 * little of the arguments. */
#define QMI_UNUSED() ((void)s, (void)t, (void)o)
#define QMI_PUT(name)                                                     \
	int qmi_put_##name(struct qmi_state *s, const struct qmi_turn *t, \
			   const struct att_operation *o, uint8_t *buf,   \
			   size_t cap)
QMI_PUT(allocate);
QMI_PUT(release);
QMI_PUT(get_format);
QMI_PUT(format);
QMI_PUT(format_qmap);
QMI_PUT(format_none);
QMI_PUT(ctl_format);
QMI_PUT(mode);
QMI_PUT(foxconn);
QMI_PUT(verify_pin);
QMI_PUT(dms_verify_pin);
QMI_PUT(read_iccid);
QMI_PUT(access);
QMI_PUT(register);
QMI_PUT(attach);
QMI_PUT(switch_slot);
QMI_PUT(nas_events);
QMI_PUT(dms_events);
QMI_PUT(uim_events);
QMI_PUT(get_profile);
QMI_PUT(modify_profile);
QMI_PUT(no_autoconnect);
QMI_PUT(wds_events);
QMI_PUT(family);
QMI_PUT(bind);
QMI_PUT(start);
QMI_PUT(abort);
QMI_PUT(stop);
QMI_PUT(settings);
QMI_PUT(raw);
/* Of the data path, as QMI numbers it. */
uint32_t qmi_endpoint_type(const struct qmi_state *s);

/* read*.c: keep what an answer or an indication says. An error of the modem may
 * come with data, so readers see failures too. */
struct qmi_answer {
	const struct qmi_message *message;
	const struct qmi_request *row; /* NULL: an indication */
	uint32_t session;
	uint16_t transaction;
	uint16_t error; /* 0: success */
	uint8_t of, id; /* the client that was given back */
};
/* 0, or ATT_E_*: it cannot be read. What there is no reader for is read. */
int qmi_read(struct qmi_state *s, const struct qmi_answer *a);

typedef int qmi_read_fn(struct qmi_state *s, const struct qmi_answer *a);
/* read_network.c */
qmi_read_fn qmi_read_serving, qmi_read_serving_news, qmi_read_system,
	qmi_read_system_news, qmi_read_reject, qmi_read_preference,
	qmi_read_signal, qmi_read_strength;
/* read_card.c */
qmi_read_fn qmi_read_cards, qmi_read_cards_news, qmi_read_slots, qmi_read_iccid,
	qmi_read_verify, qmi_read_dms_pin, qmi_read_dms_state,
	qmi_read_dms_verify, qmi_read_dms_iccid;
/* read_session.c */
qmi_read_fn qmi_read_status, qmi_read_status_news, qmi_read_ip_news,
	qmi_read_autoconnect, qmi_read_start, qmi_read_stop, qmi_read_settings,
	qmi_read_attach_list, qmi_read_profile;

/* facts.c: fills in the facts about this; false: there are none. */
bool qmi_facts(const struct qmi_state *s, uint16_t about, uint32_t session,
	       struct att_report *out);

/* cause.c: what the end of a call says. 0: no cause of the network. */
uint32_t qmi_cause(uint16_t reason, bool verbose, uint16_t type,
		   int16_t verbose_reason);
/* It ends one family, and says nothing of the other. */
bool qmi_cause_of_family(uint32_t cause);
enum att_refusal qmi_refusal(uint16_t error, uint16_t about);
/* "Not there", whatever it is called. */
bool qmi_lacking(uint16_t error);

#endif
