/* The MBIM face of the simulated modem: its state, and what the files of one
 * area each (channel, commands, SIM, network, sessions, ...) share. It reads
 * and writes messages; what is in them is the world's (world.h), but for what
 * MBIM alone has.
 *
 * A file calls only files that stand below it:
 *   mbim.c               the face as a whole
 *   mbim_channel.c       OPEN, CLOSE, messages from the host
 *   mbim_dispatch.c      commands
 *   mbim_table.c         the rows of all CIDs
 *   one file an area     handlers and fields; mbim_services.c
 *   mbim_facts.c         facts of the world -> indications and late answers
 *   mbim_reply.c         answers and indications; mbim_answers.c
 *   mbim_send.c          messages into the pipe (pipe.h) */
#ifndef SIMODEM_MBIM_H
#define SIMODEM_MBIM_H

#include "tools/simodem/pipe.h"
#include "tools/simodem/script.h"

#include "generated/cids.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

#define SIM_SERVICES	SIM_CONFIG_SERVICES
#define SIM_DSS		8u
#define SIM_PROVIDERS	80u
#define SIM_FILTERS	8u
#define SIM_FILTER_SIZE 192u
#define SIM_ATTACH_SETS 3u /* home, partner, non-partner */

_Static_assert(SIM_BODY_MAX + MBIM_MSG_COMMAND_BODY <= SIM_MESSAGE_MAX,
	       "a scenario's body fits in a message");

/* A handler returns this instead of a status when the answer comes later. */
#define SIM_LATER 0xffffffffu

struct sim_mbim;
struct sim_qmi;

/* Answers that wait for the network. */
enum sim_wait {
	SIM_WAIT_REGISTER,
	SIM_WAIT_ATTACH,
	SIM_WAIT_USSD,
	SIM_WAIT_SESSION, /* + session */
	SIM_WAITS = SIM_WAIT_SESSION + SIM_SESSIONS
};

/* One COMMAND being handled. */
struct sim_call {
	uint32_t transaction;
	const struct sim_cid *cid;
	bool set;
	struct att_bytes body;
	uint64_t now_ms;
	uint32_t arg;	    /* what the answer is about: a session */
	bool failure_body;  /* a failure, too, is answered with fields */
	bool changed;	    /* hosts that have subscribed to the CID are told */
	enum sim_wait wait; /* with SIM_LATER: what the answer waits for */
	struct att_bytes echo; /* answered in place of the fields */
	bool no_fields;	       /* a success is answered without any */
	bool elsewhere; /* with SIM_LATER: who answers knows for himself */
	const struct sim_answer *instead; /* the scenario's words, or NULL */
};

/* Checks and carries out a command: a status or SIM_LATER. */
typedef uint32_t sim_handler(struct sim_mbim *m, struct sim_call *c);
/* Writes the fields of an answer or indication; the length. */
typedef int sim_put(const struct sim_mbim *m, uint32_t arg, uint8_t *out,
		    size_t cap);

/* One row of the dispatch table. A NULL handler: no such operation. */
struct sim_cid {
	uint8_t service; /* MBIM_SERVICE_* */
	uint32_t number;
	sim_put *put;
	sim_handler *query, *set;
};

struct sim_deferred {
	const struct sim_cid *cid; /* NULL: not in use */
	uint32_t transaction, arg;
	const struct sim_answer *instead;
};

/* A request of QMI inside MBIM that is not answered yet. */
#define SIM_INSIDE 32u
struct sim_inside {
	bool waits;
	uint8_t service, client;
	uint16_t qmi_transaction;
	uint32_t transaction; /* of the command that it came in */
};

struct sim_qmi;

/* What MBIM says of a session, beside what the world knows. */
struct sim_mbim_session {
	uint32_t ip_type; /* MBIM_CONTEXT_IP_TYPE_* */
	struct att_uuid context_type;
	uint32_t n_filters;
	struct {
		uint32_t id, len;
		uint8_t filter[SIM_FILTER_SIZE], mask[SIM_FILTER_SIZE];
	} filter[SIM_FILTERS];
};

