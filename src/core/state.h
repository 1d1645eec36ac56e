/* The manager from inside: what its files share. Not for users of core.h. Which
 * file does what DESIGN.md tells. */
#ifndef ATT_CORE_STATE_H
#define ATT_CORE_STATE_H

#include "core/addresses.h"
#include "core/core.h"
#include "core/protocol.h"
#include "generated/attach_machine.h"
#include "generated/connect_machine.h"
#include "generated/recovery_machine.h"

#define ATT_CORE_NEVER UINT64_MAX

enum att_slot_state { ATT_SLOT_IDLE, ATT_SLOT_QUEUED, ATT_SLOT_SENT };

/* At most one request of each machine is under way; it has a slot. */
struct att_slot {
	enum att_slot_state state;
	uint16_t kind; /* of the operation */
	uint32_t session;
	unsigned part;
	bool twice; /* without an answer: sent once more; nothing waits */
	bool again; /* the first one was not answered */
	bool stray; /* of a session that the configuration does not have */
	bool watch; /* no machine waits for it: its answer is news */
	bool later; /* not sent while a machine waits for an answer */
	uint32_t tag;
	uint64_t sent_ms, deadline_ms; /* of the answer, once sent */
};

/* Slots for SIM cards that a modem may have. */
#define ATT_CORE_CARDS 2

/* The first ones go first. */
enum att_slot_name {
	ATT_SLOT_CONTROL,
	ATT_SLOT_EVENTS,
	ATT_SLOT_ATTACH,
	ATT_SLOT_CONNECT, /* + session */
	ATT_SLOT_SIM = ATT_SLOT_CONNECT + ATT_CORE_SESSIONS,
	ATT_SLOT_DEVICE,
	ATT_SLOT_SIGNAL,
	ATT_SLOT_STREAM,				    /* + index */
	ATT_SLOT_CARD = ATT_SLOT_STREAM + ATT_CORE_STREAMS, /* + slot */
	ATT_SLOT_RADIO_OFF = ATT_SLOT_CARD + ATT_CORE_CARDS,
	ATT_SLOT_WATCH,
	ATT_SLOT_STRAY,
	ATT_SLOT_RAW, /* + number */
	ATT_SLOTS = ATT_SLOT_RAW + ATT_CORE_ASKS
};

/* Requests whose machine has moved on: the modem still owes the answers. */
#define ATT_ABANDONED 16
struct att_abandoned {
	bool owed;
	uint32_t tag;
	bool anew; /* of a request that began the channel anew */
	uint64_t deadline_ms;
};

/* Waits that grow from 1 s to 64 s. */
struct att_backoff {
	uint8_t failures;
};

enum att_pin_reason {
	ATT_PIN_NO_REASON,
	ATT_PIN_NOT_CONFIGURED,
	ATT_PIN_WAS_REJECTED,
	ATT_PIN_SAME_SIM,  /* rejected, out and in, and no more attempts */
	ATT_PIN_UNCOUNTED, /* rejected, and the modem does not count */
	ATT_PIN_NO_ANSWER,
	ATT_PIN_CUT_OFF, /* unplugged, and the modem does not count */
	ATT_PIN_FEW_ATTEMPTS,
	ATT_PIN_STILL_LOCKED,
	ATT_PIN_OTHER_LOCK
};

/* What has become of the configured PIN. */
enum att_pin_use {
	ATT_PIN_FRESH,
	ATT_PIN_SENT,	   /* to this insertion of the SIM */
	ATT_PIN_ACCEPTED,  /* so the modem says; not yet seen unlocked */
	ATT_PIN_REJECTED,  /* by the SIM */
	ATT_PIN_OUT,	   /* rejected, and no SIM was seen since */
	ATT_PIN_UNANSWERED /* the modem went away before it answered */
};

/* What the modem said when it was asked for addresses last. */
enum att_addresses {
	ATT_ADDRESSES_UNASKED, /* or it has given some */
	ATT_ADDRESSES_NONE,
	ATT_ADDRESSES_REFUSED
};

