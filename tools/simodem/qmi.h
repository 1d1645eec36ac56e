/* The QMI face of the simulated modem: its state, and what the files of one
 * service each share. It reads and writes messages; what is in them is the
 * world's (world.h), but for what QMI alone has: clients, operating modes, the
 * data format, one call for each family.
 *
 * A file calls only files that stand below it:
 *   qmi.c            the face as a whole
 *   qmi_channel.c    frames from the host, the answers to them
 *   qmi_table.c      the rows of all messages
 *   one file a part of a service: handlers
 *   qmi_facts.c      facts of the world -> indications and late answers
 *   qmi_calls.c      the calls of WDS clients
 *   qmi_answers.c    what the scenario says in place of the model
 *   qmi_clients.c    who is a client of what
 *   qmi_send.c       responses and indications into the pipe (pipe.h)
 *   qmi_words.c      the world in QMI's words */
#ifndef SIMODEM_QMI_H
#define SIMODEM_QMI_H

#include "tools/simodem/pipe.h"
#include "tools/simodem/script.h"

#include "generated/qmi_messages.h"
#include "wire/qmi/qmi.h"
#include "wire/qmi/stream.h"

#define SIM_QMI_CLIENTS	  64u
#define SIM_QMI_TLVS	  4000u /* of a message: cdc-wdm takes 4096 bytes */
#define SIM_QMI_BROADCAST 0xffu /* in place of a client id */

/* A handler returns this instead of an error when the answer comes later. */
#define SIM_QMI_LATER 0xffffu

/* What a client wants to hear of, as bits. */
enum {
	SIM_TELL_MODE = 1,
	SIM_TELL_PIN = 2,
	SIM_TELL_UIM = 4,
	SIM_TELL_SERVING = 8,
	SIM_TELL_SYSTEM = 0x10,
	SIM_TELL_SIGNAL = 0x20,
	SIM_TELL_STRENGTH = 0x40,
	SIM_TELL_REJECT = 0x80,
	SIM_TELL_CARD = 0x100,
	SIM_TELL_SLOT = 0x200,
	SIM_TELL_IP = 0x400,
	SIM_TELL_PROFILE = 0x800,
	SIM_TELL_STATUS = 0x1000, /* of its call */
	SIM_TELL_MESSAGE = 0x2000,
	SIM_TELL_USSD = 0x4000
};

/* Why a call has ended, in WDS's words. */
struct sim_call_end {
	uint16_t plain, type;
	int16_t reason;
};

struct sim_client {
	uint8_t service, id; /* id 0: nobody */
	uint32_t events;     /* SIM_TELL_* */
	/* of WDS */
	uint8_t family;	   /* QMI_WDS_IP_FAMILY_*, as set for its calls */
	uint8_t mux;	   /* 0: the port without multiplexing */
	uint32_t session;  /* of its call */
	uint32_t families; /* SIM_IPV4, SIM_IPV6: of its call; 0: none */
	uint32_t handle;   /* of a call that is up, else 0 */
	uint16_t starting; /* transaction of a start that waits, else 0 */
	const struct sim_answer *instead; /* of the model's answer to it */
	bool ended;			  /* to be told, with `end` */
	bool came;			  /* the call is up: to be told */
	struct sim_call_end end;
};

struct sim_qmi_row;

/* Who has sent the code that the network has not answered at last. */
struct sim_qmi_ussd {
	bool waits, no_wait; /* with an indication in place of a response */
	uint8_t client;
	uint16_t transaction;
};

/* An operator's number in two parts, and whether the second has 3 digits. */
struct sim_qmi_plmn {
	uint16_t mcc, mnc;
	bool three;
};
#define SIM_QMI_PREFERRED 16u

