/* Messages of NAS about the network, read and written. */
#include "protocol/qmi/network.h"

#include "base/errors.h"
#include "base/text.h"
#include "generated/qmi_messages.h"

/* MBIM 1.0 10.5.3, MBIMEx 2.0: what facts.h has for the kinds of radio. */
enum {
	CLASS_GPRS = 0x01,
	CLASS_EDGE = 0x02,
	CLASS_UMTS = 0x04,
	CLASS_HSDPA = 0x08,
	CLASS_HSUPA = 0x10,
	CLASS_LTE = 0x20,
	CLASS_5G_NSA = 0x40,
	CLASS_5G_SA = 0x80
};

/* --- serving system ------------------------------------------------------ */

static uint32_t class_of_radio(uint8_t radio)
{
	switch (radio) {
	case QMI_NAS_RADIO_INTERFACE_GSM:
		return CLASS_GPRS;
	case QMI_NAS_RADIO_INTERFACE_UMTS:
	case QMI_NAS_RADIO_INTERFACE_TD_SCDMA:
		return CLASS_UMTS;
	case QMI_NAS_RADIO_INTERFACE_LTE:
		return CLASS_LTE;
	case QMI_NAS_RADIO_INTERFACE_5GNR:
		return CLASS_5G_SA;
	}
	return 0;
}

static uint32_t class_of_capability(uint8_t capability)
{
	switch (capability) {
	case QMI_NAS_DATA_CAPABILITY_GPRS:
		return CLASS_GPRS;
	case QMI_NAS_DATA_CAPABILITY_EDGE:
		return CLASS_EDGE;
	case QMI_NAS_DATA_CAPABILITY_WCDMA:
		return CLASS_UMTS;
	case QMI_NAS_DATA_CAPABILITY_HSDPA:
	case QMI_NAS_DATA_CAPABILITY_HSDPA_PLUS:
	case QMI_NAS_DATA_CAPABILITY_DC_HSDPA_PLUS:
		return CLASS_HSDPA;
	case QMI_NAS_DATA_CAPABILITY_HSUPA:
		return CLASS_HSUPA;
	case QMI_NAS_DATA_CAPABILITY_LTE:
		return CLASS_LTE;
	}
	return 0;
}

/* NR beside LTE is anchored in it. */
static uint32_t classes(const struct att_array *radios,
			const struct att_array *capabilities)
{
	uint32_t all = 0;

	for (uint32_t i = 0; i < radios->count; i++)
		all |= class_of_radio(att_array_u8(radios, i));
	for (uint32_t i = 0; i < capabilities->count; i++)
		all |= class_of_capability(att_array_u8(capabilities, i));
	if ((all & CLASS_LTE) && (all & CLASS_5G_SA))
		all = (all & ~(uint32_t)CLASS_5G_SA) | CLASS_5G_NSA;
	return all;
}

/* What answer and indication have in common. */
struct serving {
	bool has_system, has_roaming, has_plmn, has_digits;
	bool has_lac, has_tac, has_cell;
	struct qmi_nas_serving_system system;
	uint8_t roaming;
	struct att_array capabilities;
	struct qmi_nas_current_plmn plmn;
	struct qmi_nas_mnc_pcs_digit_include_status digits;
	uint32_t cell;
	uint16_t lac, tac;
};

#define SERVING(r)                                                            \
	.has_system = (r).has.serving_system,                                 \
	.has_roaming = (r).has.roaming_indicator,                             \
	.has_plmn = (r).has.current_plmn,                                     \
	.has_digits = (r).has.mnc_pcs_digit_include_status,                   \
	.has_lac = (r).has.lac_3gpp, .has_tac = (r).has.lte_tac,              \
	.has_cell = (r).has.cid_3gpp, .lac = (r).lac_3gpp,                    \
	.system = (r).serving_system, .roaming = (r).roaming_indicator,       \
	.capabilities = (r).has.data_service_capability                       \
				? (r).data_service_capability                 \
				: (struct att_array){0},                      \
	.plmn = (r).current_plmn, .digits = (r).mnc_pcs_digit_include_status, \
	.cell = (r).cid_3gpp, .tac = (r).lte_tac

void qmi_network_id(char *id, uint16_t mcc, uint16_t mnc, bool three)
{
	struct att_text t;

	att_text_init(&t, id, QMI_NETWORK_ID);
	if (mcc > 999 || mnc > 999)
		return;
	att_text_pad(&t, mcc, 3);
	att_text_pad(&t, mnc, three || mnc > 99 ? 3 : 2);
}