/* What is wrong. */
enum att_trouble {
	ATT_TROUBLE_NONE,
	ATT_TROUBLE_SILENCE, /* the modem does not answer */
	ATT_TROUBLE_STALL,   /* a session carries no data */
	ATT_TROUBLE_REFUSED, /* a session, or packet service, again and again */
	ATT_TROUBLE_SIM	     /* the SIM does not get ready */
};

/* How the data of a session does. */
enum att_traffic { ATT_TRAFFIC_UNKNOWN, ATT_TRAFFIC_FLOWS, ATT_TRAFFIC_STALLS };

struct att_recovery_policy {
	struct att_recovery machine;
	enum att_trouble trouble; /* that it is about */
	uint32_t trouble_session;
	uint64_t timer_ms;  /* of the state */
	uint64_t steady_ms; /* what is wanted stands since; NEVER */
	uint64_t sim_ms;    /* the SIM is starting since; NEVER */
	uint8_t rests;
	bool gone; /* by somebody else's hand */
	bool acts; /* what the other machines do now, it has ordered */

	/* recovery_watch.c */
	uint64_t asks_ms; /* of the next round; NEVER */
	uint32_t next;	  /* question of this round */
	bool silent;	  /* the last question got no answer */
	uint8_t refusals; /* of packet service, in a row */
};

/* Why something that was asked for was refused. */
struct att_refused {
	bool refused;
	uint32_t code;	/* of the modem; 0: none */
	uint32_t cause; /* of the network; 0: none */
};

/* Why a session is not active that was to be. */
enum att_session_over {
	ATT_SESSION_NOT_OVER,
	ATT_SESSION_REFUSED,
	ATT_SESSION_ENDED /* it was active, or about to be */
};

struct att_session_state {
	struct att_connect machine;
	uint64_t timer_ms;
	uint64_t give_up_ms; /* ip_waiting: no addresses until then */
	struct att_backoff backoff;
	uint32_t families; /* asked for at the moment */
	uint16_t activity; /* last activation event: news only */
	enum att_session_over over;
	uint32_t status, cause; /* of the last rejection */
	struct att_ip_config ip, offered;
	struct att_address_fault address_fault; /* of those offered last */
	enum att_addresses addresses;
	uint32_t addresses_code; /* REFUSED: the modem's number; 0: none */
	enum att_effect_kind effect;
	bool has_effect;
	enum att_traffic traffic;
	uint8_t refusals; /* in a row, without a cause of the network */
	bool full;	  /* refused, as the modem has no room for it */
	bool link_bad;	  /* the platform could not do what it was told */
	char link_words[ATT_OBSERVED_WORDS];
};

struct att_core {
	struct att_core_config config;
	struct att_core_link link;
	const struct att_protocol *const *protocols;
	const struct att_protocol *protocol; /* that the modem speaks */
	void *t;			     /* its state */
	enum att_want want;
	uint64_t now_ms; /* of the call being served */
	uint32_t random;
	att_core_trace_fn *trace;
	void *trace_ctx;
	uint32_t refused, timeouts, orphans, transitions, recoveries;

	/* channel */
	uint64_t control_timer_ms;
	struct att_backoff control_backoff;
	bool answered;	    /* a request, since the channel was opened */
	bool not_opened;    /* said so; until it has been open for a while */
	uint64_t opened_ms; /* when it was opened last */
	bool mute;	    /* opens its channel and answers nothing */
	bool own_reset;	    /* the port's next `gone` is ours */
	uint64_t hold_until_ms; /* after that: do not open before */
	const char *silent_to;	/* the last request without an answer */
	const char *unread;	/* the last whose answer could not be read */
	uint8_t lost[ATT_OP_ANNOUNCE_OPEN]; /* of each kind, in a row */
	uint8_t timeouts_in_a_row;
	struct att_slot slot[ATT_SLOTS];
	struct att_abandoned abandoned[ATT_ABANDONED];

