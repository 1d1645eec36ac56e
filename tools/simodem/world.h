/* The world of a simulated modem: its SIM cards, the radio, the network,
 * packet service and IP sessions, and what time does to them. It knows no
 * protocol. A face (mbim.h) carries out what a host asks, by the functions
 * here, and pulls the facts that follow from it.
 *
 * A file calls only files that stand below it: world_events.c, world.c,
 * world_messages.c, world_sms.c, world_ussd.c, world_network.c, world_packet.c,
 * world_sessions.c, world_slots.c, world_signal.c, world_cells.c,
 * world_operators.c, world_phonebook.c, world_state.c, world_failures.c,
 * world_facts.c, world_periods.c; world_card.c, world_pin.c, world_contexts.c,
 * world_clock.c and world_addresses.c call nobody but the last four. Short
 * messages are the network's and the card's, so they are what 3GPP has
 * (wire/sms), whatever carries them to the host: world_messages.h. */
#ifndef SIMODEM_WORLD_H
#define SIMODEM_WORLD_H

#include "base/bytes.h"
#include "base/nearest.h"
#include "tools/simodem/card.h"
#include "tools/simodem/config.h"
#include "wire/sms/ussd.h"

#define SIM_NEVER    UINT64_MAX
#define SIM_SESSIONS 8u
#define SIM_CONTEXTS 8u

/* What became of an operation. */
enum sim_result {
	SIM_DONE,
	SIM_NO_CARD,
	SIM_CARD_BAD, /* the PUK is spent */
	SIM_CARD_STARTING,
	SIM_CARD_LOCKED, /* PIN1 is asked for, or its PUK */
	SIM_RADIO_OFF,
	SIM_NO_NETWORK, /* nobody is seen */
	SIM_NO_SUCH_OPERATOR,
	SIM_NOT_REGISTERED,
	SIM_NOT_ATTACHED,
	SIM_REFUSED,	/* by the network: `cause` in the state says why */
	SIM_IN_USE,	/* the session is up, or on its way */
	SIM_NOT_IN_USE, /* it is down */
	SIM_PIN_WRONG,	/* or blocked, which is said in the same way */
	SIM_PIN_OFF,	/* this lock is not on */
	SIM_PIN_MALFORMED,
	SIM_PIN_NOT_BLOCKED, /* a PUK came, and nobody asked for it */
	SIM_PIN_DEAD,	     /* the PUK is spent */
	SIM_NO_CONTEXT,
	SIM_CONTEXTS_FULL,
	SIM_MALFORMED,	   /* no message, number or code */
	SIM_NO_CENTRE,	   /* neither the message nor the card names one */
	SIM_NO_SUCH_PLACE, /* in a store, or nothing is there */
	SIM_PLACES_FULL,
	SIM_TOO_LONG, /* a name or a number */
	SIM_RESULTS
};

enum sim_card_state {
	SIM_CARD_STATE_ABSENT,
	SIM_CARD_STATE_BAD,
	SIM_CARD_STATE_STARTING,
	SIM_CARD_STATE_NO_PROFILE, /* of an eSIM */
	SIM_CARD_STATE_LOCKED,
	SIM_CARD_STATE_READY
};

enum sim_slot_state {
	SIM_SLOT_UNKNOWN,   /* nothing was told yet */
	SIM_SLOT_OFF,	    /* not in use, with a card */
	SIM_SLOT_OFF_EMPTY, /* ... without one */
	SIM_SLOT_EMPTY,
	SIM_SLOT_STARTING,
	SIM_SLOT_BAD,
	SIM_SLOT_NO_PROFILE,
	SIM_SLOT_ACTIVE /* locked or not: the card answers */
};

/* How strong what the modem hears is. */
#define SIM_RSSI_UNKNOWN 99u

enum sim_registration {
	SIM_DEREGISTERED,
	SIM_SEARCHING,
	SIM_HOME,
	SIM_ROAMING,
	SIM_PARTNER,
	SIM_DENIED
};

enum sim_packet_state { SIM_DETACHED, SIM_ATTACHING, SIM_ATTACHED };
enum sim_session_state { SIM_INACTIVE, SIM_ACTIVATING, SIM_ACTIVE };