/* Where the modem does not tell whether it is 01 or 001, it is 01. */
static void put_plmn(char *id, const struct serving *v)
{
	qmi_network_id(id, v->plmn.mcc, v->plmn.mnc,
		       v->has_digits && v->digits.includes_pcs_digit &&
			       v->digits.mcc == v->plmn.mcc &&
			       v->digits.mnc == v->plmn.mnc);
}

static void keep_serving(struct qmi_network *n, const struct serving *v)
{
	struct qmi_serving *to = &n->serving;

	if (!v->has_system)
		return;
	to->valid = true;
	to->registration = v->system.registration_state;
	to->ps_attach = v->system.ps_attach_state;
	to->cell_id = v->has_cell ? v->cell : ATT_CELL_UNKNOWN;
	to->lac = v->has_lac ? v->lac : ATT_TAC_UNKNOWN;
	to->tac = v->has_tac ? v->tac : ATT_TAC_UNKNOWN;
	if (to->registration == QMI_NAS_REGISTRATION_STATE_REGISTERED) {
		to->registered_once = true;
		n->reject_cause = 0;
	}
	if (v->has_roaming) {
		to->has_roaming = true;
		to->roaming =
			v->roaming != QMI_NAS_ROAMING_INDICATOR_STATUS_OFF;
	}
	n->place.data_class =
		classes(&v->system.radio_interfaces, &v->capabilities);
	if (!v->has_plmn)
		return;
	put_plmn(n->place.id, v);
	att_str_get(&v->plmn.description, n->place.name, sizeof(n->place.name));
}

int qmi_network_serving(struct qmi_network *n, struct att_bytes tlvs)
{
	struct qmi_nas_get_serving_system_resp r;
	int err = qmi_nas_get_serving_system_resp_decode(tlvs, &r);
	const struct serving v = {SERVING(r)};

	if (!err)
		keep_serving(n, &v);
	return err;
}

int qmi_network_serving_news(struct qmi_network *n, struct att_bytes tlvs)
{
	struct qmi_nas_serving_system_ind r;
	int err = qmi_nas_serving_system_ind_decode(tlvs, &r);
	const struct serving v = {SERVING(r)};

	if (!err)
		keep_serving(n, &v);
	return err;
}

/* --- system info --------------------------------------------------------- */

/* Of one kind of radio. */
static void add_status(struct qmi_system *to, bool has, uint8_t status)
{
	if (!has)
		return;
	to->valid = true;
	to->registered |= status == QMI_NAS_SERVICE_STATUS_AVAILABLE;
	to->limited |= status == QMI_NAS_SERVICE_STATUS_LIMITED ||
		       status == QMI_NAS_SERVICE_STATUS_LIMITED_REGIONAL;
}

static bool has_packet(uint8_t domain)
{
	return domain == QMI_NAS_NETWORK_SERVICE_DOMAIN_PS ||
	       domain == QMI_NAS_NETWORK_SERVICE_DOMAIN_CS_PS;
}

/* The members that the structs of all kinds of radio have. */
#define ADD_INFO(to, n, has, info)                                           \
	do {                                                                 \
		if (!(has))                                                  \
			break;                                               \
		(to)->packet |=                                              \
			(info).domain_valid && has_packet((info).domain);    \
		(to)->roaming |=                                             \
			(info).roaming_status_valid &&                       \
			(info).roaming_status != QMI_NAS_ROAMING_STATUS_OFF; \
		if ((info).registration_reject_info_valid &&                 \
		    (info).registration_reject_cause)                        \
			(to)->cause = (info).registration_reject_cause;      \
		if ((info).network_id_valid)                                 \
			put_network_id(n, &(info).mcc, &(info).mnc);         \
	} while (0)

/* Digits; a MNC of two ends in 0xff. */
static void put_network_id(struct qmi_network *n, const struct att_str *mcc,
			   const struct att_str *mnc)
{
	struct att_text t;

	if (n->serving.valid && n->place.id[0])
		return; /* which tells it with a name */
	att_text_init(&t, n->place.id, sizeof(n->place.id));
	for (uint32_t i = 0; i < mcc->len; i++)
		if (mcc->p[i] >= '0' && mcc->p[i] <= '9')
			att_text_char(&t, (char)mcc->p[i]);
	for (uint32_t i = 0; i < mnc->len; i++)
		if (mnc->p[i] >= '0' && mnc->p[i] <= '9')
			att_text_char(&t, (char)mnc->p[i]);
}