struct sim_qmi {
	struct sim_pipe pipe;
	struct sim_world *world;
	const struct sim_config *config; /* of the world */
	const struct sim_state *state;	 /* what messages are about: the world
					  * as it is, or was at a fact */
	const struct sim_qmi_row *rows;	 /* the table */
	uint32_t n_rows;
	struct qmi_stream rx;
	bool opened; /* since power-up */
	bool used;   /* a service was asked since it was opened last */
	bool heard;  /* SIM_QUIRK_FIRST_LOST: the first one was */
	bool dtr;    /* SIM_QUIRK_NEEDS_DTR: mute without */
	/* Of MBIM: news and facts are the MBIM function's, and any client id
	 * is taken. */
	bool inside;
	struct sim_client anybody;

	uint8_t mode, mode_told; /* QMI_DMS_OPERATING_MODE_* */
	uint8_t selection;	 /* QMI_NAS_NETWORK_SELECTION_PREFERENCE_* */
	uint16_t rats;		 /* QMI_NAS_RAT_MODE_PREFERENCE_*, as wanted */
	uint32_t n_preferred;
	struct sim_qmi_plmn preferred[SIM_QMI_PREFERRED]; /* by the host */
	uint8_t autoconnect; /* QMI_WDS_AUTOCONNECT_SETTING_* */
	uint16_t attach_profile;
	struct sim_format format;  /* what wda (or ctl) has agreed on */
	uint8_t mux[SIM_SESSIONS]; /* ids of the sessions' calls */
	uint32_t handles;	   /* given out so far */
	struct sim_traffic last;   /* of the last call */

	struct sim_qmi_ussd ussd;

	struct sim_client client[SIM_QMI_CLIENTS];

	struct sim_script script;
	uint8_t scratch[SIM_MESSAGE_MAX]; /* the message being built */
};

/* One request being handled. */
struct sim_qmi_call {
	struct sim_client *client; /* NULL: of ctl */
	struct qmi_head head;
	struct att_bytes tlvs;
	uint64_t now_ms;
	uint8_t *out; /* TLVs of the answer behind the result */
	size_t len, cap;
};

/* Checks and carries out a request: QMI_PROTOCOL_ERROR_* or SIM_QMI_LATER. */
typedef uint16_t sim_qmi_handler(struct sim_qmi *q, struct sim_qmi_call *c);

/* One row of the dispatch table. */
struct sim_qmi_row {
	uint8_t service;
	uint16_t message;
	sim_qmi_handler *fn;
};

/* The TLVs of a request; true if they could be read. */
#define SIM_QMI_READ(c, name, request) \
	(qmi_##name##_req_decode((c)->tlvs, request) == 0)
/* TLVs of the answer, the result apart. */
#define SIM_QMI_PUT(c, name, response)                                         \
	sim_qmi_put(c, qmi_##name##_resp_encode(response, (c)->out + (c)->len, \
						(c)->cap - (c)->len))
/* The encoded length is added. Too long is our own mistake. */
void sim_qmi_put(struct sim_qmi_call *c, int len);

/* --- qmi_words.c -----------------------------------------------------------
 */

/* QMI_PROTOCOL_ERROR_* */
uint16_t sim_qmi_error(enum sim_result result);
/* Of a PIN: how it is, with the numbers of uim, which are dms's as well. */
uint8_t sim_qmi_pin_state(const struct sim_secret *s, bool card_ready);
uint8_t sim_qmi_registration(enum sim_registration is);
struct sim_call_end sim_qmi_end(uint32_t cause);
/* Of the calls that could not be begun. */
struct sim_call_end sim_qmi_not_begun(enum sim_result result, uint32_t cause);
/* Of 5 or 6 digits. */
struct sim_qmi_plmn sim_qmi_plmn(const char *id);
/* Digits as a card has them: two a byte, the first one low, filled up with f;
 * the length. */
size_t sim_qmi_digits(uint8_t *to, const char *digits);
/* dBm of a world's rssi. */
int8_t sim_qmi_dbm(uint32_t rssi);
/* QMI_NAS_RADIO_INTERFACE_* that it uses. */
uint8_t sim_qmi_radio(const struct sim_qmi *q);