/* Address families of a session, as bits. */
enum { SIM_IPV4 = 1, SIM_IPV6 = 2 };

/* What changes and is told. A cause is a 3GPP one (TS 24.008, 24.301), 0:
 * none; rssi is coded as in TS 27.007 8.5. */
struct sim_state {
	bool radio;
	enum sim_registration registration;
	enum sim_packet_state packet;
	uint32_t registration_cause, packet_cause, rssi;
	int16_t rsrp_dbm; /* as long as rssi is known */
	uint8_t cell;	  /* its place in the configuration */
	struct {
		enum sim_session_state is;
		uint32_t cause;
	} session[SIM_SESSIONS];
};

/* --- facts: world_facts.c --------------------------------------------------
 */

enum sim_fact_kind {
	SIM_CARD_CHANGED,
	SIM_SLOT_CHANGED, /* about: the slot */
	SIM_RADIO_CHANGED,
	SIM_REGISTRATION_CHANGED,
	SIM_SIGNAL_CHANGED,
	SIM_CELL_CHANGED, /* where it is: the cell, or whether it is in one */
	SIM_PACKET_CHANGED,
	SIM_SESSION_CHANGED,   /* about: the session */
	SIM_ADDRESSES_CHANGED, /* the same */
	/* What was begun has come to its end: how is in `result`. */
	SIM_REGISTER_ENDED,
	SIM_ATTACH_ENDED,
	SIM_ACTIVATE_ENDED, /* about: the session */
	SIM_SMS_CAME,	    /* about: its place in the store */
	SIM_SMS_FULL,	    /* something waits for room in the store */
	SIM_SMS_ALERT,	    /* about: its place among the alerts */
	SIM_USSD_ANSWERED,  /* what the host began; all is in the world */
	SIM_USSD_CAME	    /* the network has begun or ended it */
};

/* One thing that has happened, and how the world was then: further facts may
 * stand behind it. */
struct sim_fact {
	enum sim_fact_kind kind;
	uint32_t about;
	enum sim_result result;
	struct sim_state then;
};

/* No call of the world has more of them than this. */
#define SIM_FACTS 64u

/* --- the state -------------------------------------------------------------
 */

/* Where a struct sim_period is: world_periods.c. */
struct sim_period_state {
	bool on;
	uint64_t begins_ms, ends_ms; /* the next time; SIM_NEVER */
};

/* A message on its way to the modem. */
struct sim_waiting {
	uint64_t at_ms; /* not before */
	bool told;	/* that there is no room for it */
	struct sim_sms sms;
};
#define SIM_SMS_WAITING 16u

enum sim_ussd_state {
	SIM_USSD_IDLE,
	SIM_USSD_NETWORK, /* it has to answer */
	SIM_USSD_USER	  /* the user has to */
};

struct sim_ussd {
	enum sim_ussd_state is;
	bool goes_on; /* what is said is not the first of its session */
	uint64_t at_ms;
	/* While the network is waited for: what it will say. Afterwards: what
	 * it said last. */
	enum sim_ussd_result result;
	char says[ATT_USSD_TEXT];
	char last[ATT_USSD_TEXT]; /* the code or question before */
};

/* A session beside what is told of it. */
struct sim_session {
	uint32_t families; /* SIM_IPV4 | SIM_IPV6 */
	char apn[101];
	uint64_t at_ms;	 /* activation is done */
	uint8_t changes; /* of its addresses, since the first power-up */
};

/* What the modem keeps of an access point. */
struct sim_context {
	uint32_t id;
	char apn[101], user[256], password[256];
};

/* Datagrams that were carried and that were dropped; in: to the host. */
struct sim_traffic {
	uint64_t in_octets, in_packets, out_octets, out_packets;
	uint32_t in_discards, out_discards;
};

/* An operator that a scan finds. */
struct sim_seen {
	const struct sim_operator *operator_;
	uint32_t rssi;
	bool home, registered, forbidden;
};
#define SIM_SEEN      (1u + SIM_OTHERS)
#define SIM_FORBIDDEN 4u /* TS 31.102 4.2.16: at least */

struct sim_world {
	struct sim_config config; /* may be changed between two calls */
	struct sim_state now;

	/* facts that nobody has pulled yet */
	uint32_t n_facts, next_fact;
	struct sim_fact fact[SIM_FACTS];