	/* attach */
	struct att_attach attach;
	uint64_t attach_timer_ms;
	struct att_backoff attach_backoff, radio_backoff;
	uint16_t radio, sim, registered, packet; /* last event: news only */
	enum att_pin_use pin_use;
	bool pin_restarted; /* by us, since it was sent; not seen unlocked */
	bool pin_again;	    /* it was sent once more after that */
	uint32_t pin_attempts_before; /* it was sent */
	enum att_pin_reason pin_reason;
	bool radio_cycled;     /* switched off, to be switched on again */
	uint32_t pin_attempts; /* ATT_ATTEMPTS_UNKNOWN */
	bool device_answered;  /* or will not be */
	bool no_events;	       /* the modem tells no news */
	const struct att_lock_row *fcc_row; /* this modem is known, or NULL */
	enum att_fcc_lock fcc;		    /* the lock that holds it */
	uint8_t unlock_tries;		    /* since the modem was plugged in */
	struct {
		bool slot, bearer;  /* as chosen, or cannot be */
		bool slot_moved;    /* and no SIM was seen in it yet */
		bool card_due;	    /* it is being asked whether it has one */
		bool card_there;    /* it has */
		uint8_t card_waits; /* for one that is not seen */
		bool operator_sent, access_sent, fell_back;
		bool no_slot, no_bearer; /* the modem cannot, or refuses */
		uint32_t slot_code, bearer_code; /* its number; 0: none */
	} chosen;
	uint32_t access;	   /* that the modem prefers; 0: not told */
	bool fcc_asked;		   /* the modem, since it was last tried */
	bool fcc_opened, fcc_none; /* so it said; it said that none is shut */
	uint8_t fcc_absent;	   /* no SIM, so many times since then */
	bool fcc_restarted;	   /* for its lock, since its SIM was seen */
	bool radio_held;     /* off though switched on; or its lock is shut */
	uint32_t radio_code; /* why, in the modem's number; 0: not said */
	bool radio_unheard, radio_starts; /* told to go on: off; not ready */
	uint32_t max_sessions;
	bool sim_unlocked;  /* asks for no code, whatever the modem calls it */
	bool sim_empty;	    /* an eSIM without a profile */
	uint32_t sim_waits; /* it was not ready, in a row */
	struct att_refused sim_refused; /* to tell how it is */
	enum att_registration registration;
	uint32_t registration_cause;	     /* of that state */
	struct att_refused register_refused; /* to be told to */
	bool automatic_attach;
	uint32_t data_class;
	uint32_t packet_cause; /* of the last state of packet service */
	struct att_refused attach_refused; /* the last time it was told to */
	uint8_t attach_tries;		   /* that led to nothing, in a row */
	struct att_signal_facts signal;
	char device_id[40], firmware[64], provider[64], provider_id[16];
	char hardware[32];

	struct att_recovery_policy recovery;
	uint32_t strays_closed; /* of the look that is under way */

	uint32_t card; /* a slot with a card while no SIM is found, from 1; 0 */
	/* which modem this is */
	uint8_t identified; /* bits of services.c */
	char sim_id[24];

	uint32_t stream_status[ATT_CORE_STREAMS]; /* 0, or why it is not up */

	/* what the caller asks, by number */
	struct {
		struct att_bytes request;
		uint32_t timeout_ms; /* 0: the spec's */
		uint32_t turn;	     /* its place in the order */
	} raw[ATT_CORE_ASKS];
	uint32_t raw_turns;
	att_core_heard_fn *heard; /* or NULL */
	void *heard_ctx;

	struct att_session_state session[ATT_CORE_SESSIONS];
	bool reset_port, closed, format_due;
	enum att_reset reset;	       /* of reset_port */
	struct att_data_format format; /* of format_due */
};

/* step.c: one step of a machine, traced; arms the state's timer and carries out
 * the effect. */
void att_step_control(struct att_core *c, uint16_t event);
void att_step_attach(struct att_core *c, uint16_t event);
void att_step_session(struct att_core *c, uint32_t session, uint16_t event);
void att_step_recovery(struct att_core *c, uint16_t event);
/* The same of what another machine does by itself: the effect is its. */
void att_step_recovery_told(struct att_core *c, uint16_t event);
/* On an open channel: all above it begins, or ends. */
void att_step_begin(struct att_core *c);
void att_step_end(struct att_core *c);