/* --- qmi_send.c ------------------------------------------------------------
 */

/* What a request and its answer have in common: never 0 in an answer. */
uint32_t sim_qmi_tag(const struct qmi_head *h);
/* A response: error 0 is success; TLVs behind the result are those of c. */
void sim_qmi_respond(struct sim_qmi *q, const struct sim_qmi_call *c,
		     uint16_t error);
/* An indication to one client; to all of its service (id SIM_QMI_BROADCAST).
 * Counted. */
void sim_qmi_tell(struct sim_qmi *q, uint8_t service, uint8_t client,
		  uint16_t message, const uint8_t *tlvs, size_t len);
/* The same to each client of a service that wants to hear `event`. */
void sim_qmi_tell_all(struct sim_qmi *q, uint8_t service, uint32_t event,
		      uint16_t message, const uint8_t *tlvs, size_t len);
/* Does anybody? */
bool sim_qmi_wanted(const struct sim_qmi *q, uint8_t service, uint32_t event);

/* --- qmi_clients.c ---------------------------------------------------------
 */

/* NULL: there is none. */
struct sim_client *sim_client_find(struct sim_qmi *q, uint8_t service,
				   uint8_t id);
/* A new one of a service with the lowest id that is free, or NULL: they are
 * exhausted. */
struct sim_client *sim_client_new(struct sim_qmi *q, uint8_t service);
/* If it was given: does the client want to hear of this (SIM_TELL_*)? */
void sim_client_want(struct sim_client *client, bool given, bool on,
		     uint32_t event);
/* Does this modem have the message? SIM_QMI_SERVICE: the service. */
bool sim_qmi_offers(const struct sim_qmi *q, uint8_t service, uint16_t message);

/* --- qmi_answers.c ---------------------------------------------------------
 */

/* A request has come: what it is answered in place of the model, or NULL.
 * Counted. */
const struct sim_answer *sim_qmi_scenario_answer(struct sim_qmi *q,
						 const struct qmi_head *head);
/* Its TLVs into c; its error, or SIM_QMI_LATER: nobody answers. */
uint16_t sim_qmi_scenario_put(struct sim_qmi *q, struct sim_qmi_call *c,
			      const struct sim_answer *a);
/* Indications that are due are sent. */
void sim_qmi_scenario_expire(struct sim_qmi *q);

/* --- qmi_calls.c -----------------------------------------------------------
 */

/* Begin the call of a client, whose session, families and transaction are set:
 * an error or SIM_QMI_LATER; TLVs of a failure are put. */
uint16_t sim_qmi_call_begin(struct sim_qmi *q, struct sim_qmi_call *c,
			    const char *apn);
/* The request was carried out, with this error of the model: what the scenario
 * answers in its place. A start that waits is answered when it is over. A call
 * has the handle that its answer says. */
uint16_t sim_qmi_instead(struct sim_qmi *q, struct sim_qmi_call *c,
			 const struct sim_answer *a, uint16_t error);
/* The session that a mux id stands for. */
uint32_t sim_qmi_session(uint8_t mux);
/* The families of a client's call, or of one that is up and nobody's; 0: none.
 */
uint32_t sim_qmi_call_of(const struct sim_qmi *q, const struct sim_client *c,
			 uint32_t *session);
/* The client's own call ends. */
void sim_qmi_call_end(struct sim_qmi *q, struct sim_client *client);
/* All calls of a session, whoever's, end: by the host. */
void sim_qmi_session_end(struct sim_qmi *q, uint32_t session);
/* What became of a session, to the clients that have calls in it. */
void sim_qmi_calls_up(struct sim_qmi *q, uint32_t session);
void sim_qmi_calls_down(struct sim_qmi *q, uint32_t session, uint32_t cause);
/* Tell the clients what has become of their calls. */
void sim_qmi_calls_tell(struct sim_qmi *q);

/* --- qmi_facts.c -----------------------------------------------------------
 */