	/* cards, by the slot that they belong in */
	struct sim_uicc card[SIM_SLOTS];
	bool inserted[SIM_SLOTS];
	uint32_t slot;				   /* the one in use */
	enum sim_slot_state slot_state[SIM_SLOTS]; /* as it was told */
	uint64_t card_at_ms; /* initialised; SIM_NEVER: it is */
	bool card_starting;
	bool card_hangs;   /* SIM_FAILURE_CARD, as it was told */
	bool pass_through; /* the card is the host's alone */

	struct sim_stored stored;    /* on the card in use */
	struct sim_stored elsewhere; /* on the other one */

	/* messages: of the network, in their order; those that are stored
	 * nowhere, the last ones */
	uint32_t n_waiting, n_alerts;
	struct sim_waiting waiting[SIM_SMS_WAITING];
	struct sim_sms alert[SIM_SMS_WAITING];
	uint8_t sms_reference;	 /* of the one that was sent last */
	uint8_t sms_cause;	 /* why it was refused, 3GPP TS 24.011 */
	uint8_t parts_reference; /* of the last that came in parts */
	struct sim_ussd ussd;

	/* network */
	bool available;	      /* is there one? */
	bool radio_unlocked;  /* since power-up; SIM_QUIRK_LOCKS */
	bool lock_opened;     /* for the next start: SIM_QUIRK_LOCK_RESTART */
	bool manual;	      /* the host has named the operator */
	uint8_t instead;      /* the place, from 1, of `other` that the first
			       * operator has changed places with; 0: none */
	uint32_t n_forbidden; /* the card's list of forbidden networks */
	char forbidden[SIM_FORBIDDEN][8];
	uint64_t strength_at_ms; /* the curve goes on; SIM_NEVER */
	uint64_t register_at_ms, attach_at_ms;

	struct sim_session session[SIM_SESSIONS];
	uint8_t left_ended; /* bit n: session n of config.left_active */
	struct sim_traffic traffic;
	uint32_t n_contexts;
	struct sim_context context[SIM_CONTEXTS];

	/* failures of the scenario */
	struct sim_period_state failing[SIM_FAILURES];
	bool failures_changed; /* ... and nothing has followed from it yet */

	/* events */
	uint64_t born_ms, now_ms, plug_at_ms, restart_at_ms;
	uint64_t event_at_ms[SIM_EVENTS]; /* the next time; SIM_NEVER */
	/* told that the modem is pulled out (false) or plugged in */
	void (*plug)(void *ctx, bool in);
	void *plug_ctx;
	/* By hand: it is as after power-up, or the host's channel is closed,
	 * and nobody says so. Whoever commands does it. */
	bool restarts, forgets;
	uint8_t halted; /* enum sim_endpoint */
};

/* The world tells; a face pulls. False: there is no fact left. Every call below
 * that takes now_ms may leave facts: pull them before the next one. */
void sim_world_tell(struct sim_world *w, enum sim_fact_kind kind,
		    uint32_t about, enum sim_result result);
bool sim_world_next(struct sim_world *w, struct sim_fact *fact);

/* --- world_state.c: what follows from the state ----------------------------
 */

/* Of the card in the slot in use. */
enum sim_card_state sim_world_card_state(const struct sim_world *w);
/* SIM_DONE if the card can be used; and the radio is on; and there is a
 * network; else why not. */
enum sim_result sim_world_card_usable(const struct sim_world *w);
enum sim_result sim_world_usable(const struct sim_world *w);
enum sim_result sim_world_reachable(const struct sim_world *w);
bool sim_registered(const struct sim_state *s);
bool sim_world_session_up(const struct sim_world *w, uint32_t session);

/* --- world.c: the whole, and what happens to the card ----------------------
 */

/* A world at its first power-up; takes a copy of c. */
void sim_world_init(struct sim_world *w, const struct sim_config *c,
		    uint64_t now_ms);
/* Everything but what a card keeps and what was stored in the modem. */
void sim_world_power_up(struct sim_world *w, uint64_t now_ms);
/* When time does something (not an event); does what is due. */
uint64_t sim_world_deadline(const struct sim_world *w);
void sim_world_expire(struct sim_world *w, uint64_t now_ms);
/* The card in the slot in use is put in or taken out. */
void sim_world_card(struct sim_world *w, bool inserted, uint64_t now_ms);
/* Does the card in use take commands? SIM_DONE, or why not; a card that is
 * locked, or of which the PUK is spent, does. */
