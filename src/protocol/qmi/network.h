/* What NAS says of the network that a modem is in, and what it is told of that:
 * for the manager's requests, and for who asks a modem beside it. Nothing here
 * knows who asked. */
#ifndef QMI_PROTOCOL_NETWORK_H
#define QMI_PROTOCOL_NETWORK_H

#include "core/facts.h"

/* The last answers and indications. */
struct qmi_serving {
	bool valid, registered_once;
	uint8_t registration, ps_attach;
	bool has_roaming, roaming;
	uint32_t lac, tac; /* ATT_TAC_UNKNOWN */
	uint64_t cell_id;  /* ATT_CELL_UNKNOWN */
};

struct qmi_system {
	bool valid, registered, limited, packet, roaming;
	uint32_t cause; /* of a rejection */
};

struct qmi_place {
	uint32_t data_class; /* MBIM_DATA_CLASS bits */
	char id[16], name[64];
};

/* What they say, all zero before the first. */
struct qmi_network {
	struct qmi_serving serving;
	struct qmi_system system;
	struct qmi_place place;
	uint32_t reject_cause;
	uint16_t rat_modes; /* preferred, qmi_nas_rat_mode_preference */
	struct att_signal_facts signal;
};

/* Keep what the TLVs of an answer that is a success, or of an indication, say.
 * 0, or ATT_E_LENGTH: these are no TLVs. */
int qmi_network_serving(struct qmi_network *n, struct att_bytes tlvs);
int qmi_network_serving_news(struct qmi_network *n, struct att_bytes tlvs);
int qmi_network_system(struct qmi_network *n, struct att_bytes tlvs);
int qmi_network_system_news(struct qmi_network *n, struct att_bytes tlvs);
int qmi_network_reject(struct qmi_network *n, struct att_bytes tlvs);
/* The preferred kinds of radio; where they are not told, 0. */
int qmi_network_preference(struct qmi_network *n, struct att_bytes tlvs);
/* The signal of get_signal_info, or of get_signal_strength; what it had is
 * forgotten by any of the three. */
void qmi_network_no_signal(struct qmi_network *n);
int qmi_network_signal(struct qmi_network *n, struct att_bytes tlvs);
int qmi_network_strength(struct qmi_network *n, struct att_bytes tlvs);

/* What this means; false: nothing was heard that tells. */
bool qmi_network_registration(const struct qmi_network *n,
			      struct att_registration_facts *f);
bool qmi_network_packet(const struct qmi_network *n,
			struct att_packet_facts *f);
bool qmi_network_registered(const struct qmi_network *n);
/* The serving system alone tells registration and packet service: whatever the
 * system info said would change no fact. */
bool qmi_network_tells(const struct qmi_network *n);

#define QMI_NETWORK_ID 7
/* Digits of a network's id ("26201"), with a NUL: an MNC has three where that
 * is said, or where it needs them. Empty where one of the numbers has more than
 * three digits, which is no network (3GPP TS 24.008 10.5.1.3). */
void qmi_network_id(char *id, uint16_t mcc, uint16_t mnc, bool three);
/* 3GPP TS 27.007 8.5 of a strength in dBm: 0..31, ATT_SIGNAL_UNKNOWN. */
uint32_t qmi_network_rssi(int dbm);

/* The TLVs of initiate_network_register: with the network of this id (5 or 6
 * digits), or NULL: as the modem chooses. Their length; ATT_E_VALUE: that is no
 * id; ATT_E_ROOM. */
int qmi_network_put_register(const char *id, uint8_t *buf, size_t cap);
/* The TLVs of set_system_selection_preference for these kinds of radio, ATT_2G
 * and others. */
int qmi_network_put_access(uint32_t access, uint8_t *buf, size_t cap);

#endif