/* ... and of a context that is kept in the modem. */
struct sim_mbim_context {
	struct att_uuid type;
	uint32_t compression, auth;
	uint32_t ip_type, state, roaming, media, source;
};

/* What the host wants of 5G's registration. */
struct sim_registering {
	uint32_t mico_mode, drx_cycle, ladn_info, pdu_hint, again;
};

/* A network on Microsoft's list. */
#define SIM_DENIALS 8u
struct sim_denied {
	uint32_t mcc, mnc, kind;
};

#define SIM_TRACES 4u /* Intel's settings of them */

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

#define SIM_ANTENNAS 2u
struct sim_sar {
	uint32_t mode, backoff_state, backoff[SIM_ANTENNAS];
	uint32_t notify, hysteresis_s;
	bool transmits;
	uint64_t idle_at_ms; /* it no longer does; SIM_NEVER */
};

/* What the host has done with the card: channels that it has opened, and what
 * it says that it can. */
#define SIM_CAPABILITIES 8u
#define SIM_CAPABILITY	 32u
#define SIM_UICC_BYTES	 512u /* of a file, in one answer */
struct sim_mbim_uicc {
	bool opened[SIM_CARD_CHANNELS];
	uint32_t group[SIM_CARD_CHANNELS];
	uint32_t capabilities;
	uint8_t capability[SIM_CAPABILITIES][SIM_CAPABILITY];
	uint8_t capability_len[SIM_CAPABILITIES];
	uint8_t answer[SIM_UICC_BYTES + 64]; /* of this CID: its fields */
};

struct sim_mbim {
	struct sim_pipe pipe;
	struct sim_world *world;
	const struct sim_config *config; /* of the world */
	const struct sim_state *state;	 /* what messages are about: the world
					  * as it is, or was at a fact */

	/* channel: mbim_channel.c */
	bool open;
	bool ntb_input_set; /* for SIM_QUIRK_NEEDS_NTB_INPUT */
	bool opened;	    /* since power-up */
	uint32_t max_transfer;
	struct mbim_frag_rx rx;
	uint8_t stream[SIM_MESSAGE_MAX], whole[SIM_MESSAGE_MAX];

	/* commands: mbim_dispatch.c, mbim_reply.c */
	const struct sim_cid *cids; /* the table */
	uint32_t n_cids;
	bool heard;	    /* SIM_QUIRK_FIRST_LOST: the first one was */
	uint16_t ex;	    /* agreed MBIMEx version */
	bool may_negotiate; /* nothing but DEVICE_SERVICES since OPEN */
	uint64_t subscribed[SIM_SERVICES]; /* bit = CID */
	struct sim_deferred deferred[SIM_WAITS];
	struct sim_script script;
	uint8_t scratch[SIM_MESSAGE_MAX]; /* the message being built */

	/* what the host has said, and nobody acts on */
	uint32_t wanted_classes;
	uint32_t signal_interval, rssi_threshold, error_threshold;
	uint32_t idle_hint, emergency;
	struct sim_provider home;
	struct sim_providers preferred, multicarrier;
	struct sim_attach_set attach_set[SIM_ATTACH_SETS];
	struct sim_mbim_context context[SIM_CONTEXTS];
	struct sim_registering registering;
	uint32_t rat_mode, rfim, trace[SIM_TRACES];
	uint32_t n_denied;
	struct sim_denied denied[SIM_DENIALS];
	char said[SIM_AT_ANSWER]; /* the last answer to an AT command */
	struct sim_sar sar;

	uint32_t sms_unread; /* bit n: place n + 1 was, before this READ */

	struct sim_mbim_session session[SIM_SESSIONS];

	struct sim_mbim_uicc uicc;

	/* device service streams: mbim_dss.c */
	uint32_t n_dss;
	uint8_t dss[SIM_DSS];

	struct sim_qmi *qmi; /* the face inside this one */
	struct sim_inside inside[SIM_INSIDE];
};

/* --- mbim_send.c: messages into the pipe -----------------------------------
 */

/* OPEN_DONE, CLOSE_DONE, FUNCTION_ERROR: code is its status or error. */
void sim_send_simple(struct sim_mbim *m, uint32_t type, uint32_t transaction,
		     uint32_t code);