/* backoff.c: when a state that is entered now is over; one more failure is
 * counted where its time grows. */
uint64_t att_backoff_until(struct att_core *c,
			   const struct att_machine_about *state,
			   struct att_backoff *b);
/* One that grows anyway; and it worked: the next wait is the shortest. */
uint64_t att_backoff_next(struct att_core *c, struct att_backoff *b);
void att_backoff_reset(struct att_backoff *b);

/* operations.c: what an effect of a chart asks the modem; ATT_OP_NONE: it asks
 * nothing. */
uint16_t att_operation_of_attach(uint8_t effect);
uint16_t att_operation_of_connect(uint8_t effect);
/* What the facts of its answer are about. */
uint16_t att_operation_about(uint16_t kind);
/* False: this modem cannot carry it out. */
static inline bool att_operation_can(const struct att_core *c, uint16_t kind)
{
	return c->protocol->parts(c->t, kind) > 0;
}
/* True: it may be carried out once more without doing more. */
bool att_operation_asks(uint16_t kind);
/* The operation with all its values, which point into the configuration. */
struct att_operation att_operation_make(const struct att_core *c,
					const struct att_slot *slot);

/* request.c */
void att_request_put(struct att_core *c, unsigned slot, uint16_t kind,
		     uint32_t session);
/* The same, for what nothing waits for: sent once more without an answer. */
void att_request_aside(struct att_core *c, unsigned slot, uint16_t kind,
		       uint32_t session);
void att_request_drop(struct att_core *c, unsigned slot);
void att_request_reset(struct att_core *c);
/* Nothing is owed any more: the channel is a new one. */
void att_request_forget(struct att_core *c);
/* The slot whose request may be sent now, or NULL. */
struct att_slot *att_request_due(struct att_core *c);
/* Writes it. False: it cannot be written, and its slot is free again. */
bool att_request_write(struct att_core *c, struct att_slot *s);
uint64_t att_request_deadline(const struct att_core *c);
/* The request that a machine has been waiting for so long that a person should
 * know: its name, or NULL. */
const char *att_request_awaited(const struct att_core *c);
/* Frees the next slot, from *from on, whose answer is overdue, and sets *from
 * to it; false: there is none. The copy in *was is what it was for. */
bool att_request_overdue(struct att_core *c, struct att_slot *was,
			 unsigned *from);
/* The slot of the request that has this tag and awaits its answer, or NULL. */
struct att_slot *att_request_sent(struct att_core *c, uint32_t tag);
/* What was sent gets at least so long from now. */
void att_request_allow(struct att_core *c, uint32_t ms);
/* Sends it once more. */
void att_request_repeat(struct att_core *c, const struct att_slot *was,
			unsigned slot);
enum att_answered {
	ATT_ANSWERED_NOBODY,  /* who waits for it */
	ATT_ANSWERED_IN_PART, /* the operation's next part is queued */
	ATT_ANSWERED
};
/* Frees the slot that this answers. The copy in *was is what it was for. */
enum att_answered att_request_answered(struct att_core *c,
				       const struct att_report *r,
				       struct att_slot *was);

/* channel.c: silence, hold, reset. Events are of the control chart. */
uint16_t att_channel_event(const struct att_core *c, enum att_control_news n);
enum att_channel att_channel(const struct att_core *c);
void att_channel_answered(struct att_core *c, uint16_t kind);
/* A request got no answer: the event if that is one too many, else 0. */
uint16_t att_channel_silence(struct att_core *c, const struct att_slot *was);
/* It got one that is spoilt, and is not asked again: the same event. */
uint16_t att_channel_spoilt(struct att_core *c);
uint16_t att_channel_not_opened(struct att_core *c);
void att_channel_reset(struct att_core *c);
/* It is open: nothing was answered since. */
void att_channel_opened(struct att_core *c);
/* What got no answer is not asked again: no silence to speak of. */
void att_channel_done_without(struct att_core *c);
/* An answer that could be read. */
void att_channel_read(struct att_core *c, uint16_t kind);
/* What came in place of an answer cannot be read. True: that is acted on at
 * once; false: it has happened too often, the time-out comes first. */