enum sim_result sim_world_card_answers(const struct sim_world *w);
/* Commands were sent to w->card[w->slot]: what follows if it is in another
 * state than before. */
void sim_world_card_used(struct sim_world *w, enum sim_card_state before,
			 uint64_t now_ms);
/* It is reset. pass_through: from now on the modem leaves it to the host. */
void sim_world_card_reset(struct sim_world *w, bool pass_through,
			  uint64_t now_ms);
/* The modem uses the card of another slot. */
void sim_world_use_slot(struct sim_world *w, uint32_t slot, uint64_t now_ms);

/* second: PIN2. new_pin: of CHANGE and UNBLOCK. The secret is plausible. */
enum sim_result sim_world_pin(struct sim_world *w, bool second,
			      enum sim_pin_operation operation,
			      const char *secret, const char *new_pin,
			      uint64_t now_ms);

/* --- world_periods.c, world_failures.c -------------------------------------
 */

/* Before its first time. */
void sim_period_init(struct sim_period_state *s, const struct sim_period *p,
		     uint64_t born_ms);
uint64_t sim_period_deadline(const struct sim_period_state *s);
/* True: it has begun, or ended. */
bool sim_period_expire(struct sim_period_state *s, const struct sim_period *p,
		       uint64_t now_ms);
/* True: this has ended it. */
bool sim_period_remedy(struct sim_period_state *s, const struct sim_period *p,
		       enum sim_remedy remedy);

/* Those of the scenario, before their time. */
void sim_failures_init(struct sim_world *w);
/* One of this kind that holds now, or NULL; of this session or of any. */
const struct sim_failure *sim_world_failure(const struct sim_world *w,
					    enum sim_failure_kind kind,
					    uint32_t session);
bool sim_world_fails(const struct sim_world *w, enum sim_failure_kind kind);
/* Are datagrams lost in this direction (SIM_TO_*)? */
bool sim_failures_data(const struct sim_world *w, uint32_t session,
		       unsigned direction);
uint64_t sim_failures_deadline(const struct sim_world *w);
/* True: other failures hold than at the last call. */
bool sim_failures_expire(struct sim_world *w, uint64_t now_ms);
/* The host has done this, to a session or to all (SIM_ANY_SESSION). What
 * follows is done by sim_world_expire, which is due. */
void sim_failures_remedy(struct sim_world *w, enum sim_remedy remedy,
			 uint32_t session);
/* By hand: one begins (false: there are too many); all end. */
bool sim_failures_add(struct sim_world *w, enum sim_failure_kind kind,
		      enum sim_remedy heals);
void sim_failures_end(struct sim_world *w);

/* --- world_card.c, world_pin.c, world_slots.c ------------------------------
 */

/* The cards of the configuration, in their slots. */
void sim_card_init(struct sim_world *w);
/* It starts, and asks for its PINs again. */
void sim_card_insert(struct sim_world *w, uint64_t now_ms);
/* The card of this slot is in use. */
void sim_card_use(struct sim_world *w, uint32_t slot);
/* One operation on a secret of the card in use, in the world's words: a PUK is
 * taken only where it is asked for. */
enum sim_result sim_pin_result(struct sim_secret *s,
			       enum sim_pin_operation operation,
			       const char *secret, const char *new_pin);

/* What is in a slot, from 0. */
enum sim_slot_state sim_world_slot_state(const struct sim_world *w,
					 uint32_t slot);
/* Tell which slots have another state than before. */
void sim_slots_tell(struct sim_world *w);

/* --- world_cells.c, world_operators.c, world_signal.c, world_clock.c -------
 */

/* The cell of this state; a plain one where the configuration has none. */
const struct sim_cell *sim_world_cell(const struct sim_world *w,
				      const struct sim_state *s);
/* Whose it is. */
const struct sim_operator *sim_cell_operator(const struct sim_world *w,
					     const struct sim_cell *cell);
/* What is used in this cell, or in that of this state: never SIM_BEST. */
enum sim_generation sim_cell_generation(const struct sim_world *w,
					const struct sim_cell *cell);
