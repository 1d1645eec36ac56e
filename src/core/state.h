/* The manager from inside: what its files share. Not for users of core.h. */
#ifndef MBIM_CORE_STATE_H
#define MBIM_CORE_STATE_H

#include "core/core.h"
#include "generated/attach_machine.h"
#include "generated/cids.h"
#include "generated/connect_machine.h"
#include "generated/mbim_control_machine.h"
#include "wire/frag.h"
#include "wire/msg.h"

#define MBIM_CORE_NEVER UINT64_MAX

/* The longest command that core sends: CONNECT with the longest strings. */
#define MBIM_CORE_COMMAND 2048

/* What an effect of a chart does. Either `run` is called, or a request is
 * sent: OPEN, CLOSE or a COMMAND whose answer goes to `answer`. */
struct mbim_action {
	uint32_t type; /* MBIM_MSG_OPEN, CLOSE, COMMAND; 0: only run */
	uint8_t service;
	uint32_t cid;
	bool set;
	/* Encodes the InformationBuffer: its length or MBIM_E_*; NULL: empty */
	int (*body)(struct mbim_core *c, uint32_t session, uint8_t *buf,
		    size_t cap);
	/* msg NULL: the answer timed out; else a COMMAND_DONE, or the
	 * FUNCTION_ERROR that came in its place. */
	void (*answer)(struct mbim_core *c, uint32_t session,
		       const struct mbim_msg *msg);
	void (*run)(struct mbim_core *c, uint32_t session);
	bool twice; /* sent once more if no answer comes */
};

enum mbim_slot_state { MBIM_SLOT_IDLE, MBIM_SLOT_QUEUED, MBIM_SLOT_SENT };

/* At most one request of each machine is under way; it has a slot. */
struct mbim_slot {
	enum mbim_slot_state state;
	const struct mbim_action *action;
	uint32_t session;
	uint32_t transaction;
	uint64_t deadline_ms; /* of the answer, once sent */
	bool again;	      /* the first one was not answered */
};

/* The first ones go first. */
enum mbim_slot_name {
	MBIM_SLOT_CONTROL,
	MBIM_SLOT_SUBSCRIBE,
	MBIM_SLOT_ATTACH,
	MBIM_SLOT_CONNECT, /* + session */
	MBIM_SLOT_SUBSCRIBER = MBIM_SLOT_CONNECT + MBIM_CORE_SESSIONS,
	MBIM_SLOT_CAPS,
	MBIM_SLOT_SIGNAL,
	MBIM_SLOT_STREAM, /* + index */
	MBIM_SLOTS = MBIM_SLOT_STREAM + MBIM_CORE_STREAMS
};

/* Requests whose machine has moved on: the modem still owes the answers. */
#define MBIM_CORE_ABANDONED 16
struct mbim_abandoned {
	uint32_t transaction; /* 0: free */
	uint32_t type;
	uint64_t deadline_ms;
};

/* Waits that grow from 1 s to 64 s. */
struct mbim_backoff {
	uint8_t failures;
};

enum mbim_pin_reason {
	MBIM_PIN_NO_REASON,
	MBIM_PIN_NOT_CONFIGURED,
	MBIM_PIN_WAS_REJECTED,
	MBIM_PIN_NO_ANSWER,
	MBIM_PIN_FEW_ATTEMPTS,
	MBIM_PIN_STILL_LOCKED,
	MBIM_PIN_OTHER_LOCK
};

/* What has become of the configured PIN. */
enum mbim_pin_use {
	MBIM_PIN_FRESH,
	MBIM_PIN_SENT,	    /* to this insertion of the SIM */
	MBIM_PIN_ACCEPTED,  /* so the modem says; not yet seen unlocked */
	MBIM_PIN_REJECTED,  /* by the SIM */
	MBIM_PIN_UNANSWERED /* the modem went away before it answered */
};

struct mbim_session_state {
	struct mbim_connect machine;
	uint64_t timer_ms;
	uint64_t give_up_ms; /* ip_waiting: no addresses until then */
	struct mbim_backoff backoff;
	uint32_t ip_type;	   /* asked for at the moment */
	uint16_t activity;	   /* last activation event: news only */
	uint32_t status, nw_error; /* of the last rejection */
	struct mbim_ip_config ip, offered;
	enum mbim_effect_kind effect;
	bool has_effect;
};