bool att_channel_lost(struct att_core *c, uint16_t kind);
/* The port is gone: by our own reset, or the modem was unplugged. */
void att_channel_gone(struct att_core *c);
/* Somebody wants something else: that ends a hold after a reset. */
void att_channel_wanted(struct att_core *c);
/* True while it must not be opened. */
bool att_channel_held(const struct att_core *c);
/* How long its state lasts, from now. */
uint64_t att_channel_timer(struct att_core *c);

/* locks.c: the modems whose FCC lock is known. */
struct att_lock_row {
	uint16_t vendor, product; /* of the USB device */
	const char *hardware; /* how the name of its hardware begins; or NULL */
	enum att_fcc_lock lock;
	const char *name; /* for people */
};
/* By its ids, or by the name of its hardware; NULL: it is not known. */
const struct att_lock_row *att_locks_of_device(uint16_t vendor,
					       uint16_t product);
const struct att_lock_row *att_locks_of_hardware(const char *hardware);

/* radio.c: answers about the radio and its lock, and news of it. */
uint16_t att_radio_report(struct att_core *c, const struct att_slot *was,
			  const struct att_report *r);
uint16_t att_radio_news(struct att_core *c, const union att_facts *f);
uint16_t att_radio_unlock_report(struct att_core *c,
				 const struct att_report *r);
void att_radio_unlock_sent(struct att_core *c);
/* It was switched off by recovery, and is not to stay so. */
void att_radio_cycled(struct att_core *c, const struct att_report *r);
uint64_t att_radio_timer(struct att_core *c, uint64_t until_ms);
uint16_t att_radio_lock_report(struct att_core *c, const struct att_report *r);
/* The operation for this one: a lock is opened as its kind is. */
uint16_t att_radio_operation(const struct att_core *c, uint16_t kind);
/* An event of the SIM, or what the lock makes of it: a locked modem may say
 * that there is no SIM. */
uint16_t att_radio_behind_sim(struct att_core *c, uint16_t ev);
/* A SIM that is said to be absent may be in, behind a lock. */
bool att_radio_hides_sim(const struct att_core *c);
/* A modem was plugged in: c->link says which. The next may be another one. */
void att_radio_plugged(struct att_core *c);
void att_radio_forget(struct att_core *c);
/* The lock may be opened from now on, or not any more. */
void att_radio_reconfigured(struct att_core *c);
/* Why it is off, in words; false: nothing. */
bool att_radio_problem(const struct att_core *c, struct att_text *t);
/* What it is: has it a lock? May that be opened? */
void att_radio_device(struct att_core *c, const char *hardware);
bool att_radio_may_unlock(const struct att_core *c);

/* sim.c: the SIM and its PIN. */
uint16_t att_sim_report(struct att_core *c, const struct att_report *r);
uint16_t att_sim_news(struct att_core *c, const union att_facts *f);
uint16_t att_sim_lock_report(struct att_core *c, const struct att_report *r);
uint16_t att_sim_pin_report(struct att_core *c, const struct att_report *r);
/* False: it was taken out of the configuration since it was asked for. */
bool att_sim_has_pin(const struct att_core *c);
/* The PIN is being sent: it is spent, whatever becomes of the answer. */
void att_sim_pin_sent(struct att_core *c);
/* The modem is gone; by our own reset? */
void att_sim_gone(struct att_core *c, bool own_reset);
/* So is its SIM, by a rung of ours. */
void att_sim_restarted(struct att_core *c);
/* It is not hidden by a lock: it is out. */
void att_sim_out(struct att_core *c);
/* There is another PIN. */
void att_sim_reconfigured(struct att_core *c);
/* A modem that is registered has an unlocked SIM. */
void att_sim_unlocked(struct att_core *c);
/* Not registered, and the SIM was seen locked: the event, or 0. */
uint16_t att_sim_reconsider(const struct att_core *c);
/* Why the SIM is not used, in words, or NULL. */
const char *att_sim_problem(const struct att_core *c);
/* It has not become ready for so long that somebody has to help. */
bool att_sim_hangs(const struct att_core *c);

