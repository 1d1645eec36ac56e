/* What a simulated modem is, and what happens to it: plain data that profiles,
 * scenarios and options write. */
#ifndef SIMODEM_CONFIG_H
#define SIMODEM_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/simodem/card.h"
#include "tools/simodem/fuzz.h"

#define SIM_CONFIG_SERVICES 64u

/* --- scenarios: what happens around the modem, and what goes wrong -------- */

enum sim_fault_kind {
	SIM_FAULT_DROP,	     /* it never comes */
	SIM_FAULT_DELAY,     /* it comes `value` ms later; others pass it */
	SIM_FAULT_DUPLICATE, /* it comes twice */
	SIM_FAULT_TRUNCATE,  /* only `value` bytes (0: half) of it come */
	SIM_FAULT_CORRUPT,   /* all bits of byte `value` (0: a byte of its
				last quarter) are turned over */
	SIM_FAULT_REORDER,   /* the next message comes before it */
	SIM_FAULT_STALL,     /* the request for it stalls once (USB) */
	SIM_FAULT_FUNCTION_ERROR, /* `value` (0: unknown) comes instead */
	SIM_FAULT_WRONG_LENGTH, /* MessageLength is `value` (0: 4) too large */
	SIM_FAULT_ORPHAN_FRAGMENT, /* one of another message comes before it */
	SIM_FAULT_RESET,	   /* the function is reset in place of it */
	SIM_FAULT_UNPLUG,	  /* ... unplugged, and back after `value` ms */
	SIM_FAULT_SEVERAL_IN_ONE, /* an indication shares its transfer */
	SIM_FAULT_ZERO_LENGTH_RESPONSE, /* before it (USB) */
	SIM_FAULT_MISSING_NOTIFICATION, /* of it (USB) */
	SIM_FAULT_KINDS
};

/* Kinds of QMI's messages; the highest bit says that the modem sends it, as in
 * MBIM's types. A CID is a message of QMI there. */
#define SIM_TYPE_REQUEST    0x01000001u
#define SIM_TYPE_RESPONSE   0x81000002u
#define SIM_TYPE_INDICATION 0x81000003u

/* One fault of one message: of message number `message` (from 1) in its
 * direction, or of the occurrence'th (from 1) with this type and this CID. */
struct sim_fault {
	uint8_t kind;  /* enum sim_fault_kind */
	bool to_modem; /* else to the host */
	uint32_t message;
	uint32_t type; /* MBIM_MSG_*, SIM_TYPE_*; 0: any */
	bool has_cid;
	uint8_t service; /* MBIM_SERVICE_*, QMI_SERVICE_* */
	uint32_t cid, occurrence;
	uint32_t value;
};

/* --- what lasts ----------------------------------------------------------- */

/* Endpoints of a modem on a USB bus. */
enum sim_endpoint {
	SIM_ENDPOINT_IN = 1 << 0,
	SIM_ENDPOINT_OUT = 1 << 1,
	SIM_ENDPOINT_NOTIFY = 1 << 2
};

/* What a host does to mend a modem, from what costs least: each mends what
 * those before it mend. */
enum sim_remedy {
	SIM_REMEDY_NONE,
	SIM_REMEDY_SESSION,	/* the session is deactivated */
	SIM_REMEDY_RADIO,	/* the radio is switched off */
	SIM_REMEDY_REOPEN,	/* the function is opened */
	SIM_REMEDY_FUNCTION,	/* ... reset, or its configuration is set */
	SIM_REMEDY_RESET,	/* the USB device is reset */
	SIM_REMEDY_REENUMERATE, /* it is deauthorized, and authorized again */
	SIM_REMEDY_POWER,	/* it has no power for a while */
	SIM_REMEDIES
};
extern const char *const sim_remedy_names[SIM_REMEDIES];

/* When something holds: at_ms after power-up, for for_ms (0: without an end),
 * and again every every_ms (0: once), or until a remedy. */
struct sim_period {
	uint32_t at_ms, for_ms, every_ms;
	uint8_t heals; /* enum sim_remedy; NONE: nothing does */
};

