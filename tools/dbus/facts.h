/* A modem as ModemManager's interface tells of it: plain values, compared byte
 * for byte with those that were told last. Numbers are ModemManager's. */
#ifndef ATTACHE_DBUS_FACTS_H
#define ATTACHE_DBUS_FACTS_H

#include "generated/cids.h"

enum mm_state {
	MM_STATE_FAILED = -1,
	MM_STATE_UNKNOWN = 0,
	MM_STATE_INITIALIZING = 1,
	MM_STATE_LOCKED = 2,
	MM_STATE_DISABLED = 3,
	MM_STATE_DISABLING = 4,
	MM_STATE_ENABLING = 5,
	MM_STATE_ENABLED = 6,
	MM_STATE_SEARCHING = 7,
	MM_STATE_REGISTERED = 8,
	MM_STATE_DISCONNECTING = 9,
	MM_STATE_CONNECTING = 10,
	MM_STATE_CONNECTED = 11
};

enum mm_failed { MM_FAILED_NONE, MM_FAILED_UNKNOWN, MM_FAILED_SIM_MISSING };

enum mm_lock {
	MM_LOCK_UNKNOWN = 0,
	MM_LOCK_NONE = 1,
	MM_LOCK_SIM_PIN = 2,
	MM_LOCK_SIM_PUK = 4
};

enum mm_ip_method { MM_IP_UNKNOWN = 0, MM_IP_STATIC = 2, MM_IP_DHCP = 3 };

enum mm_power { MM_POWER_UNKNOWN, MM_POWER_OFF, MM_POWER_LOW, MM_POWER_ON };

#define FACTS_TEXT 64
#define FACTS_NAME 32 /* of a modem, in attache's configuration */
#define FACTS_DNS  3

/* Addresses of one family; what is not known is empty. */
struct facts_ip {
	uint32_t method; /* enum mm_ip_method */
	char address[46], gateway[46], dns[FACTS_DNS][46];
	uint32_t prefix, mtu;
};

/* The state of an IP session. */
enum facts_session_state {
	FACTS_SESSION_NONE,
	FACTS_SESSION_BEGINS, /* or waits to be begun again: then `refused` */
	FACTS_SESSION_UP,
	FACTS_SESSION_ENDS
};

#define FACTS_SESSIONS 8

struct facts_ports {
	char net[FACTS_SESSIONS][16];
	/* attache's name of the modem, as its channel has none: the caller's.
	 */
	char control[FACTS_NAME];
	uint8_t qmi; /* that is spoken there, not MBIM */
};

struct facts_stats {
	uint64_t rx_bytes, tx_bytes; /* UINT64_MAX: not known */
	uint32_t up_s;
};

/* When the modem is to tell of the signal, as clients asked; 0: as it likes. */
struct facts_reports {
	uint32_t rate;	/* at least so often, in s */
	uint32_t rssi;	/* after a change of so many dB */
	uint8_t errors; /* whenever their rate has changed */
};

/* Of the serving cell, in dBm and dB; what is not known is ATT_*_UNKNOWN. */
struct facts_signal {
	int32_t rssi, rsrp, rsrq, snr;
	uint32_t access;
};

struct facts_locks {
	uint32_t lock;	   /* enum mm_lock */
	uint32_t attempts; /* UINT32_MAX: not known */
};

/* MMModemMode: what the modem can use, and what it may. */
struct facts_modes {
	uint32_t supported, allowed;
};

struct facts_slots {
	uint32_t n, used; /* used: from 1; 0: not known */
};

/* MMSimType, MMSimEsimStatus. */
struct facts_card {
	uint32_t type, esim;
};

/* Why a network does not let the modem in; error 0: it does. */
struct facts_rejection {
	uint32_t error; /* of 3GPP TS 24.008 */
	char operator_code[8], operator_name[FACTS_TEXT];
};

/* Where the modem is, as its network has it; UINT32_MAX: not known. */
struct facts_place {
	uint32_t lac, tac, cell;
	char operator_code[8];
};

/* PLMNs, each MCC and MNC, in the order in which the SIM prefers them. */
#define FACTS_PLMN	7
#define FACTS_PREFERRED 255

struct facts_ussd {
	uint32_t state; /* MMModem3gppUssdSessionState */
	char request[600], notification[600];
};

/* How it registers in 5G: MMModem3gppMicoMode, MMModem3gppDrxCycle; 0: not
 * known. */
struct facts_nr5g {
	uint32_t mico, drx;
};

struct facts_sar {
	uint8_t on;
	uint32_t level;
};