/* Pull what the world has to tell, and tell the clients. */
void sim_qmi_facts_take(struct sim_qmi *q);
/* One that somebody else has pulled. */
void sim_qmi_fact_take(struct sim_qmi *q, const struct sim_fact *fact);

/* --- qmi_channel.c, qmi_table.c --------------------------------------------
 */

/* A transfer, or a piece of the stream, has arrived. */
void sim_qmi_take(struct sim_qmi *q, struct att_bytes bytes);
/* One frame inside MBIM; its answer comes through the pipe. False if it is no
 * request. */
bool sim_qmi_inside(struct sim_qmi *q, struct att_bytes frame, uint64_t now_ms);
/* All clients and what was said are forgotten; calls go on. */
void sim_qmi_forget(struct sim_qmi *q);
extern const struct sim_qmi_row sim_qmi_rows[];
extern const uint32_t sim_qmi_rows_count;

/* --- qmi.c -----------------------------------------------------------------
 */

/* In front of w, which outlives it. inside: of MBIM. */
void sim_qmi_init(struct sim_qmi *q, struct sim_world *w, bool inside,
		  uint64_t now_ms);
/* As at power-up, which the world is at already. */
void sim_qmi_power_up(struct sim_qmi *q);
/* DTR of the control interface (SET_CONTROL_LINE_STATE). It is set at first. */
void sim_qmi_dtr(struct sim_qmi *q, bool on);

/* --- one file a part of a service: handlers --------------------------------
 */

/* qmi_ctl.c */
sim_qmi_handler sim_ctl_version_info, sim_ctl_allocate, sim_ctl_release;
sim_qmi_handler sim_ctl_set_data_format, sim_ctl_sync;

/* qmi_dms.c */
void sim_dms_init(struct sim_qmi *q);
sim_qmi_handler sim_dms_reset, sim_dms_set_event_report, sim_dms_capabilities;
sim_qmi_handler sim_dms_manufacturer, sim_dms_model, sim_dms_revision;
sim_qmi_handler sim_dms_hardware_revision, sim_dms_ids, sim_dms_msisdn;
sim_qmi_handler sim_dms_power_state, sim_dms_band_capabilities;
sim_qmi_handler sim_dms_get_mode, sim_dms_set_mode;
sim_qmi_handler sim_dms_fcc_lock, sim_dms_foxconn_lock;
/* Tell of another operating mode, if it is one. */
void sim_dms_mode_tell(struct sim_qmi *q);
/* The radio went on or off by itself. */
void sim_dms_radio_changed(struct sim_qmi *q);

/* qmi_dms_uim.c: the card as old modems have it. */
sim_qmi_handler sim_dms_pin_status, sim_dms_iccid, sim_dms_imsi;
sim_qmi_handler sim_dms_uim_state;
void sim_dms_card_tell(struct sim_qmi *q);

/* qmi_pin.c: of both services. */
sim_qmi_handler sim_dms_verify_pin, sim_dms_unblock_pin, sim_dms_change_pin;
sim_qmi_handler sim_dms_protect_pin;
sim_qmi_handler sim_uim_verify_pin, sim_uim_unblock_pin, sim_uim_change_pin;
sim_qmi_handler sim_uim_protect_pin;

/* qmi_nas.c */
void sim_nas_init(struct sim_qmi *q);
sim_qmi_handler sim_nas_reset, sim_nas_register_indications;
sim_qmi_handler sim_nas_set_event_report, sim_nas_register, sim_nas_attach;
sim_qmi_handler sim_nas_get_preference, sim_nas_set_preference;
sim_qmi_handler sim_nas_signal_strength, sim_nas_signal_info;
void sim_nas_signal_tell(struct sim_qmi *q);

/* qmi_nas_system.c, qmi_nas_names.c */
sim_qmi_handler sim_nas_serving_system, sim_nas_system_info;
void sim_nas_system_tell(struct sim_qmi *q);
sim_qmi_handler sim_nas_home_network, sim_nas_plmn_name, sim_nas_scan;