enum sim_failure_kind {
	SIM_FAILURE_MUTE,     /* takes commands, and says nothing */
	SIM_FAILURE_DEAF,     /* takes no commands */
	SIM_FAILURE_NO_DATA,  /* datagrams are lost */
	SIM_FAILURE_SESSIONS, /* every session is refused */
	SIM_FAILURE_ATTACH,   /* packet service is refused */
	SIM_FAILURE_NETWORK,  /* none is found */
	SIM_FAILURE_CARD,     /* the SIM card goes on starting */
	SIM_FAILURE_SMS,      /* messages that are sent are refused */
	SIM_FAILURE_KINDS
};
extern const char *const sim_failure_names[SIM_FAILURE_KINDS];
enum { SIM_TO_HOST = 1, SIM_TO_MODEM = 2 };
#define SIM_ANY_SESSION 0xffu

struct sim_failure {
	uint8_t kind; /* enum sim_failure_kind */
	struct sim_period when;
	uint8_t to;	 /* of NO_DATA: SIM_TO_*; 0: both */
	uint8_t session; /* of NO_DATA, SESSIONS; or SIM_ANY_SESSION */
	uint8_t cause;	 /* of SESSIONS, ATTACH, SMS: 3GPP's, or 0 */
	/* of SESSIONS, SMS: MBIM_STATUS_*, QMI_PROTOCOL_ERROR_*; 0: failure */
	uint32_t status;
};

/* A command of the console (world_events.c), at_ms after power-up, and again
 * every every_ms (0: once). */
#define SIM_COMMAND 400u
struct sim_event {
	uint32_t at_ms, every_ms;
	char command[SIM_COMMAND];
};

/* How long the answers of a CID take; others take delay_ms. */
struct sim_timing {
	uint8_t service;
	uint32_t cid, ms;
};

/* An InformationBuffer, by MBIMEx version ([0]: 1.0): where it is in `bytes`
 * of the scenario. Not given: this version does not have those fields. */
#define SIM_VERSIONS 3u
struct sim_body {
	bool given[SIM_VERSIONS];
	uint16_t at[SIM_VERSIONS], len[SIM_VERSIONS];
};

/* What a command is answered instead of what the model would: from the
 * occurrence'th of them in that time (0: the first), and so many `times` (0:
 * all). */
struct sim_answer {
	uint8_t service, ops; /* MBIM_SERVICE_*; MBIM_OP_QUERY and _SET */
	bool silent;	      /* it is not answered at all */
	bool carry_out;	      /* the model does what it is told all the same */
	uint32_t cid, status;
	struct sim_period when;
	uint32_t occurrence, times;
	struct sim_body body;
};

/* Commands of one CID: the occurrence'th of them. */
struct sim_command {
	uint8_t service, ops; /* as of sim_answer */
	uint32_t cid, occurrence;
};

/* An indication, at_ms after power-up or, if `after` has ops, after this
 * command, if the function is open then. */
struct sim_indication {
	uint32_t at_ms;
	struct sim_command after;
	uint8_t service;
	uint32_t cid;
	struct sim_body body;
};

#define SIM_FAULTS	64u
#define SIM_FAILURES	16u
#define SIM_EVENTS	32u
#define SIM_TIMINGS	32u
#define SIM_ANSWERS	128u
#define SIM_INDICATIONS 64u
#define SIM_BODY_MAX	8192u /* bytes of one */
#define SIM_BODY_BYTES	49152u

struct sim_scenario {
	uint32_t n_faults, n_events, n_timings, n_answers, n_indications;
	uint32_t n_failures;
	struct sim_fault fault[SIM_FAULTS];
	struct sim_failure failure[SIM_FAILURES];
	struct sim_event event[SIM_EVENTS]; /* by ascending at_ms */
	struct sim_timing timing[SIM_TIMINGS];
	struct sim_answer answer[SIM_ANSWERS];
	struct sim_indication indication[SIM_INDICATIONS];
	uint32_t n_bytes;
	uint8_t bytes[SIM_BODY_BYTES];
};

/* --- short messages, numbers and codes ------------------------------------ */

/* In a place of a card's store (3GPP TS 31.102 4.2.25). */
enum sim_sms_state {
	SIM_SMS_FREE, /* nothing is there */
	SIM_SMS_NEW,
	SIM_SMS_OLD,
	SIM_SMS_DRAFT,
	SIM_SMS_SENT
};
#define SIM_PDU 176u
struct sim_sms {
	uint8_t state; /* enum sim_sms_state */
	uint8_t len;
	uint8_t pdu[SIM_PDU]; /* with the service centre in front */
};
#define SIM_SMS_PLACES 30u