struct mbim_core {
	struct mbim_core_config config;
	struct mbim_core_link link;
	enum mbim_want want;
	uint64_t now_ms; /* of the call being served */
	uint32_t random;
	mbim_core_trace_fn *trace;
	void *trace_ctx;
	uint32_t refused, timeouts, orphans;

	/* channel */
	struct mbim_control control;
	uint64_t control_timer_ms, open_until_ms;
	struct mbim_backoff control_backoff;
	uint16_t max_control; /* negotiated, bytes */
	uint16_t ex_version;
	bool version_spoiled; /* the last answer about it */
	bool services_unanswered, version_unanswered;
	bool answered;	 /* a command, since the channel was opened */
	bool not_opened; /* said so; until it answers on an open channel */
	bool mute;	 /* opens its channel and answers no command */
	bool own_reset;	 /* the port's next `gone` is ours */
	bool desynced; /* the last answer was another's, or to an older OPEN */
	uint8_t resyncs;	   /* of this round of opening */
	uint32_t plug_transaction; /* the last id before the modem came */
	uint32_t open_transaction; /* of this round's first OPEN; 0: none yet */
	uint64_t hold_until_ms;	   /* after that: do not open before */
	const struct mbim_action *silent_to; /* the last one without answer */
	uint32_t transaction;
	uint8_t timeouts_in_a_row;
	struct mbim_slot slot[MBIM_SLOTS];
	struct mbim_abandoned abandoned[MBIM_CORE_ABANDONED];
	struct mbim_frag_fault fault[4]; /* HOST_ERRORs to send */
	uint32_t n_faults;
	struct mbim_frag_rx rx;
	uint32_t out_len, out_next, out_count; /* message being sent */

	/* attach */
	struct mbim_attach attach;
	uint64_t attach_timer_ms;
	struct mbim_backoff attach_backoff;
	uint16_t radio, sim, registered, packet; /* last event: news only */
	enum mbim_pin_use pin_use;
	uint32_t pin_attempts_before; /* it was sent */
	enum mbim_pin_reason pin_reason;
	uint32_t pin_attempts; /* UINT32_MAX: unknown */
	bool caps_answered;    /* or will not be */
	bool fcc_lock;	       /* this modem has one */
	uint8_t fcc_tries;     /* to open it, since the modem was plugged */
	uint8_t fcc_client;    /* of DMS */
	uint32_t max_sessions;
	uint32_t register_state, register_flags, data_class;
	uint32_t nw_error; /* of registration and packet service */
	uint32_t rssi;	   /* coded, 99: unknown */
	char device_id[40], firmware[64], provider[64], provider_id[16];

	uint32_t stream_status[MBIM_CORE_STREAMS]; /* 0, or why it is not up */

	struct mbim_session_state session[MBIM_CORE_SESSIONS];
	bool reset_port, closed;

	uint8_t out[MBIM_CORE_COMMAND];
	uint8_t stream[MBIM_CORE_MESSAGE];
	uint8_t whole[MBIM_CORE_MESSAGE];
};

/* core.c: take an event. Steps the machine, traces, arms the state's timer and
 * carries out the effect. */
void mbim_core_control_event(struct mbim_core *c, enum mbim_control_event ev);
void mbim_core_attach_event(struct mbim_core *c, enum mbim_attach_event ev);
void mbim_core_connect_event(struct mbim_core *c, uint32_t session,
			     enum mbim_connect_event ev);
/* The channel is gone or must be opened anew: everything above it is lost. */
void mbim_core_channel_lost(struct mbim_core *c);

/* backoff.c: when the time of the state just entered is up, as its chart says;
 * MBIM_CORE_NEVER: it has none. A back-off counts one more failure. */
uint64_t mbim_backoff_until(struct mbim_core *c,
			    const struct mbim_machine_about *state,
			    struct mbim_backoff *b);

/* request.c */
/* Transaction ids begin after this one: away from 1, where those of an earlier
 * program may have begun, whose answers the modem may still owe. */
uint32_t mbim_request_first_id(uint32_t seed);
void mbim_request_put(struct mbim_core *c, unsigned slot, uint32_t session,
		      const struct mbim_action *action);