void sim_send_function_error(struct sim_mbim *m, uint32_t transaction,
			     uint32_t code);
/* An indication: body_len bytes are in m->scratch at
 * MBIM_MSG_INDICATION_BODY. Counted. */
void sim_send_indication(struct sim_mbim *m, uint8_t service, uint32_t cid,
			 size_t body_len);

/* --- mbim_answers.c: what the scenario says in place of the model ----------
 */

/* msg has come: what is said to it in place of the model, or NULL. Counted. */
const struct sim_answer *sim_scenario_answer(struct sim_mbim *m,
					     const struct mbim_msg *msg);
#define SIM_MODEL_ANSWERS -1
/* Its fields at body (cap is enough): their length, or SIM_MODEL_ANSWERS: it
 * has none in the version that was agreed on. */
int sim_scenario_put(const struct sim_mbim *m, const struct sim_answer *a,
		     uint8_t *body);
/* Does a modem with this scenario have the CID, whatever the model says? */
bool sim_scenario_offers(const struct sim_mbim *m, uint8_t service,
			 uint32_t cid);
/* Indications that are due are sent. */
void sim_scenario_expire(struct sim_mbim *m);

/* --- mbim_reply.c: answers and indications ---------------------------------
 */

/* The row of a CID, or NULL. */
const struct sim_cid *sim_reply_find(const struct sim_mbim *m,
				     const struct att_uuid *service,
				     uint32_t number);
/* Does this modem have the CID? */
bool sim_offers(const struct sim_mbim *m, const struct sim_cid *cid);
/* COMMAND_DONE; body_len bytes are in m->scratch at MBIM_MSG_COMMAND_BODY. */
void sim_reply_done(struct sim_mbim *m, uint32_t transaction,
		    const struct att_uuid *service, uint32_t number,
		    uint32_t status, int body_len);
void sim_reply(struct sim_mbim *m, const struct sim_call *c, uint32_t status);
/* Tell the host, if it has subscribed. */
void sim_indicate(struct sim_mbim *m, uint8_t service, uint32_t cid,
		  uint32_t arg);
/* Is the command with this transaction not answered yet? How many are not? */
bool sim_outstanding(const struct sim_mbim *m, uint32_t transaction);
uint32_t sim_outstanding_count(const struct sim_mbim *m);
/* Answer later (SIM_LATER, or BUSY if the place is taken); now. */
uint32_t sim_defer(struct sim_mbim *m, const struct sim_call *c);
void sim_finish(struct sim_mbim *m, enum sim_wait wait, uint32_t status);

/* --- mbim_facts.c ----------------------------------------------------------
 */

/* Pull what the world has to tell, and tell the host. */
void sim_facts_take(struct sim_mbim *m);

/* --- mbim_words.c: the world in MBIM's words -------------------------------
 */

/* MBIM_STATUS_*, MBIM_SUBSCRIBER_READY_STATE_*, MBIM_UICC_SLOT_STATE_*,
 * MBIM_REGISTER_STATE_*, MBIM_PACKET_SERVICE_STATE_*, MBIM_ACTIVATION_STATE_*
 */
uint32_t sim_word_status(enum sim_result result);
uint32_t sim_word_card(enum sim_card_state state);
uint32_t sim_word_slot(enum sim_slot_state state);
uint32_t sim_word_registration(enum sim_registration is);
uint32_t sim_word_packet(enum sim_packet_state is);
uint32_t sim_word_session(enum sim_session_state is);

/* --- mbim_dispatch.c, mbim_table.c -----------------------------------------
 */

/* Carries out one message of the host, and answers it. */
void sim_dispatch(struct sim_mbim *m, const struct mbim_msg *msg,
		  uint64_t now_ms);
/* Forget what belongs to one opening of the function. */
void sim_dispatch_close(struct sim_mbim *m);
/* The table. */
extern const struct sim_cid sim_cids[];
extern const uint32_t sim_cids_count;

/* --- mbim_channel.c --------------------------------------------------------
 */