/* A number of the phonebook; without a name and a number: there is none. */
struct sim_contact {
	char number[24];
	char name[96]; /* UTF-8 */
};
#define SIM_CONTACTS 100u

/* What a card stores. Both kinds of places are counted from 1. */
struct sim_stored {
	char centre[24]; /* the service centre's number; empty: none */
	uint8_t places, contacts;
	uint8_t name_len, number_len; /* characters that a contact may have */
	struct sim_sms sms[SIM_SMS_PLACES];
	struct sim_contact contact[SIM_CONTACTS];
};

/* How a USSD operation ends, or goes on. */
enum sim_ussd_result {
	SIM_USSD_DONE, /* there is nothing more to do */
	SIM_USSD_ASKS, /* the network waits for an answer */
	SIM_USSD_TERMINATED,
	SIM_USSD_OTHER_CLIENT, /* somebody else has a session */
	SIM_USSD_UNSUPPORTED,
	SIM_USSD_TIMEOUT
};

/* What the network says to a code, or within a session to an answer. */
struct sim_ussd_answer {
	char after[184]; /* the code or the question before; empty: none */
	char code[32];
	char says[184]; /* UTF-8 */
	uint8_t result; /* enum sim_ussd_result */
};
#define SIM_USSD_ANSWERS 16u

/* The card in a slot that is not in use. */
struct sim_card {
	bool inserted;
	char imsi[16], iccid[24], number[24];
	char pin[12]; /* empty: not locked */
	struct sim_usim usim;
};
#define SIM_SLOTS 2u

/* The radio of a network or of a cell. */
enum sim_generation {
	SIM_BEST, /* what the modem can */
	SIM_4G,
	SIM_5G_NSA, /* LTE, and a cell of NR beside it */
	SIM_5G_SA
};

struct sim_operator {
	char id[8];    /* "26201" */
	char name[21]; /* "Simulated" */
	/* forbidden: registration is refused with cause 11 */
	bool roaming, partner, forbidden;
	uint8_t generation; /* enum sim_generation */
};
#define SIM_OTHERS 6u

struct sim_cell {
	uint32_t id, tac;
	char operator_[8];  /* empty: the first one's */
	uint8_t generation; /* SIM_BEST: as its operator */
	int16_t rsrp_dbm;   /* 0: as the strength that is told */
	uint8_t snr;	    /* coded as in MBIMEx 2: 2 * dB + 47 */
};
#define SIM_CELLS 8u

/* A point of the curve of the signal's strength (RSSI). */
struct sim_strength {
	uint32_t at_ms;
	int16_t dbm;
};
#define SIM_STRENGTHS 16u

/* What the network says of the time, at power-up. */
struct sim_clock {
	uint16_t year;
	uint8_t month, day, hour, minute, second;
	int16_t zone_minutes, daylight_minutes;
};

/* One direction of GET_NTB_PARAMETERS. */
struct sim_ntb {
	uint32_t max; /* dwNtb{In,Out}MaxSize, at most SIM_NTB_MAX */
	uint16_t divisor, remainder, alignment;
};
#define SIM_NTB_MAX 65536u

#define SIM_AT_ANSWER 160u /* bytes, with the 0 */

/* What the descriptors and GET_NTB_PARAMETERS say of the MBIM function. */
struct sim_usb_layout {
	uint8_t control_interface, data_interface;
	/* Above 0: a combination whose altsetting 0 is NCM. */
	uint8_t control_alt;
	uint8_t data_alt;
	uint8_t ep_notify, ep_in, ep_out; /* addresses */
	uint8_t notify_interval;
	uint16_t notify_packet, bulk_packet; /* bytes; bulk 0: by the speed */
	uint32_t others;      /* bit n: interface n is the vendor's own */
	uint8_t at_interface; /* that takes AT commands; 0: none does */
	uint8_t ep_at_in, ep_at_out;
	bool no_iad;	     /* no Interface Association */
	bool no_extended;    /* no MBIM extended functional descriptor */
	uint16_t ex_version; /* bcdMBIMExtendedVersion */
	uint8_t filters, filter_size, capabilities; /* MBIM 1.0 6.4 */
	uint16_t max_segment, mtu;		    /* wMaxSegmentSize, wMTU */
	struct sim_ntb in, out;
	uint16_t out_datagrams; /* wNtbOutMaxDatagrams */
};