enum sim_generation sim_world_generation(const struct sim_world *w,
					 const struct sim_state *s);
/* The other cells that it hears, at most SIM_CELLS; their number. */
uint32_t sim_world_neighbours(const struct sim_world *w,
			      const struct sim_state *s,
			      const struct sim_cell **cells);
/* The place of the cell with this id, or of the first one of the operator that
 * is chosen; the number of cells if there is none. */
uint32_t sim_cell_place(const struct sim_world *w, uint32_t id);
uint32_t sim_cell_of_chosen(const struct sim_world *w);
/* Is this a cell of the operator that is chosen? */
bool sim_cell_fits(const struct sim_world *w, const struct sim_cell *cell);

/* Is this the id of an operator that is seen? */
bool sim_operator_known(const struct sim_world *w, const char *id);
/* config.operator_ is this one from now on, NULL: the first of all. True: it
 * was another one before. */
bool sim_operator_choose(struct sim_world *w, const char *id);
bool sim_same_text(const char *a, const char *b);
/* The card's list of networks that refused for good (cause 11): as the modem
 * has read it, when it began to search; what changes is written to the card. */
void sim_forbidden_read(struct sim_world *w);
bool sim_forbidden_has(const struct sim_world *w, const char *id);
void sim_forbidden_add(struct sim_world *w, const char *id);
void sim_forbidden_drop(struct sim_world *w, const char *id);

/* Tells the strength, coded as rssi; that of the cell and the curve; none. */
void sim_signal_set(struct sim_world *w, uint32_t rssi);
void sim_signal_find(struct sim_world *w, uint64_t now_ms);
void sim_signal_lose(struct sim_world *w);
/* The next point of the curve that is told. */
void sim_signal_expire(struct sim_world *w, uint64_t now_ms);

/* The network's clock. */
struct sim_clock sim_world_clock(const struct sim_world *w, uint64_t now_ms);

/* --- world_network.c: radio, registration ----------------------------------
 */

/* The network of the configuration, not registered. */
void sim_network_init(struct sim_world *w);
/* Bring registration in line with card, radio and network. */
void sim_network_update(struct sim_world *w, uint64_t now_ms);
void sim_network_expire(struct sim_world *w, uint64_t now_ms);
/* A network comes (true) or goes. */
void sim_world_network(struct sim_world *w, bool available, uint64_t now_ms);
void sim_world_signal(struct sim_world *w, uint32_t rssi);
/* The modem moves to the cell with this id. False: there is none. */
bool sim_world_move(struct sim_world *w, uint32_t id, uint64_t now_ms);
/* The lock of the radio is opened, as its kind is. */
void sim_world_unlock(struct sim_world *w);
/* A locked radio stays off, and nobody says so. */
void sim_world_radio(struct sim_world *w, bool on, uint64_t now_ms);
/* id: of an operator, NULL: any. If it goes on, w->register_at_ms is set, and
 * SIM_REGISTER_ENDED follows. */
enum sim_result sim_world_register(struct sim_world *w, const char *id,
				   uint64_t now_ms);
/* The operators that are seen, at most SIM_SEEN; their number. */
uint32_t sim_world_scan(const struct sim_world *w, struct sim_seen *seen);
enum sim_result sim_world_can_scan(const struct sim_world *w);

/* --- world_packet.c, world_sessions.c --------------------------------------
 */

/* Begins to attach, if the modem does so by itself. */
void sim_packet_start(struct sim_world *w, uint64_t now_ms);
/* Sessions down, then detached. */
void sim_packet_stop(struct sim_world *w, uint32_t cause);
void sim_packet_expire(struct sim_world *w, uint64_t now_ms);
/* By the host; if the state is SIM_ATTACHING, SIM_ATTACH_ENDED follows. */
enum sim_result sim_world_attach(struct sim_world *w, uint64_t now_ms);
enum sim_result sim_world_detach(struct sim_world *w);
/* By the network. */
void sim_world_detached(struct sim_world *w);

/* All inactive; all deactivated by the network, with its cause; what is due by
 * now_ms; when expire has to be called, in ms, or SIM_NEVER. */