/* A transfer has arrived. */
void sim_take(struct sim_mbim *m, struct att_bytes bytes);
/* Half a message has waited too long. */
void sim_channel_expire(struct sim_mbim *m);
/* RESET_FUNCTION: the function is closed. */
void sim_channel_reset(struct sim_mbim *m);

/* --- mbim.c: the face as a whole -------------------------------------------
 */

/* A closed function in front of w, which outlives it, as does the QMI function
 * inside. */
void sim_mbim_init(struct sim_mbim *m, struct sim_world *w, struct sim_qmi *qmi,
		   uint64_t now_ms);

/* --- one file an area: handlers and fields ---------------------------------
 */

/* For rows without checks, and without fields: mbim_misc.c. */
sim_handler sim_read;
sim_put sim_put_nothing;

/* mbim_caps.c */
/* MBIM_DATA_CLASS_* (or _V3_*) under the agreed version: what the modem can,
 * what it uses, and of 5G which kind. */
uint32_t sim_data_classes(const struct sim_mbim *m);
uint32_t sim_data_class(const struct sim_mbim *m);
uint32_t sim_data_subclass(const struct sim_mbim *m);
/* The radio in use, as far as the agreed version knows it. */
enum sim_generation sim_generation_told(const struct sim_mbim *m);
sim_put sim_put_device_caps, sim_put_version, sim_put_ms_device_caps;
sim_handler sim_query_version;

/* mbim_services.c */
sim_put sim_put_device_services;
sim_handler sim_set_subscribe_list;
/* The body of a SUBSCRIBE_LIST: bit n of [MBIM_SERVICE_*] is CID n. False: it
 * does not decode. */
bool sim_subscriptions(struct att_bytes body, uint64_t bits[SIM_SERVICES]);

/* mbim_subscriber.c, mbim_slots.c */
sim_put sim_put_subscriber;
sim_put sim_put_slot_mappings, sim_put_slot_info, sim_put_sys_caps;
sim_handler sim_set_slot_mappings, sim_query_slot_info;

/* mbim_uicc.c, mbim_uicc_files.c */
/* The card of the slot in use. */
struct sim_uicc *sim_card_in_use(struct sim_mbim *m);
/* MBIM_STATUS_NONE if it takes commands. */
uint32_t sim_card_status_now(const struct sim_mbim *m);
/* The fields are len bytes of m->uicc.answer, whatever the status is. */
void sim_answer_with(struct sim_mbim *m, struct sim_call *c, int len);
sim_handler sim_query_atr, sim_set_open_channel, sim_set_close_channel;
sim_handler sim_set_apdu, sim_set_uicc_reset, sim_set_terminal_capability;
sim_put sim_put_uicc_reset, sim_put_terminal_capability;
sim_handler sim_query_applications, sim_query_file_status;
sim_handler sim_access_binary, sim_access_record;

/* mbim_pin.c */
sim_put sim_put_pin, sim_put_pin_list;
sim_handler sim_set_pin;

/* mbim_network.c, mbim_signal.c */
sim_put sim_put_radio, sim_put_register, sim_put_signal;
/* RSRP as MBIMEx 2 codes it: -156 dBm is 1. */
uint32_t sim_word_rsrp(int16_t dbm);
sim_handler sim_set_radio, sim_set_register, sim_set_signal;

/* mbim_packet.c */
sim_put sim_put_packet, sim_put_statistics;
sim_handler sim_set_packet;

/* mbim_connect.c */
void sim_sessions_forget(struct sim_mbim *m);
sim_put sim_put_connect;
sim_handler sim_query_connect, sim_set_connect;

/* mbim_ip.c, mbim_filters.c */
sim_put sim_put_ip_configuration, sim_put_filters;
sim_handler sim_query_ip_configuration, sim_query_filters, sim_set_filters;

/* mbim_providers.c, mbim_contexts.c */
void sim_providers_init(struct sim_mbim *m);
sim_put sim_put_home, sim_put_preferred, sim_put_visible;
sim_put sim_put_multicarrier;
sim_handler sim_set_home, sim_set_preferred, sim_query_visible;
sim_handler sim_set_multicarrier;
void sim_mbim_contexts_init(struct sim_mbim *m);
sim_put sim_put_contexts, sim_put_ms_contexts;
sim_handler sim_set_context, sim_set_ms_context;