void mbim_request_drop(struct mbim_core *c, unsigned slot);
void mbim_request_reset(struct mbim_core *c);
size_t mbim_request_output(struct mbim_core *c, uint8_t *buf, size_t cap);
uint64_t mbim_request_deadline(const struct mbim_core *c);
void mbim_request_expire(struct mbim_core *c);
/* An answer: finds its slot, frees it and hands the answer on. */
void mbim_request_answer(struct mbim_core *c, const struct mbim_msg *msg);
/* Any successful OPEN_DONE of this round opens the channel. */
void mbim_request_open_done(struct mbim_core *c, const struct mbim_msg *msg);
/* Is this a late answer to a request that was abandoned? Then forget it. */
bool mbim_request_late(struct mbim_core *c, const struct mbim_msg *msg);
void mbim_request_fault(struct mbim_core *c, const struct mbim_frag_fault *f);

/* input.c: messages from the modem that answer nothing. */
void mbim_core_message(struct mbim_core *c, struct mbim_bytes bytes);
void mbim_indication(struct mbim_core *c, const struct mbim_msg *msg);

/* aside.c: what is asked when the channel is open, when the modem turns out to
 * be registered, when it is attached; and the end of all that. */
void mbim_aside_open(struct mbim_core *c);
void mbim_aside_registered(struct mbim_core *c);
void mbim_aside_attached(struct mbim_core *c);
void mbim_aside_drop(struct mbim_core *c);

/* control.c, attach.c, register.c, connect.c: one table of actions a machine,
 * the times that its states last, and what indications mean to it. */
const struct mbim_action *mbim_control_action(uint8_t effect);
const struct mbim_action *mbim_attach_action(uint8_t effect);
const struct mbim_action *mbim_connect_action(uint8_t effect);
uint64_t mbim_control_timer(struct mbim_core *c);
/* The function says so of a message that it got. */
void mbim_control_not_opened(struct mbim_core *c);
/* CLOSE_DONE where OPEN_DONE was due. */
void mbim_control_stray_close(struct mbim_core *c);
/* After a step into opening from another state: the overall deadline. */
void mbim_control_opening(struct mbim_core *c, uint8_t from);
uint64_t mbim_attach_timer(struct mbim_core *c);
uint64_t mbim_connect_timer(struct mbim_core *c, uint32_t session);
void mbim_attach_radio_state(struct mbim_core *c, const struct mbim_msg *msg);
/* What the SIM was seen to be; the event for it. */
uint16_t mbim_attach_sim_seen(struct mbim_core *c, uint16_t ev);
void mbim_attach_subscriber(struct mbim_core *c, const struct mbim_msg *msg);
void mbim_register_state(struct mbim_core *c, const struct mbim_msg *msg);
/* Attached, or configured anew: is the network allowed? */
void mbim_register_reconsider(struct mbim_core *c);
void mbim_register_packet(struct mbim_core *c, const struct mbim_msg *msg);
void mbim_register_signal(struct mbim_core *c, const struct mbim_msg *msg);
void mbim_connect_state(struct mbim_core *c, const struct mbim_msg *msg);
void mbim_connect_ip(struct mbim_core *c, const struct mbim_msg *msg);
/* fcc.c: what DEVICE_CAPS say of the hardware; may its radio be unlocked? */
void mbim_fcc_know(struct mbim_core *c, const char *hardware);
bool mbim_fcc_may_unlock(const struct mbim_core *c);
/* fcc.c and register.c, used by the table in attach.c */
int mbim_fcc_client_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
			 size_t cap);
void mbim_fcc_client_answer(struct mbim_core *c, uint32_t session,
			    const struct mbim_msg *msg);
int mbim_fcc_unlock_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
			 size_t cap);
void mbim_fcc_unlock_answer(struct mbim_core *c, uint32_t session,
			    const struct mbim_msg *msg);
void mbim_register_survey(struct mbim_core *c, uint32_t session,
			  const struct mbim_msg *msg);
void mbim_register_answer(struct mbim_core *c, uint32_t session,
			  const struct mbim_msg *msg);
void mbim_register_packet_answer(struct mbim_core *c, uint32_t session,
				 const struct mbim_msg *msg);
int mbim_register_body(struct mbim_core *c, uint32_t session, uint8_t *buf,
		       size_t cap);
int mbim_register_packet_body(struct mbim_core *c, uint32_t session,
			      uint8_t *buf, size_t cap);

/* True if the session may be connected where the modem is registered. */
bool mbim_session_allowed(const struct mbim_core *c, uint32_t session);

#endif
