/* The MBIM protocol from inside: what its files share. Not for users of mbim.h.
 *
 *   protocol.c  the table of functions; messages in and out
 *   channel.c   the control chart: OPEN, CLOSE, DEVICE_SERVICES, VERSION
 *   write.c     operations -> bodies of commands
 *   read.c      bodies of answers and indications -> facts
 *   signal.c    the signal and the cells: what is asked, what is said
 *   tunnel.c    QMI requests inside MBIM */
#ifndef MBIM_PROTOCOL_STATE_H
#define MBIM_PROTOCOL_STATE_H

#include "generated/cids.h"
#include "generated/mbim_control_machine.h"
#include "protocol/mbim/mbim.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"

/* The longest command that is sent: LTE_ATTACH_CONFIGURATION with the longest
 * strings. */
#define MBIM_COMMAND_MAX 4096
/* Of DEVICE_SLOT_MAPPINGS; the first is the one that is driven. */
#define MBIM_LIST_MAX  1024u
#define MBIM_EXECUTORS 8u

/* The operations of the channel; the answers are about them. */
enum {
	MBIM_OP_OPEN = ATT_OP_OWN,
	MBIM_OP_CLOSE,
	MBIM_OP_SERVICES,
	MBIM_OP_VERSION,
	MBIM_ABOUT_NOTHING = 0xffff /* an answer that nobody can wait for */
};

struct mbim_state {
	struct mbim_control control;
	uint16_t max_control; /* negotiated, bytes */
	uint16_t ex_version;  /* MBIMEx in use */
	uint16_t ex_most;     /* offered */
	bool shared, ex_told; /* by a proxy, which has told ex_version */
	bool plain;	      /* no version is agreed on */

	uint32_t transaction;	    /* of the last request */
	uint32_t plug_transaction;  /* of the last one before the modem came */
	uint32_t open_transaction;  /* of this round's first OPEN; 0: none */
	uint32_t close_transaction; /* of the last CLOSE, unless answered */
	uint64_t open_until_ms;
	uint8_t resyncs; /* of this round of opening */
	bool desynced; /* the last answer was another's, or to an older OPEN */
	bool version_spoiled; /* the last answer about it */
	bool services_unanswered, version_unanswered;
	uint8_t dms_client;   /* QMI, inside MBIM */
	unsigned unlock_part; /* of what was written last about the FCC lock */
	uint16_t unlock_kind; /* its operation */
	struct {	      /* what DEVICE_SERVICES lists */
		bool quectel_radio, intel_fcc_lock, device_reset;
		bool attach_configuration, slot_mappings, slot_info;
		bool base_stations; /* and tells of them */
	} has;
	struct {				  /* signal.c */
		struct att_signal_facts told;	  /* by SIGNAL_STATE */
		struct att_signal_facts cell, nr; /* to 4G; 5G */
		bool told_nr;			  /* the RSRP told is of NR */
		uint32_t asked;	 /* transaction: of the cells, last */
		uint8_t in_vain; /* the cells, in a row */
	} signal;
	uint32_t orphans;
	uint32_t n_slots, slot[MBIM_EXECUTORS]; /* of each executor, from 0 */
	struct att_open_refusal open_refusal;
	struct { /* ATT_OP_RAW; tag 0: none is under way */
		uint32_t tag, cid;
		struct att_uuid service;
	} raw[ATT_CORE_ASKS];
	/* The last list of events that somebody asked for in attache's place
	 * (mbim_events_body), since OPEN; a longer one is not kept. */
	size_t list_len;
	uint8_t list[MBIM_LIST_MAX];

	struct mbim_frag_fault fault[4]; /* HOST_ERRORs to send */
	uint32_t n_faults;
	uint32_t lost; /* its answer's end did not come in time; 0: none */
	struct mbim_frag_rx rx;
	uint32_t out_len, out_next, out_count; /* message being sent */

	/* Room behind this struct. */
	uint8_t *out, *stream, *whole;
	size_t out_cap, message_cap;
};

