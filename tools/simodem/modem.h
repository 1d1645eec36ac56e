/* The inside of the simulated MBIM function: its state, and what the files of
 * one area each (channel, dispatch, SIM, network, sessions, ...) share. */
#ifndef SIMODEM_MODEM_H
#define SIMODEM_MODEM_H

#include "tools/simodem/sim.h"

#include "generated/cids.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

#define SIM_NEVER	UINT64_MAX
#define SIM_MESSAGE_MAX 16384u /* longest message in either direction */
#define SIM_SESSIONS	8u
#define SIM_SERVICES	SIM_CONFIG_SERVICES
#define SIM_DSS		8u
#define SIM_CONTEXTS	8u
#define SIM_PROVIDERS	8u
#define SIM_FILTERS	8u
#define SIM_FILTER_SIZE 192u
#define SIM_ATTACH_SETS 3u /* home, partner, non-partner */

_Static_assert(SIM_BODY_BYTES + MBIM_MSG_COMMAND_BODY <= SIM_MESSAGE_MAX,
	       "a scenario's body fits in a message");

/* A handler returns this instead of a status when the answer comes later. */
#define SIM_LATER 0xffffffffu

struct sim_modem;

/* One COMMAND being handled. */
struct sim_call {
	uint32_t transaction;
	const struct sim_cid *cid;
	bool set;
	struct mbim_bytes body;
	uint64_t now_ms;
	uint32_t arg;		/* what the answer is about: a session */
	bool failure_body;	/* a failure, too, is answered with fields */
	struct mbim_bytes echo; /* answered in place of the fields */
};

/* Checks and carries out a command: a status or SIM_LATER. */
typedef uint32_t sim_handler(struct sim_modem *m, struct sim_call *c);
/* Writes the fields of an answer or indication; the length. */
typedef int sim_put(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		    size_t cap);

/* One row of the dispatch table. A NULL handler: no such operation. */
struct sim_cid {
	uint8_t service; /* MBIM_SERVICE_* */
	uint32_t number;
	sim_put *put;
	sim_handler *query, *set;
};

/* Answers that wait for the network. */
enum sim_wait {
	SIM_WAIT_REGISTER,
	SIM_WAIT_ATTACH,
	SIM_WAIT_SESSION, /* + session */
	SIM_WAITS = SIM_WAIT_SESSION + SIM_SESSIONS
};

struct sim_deferred {
	const struct sim_cid *cid; /* NULL: not in use */
	uint32_t transaction, arg;
};

/* A message on its way to the host. */
struct sim_out {
	struct sim_out *next;
	uint64_t due_ms;
	uint32_t transaction; /* of a COMMAND_DONE, else 0 */
	uint32_t max, fragment, fragments;
	const struct sim_fault *fault; /* of its first transfer, or NULL */
	bool raw;		       /* one transfer, as it stands */
	size_t len;
	uint8_t bytes[];
};

/* One secret of the SIM with its unblocking key. */
struct sim_secret {
	char value[12], puk[12];
	uint32_t attempts, puk_attempts;
	bool enabled, verified;
};

/* A card that the modem could use, as it was left. */
struct sim_unmapped {
	struct sim_card card;
	struct sim_secret pin1, pin2;
};

struct sim_session {
	uint32_t state; /* MBIM_ACTIVATION_STATE_* */
	uint32_t ip_type, nw_error;
	struct mbim_uuid context_type;
	char apn[101];
	uint64_t at_ms; /* activation is done */
	uint32_t n_filters;
	struct {
		uint32_t id, len;
		uint8_t filter[SIM_FILTER_SIZE], mask[SIM_FILTER_SIZE];
	} filter[SIM_FILTERS];
};

struct sim_context {
	uint32_t id;
	struct mbim_uuid type;
	char apn[101], user[256], password[256];
	uint32_t compression, auth;
};

struct sim_provider {
	char id[8], name[61]; /* 20 units of UTF-16, in UTF-8 */
	uint32_t state, cellular_class, rssi, error_rate;
};

struct sim_providers {
	uint32_t n;
	struct sim_provider at[SIM_PROVIDERS];
};

struct sim_attach_set {
	uint32_t ip_type, roaming, source, compression, auth;
	char apn[101], user[256], password[256];
};

