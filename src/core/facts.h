/* What a modem is found to be, in words of no protocol: numbers of 3GPP where
 * it has some, else small enums. A protocol fills these in, the policy reads
 * them. */
#ifndef ATT_CORE_FACTS_H
#define ATT_CORE_FACTS_H

#include "base/bytes.h"
#include "wire/address.h"

#define ATT_SIM_ID	   24 /* bytes of an ICCID as text */
#define ATT_CORE_ADDRESSES 4  /* of each kind that one session can have */

/* What facts are about; an answer must be about what was asked. */
enum att_subject {
	ATT_ABOUT_ANY, /* the modem does not say */
	ATT_ABOUT_RADIO,
	ATT_ABOUT_UNLOCK,
	ATT_ABOUT_SIM,
	ATT_ABOUT_LOCK,
	ATT_ABOUT_REGISTRATION,
	ATT_ABOUT_PACKET,
	ATT_ABOUT_SESSION,
	ATT_ABOUT_ADDRESSES,
	ATT_ABOUT_EVENTS,
	ATT_ABOUT_DEVICE,
	ATT_ABOUT_SIGNAL,
	ATT_ABOUT_STREAM,
	ATT_ABOUT_CARD,
	ATT_ABOUT_RAW,
	ATT_ABOUT_RESTART,
	ATT_ABOUT_SLOT,
	ATT_ABOUT_BEARER,
	ATT_ABOUT_OWN = 256 /* from here on: the protocol's own */
};

/* A cause is the network's own number: 3GPP TS 24.008 10.5.5.14 (GMM) and
 * 10.5.6.6 (SM), 24.301 9.9.3.9 (EMM) and 9.9.4.4 (ESM), which agree where they
 * overlap. 0: none. These decide something: */
enum att_cause {
	ATT_CAUSE_GPRS_NOT_ALLOWED = 7,
	ATT_CAUSE_GPRS_AND_NON_GPRS_NOT_ALLOWED = 8,
	ATT_CAUSE_MISSING_OR_UNKNOWN_APN = 27,
	ATT_CAUSE_UNKNOWN_PDP_TYPE = 28,
	ATT_CAUSE_USER_AUTHENTICATION_FAILED = 29,
	ATT_CAUSE_SERVICE_OPTION_NOT_SUBSCRIBED = 33,
	ATT_CAUSE_IPV4_ONLY_ALLOWED = 50,
	ATT_CAUSE_IPV6_ONLY_ALLOWED = 51
};

enum att_radio {
	ATT_RADIO_ON,
	ATT_RADIO_OFF,	   /* by software: may be told to go on */
	ATT_RADIO_SWITCHED /* off by a switch of the hardware */
};

/* The lock that keeps the radio of a modem off until its host has proved to be
 * the laptop that it was sold in ("FCC lock"), by what opens it. Most are shut
 * again at each power-up. */
enum att_fcc_lock {
	ATT_FCC_NONE,
	ATT_FCC_SIERRA,	 /* QMI DMS "set FCC authentication" */
	ATT_FCC_FOXCONN, /* QMI DMS, Foxconn's own message of that name */
	ATT_FCC_QUECTEL, /* Quectel's own radio state */
	ATT_FCC_SECRET	 /* an answer that only the maker can compute */
};

enum att_sim {
	ATT_SIM_READY,
	ATT_SIM_LOCKED,
	ATT_SIM_STARTING,
	ATT_SIM_ABSENT,
	ATT_SIM_NO_PROFILE, /* an eSIM with nothing in it */
	ATT_SIM_BAD	    /* faulty, or not activated */
};

enum att_lock {
	ATT_LOCK_NONE, /* or one that does not keep the SIM from its use: PIN2
			*/
	ATT_LOCK_PIN,
	ATT_LOCK_PUK,
	ATT_LOCK_OTHER /* of the device or the network: not the SIM's PIN */
};

/* Values as in MBIM_REGISTER_STATE (MBIM 1.0 10.5.9); any other is the modem's
 * own, and means that it is not registered. */
enum att_registration {
	ATT_REGISTRATION_UNKNOWN,
	ATT_REGISTRATION_NONE,
	ATT_REGISTRATION_SEARCHING,
	ATT_REGISTRATION_HOME,
	ATT_REGISTRATION_ROAMING,
	ATT_REGISTRATION_PARTNER,
	ATT_REGISTRATION_DENIED
};

enum att_packet {
	ATT_PACKET_DETACHED,
	ATT_PACKET_ATTACHING,
	ATT_PACKET_ATTACHED
};

enum att_activity {
	ATT_SESSION_INACTIVE, /* or unknown */
	ATT_SESSION_ACTIVATING,
	ATT_SESSION_ACTIVE,
	ATT_SESSION_DEACTIVATING
};