/* mbim_location.c, mbim_told.c */
sim_put sim_put_location, sim_put_base_stations;
sim_handler sim_query_base_stations;
sim_put sim_put_nitz, sim_put_pco;
sim_handler sim_query_nitz, sim_query_pco;

/* mbim_parameters.c */
void sim_parameters_init(struct sim_mbim *m);
sim_put sim_put_modem_configuration, sim_put_registration_parameters;
sim_put sim_put_wake_reason, sim_put_network_params, sim_put_ue_policy;
sim_handler sim_query_v3, sim_set_registration_parameters;

/* mbim_firmware.c, mbim_at.c */
sim_put sim_put_firmware_id, sim_put_update_session, sim_put_read_version;
sim_handler sim_set_update_session, sim_refuse_update, sim_set_read_version;
sim_handler sim_set_intel_reboot;
sim_put sim_put_qdu_command;
sim_handler sim_at_command, sim_set_qdu_command;

/* mbim_intel.c, mbim_carriers.c */
sim_put sim_put_rfim, sim_put_thermal, sim_put_fcc, sim_put_trace;
sim_handler sim_set_rfim, sim_query_thermal, sim_set_thermal, sim_set_fcc;
sim_handler sim_query_trace, sim_set_trace;
sim_put sim_put_atds_signal, sim_put_atds_location, sim_put_atds_operators;
sim_put sim_put_atds_rat, sim_put_carrier_lock, sim_put_denylist;
sim_handler sim_set_atds_rat, sim_set_carrier_lock, sim_set_denylist;

/* mbim_attach.c */
void sim_attach_init(struct sim_mbim *m);
sim_put sim_put_attach_sets, sim_put_attach_info;
sim_handler sim_set_attach_sets;

/* mbim_sms.c */
sim_put sim_put_sms_configuration, sim_put_sms, sim_put_sms_send;
sim_put sim_put_sms_status;
sim_handler sim_set_sms_configuration, sim_query_sms, sim_set_sms_send;
sim_handler sim_set_sms_delete, sim_query_sms_status;
/* A message that is stored nowhere, by its place among the alerts. */
void sim_sms_alert_tell(struct sim_mbim *m, uint32_t alert);

/* mbim_ussd.c, mbim_phonebook.c */
sim_put sim_put_ussd;
sim_handler sim_set_ussd;
sim_put sim_put_phonebook_configuration, sim_put_phonebook;
sim_handler sim_query_phonebook, sim_set_phonebook_delete;
sim_handler sim_set_phonebook_write;

/* mbim_sar.c */
void sim_sar_init(struct sim_mbim *m);
sim_put sim_put_sar, sim_put_transmission;
sim_handler sim_set_sar, sim_set_transmission, sim_set_shutdown;
/* Whether it transmits may have changed; it is time for that. */
void sim_sar_session_changed(struct sim_mbim *m);
void sim_sar_expire(struct sim_mbim *m);

/* mbim_misc.c */
sim_put sim_put_idle_hint, sim_put_emergency, sim_put_activation;
sim_handler sim_set_idle_hint, sim_set_emergency, sim_set_activation;

/* mbim_dss.c */
extern const struct att_uuid sim_dss_echo;
bool sim_dss_up(const struct sim_mbim *m, uint8_t session);
sim_handler sim_set_dss;

/* mbim_qmi.c, mbim_quectel.c */
sim_handler sim_set_qmi;
/* What the QMI face has to say; when it has; a fact for it, NULL behind the
 * last one; power-up. */
void sim_inside_answer(struct sim_mbim *m);
uint64_t sim_inside_deadline(const struct sim_mbim *m);
void sim_inside_facts(struct sim_mbim *m, const struct sim_fact *fact);
void sim_inside_power_up(struct sim_mbim *m);
sim_put sim_put_quectel;
sim_handler sim_set_quectel, sim_set_device_reset;

#endif