struct sim_modem {
	struct sim_config config;
	struct sim_counters counters;
	uint64_t now_ms; /* the last time that was told */

	/* channel: modem.c */
	bool open;
	bool ntb_input_set; /* for SIM_QUIRK_NEEDS_NTB_INPUT */
	uint32_t max_transfer;
	struct mbim_frag_rx rx;
	uint8_t stream[SIM_MESSAGE_MAX], whole[SIM_MESSAGE_MAX];
	struct sim_out *head; /* by due_ms */

	/* faults: faults.c, faults_input.c */
	uint32_t messages;	      /* put into the queue so far */
	uint32_t heard;		      /* messages from the host so far */
	struct sim_in *late;	      /* from the host, by due_ms */
	uint32_t matched[SIM_FAULTS]; /* messages that fit fault i so far */
	struct sim_out *held;	      /* until the next one has passed it */
	uint64_t held_until_ms;
	bool fault_reset;

	/* the world: modem_world.c */
	uint64_t born_ms, plug_at_ms;
	uint32_t events, indications; /* of the scenario: carried out, sent */
	sim_plug *plug;
	void *plug_ctx;

	/* commands: modem_dispatch.c */
	uint16_t ex;	    /* agreed MBIMEx version */
	bool may_negotiate; /* nothing but DEVICE_SERVICES since OPEN */
	uint64_t subscribed[SIM_SERVICES]; /* bit = CID */
	struct sim_deferred deferred[SIM_WAITS];
	uint8_t scratch[SIM_MESSAGE_MAX]; /* the message being built */

	/* SIM: modem_sim.c, modem_slots.c */
	struct sim_secret pin1, pin2;
	uint32_t slot;			/* the one in use */
	uint32_t slot_state[SIM_SLOTS]; /* as the host has been told */
	struct sim_unmapped unmapped;
	uint64_t sim_at_ms; /* initialised; SIM_NEVER: it is */
	bool sim_starting;

	/* network: modem_network.c */
	bool radio, network;
	uint32_t register_state, register_mode, register_error;
	uint32_t wanted_classes;
	uint64_t register_at_ms;
	uint32_t packet_state, packet_error;
	uint64_t attach_at_ms;
	uint32_t rssi, signal_interval, rssi_threshold, error_threshold;

	/* sessions: modem_session.c */
	struct sim_session session[SIM_SESSIONS];
	uint64_t in_octets, in_packets, out_octets, out_packets;
	uint32_t in_discards, out_discards;

	/* device service streams: modem_dss.c */
	uint32_t n_dss;
	uint8_t dss[SIM_DSS];

	/* lists that the host may write: modem_lists.c, modem_attach.c */
	struct sim_provider home;
	struct sim_providers preferred, multicarrier;
	uint32_t n_contexts;
	struct sim_context context[SIM_CONTEXTS];
	struct sim_attach_set attach_set[SIM_ATTACH_SETS];
	uint32_t idle_hint, emergency;

	bool fcc_unlocked; /* since power-up; for SIM_QUIRK_FCC_LOCK */
	uint8_t qmi[64];   /* the answer of modem_qmi.c */
};

/* --- modem_queue.c ------------------------------------------------------ */

/* Nothing is queued for the host. */
void sim_queue_init(struct sim_modem *m);
/* Queue the first len bytes of a whole message; transaction: of an answer. */
void sim_queue(struct sim_modem *m, const uint8_t *bytes, size_t len,
	       uint32_t transaction);
/* Same, an indication: body_len bytes are in m->scratch at
 * MBIM_MSG_INDICATION_BODY. Counted. */
void sim_queue_indication(struct sim_modem *m, uint8_t service, uint32_t cid,
			  size_t body_len);
/* Same, without a fault. raw: in one transfer, whatever it is. */
struct sim_out *sim_queue_new(struct sim_modem *m, const uint8_t *bytes,
			      size_t len, bool raw);