/* channel.c */
bool mbim_channel_step(void *t, uint16_t event, uint64_t now_ms,
		       struct att_trace_rec *rec);
enum att_channel mbim_channel(const void *t);
uint16_t mbim_channel_order(uint8_t effect);
uint16_t mbim_channel_unanswered(void *t, uint16_t kind, uint64_t now_ms);
/* True if this is the id of a request since the modem was plugged in. */
bool mbim_channel_ours(const struct mbim_state *s, uint32_t transaction);
/* Messages that are about the channel: they fill the report, or give the event
 * that is in the answer. */
void mbim_channel_open_done(struct mbim_state *s, const struct mbim_msg *msg,
			    struct att_report *out);
void mbim_channel_close_done(struct mbim_state *s, const struct mbim_msg *msg,
			     struct att_report *out);
uint16_t mbim_channel_refused(struct mbim_state *s, const struct mbim_msg *msg);
/* Is it an OPEN that a FUNCTION_ERROR refuses? */
void mbim_channel_error(struct mbim_state *s, const struct mbim_msg *msg);
uint16_t mbim_channel_services(struct mbim_state *s,
			       const struct mbim_msg *msg);
uint16_t mbim_channel_version(struct mbim_state *s, const struct mbim_msg *msg);

/* write.c: the CID that an operation is, and its InformationBuffer. */
struct mbim_request {
	uint8_t service; /* index of mbim_services */
	uint32_t cid;
	bool set;
	/* Its length or ATT_E_*; NULL: empty */
	int (*body)(const struct mbim_state *s, const struct att_operation *o,
		    uint8_t *buf, size_t cap);
};
#define MBIM_UNLOCK_PARTS 2u
/* NULL: this operation is no command, or none that this modem has. */
const struct mbim_request *mbim_request_of(const struct mbim_state *s,
					   uint16_t kind, unsigned part);

/* read.c: what the answer or indication is about, and its facts as far as they
 * can be read. */
void mbim_read(struct mbim_state *s, const struct mbim_msg *msg,
	       struct att_report *out);

/* signal.c: nothing is known of it. */
void mbim_signal_forget(struct mbim_state *s);
/* How many requests are due: the cells are asked for, or not. */
unsigned mbim_signal_parts(const struct mbim_state *s);
/* This part is being sent. */
void mbim_signal_asked(struct mbim_state *s, unsigned part);
int mbim_signal_cells_body(const struct mbim_state *s,
			   const struct att_operation *o, uint8_t *buf,
			   size_t cap);
/* Answers and news: the facts of all that is known. 0, or ATT_E_*: it cannot be
 * read. */
int mbim_read_signal(struct mbim_state *s, const struct mbim_msg *msg,
		     struct att_report *out);
/* The same; 1: its status does not count, for the signal is known. */
int mbim_read_cells(struct mbim_state *s, const struct mbim_msg *msg,
		    struct att_report *out);

/* The version that a proxy tells. */
void mbim_channel_told(struct mbim_state *s, const struct mbim_msg *msg);

/* raw.c */
int mbim_raw_encode(struct mbim_state *s, const struct att_operation *o);
uint32_t mbim_raw_timeout_ms(struct att_bytes request);
/* True: the message answers it, and is in the report. */
bool mbim_raw_read(struct mbim_state *s, const struct mbim_msg *msg,
		   struct att_bytes bytes, struct att_report *out);

/* tunnel.c */
int mbim_tunnel_client_body(const struct mbim_state *s,
			    const struct att_operation *o, uint8_t *buf,
			    size_t cap);
int mbim_tunnel_unlock_body(const struct mbim_state *s,
			    const struct att_operation *o, uint8_t *buf,
			    size_t cap);
int mbim_tunnel_foxconn_body(const struct mbim_state *s,
			     const struct att_operation *o, uint8_t *buf,
			     size_t cap);
/* 0: the QMI response is a success. */
int mbim_tunnel_read(struct mbim_state *s, const struct mbim_msg *msg,
		     struct att_report *out);

#endif