/* A message that a modem that speaks QMI lacks; SIM_QMI_SERVICE: the service.
 */
struct sim_qmi_missing {
	uint8_t service;
	uint16_t message;
};
#define SIM_QMI_MISSING 64u
#define SIM_QMI_SERVICE 0xffffu
#define SIM_QMI_ALSO	48u

/* Of a modem that speaks QMI. */
struct sim_qmi_config {
	uint8_t clients; /* ids that each service has */
	bool umts;	 /* it uses UMTS, not LTE */
	/* Link layers and aggregations as bits 1 << the number of wda (1:
	 * 802.3, 2: raw IP; 0: none, 5: QMAP, 8: v4, 9: v5); the link at
	 * power-up. */
	uint8_t links, link;
	uint16_t aggregations;
	uint32_t down_size, down_datagrams, up_size, up_datagrams; /* at most */
	uint32_t n_without;
	struct sim_qmi_missing without[SIM_QMI_MISSING];
	uint32_t n_also;
	uint8_t also[SIM_QMI_ALSO]; /* services with clients and no message */
};

/* What the modem is and how it behaves; sim_config_default fills it. */
struct sim_config {
	bool speaks_qmi; /* or MBIM */
	struct sim_qmi_config qmi;
	char manufacturer[32], model[31], firmware[31];
	uint16_t vendor, product;
	uint16_t max_control; /* wMaxControlMessage */
	uint16_t ex_version;  /* highest MBIMEx version; 0x0300: 3.0 */
	uint8_t max_sessions;
	uint8_t max_dss; /* sessions of the echo service; 0: there is none */
	uint8_t max_outstanding;
	bool ntb32;
	bool no_union; /* descriptors without the CDC Union */
	bool nr;       /* 5G, for hosts of MBIMEx 2 and above */
	bool auto_attach;
	bool radio_off; /* at power-up */
	bool sim_inserted;
	bool no_profile; /* it is an eSIM, and nothing is on it */
	char imei[16], imsi[16], iccid[24], number[24];
	char pin[12], puk[12];	  /* empty pin: the SIM is not locked */
	struct sim_stored stored; /* on the card in the first slot */
	uint32_t pin_attempts, puk_attempts;
	/* Without a length of the MNC it is that of the operator's number. */
	struct sim_usim usim;
	uint8_t slots; /* for SIM cards: 1 or 2; the first is in use */
	struct sim_card other_card;
	bool pin2_locked; /* report PIN2 as the locked one after PIN1 */
	struct sim_operator operator_; /* whom it registers with */
	uint32_t n_others;
	struct sim_operator other[SIM_OTHERS]; /* visible besides */
	uint32_t n_cells;
	struct sim_cell cell[SIM_CELLS]; /* it camps on the first */
	uint32_t n_strengths;
	struct sim_strength strength[SIM_STRENGTHS]; /* ascending */
	uint32_t strength_every_ms; /* it begins again; 0: never */
	struct sim_clock clock;
	bool deny_registration;
	uint32_t deny_cause;	/* NwError */
	char apn[64];		/* empty: every APN is accepted */
	uint32_t attach_error;	/* NwError of each attach; 0: accepted */
	uint32_t connect_error; /* ... of each CONNECT */
	bool ipv4_only;		/* v4v6 is refused with NwError 50 */
	uint32_t n_ussd;
	struct sim_ussd_answer ussd[SIM_USSD_ANSWERS];
	uint8_t max_contexts; /* active at once; 0: any number */
	uint8_t left_active;  /* bit n: session n, of another program */
	bool no_ping, no_dns; /* the far side's host does not answer */
	uint32_t ipv4_mtu;
	uint32_t ipv4_prefix; /* 32: the gateway is off the link */
	bool new_addresses;   /* ... at each activation of a session */
	uint8_t modem;	      /* of several, from 0: for its addresses */
	/* 1: IP_CONFIGURATION has a link-local address only, and routers
	 * advertise the rest (RFC 4861) */
	uint32_t ipv6_advertised;
	uint32_t dhcp_lease_s; /* of the far side's server; 0: it has none */
	uint32_t rate_up, rate_down; /* bit/s of IP datagrams; 0: no limit */
	uint32_t delay_ms;	     /* before each answer */
	/* Until the SIM is initialised and until the network answers. */
	uint32_t sim_ms, register_ms, attach_ms, connect_ms;
	/* Until a message is delivered and its sender is told, until the
	 * network answers a code, and until it or the user gives up. */
	uint32_t report_ms, ussd_ms, ussd_wait_ms;
	uint16_t speed_mbit;   /* 480 or 5000 */
	uint8_t configuration; /* bConfigurationValue that holds MBIM: 1..4 */
	uint32_t quirks;       /* SIM_QUIRK_* */
	struct sim_usb_layout usb;
	struct sim_scenario scenario;
	struct sim_fuzz_limits fuzz;
	/* Bit n of [MBIM_SERVICE_*]: CID n (modulo 64) is offered; only if
	 * `restricted`. */
	bool restricted;
	uint64_t offered[SIM_CONFIG_SERVICES];
};