/* Takes o: behind all that is due before it. */
void sim_queue_insert(struct sim_modem *m, struct sim_out *o);
void sim_queue_drop(struct sim_modem *m);
/* SIM_QUIRK_LATE_ANSWERS: all that waits is taken out, to be said later. */
struct sim_out *sim_queue_take(struct sim_modem *m);
void sim_queue_append(struct sim_modem *m, struct sim_out *old);
uint64_t sim_queue_deadline(const struct sim_modem *m);
void sim_queue_expire(struct sim_modem *m);
bool sim_outstanding(const struct sim_modem *m, uint32_t transaction);
uint32_t sim_outstanding_count(const struct sim_modem *m);

/* --- modem.c ---------------------------------------------------------------
 */

/* A transfer has arrived. */
void sim_take(struct sim_modem *m, struct mbim_bytes bytes);
void sim_function_error(struct sim_modem *m, uint32_t transaction,
			uint32_t code);

/* --- faults_input.c: the filter in front of that ----------------------------
 */

/* What sim_modem_input does. */
bool sim_faults_input(struct sim_modem *m, struct mbim_bytes bytes);
uint64_t sim_faults_deadline(const struct sim_modem *m);
void sim_faults_expire(struct sim_modem *m);
/* What has not arrived never will. */
void sim_faults_forget(struct sim_modem *m);

/* --- faults.c: the filter in front of the queue --------------------------- */

/* The fault that means this message, the number'th in its direction, or
 * NULL. Counted. */
const struct sim_fault *sim_faults_find(struct sim_modem *m, bool to_modem,
					uint32_t number,
					const struct mbim_msg *msg);
/* Its value, or the usual one of its kind. */
uint32_t sim_faults_value(const struct sim_fault *f);
/* The second of three fragments of a message that was never begun; the
 * length. */
size_t sim_faults_orphan(uint8_t *buf, uint32_t type);

/* Takes a message that is about to be queued. */
void sim_faults_pass(struct sim_modem *m, struct sim_out *o);
/* The bytes of its first transfer: their new length. */
size_t sim_faults_damage(const struct sim_fault *f, uint8_t *buf, size_t len);

/* --- modem_world.c: events at their time ---------------------------------- */

/* Pulls the modem out, and plugs it in again ms later. */
void sim_world_unplug(struct sim_modem *m, uint32_t ms);
uint64_t sim_world_deadline(const struct sim_modem *m);
void sim_world_expire(struct sim_modem *m, uint64_t now_ms);

/* --- modem_answers.c: what the scenario says in place of the model -------- */

/* The answer to msg: its status, and its fields at body (cap is enough); the
 * length of these, or -1: the model answers. */
int sim_scenario_answer(const struct sim_modem *m, const struct mbim_msg *msg,
			uint32_t *status, uint8_t *body);
/* Does a modem with this scenario have the CID, whatever the model says? */
bool sim_scenario_offers(const struct sim_modem *m, uint8_t service,
			 uint32_t cid);
uint64_t sim_scenario_deadline(const struct sim_modem *m);
void sim_scenario_expire(struct sim_modem *m, uint64_t now_ms);

/* --- modem_dispatch.c, modem_table.c -------------------------------------- */

/* Carry out a whole message of the host: its answer is queued. */
void sim_dispatch(struct sim_modem *m, const struct mbim_msg *msg,
		  uint64_t now_ms);
/* Forget what belongs to one opening of the function. */
void sim_dispatch_close(struct sim_modem *m);
/* Tell the host, if it has subscribed. */
void sim_indicate(struct sim_modem *m, uint8_t service, uint32_t cid,
		  uint32_t arg);
/* Answer later (SIM_LATER, or BUSY if the place is taken); now. */
uint32_t sim_defer(struct sim_modem *m, enum sim_wait wait,
		   const struct sim_call *c);
void sim_finish(struct sim_modem *m, enum sim_wait wait, uint32_t status);
/* The table. */
extern const struct sim_cid sim_cids[];
extern const uint32_t sim_cids_count;
/* Does this modem have the CID? */
bool sim_offers(const struct sim_modem *m, const struct sim_cid *cid);
/* For rows without checks, and without fields. */
sim_handler sim_read;
sim_put sim_put_nothing;

/* --- one file an area: handlers and fields ------------------------------- */

/* modem_caps.c */
/* MBIM_DATA_CLASS_* (or _V3_*) under the agreed version: what the modem can,
 * what it uses, and of 5G which kind. */