#define KEEP_SYSTEM(n, r)                                                \
	do {                                                             \
		struct qmi_system now = {0};                             \
		add_status(&now, (r).has.gsm_service_status,             \
			   (r).gsm_service_status.service_status);       \
		add_status(&now, (r).has.wcdma_service_status,           \
			   (r).wcdma_service_status.service_status);     \
		add_status(&now, (r).has.lte_service_status,             \
			   (r).lte_service_status.service_status);       \
		add_status(&now, (r).has.td_scdma_service_status,        \
			   (r).td_scdma_service_status.service_status);  \
		add_status(&now, (r).has.nr5g_service_status_info,       \
			   (r).nr5g_service_status_info.service_status); \
		ADD_INFO(&now, n, (r).has.gsm_system_info_v2,            \
			 (r).gsm_system_info_v2);                        \
		ADD_INFO(&now, n, (r).has.wcdma_system_info_v2,          \
			 (r).wcdma_system_info_v2);                      \
		ADD_INFO(&now, n, (r).has.lte_system_info_v2,            \
			 (r).lte_system_info_v2);                        \
		ADD_INFO(&now, n, (r).has.nr5g_system_info,              \
			 (r).nr5g_system_info);                          \
		(n)->system = now;                                       \
	} while (0)

int qmi_network_system(struct qmi_network *n, struct att_bytes tlvs)
{
	struct qmi_nas_get_system_info_resp r;
	int err = qmi_nas_get_system_info_resp_decode(tlvs, &r);

	if (!err)
		KEEP_SYSTEM(n, r);
	return err;
}

int qmi_network_system_news(struct qmi_network *n, struct att_bytes tlvs)
{
	struct qmi_nas_system_info_ind r;
	int err = qmi_nas_system_info_ind_decode(tlvs, &r);

	if (!err)
		KEEP_SYSTEM(n, r);
	return err;
}

/* --- rejections, preferences --------------------------------------------- */

int qmi_network_reject(struct qmi_network *n, struct att_bytes tlvs)
{
	struct qmi_nas_network_reject_ind r;
	int err = qmi_nas_network_reject_ind_decode(tlvs, &r);

	if (!err)
		n->reject_cause = r.has.reject_cause ? r.reject_cause : 0;
	return err;
}

int qmi_network_preference(struct qmi_network *n, struct att_bytes tlvs)
{
	struct qmi_nas_get_system_selection_preference_resp r;
	int err = qmi_nas_get_system_selection_preference_resp_decode(tlvs, &r);

	n->rat_modes = err || !r.has.mode_preference ? 0 : r.mode_preference;
	return err;
}

/* --- signal -------------------------------------------------------------- */

/* 3GPP TS 27.007 8.5 */
uint32_t qmi_network_rssi(int dbm)
{
	if (dbm >= 0 || dbm < -125)
		return ATT_SIGNAL_UNKNOWN;
	if (dbm <= -113)
		return 0;
	return dbm >= -51 ? 31 : (uint32_t)(dbm + 113) / 2;
}

void qmi_network_no_signal(struct qmi_network *n)
{
	n->signal = (struct att_signal_facts)ATT_SIGNAL_NONE;
}

static void better_rssi(struct att_signal_facts *f, bool has, int dbm)
{
	const uint32_t rssi = has ? qmi_network_rssi(dbm) : ATT_SIGNAL_UNKNOWN;

	if (rssi != ATT_SIGNAL_UNKNOWN &&
	    (f->rssi == ATT_SIGNAL_UNKNOWN || rssi > f->rssi))
		f->rssi = rssi;
}

/* The SNR in steps of 0.1 dB; the lowest number is none. */
static void better_rsrp(struct att_signal_facts *f, bool has, int16_t rsrp,
			int16_t rsrq, int16_t snr)
{
	if (!has || rsrp >= 0 || rsrp < -160 ||
	    (f->rsrp_dbm != ATT_RSRP_UNKNOWN && rsrp <= f->rsrp_dbm))
		return;
	f->rsrp_dbm = rsrp;
	f->rsrq_db = rsrq < 0 && rsrq >= -43 ? rsrq : ATT_RSRQ_UNKNOWN;
	f->snr_db = snr < -500 || snr > 500 ? ATT_SNR_UNKNOWN : snr / 10;
}