/* Behaviour of real modems that hosts have to live with. */
#define SIM_QUIRK_REOPEN_CLOSES	  0x01u	  /* OPEN while open: CLOSE_DONE */
#define SIM_QUIRK_NEEDS_NTB_INPUT 0x02u	  /* OPEN fails before SET_NTB_INPUT */
#define SIM_QUIRK_NDP_AT_END	  0x04u	  /* loses NTBs whose NDP is not last */
#define SIM_QUIRK_NEEDS_ZLP	  0x08u	  /* also behind a full NTB */
#define SIM_QUIRK_NTB_INPUT_8	  0x10u	  /* SET_NTB_INPUT_SIZE: 8 bytes only */
#define SIM_QUIRK_LATE_ANSWERS	  0x20u	  /* OPEN does not forget old answers */
#define SIM_QUIRK_FCC_LOCK	  0x40u	  /* radio off until QMI DMS 0x555f */
#define SIM_QUIRK_FOXCONN_LOCK	  0x80u	  /* ... until QMI DMS 0x5571 */
#define SIM_QUIRK_QUECTEL_LOCK	  0x100u  /* ... until its own RADIO_STATE */
#define SIM_QUIRK_LOCK_RESTART	  0x200u  /* opened for the next start */
#define SIM_QUIRK_FIRST_LOST	  0x400u  /* the first request of all */
#define SIM_QUIRK_NEEDS_DTR	  0x800u  /* it is mute without */
#define SIM_QUIRK_NEEDS_ENDPOINT  0x1000u /* wda: error 17 without one */
#define SIM_QUIRK_FORMAT_REFUSED  0x2000u /* or the modem's own is kept */
#define SIM_QUIRK_AUTOCONNECT	  0x4000u /* it makes a call by itself */
#define SIM_QUIRK_NO_EFFECT	  0x8000u /* a call that is up: error 26 */
#define SIM_QUIRK_PLAIN_REASONS	  0x10000u  /* no verbose end reasons */
#define SIM_QUIRK_EMPTY_SERVING	  0x20000u  /* serving system: all unknown */
#define SIM_QUIRK_EMPTY_SYSTEM	  0x40000u  /* system info: nothing in it */
#define SIM_QUIRK_WRONG_STATION	  0x80000u  /* frames are for nobody */
#define SIM_QUIRK_TOLD_ONCE	  0x100000u /* QMI: answers, to no later host */
#define SIM_QUIRK_SILENT_LOCK	  0x200000u /* ... takes "online" as done */
#define SIM_QUIRK_SMS_INDEX	  0x400000u /* of what is read: always 1 */
#define SIM_QUIRK_LOCKS \
	(SIM_QUIRK_FCC_LOCK | SIM_QUIRK_FOXCONN_LOCK | SIM_QUIRK_QUECTEL_LOCK)

/* A plain 4G modem with a SIM that is not locked. */
void sim_config_default(struct sim_config *c);
/* Copies what fits and ends with NUL. */
void sim_copy(char *to, size_t cap, const char *from);
/* What stands in text behind a word and a space, or NULL: it does not begin
 * so. */
const char *sim_behind(const char *text, const char *word);

#endif