#define ATT_ATTEMPTS_UNKNOWN UINT32_MAX
#define ATT_SIGNAL_UNKNOWN   99u
#define ATT_RSRP_UNKNOWN     0
#define ATT_SNR_UNKNOWN	     INT32_MIN
#define ATT_RSRQ_UNKNOWN     0
#define ATT_CELL_UNKNOWN     UINT64_MAX
#define ATT_TAC_UNKNOWN	     UINT32_MAX

struct att_lock_facts {
	enum att_lock lock;
	uint32_t attempts; /* left; ATT_ATTEMPTS_UNKNOWN */
};

/* Generations of radio access, as bits. */
enum { ATT_2G = 1, ATT_3G = 2, ATT_4G = 4, ATT_5G = 8 };

struct att_registration_facts {
	enum att_registration state;
	bool automatic_attach; /* the modem attaches by itself */
	uint32_t access;       /* that it prefers: ATT_2G...; 0: not told */
	uint32_t cause;
	char provider_id[16], provider[64]; /* "26201"; UTF-8 */
};

struct att_packet_facts {
	enum att_packet state;
	uint32_t data_class; /* MBIM_DATA_CLASS bits (MBIM 1.0 10.5.3) */
	uint32_t cause;
};

struct att_session_facts {
	uint32_t session;
	enum att_activity state;
	bool known; /* false: the modem says that it does not know */
	uint32_t cause;
};

/* Addresses of one session, as the modem gave them. Where it gives none, the
 * link is to ask for them: MBIM 1.0 10.5.20. */
struct att_ip_config {
	uint32_t n_ipv4, n_ipv6, n_dns4, n_dns6;
	struct {
		struct att_ipv4 address;
		uint8_t prefix;
	} ipv4[ATT_CORE_ADDRESSES];
	struct {
		struct att_ipv6 address;
		uint8_t prefix;
	} ipv6[ATT_CORE_ADDRESSES];
	struct att_ipv4 dns4[ATT_CORE_ADDRESSES];
	struct att_ipv6 dns6[ATT_CORE_ADDRESSES];
	bool has_gateway4, has_gateway6;
	struct att_ipv4 gateway4;
	struct att_ipv6 gateway6;
	uint32_t mtu; /* bytes; 0: not given */
	bool dhcp4;   /* ask for IPv4 by DHCP (RFC 2131) */
	bool slaac6;  /* configure IPv6 by advertisements (RFC 4862) */
};

/* A network of IPv6. */
struct att_ipv6_prefix {
	struct att_ipv6 net; /* the bits behind the length are 0 */
	uint8_t length;	     /* 0: there is none */
};

struct att_addresses_facts {
	uint32_t session;
	struct att_ip_config ip;
};

/* Texts are UTF-8, cut where they are longer. */
struct att_device_facts {
	char id[40]; /* personal: the IMEI */
	char firmware[64], hardware[32];
	uint32_t max_sessions; /* 0: not given */
};

/* What of it the modem has: RSSI is of 2G to 4G, RSRP, RSRQ and SNR of LTE and
 * NR; which cell serves. */
struct att_signal_facts {
	uint32_t rssi;	  /* of 3GPP TS 27.007 8.5: 0..31, ATT_SIGNAL_UNKNOWN */
	int32_t rsrp_dbm; /* ATT_RSRP_UNKNOWN */
	int32_t rsrq_db;  /* ATT_RSRQ_UNKNOWN */
	int32_t snr_db;	  /* ATT_SNR_UNKNOWN */
	uint32_t tac;	  /* ATT_TAC_UNKNOWN */
	uint64_t cell_id; /* ATT_CELL_UNKNOWN */
};
/* Nothing is known. */
#define ATT_SIGNAL_NONE                                                    \
	{                                                                  \
		ATT_SIGNAL_UNKNOWN, ATT_RSRP_UNKNOWN, ATT_RSRQ_UNKNOWN,    \
			ATT_SNR_UNKNOWN, ATT_TAC_UNKNOWN, ATT_CELL_UNKNOWN \
	}

/* With what the modem attaches at home, as a partner's guest, and roaming. */
#define ATT_CORE_BEARERS 3
struct att_bearer_facts {
	uint32_t n;
	struct {
		char apn[101];
		/* Of the user name, in units of UTF-16 or bytes of UTF-8 */
		uint32_t user_len;
		bool user_utf8;
		uint32_t families, auth;
	} bearer[ATT_CORE_BEARERS];
};

struct att_card_facts {
	uint32_t slot; /* from 0 */
	bool present;
};

union att_facts {
	enum att_radio radio;
	enum att_fcc_lock fcc; /* the one that is shut */
	struct {
		enum att_sim sim;
		char sim_id[ATT_SIM_ID]; /* personal: the ICCID, "" if not told
					  */
	};
	uint32_t slot; /* in use, from 1 */
	struct att_card_facts card;
	struct att_bearer_facts bearer;
	struct att_lock_facts lock;
	struct att_registration_facts registration;
	struct att_packet_facts packet;
	struct att_session_facts session;
	struct att_addresses_facts addresses;
	struct att_device_facts device;
	struct att_signal_facts signal;
};

#endif