int qmi_network_signal(struct qmi_network *n, struct att_bytes tlvs)
{
	struct qmi_nas_get_signal_info_resp r;
	struct att_signal_facts *f = &n->signal;
	int err = qmi_nas_get_signal_info_resp_decode(tlvs, &r);

	qmi_network_no_signal(n);
	if (err)
		return err;
	better_rssi(f, r.has.gsm_signal_strength, r.gsm_signal_strength);
	better_rssi(f, r.has.wcdma_signal_strength,
		    r.wcdma_signal_strength.rssi);
	better_rssi(f, r.has.lte_signal_strength, r.lte_signal_strength.rssi);
	better_rsrp(f, r.has.lte_signal_strength, r.lte_signal_strength.rsrp,
		    r.lte_signal_strength.rsrq, r.lte_signal_strength.snr);
	better_rsrp(f, r.has.signal_strength_5g, r.signal_strength_5g.rsrp,
		    r.has.signal_strength_5g_extended
			    ? r.signal_strength_5g_extended
			    : ATT_RSRQ_UNKNOWN,
		    r.signal_strength_5g.snr);
	return 0;
}

int qmi_network_strength(struct qmi_network *n, struct att_bytes tlvs)
{
	struct qmi_nas_get_signal_strength_resp r;
	int err = qmi_nas_get_signal_strength_resp_decode(tlvs, &r);

	qmi_network_no_signal(n);
	if (!err)
		better_rssi(&n->signal, r.has.signal_strength,
			    r.signal_strength.strength);
	return err;
}

/* --- registration -------------------------------------------------------- */

/* Some firmware fills in the system info alone; where the serving system has
 * once said that it is registered, its word counts. */
bool qmi_network_registered(const struct qmi_network *n)
{
	const bool serving = n->serving.valid &&
			     n->serving.registration ==
				     QMI_NAS_REGISTRATION_STATE_REGISTERED;

	return serving || (!n->serving.registered_once && n->system.registered);
}

static bool roams(const struct qmi_network *n)
{
	return n->serving.has_roaming ? n->serving.roaming : n->system.roaming;
}

static enum att_registration unregistered(const struct qmi_network *n)
{
	if (!n->serving.valid)
		return ATT_REGISTRATION_SEARCHING;
	switch (n->serving.registration) {
	case QMI_NAS_REGISTRATION_STATE_NOT_REGISTERED:
		return ATT_REGISTRATION_NONE;
	case QMI_NAS_REGISTRATION_STATE_NOT_REGISTERED_SEARCHING:
		return ATT_REGISTRATION_SEARCHING;
	case QMI_NAS_REGISTRATION_STATE_REGISTRATION_DENIED:
		return ATT_REGISTRATION_DENIED;
	}
	return ATT_REGISTRATION_UNKNOWN;
}

static uint32_t access_of(uint16_t modes)
{
	uint32_t access = 0;

	if (modes & QMI_NAS_RAT_MODE_PREFERENCE_GSM)
		access |= ATT_2G;
	if (modes & (QMI_NAS_RAT_MODE_PREFERENCE_UMTS |
		     QMI_NAS_RAT_MODE_PREFERENCE_TD_SCDMA))
		access |= ATT_3G;
	if (modes & QMI_NAS_RAT_MODE_PREFERENCE_LTE)
		access |= ATT_4G;
	if (modes & QMI_NAS_RAT_MODE_PREFERENCE_5GNR)
		access |= ATT_5G;
	return access;
}

bool qmi_network_registration(const struct qmi_network *n,
			      struct att_registration_facts *f)
{
	if (!n->serving.valid && !n->system.valid)
		return false;
	f->access = access_of(n->rat_modes);
	if (!qmi_network_registered(n)) {
		f->state = unregistered(n);
		f->cause = n->reject_cause ? n->reject_cause : n->system.cause;
		return true;
	}
	f->state = roams(n) ? ATT_REGISTRATION_ROAMING : ATT_REGISTRATION_HOME;
	memcpy(f->provider_id, n->place.id, sizeof(f->provider_id));
	memcpy(f->provider, n->place.name, sizeof(f->provider));
	return true;
}