/* choice.c: what the owner chooses. What an answer means where something is
 * chosen and is not yet so: an event of the chart in place of ev, or ev. */
uint16_t att_choice_event(struct att_core *c, uint16_t ev);
uint16_t att_choice_news(const struct att_core *c, uint16_t ev);
/* The answers about slot and bearer. */
uint16_t att_choice_report(struct att_core *c, uint16_t kind,
			   const struct att_report *r);
uint16_t att_choice_radio_off(const struct att_report *r);
/* What is seen of the SIM may be about that of another slot than the chosen
 * one: until that was looked at, and a SIM seen in it. */
bool att_choice_moves_slot(struct att_core *c, uint16_t ev);
/* No SIM is seen; and whether this slot, from 1, has a card. */
void att_choice_absent(struct att_core *c);
void att_choice_card(struct att_core *c, uint32_t slot, bool there);
/* A SIM that is not seen may still come: nobody has to help yet. */
bool att_choice_waits(const struct att_core *c);
/* The operator to ask for; NULL: any. */
const char *att_choice_operator(const struct att_core *c);
/* All is asked for anew: the channel is, or the choice. */
void att_choice_forget(struct att_core *c);
/* Words for what keeps the modem off the chosen network, and for what it cannot
 * do while all else goes on. False: there is nothing to say. */
bool att_choice_problem(const struct att_core *c, struct att_text *t);
bool att_choice_note(const struct att_core *c, struct att_text *t);

/* network.c: registration, roaming, packet service. */
uint16_t att_network_report(struct att_core *c, const struct att_report *r);
uint16_t att_network_survey(struct att_core *c, const struct att_report *r);
uint16_t att_network_news(struct att_core *c, const union att_facts *f);
uint16_t att_network_packet_report(struct att_core *c,
				   const struct att_report *r);
uint16_t att_network_packet_news(struct att_core *c, const union att_facts *f);
/* Attached, or configured anew: is the network allowed? */
uint16_t att_network_reconsider(struct att_core *c);
/* Packet service is there. */
void att_network_attached(struct att_core *c);
/* Sessions may begin. */
bool att_network_serves(const struct att_core *c);
/* The cause of the state that it is in now, 0: none. */
uint32_t att_network_cause(const struct att_core *c);
/* The next modem may be another one. */
void att_network_forget(struct att_core *c);
/* True if the session may be connected where the modem is registered. */
bool att_network_allows(const struct att_core *c, uint32_t session);

/* session.c: one IP session. */
uint16_t att_session_report(struct att_core *c, const struct att_slot *was,
			    const struct att_report *r);
/* The session of the news in *session. */
uint16_t att_session_news(struct att_core *c, const struct att_report *r,
			  uint32_t *session);
/* After a step into its state from another. */
void att_session_entered(struct att_core *c, uint32_t session, uint8_t from);
uint64_t att_session_timer(struct att_core *c, uint32_t session);
/* Its time is over: the event. */
uint16_t att_session_expired(struct att_core *c, uint32_t session);
void att_session_link(struct att_core *c, uint32_t session, uint8_t effect);
/* What the platform sees of its data path: an event, or 0. */
uint16_t att_session_observed(struct att_core *c,
			      const struct att_observation *o);
/* The modem says that it is active. */
bool att_session_active(const struct att_session_state *s);
/* It was refused, and is being tried again. */
bool att_session_refused(const struct att_session_state *s);
/* The modem's addresses make no sense, or not all of them; or it gives none. */
bool att_session_unserved(const struct att_session_state *s);

/* services.c: what is asked when the channel is open, when the modem turns out
 * to be registered, when it is attached; and the end of all that. */