uint32_t sim_data_classes(const struct sim_modem *m);
uint32_t sim_data_class(const struct sim_modem *m);
uint32_t sim_data_subclass(const struct sim_modem *m);
sim_put sim_put_device_caps, sim_put_device_services, sim_put_version;
sim_put sim_put_ms_device_caps;
sim_handler sim_set_subscribe_list, sim_query_version;
/* The body of a SUBSCRIBE_LIST: bit n of [MBIM_SERVICE_*] is CID n. False: it
 * does not decode. */
bool sim_subscriptions(struct mbim_bytes body, uint64_t bits[SIM_SERVICES]);

/* modem_sim.c */
void sim_card_init(struct sim_modem *m);
void sim_card_insert(struct sim_modem *m, uint64_t now_ms);
uint32_t sim_card_state(const struct sim_modem *m);
/* MBIM_STATUS_NONE if the SIM can be used, else why not. */
uint32_t sim_card_status(const struct sim_modem *m);
/* Another state, or another card. */
void sim_card_changed(struct sim_modem *m, uint64_t now_ms);
void sim_card_expire(struct sim_modem *m, uint64_t now_ms);
sim_put sim_put_subscriber;

/* modem_slots.c */
/* Tell which slots have another state than before. */
void sim_slots_indicate(struct sim_modem *m);
sim_put sim_put_slot_mappings, sim_put_slot_info, sim_put_sys_caps;
sim_handler sim_set_slot_mappings, sim_query_slot_info;

/* modem_pin.c */
sim_put sim_put_pin, sim_put_pin_list;
sim_handler sim_set_pin;

/* modem_network.c */
void sim_network_init(struct sim_modem *m);
/* Bring registration in line with SIM, radio and network. */
void sim_network_update(struct sim_modem *m, uint64_t now_ms);
void sim_network_expire(struct sim_modem *m, uint64_t now_ms);
bool sim_registered(const struct sim_modem *m);
/* MBIM_STATUS_NONE if radio and SIM work, else why not. */
uint32_t sim_network_status(const struct sim_modem *m);
sim_put sim_put_radio, sim_put_register, sim_put_signal;
sim_handler sim_set_radio, sim_set_register, sim_set_signal;

/* modem_packet.c */
void sim_packet_start(struct sim_modem *m, uint64_t now_ms);
/* Sessions down, then detached; error is a NwError. */
void sim_packet_stop(struct sim_modem *m, uint32_t error);
void sim_packet_expire(struct sim_modem *m, uint64_t now_ms);
sim_put sim_put_packet, sim_put_statistics;
sim_handler sim_set_packet;

/* modem_session.c */
void sim_sessions_init(struct sim_modem *m);
void sim_sessions_stop(struct sim_modem *m, uint32_t error);
void sim_sessions_expire(struct sim_modem *m, uint64_t now_ms);
uint64_t sim_sessions_deadline(const struct sim_modem *m);
sim_put sim_put_connect;
sim_handler sim_query_connect, sim_set_connect;

/* modem_ip.c */
sim_put sim_put_ip_configuration, sim_put_filters;
sim_handler sim_query_ip_configuration, sim_query_filters, sim_set_filters;

/* modem_lists.c */
void sim_lists_init(struct sim_modem *m);
sim_put sim_put_home, sim_put_preferred, sim_put_visible;
sim_put sim_put_multicarrier, sim_put_contexts;
sim_handler sim_set_home, sim_set_preferred, sim_query_visible;
sim_handler sim_set_multicarrier, sim_set_context;

/* modem_attach.c */
void sim_attach_init(struct sim_modem *m);
sim_put sim_put_attach_sets, sim_put_attach_info;
sim_handler sim_set_attach_sets;

/* modem_misc.c */
sim_put sim_put_idle_hint, sim_put_emergency, sim_put_activation;
sim_handler sim_set_idle_hint, sim_set_emergency, sim_set_activation;

/* modem_dss.c */
extern const struct mbim_uuid sim_dss_echo;
sim_handler sim_set_dss;

/* modem_qmi.c */
sim_handler sim_set_qmi;

/* config.c: copies what fits and ends with NUL. */
void sim_copy(char *to, size_t cap, const char *from);

#endif