/* qmi_nas_cells.c */
sim_qmi_handler sim_nas_cells, sim_nas_get_preferred, sim_nas_set_preferred;

/* qmi_wds.c, qmi_wds_settings.c, qmi_wds_profiles.c */
void sim_wds_init(struct sim_qmi *q);
sim_qmi_handler sim_wds_reset, sim_wds_register;
sim_qmi_handler sim_wds_start, sim_wds_stop, sim_wds_abort, sim_wds_status;
sim_qmi_handler sim_wds_set_family, sim_wds_bind_mux;
sim_qmi_handler sim_wds_get_autoconnect, sim_wds_set_autoconnect;
sim_qmi_handler sim_wds_settings, sim_wds_rates, sim_wds_statistics;
sim_qmi_handler sim_wds_bearer, sim_wds_dormancy;
sim_qmi_handler sim_wds_profiles, sim_wds_profile, sim_wds_create_profile;
sim_qmi_handler sim_wds_modify_profile, sim_wds_delete_profile,
	sim_wds_default_profile;
sim_qmi_handler sim_wds_attach_parameters, sim_wds_attach_list;
sim_qmi_handler sim_wds_set_attach_list;
/* The context with this index, or NULL. */
const struct sim_context *sim_wds_context(const struct sim_qmi *q,
					  uint32_t index);
void sim_wds_addresses_tell(struct sim_qmi *q, uint32_t session);

/* qmi_wms.c, qmi_wms_send.c */
sim_qmi_handler sim_wms_reset, sim_wms_set_event_report, sim_wms_supported;
sim_qmi_handler sim_wms_send, sim_wms_send_stored, sim_wms_write, sim_wms_read;
sim_qmi_handler sim_wms_modify_tag, sim_wms_delete, sim_wms_list;
sim_qmi_handler sim_wms_protocol, sim_wms_network;
sim_qmi_handler sim_wms_set_routes, sim_wms_get_routes;
/* What came into a place of the store; what is stored nowhere, by its place
 * among the alerts. */
void sim_wms_came_tell(struct sim_qmi *q, uint32_t place);
void sim_wms_alert_tell(struct sim_qmi *q, uint32_t alert);

/* qmi_voice.c */
sim_qmi_handler sim_voice_register, sim_voice_originate;
sim_qmi_handler sim_voice_originate_no_wait, sim_voice_answer_ussd;
sim_qmi_handler sim_voice_cancel_ussd;
/* What the network has said in, or of, a session of USSD. */
void sim_voice_ussd_tell(struct sim_qmi *q);

/* qmi_wda.c */
sim_qmi_handler sim_wda_get, sim_wda_set;
/* The format that the modem has by itself. */
void sim_qmi_format_init(struct sim_qmi *q);

/* qmi_uim.c, qmi_uim_files.c, qmi_uim_apdu.c */
sim_qmi_handler sim_uim_reset, sim_uim_register_events, sim_uim_card_status;
sim_qmi_handler sim_uim_slot_status, sim_uim_switch_slot;
void sim_uim_card_tell(struct sim_qmi *q);
void sim_uim_slot_tell(struct sim_qmi *q);
#define SIM_UIM_BYTES 512u /* of a file, in one answer */
/* The one in use. */
struct sim_uicc *sim_uim_card(struct sim_qmi *q);
/* QMI_PROTOCOL_ERROR_NONE if the card in use takes commands. */
uint16_t sim_uim_answers(const struct sim_qmi *q);
/* Status words of a card: as they are, and as an error. */
struct qmi_uim_card_result sim_uim_words(uint16_t status);
uint16_t sim_uim_error(uint16_t status);
sim_qmi_handler sim_uim_read_transparent, sim_uim_file_attributes;
sim_qmi_handler sim_uim_read_record, sim_uim_write_record;
sim_qmi_handler sim_uim_send_apdu, sim_uim_open_channel;
sim_qmi_handler sim_uim_logical_channel;

#endif