extern const struct att_signal_facts att_signal_unknown;
void att_services_open(struct att_core *c);
void att_services_registered(struct att_core *c);
void att_services_attached(struct att_core *c);
/* When a state that is entered now is over: until_ms, or sooner. */
uint64_t att_services_timer(const struct att_core *c, uint64_t until_ms);
/* There is no SIM: perhaps it is in another slot. */
void att_services_absent(struct att_core *c);
/* Its slots are being asked. */
bool att_services_look_for_sim(const struct att_core *c);
void att_services_drop(struct att_core *c);
/* Ask which modem this is, unless it is being asked; and what was learnt is to
 * be learnt again. */
void att_services_identify(struct att_core *c);
void att_services_forget(struct att_core *c);
bool att_services_known(const struct att_core *c);
/* Its answer (or none): an event of the attach chart, or 0. */
uint16_t att_services_report(struct att_core *c, const struct att_slot *was,
			     const struct att_report *r);

/* recovery.c: at the beginning. */
void att_recovery_start(struct att_core *c);
/* The next event of the recovery chart, or 0. */
uint16_t att_recovery_due(struct att_core *c);
uint64_t att_recovery_deadline(const struct att_core *c);
/* What the control chart does by itself, as an event of the recovery chart, or
 * 0: the port is reset; or the channel is hung. */
uint16_t att_recovery_of_reset(struct att_core *c);
uint16_t att_recovery_of_hung(struct att_core *c);
/* After a step from another state. */
void att_recovery_entered(struct att_core *c);
/* A rung is carried out: whether data comes has to be seen again. */
void att_recovery_acts(struct att_core *c);
/* False: this rung is left out, or of no use. */
bool att_recovery_may(const struct att_core *c);
/* How the port is to be reset; false: not now. */
bool att_recovery_reset(const struct att_core *c, enum att_reset *how);
/* The modem was unplugged: by somebody else's hand? */
void att_recovery_unplugged(struct att_core *c, bool own_reset);
void att_recovery_observed(struct att_core *c, const struct att_observation *o);
/* A session has come to wait. */
void att_recovery_session_waits(struct att_core *c, uint32_t session,
				uint8_t from);
/* Its link is up, with new addresses, or down. */
void att_recovery_link(struct att_core *c, uint32_t session, bool up);
/* The attach machine has come to another state. */
void att_recovery_attach(struct att_core *c);
/* All was tried, and nothing has helped. */
bool att_recovery_stuck(const struct att_core *c);
/* What is troubled and what is done, as a sentence; nothing if all is well. */
void att_recovery_text(const struct att_core *c, struct att_text *t);

/* recovery_watch.c: at the beginning. */
void att_watch_start(struct att_core *c);
/* Ask when it is time; a round from its beginning. */
void att_watch_ask(struct att_core *c);
void att_watch_round(struct att_core *c);
uint64_t att_watch_deadline(const struct att_core *c);
/* Those of this session are asked for. */
void att_watch_addresses(struct att_core *c, uint32_t session);
/* Its answer, or none; true: what it says is news. */
bool att_watch_answered(struct att_core *c, const struct att_slot *was,
			const struct att_report *r);
/* True while data is received: the modem is not taken away from who uses it
 * only because it does not answer. */
bool att_watch_spares(const struct att_core *c, const struct att_slot *was);
bool att_watch_data_flows(const struct att_core *c);
/* The host slept: what was asked before gets time. */
void att_watch_resumed(struct att_core *c);
void att_watch_drop(struct att_core *c);

/* strays.c: a session was refused as there are too many. */
void att_strays_look(struct att_core *c);
void att_strays_report(struct att_core *c, const struct att_slot *was,
		       const struct att_report *r);
void att_strays_drop(struct att_core *c);

/* raw.c: what became of one; what the modem says by itself; the channel is
 * lost. */
void att_raw_report(struct att_core *c, const struct att_slot *was,
		    const struct att_report *r);
void att_raw_news(struct att_core *c, const struct att_report *r);
void att_raw_drop(struct att_core *c);

#endif