/* What is asked of a connection; ModemManager's numbers. */
struct facts_wish {
	char apn[101], user[256], password[256];
	uint32_t families, auth; /* MMBearerIpFamily, MMBearerAllowedAuth */
	uint8_t home_only;
};

/* The link of an IP session. */
struct facts_link {
	uint8_t connected;
	char net[16];
	struct facts_ip ip4, ip6;
	struct facts_stats stats;
};

struct facts {
	/* Those of STATUS. */
	uint8_t there; /* a modem is, and it may be asked */
	int32_t state; /* enum mm_state */
	uint32_t failed;
	struct facts_locks locks;
	uint32_t access, quality, registration, packet_service;
	struct facts_rejection rejection;
	struct facts_signal signal;
	struct facts_reports reports;
	struct facts_place place;
	uint32_t located; /* MMModemLocationSource that are asked for */
	uint8_t tells_place;
	char modem[FACTS_TEXT]; /* as attache calls its device */
	char device[FACTS_TEXT * 2], device_id[FACTS_TEXT];
	struct facts_ports ports;
	char operator_code[8], operator_name[FACTS_TEXT];
	uint32_t power;
	char sim_path[FACTS_TEXT];
	/* Of the modem's own answers. */
	char manufacturer[FACTS_TEXT], model[FACTS_TEXT], revision[FACTS_TEXT];
	char imei[20], number[24];
	char usb_ids[2][FACTS_TEXT]; /* as fwupd has them */
	char iccid[24], imsi[20], sim_operator[8],
		sim_operator_name[FACTS_TEXT];
	char preferred[FACTS_PREFERRED][FACTS_PLMN]; /* "": no more */
	uint32_t capabilities;			     /* MMModemCapability */
	struct facts_modes modes;
	struct facts_slots slots;
	struct facts_card card;
	uint32_t max_sessions;
	uint32_t facilities;   /* MMModem3gppFacility that are locked */
	struct facts_wish eps; /* for the initial bearer */
	char eps_path[FACTS_TEXT];
	struct facts_ussd ussd;
	struct facts_sar sar;
	struct facts_nr5g nr5g;
	/* The lists of bearers and of messages are kept elsewhere; these change
	 * when they do. */
	uint32_t bearers, messages;
};

/* Beside the facts: what became of a session. */
struct facts_session {
	enum facts_session_state state;
	uint8_t clients;    /* it is one that a client has made */
	uint8_t by_another; /* who sets its addresses as well */
	uint8_t refused;
	uint32_t cause, code; /* 3GPP's, the modem's */
	char problem[256];
	struct facts_link link;
};

/* And of the way to the network. */
struct facts_now {
	uint8_t denied, roaming_barred, searching, attached;
	uint32_t n;
	struct facts_session session[FACTS_SESSIONS];
	char problem[256];
};

/* What STATUS says, into f and now. */
void facts_of_status(struct facts *f, struct facts_now *now,
		     const struct mbim_attache_status_response *s);
/* One of its sessions. */
void facts_of_session(struct facts_session *now,
		      const struct mbim_attache_session *s);
/* Text of MBIM, cut between two letters: the bus takes no half ones. */
void facts_text(char *to, size_t cap, const struct att_str *s);
bool facts_is(const struct att_str *s, const char *word);
/* The place and the maker of the USB device that attache names so, and that the
 * configuration wants as `wanted`. */
void facts_of_device(struct facts *f, const char *wanted);
/* What the modem says of itself, and of its SIM. */
void facts_of_caps(struct facts *f,
		   const struct mbim_basic_connect_device_caps_response *r);
void facts_of_subscriber(struct facts *f, const struct att_str *imsi,
			 const struct att_str *iccid,
			 const struct att_array *numbers);
void facts_of_home(struct facts *f, const struct mbim_provider *home);
void facts_of_pins(struct facts *f,
		   const struct mbim_basic_connect_pin_list_response *r);
/* MBIM's numbers of REGISTRATION_PARAMETERS as ModemManager's, and back: what
 * is 0 there is left to the modem. */
void facts_of_nr5g(struct facts_nr5g *n, uint32_t mico_mode,
		   uint32_t drx_cycle);
/* UINT32_MAX: there is no such number. */
uint32_t facts_mico_mode(const struct facts_nr5g *n);
uint32_t facts_drx_cycle(const struct facts_nr5g *n);
/* The bits of data_class as MMModemAccessTechnology, and as MMModemMode; and
 * the bits of modes as those of data_class in an MBIMEx version. */
uint32_t facts_access(uint32_t data_class);
uint32_t facts_modes(uint32_t data_class);
uint32_t facts_data_class(uint32_t modes, uint16_t ex);

#endif