_Static_assert(
	sizeof(((struct qmi_place *)0)->id) ==
			sizeof(((struct att_registration_facts *)0)
				       ->provider_id) &&
		sizeof(((struct qmi_place *)0)->name) ==
			sizeof(((struct att_registration_facts *)0)->provider),
	"names of providers have the same room");

static bool attached(const struct qmi_network *n)
{
	if (!qmi_network_registered(n))
		return false;
	if (n->serving.valid &&
	    n->serving.ps_attach != QMI_NAS_ATTACH_STATE_UNKNOWN)
		return n->serving.ps_attach == QMI_NAS_ATTACH_STATE_ATTACHED;
	return n->system.packet;
}

/* Only what is asked for above. */
bool qmi_network_tells(const struct qmi_network *n)
{
	const struct qmi_serving *serving = &n->serving;

	return serving->valid &&
	       serving->registration == QMI_NAS_REGISTRATION_STATE_REGISTERED &&
	       serving->ps_attach != QMI_NAS_ATTACH_STATE_UNKNOWN &&
	       serving->has_roaming && n->place.id[0];
}

bool qmi_network_packet(const struct qmi_network *n, struct att_packet_facts *f)
{
	if (!n->serving.valid && !n->system.valid)
		return false;
	*f = (struct att_packet_facts){
		.state =
			attached(n) ? ATT_PACKET_ATTACHED : ATT_PACKET_DETACHED,
		.data_class = n->place.data_class,
		.cause = attached(n) ? 0 : n->reject_cause,
	};
	return true;
}

/* --- requests ------------------------------------------------------------ */

static uint16_t rat_modes(uint32_t access)
{
	uint16_t modes = 0;

	if (access & ATT_2G)
		modes |= QMI_NAS_RAT_MODE_PREFERENCE_GSM;
	if (access & ATT_3G)
		modes |= QMI_NAS_RAT_MODE_PREFERENCE_UMTS;
	if (access & ATT_4G)
		modes |= QMI_NAS_RAT_MODE_PREFERENCE_LTE;
	if (access & ATT_5G)
		modes |= QMI_NAS_RAT_MODE_PREFERENCE_5GNR;
	return modes;
}

int qmi_network_put_access(uint32_t access, uint8_t *buf, size_t cap)
{
	const struct qmi_nas_set_system_selection_preference_req req = {
		.has.mode_preference = true,
		.has.change_duration = true,
		.mode_preference = rat_modes(access),
		.change_duration = QMI_NAS_CHANGE_DURATION_PERMANENT,
	};

	return qmi_nas_set_system_selection_preference_req_encode(&req, buf,
								  cap);
}

/* Up to `n` digits of text, which ends where they end. */
static uint16_t digits(const char *text, unsigned n)
{
	unsigned value = 0;

	for (; n && *text >= '0' && *text <= '9'; n--)
		value = value * 10 + (unsigned)(*text++ - '0');
	return (uint16_t)value;
}

/* How many digits a text has, which is nothing else; or 0. */
static size_t count(const char *text)
{
	size_t n = 0;

	while (text[n] >= '0' && text[n] <= '9')
		n++;
	return text[n] ? 0 : n;
}

/* 01 is not 001: who does not say so registers elsewhere. */
int qmi_network_put_register(const char *wanted, uint8_t *buf, size_t cap)
{
	const bool manual = wanted != NULL;
	const char *id = manual ? wanted : "";
	const size_t len = count(id);
	const bool known = len == 5 || len == 6;
	const struct qmi_nas_initiate_network_register_req req = {
		.has.action = true,
		.has.manual_registration_info_3gpp = manual,
		.has.mnc_pcs_digit_include_status = manual,
		.action = manual ? QMI_NAS_NETWORK_REGISTER_TYPE_MANUAL
				 : QMI_NAS_NETWORK_REGISTER_TYPE_AUTOMATIC,
		.manual_registration_info_3gpp.mcc = digits(id, 3),
		.manual_registration_info_3gpp.mnc =
			known ? digits(id + 3, 3) : 0,
		.manual_registration_info_3gpp.radio_interface = -1,
		.mnc_pcs_digit_include_status = len == 6,
	};

	if (manual && !known)
		return ATT_E_VALUE;
	return qmi_nas_initiate_network_register_req_encode(&req, buf, cap);
}