void sim_sessions_init(struct sim_world *w);
void sim_sessions_stop(struct sim_world *w, uint32_t cause);
void sim_sessions_expire(struct sim_world *w, uint64_t now_ms);
uint64_t sim_sessions_deadline(const struct sim_world *w);
/* Those that another program has left active, if nobody has ended them. */
void sim_sessions_left(struct sim_world *w);
/* session < SIM_SESSIONS. If the state is SIM_ACTIVATING, SIM_ACTIVATE_ENDED
 * follows. */
enum sim_result sim_world_activate(struct sim_world *w, uint32_t session,
				   uint32_t families, const char *apn,
				   uint64_t now_ms);
enum sim_result sim_world_deactivate(struct sim_world *w, uint32_t session);
/* Another family of a session that is up or on its way, or its first: as
 * sim_world_activate, of which SIM_IN_USE is for a family that it has and for
 * another APN. Why it was refused is at *cause. */
enum sim_result sim_world_join(struct sim_world *w, uint32_t session,
			       uint32_t families, const char *apn,
			       uint32_t *cause, uint64_t now_ms);
/* They are given up; without a family the session ends. */
enum sim_result sim_world_leave(struct sim_world *w, uint32_t session,
				uint32_t families);
/* By the network. */
void sim_world_disconnected(struct sim_world *w, uint32_t session);

/* --- world_contexts.c, world_addresses.c -----------------------------------
 */

#define SIM_NEW_CONTEXT UINT32_MAX
/* The provisioned contexts of the configuration, and no others. */
void sim_contexts_init(struct sim_world *w);
/* The one at this place is no more; the later ones move up. */
void sim_world_forget_context(struct sim_world *w, uint32_t place);
/* Writes the context with this id, or a new one; its place in w->context is at
 * *place. */
enum sim_result sim_world_context(struct sim_world *w,
				  const struct sim_context *x, uint32_t *place);
/* The same, and a context with a new id of the caller's is a new one. */
enum sim_result sim_world_put_context(struct sim_world *w,
				      const struct sim_context *x,
				      uint32_t *place);

/* True, and counted, if the session carries this version of IP. */
bool sim_world_datagram(struct sim_world *w, uint32_t session,
			struct att_bytes datagram, bool downlink);
/* The session whose addresses a datagram from the far side is sent to, or -1.
 */
int sim_world_session_of(const struct sim_world *w, struct att_bytes datagram);
/* The number of the network that it is in (addresses.h). */
uint32_t sim_world_network_of(const struct sim_world *w, uint32_t session);
/* An active session gets other addresses; silently: nobody says so. */
void sim_world_readdress(struct sim_world *w, uint32_t session, bool silently);
/* Of the host on this session, of the router behind it and of what the network
 * says of them. */
struct sim_addresses {
	bool ipv4, ipv6;
	bool advertised; /* routers say what is IPv6; here is a link-local */
	uint8_t address4[4], router4[4], address6[16], router6[16];
	uint32_t prefix4, prefix6, mtu4, mtu6;
};
/* Those of an active session. */
void sim_world_addresses(const struct sim_world *w, uint32_t session,
			 struct sim_addresses *a);

/* --- world_events.c: what a person could do by hand ------------------------
 */

/* Is this a command that sim_world_command knows? */
bool sim_command_known(const char *line);
/* Which one its first word may have meant: a hint that lives in near. */
const char *sim_command_hint(const char *line, struct att_nearest *near);
/* Carry out one line ("network off", "sim in", "unplug"...). */
void sim_world_command(struct sim_world *w, const char *line, uint64_t now_ms);
/* Pulls the modem out, and plugs it in again at this time. */
void sim_world_unplug(struct sim_world *w, uint64_t until_ms);
/* It goes a moment later, and comes back after some seconds. */
void sim_world_restart(struct sim_world *w, uint64_t now_ms);
/* Plugs it in, or lets it go to restart, if it is time. */
void sim_world_replug(struct sim_world *w, uint64_t now_ms);
/* Those of the scenario, from the beginning. */
void sim_events_init(struct sim_world *w);
/* The next command of the scenario that is due, or NULL: each is given once at
 * each of its times. */
const char *sim_world_event(struct sim_world *w, uint64_t now_ms);
uint64_t sim_world_event_deadline(const struct sim_world *w);

#endif
