/* Answers and indications of NAS: registration, packet service, signal. */
#include "protocol/qmi/state.h"

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
	bool has_system, has_roaming, has_plmn, has_digits, has_cell, has_tac;
	struct qmi_nas_serving_system system;
	uint8_t roaming;
	struct att_array capabilities;
	struct qmi_nas_current_plmn plmn;
	struct qmi_nas_mnc_pcs_digit_include_status digits;
	uint32_t cell;
	uint16_t tac;
};

#define SERVING(r)                                                             \
	.has_system = (r).has.serving_system,                                  \
	.has_roaming = (r).has.roaming_indicator,                              \
	.has_plmn = (r).has.current_plmn,                                      \
	.has_digits = (r).has.mnc_pcs_digit_include_status,                    \
	.has_cell = (r).has.cid_3gpp, .has_tac = (r).has.lte_tac,              \
	.system = (r).serving_system, .roaming = (r).roaming_indicator,        \
	.capabilities = (r).data_service_capability, .plmn = (r).current_plmn, \
	.digits = (r).mnc_pcs_digit_include_status, .cell = (r).cid_3gpp,      \
	.tac = (r).lte_tac

/* Where the modem does not tell whether it is 01 or 001, it is 01. */
static void put_plmn(char *id, size_t cap, const struct serving *v)
{
	const bool three =
		v->plmn.mnc > 99 ||
		(v->has_digits && v->digits.includes_pcs_digit &&
		 v->digits.mcc == v->plmn.mcc && v->digits.mnc == v->plmn.mnc);
	struct att_text t;

	att_text_init(&t, id, cap);
	att_text_pad(&t, v->plmn.mcc, 3);
	att_text_pad(&t, v->plmn.mnc, three ? 3 : 2);
}

static void keep_serving(struct qmi_known *k, const struct serving *v)
{
	struct qmi_serving *to = &k->serving;

	if (!v->has_system)
		return;
	to->valid = true;
	to->registration = v->system.registration_state;
	to->ps_attach = v->system.ps_attach_state;
	to->cell_id = v->has_cell ? v->cell : ATT_CELL_UNKNOWN;
	to->tac = v->has_tac ? v->tac : ATT_TAC_UNKNOWN;
	if (to->registration == QMI_NAS_REGISTRATION_STATE_REGISTERED) {
		to->registered_once = true;
		k->reject_cause = 0;
	}
	if (v->has_roaming) {
		to->has_roaming = true;
		to->roaming =
			v->roaming != QMI_NAS_ROAMING_INDICATOR_STATUS_OFF;
	}
	k->place.data_class =
		classes(&v->system.radio_interfaces, &v->capabilities);
	if (!v->has_plmn)
		return;
	put_plmn(k->place.id, sizeof(k->place.id), v);
	att_str_get(&v->plmn.description, k->place.name, sizeof(k->place.name));
}

int qmi_read_serving(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_nas_get_serving_system_resp r;
	int err = qmi_nas_get_serving_system_resp_decode(a->message->tlvs, &r);
	const struct serving v = {SERVING(r)};

	if (!err && !a->error)
		keep_serving(&s->known, &v);
	return err;
}

#define NEWS(about) (1u << (about))

/* A modem that is not registered is said to be detached, too, also when it only
 * changes the cell: that is no word of its own. */
static void note_place(struct qmi_state *s)
{
	s->news |= NEWS(ATT_ABOUT_REGISTRATION);
	if (qmi_registered(&s->known))
		s->news |= NEWS(ATT_ABOUT_PACKET);
}

int qmi_read_serving_news(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_nas_serving_system_ind r;
	int err = qmi_nas_serving_system_ind_decode(a->message->tlvs, &r);
	const struct serving v = {SERVING(r)};

	if (err)
		return err;
	keep_serving(&s->known, &v);
	note_place(s);
	return 0;
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
#define ADD_INFO(to, k, has, info)                                           \
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
			put_network_id(k, &(info).mcc, &(info).mnc);         \
	} while (0)

/* Digits; a MNC of two ends in 0xff. */
static void put_network_id(struct qmi_known *k, const struct att_str *mcc,
			   const struct att_str *mnc)
{
	struct att_text t;

	if (k->serving.valid && k->place.id[0])
		return; /* which tells it with a name */
	att_text_init(&t, k->place.id, sizeof(k->place.id));
	for (uint32_t i = 0; i < mcc->len; i++)
		if (mcc->p[i] >= '0' && mcc->p[i] <= '9')
			att_text_char(&t, (char)mcc->p[i]);
	for (uint32_t i = 0; i < mnc->len; i++)
		if (mnc->p[i] >= '0' && mnc->p[i] <= '9')
			att_text_char(&t, (char)mnc->p[i]);
}

#define KEEP_SYSTEM(k, r)                                                \
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
		ADD_INFO(&now, k, (r).has.gsm_system_info_v2,            \
			 (r).gsm_system_info_v2);                        \
		ADD_INFO(&now, k, (r).has.wcdma_system_info_v2,          \
			 (r).wcdma_system_info_v2);                      \
		ADD_INFO(&now, k, (r).has.lte_system_info_v2,            \
			 (r).lte_system_info_v2);                        \
		ADD_INFO(&now, k, (r).has.nr5g_system_info,              \
			 (r).nr5g_system_info);                          \
		(k)->system = now;                                       \
	} while (0)

int qmi_read_system(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_nas_get_system_info_resp r;
	int err = qmi_nas_get_system_info_resp_decode(a->message->tlvs, &r);

	if (!err && !a->error)
		KEEP_SYSTEM(&s->known, r);
	return err;
}

int qmi_read_system_news(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_nas_system_info_ind r;
	int err = qmi_nas_system_info_ind_decode(a->message->tlvs, &r);

	if (err)
		return err;
	KEEP_SYSTEM(&s->known, r);
	note_place(s);
	return 0;
}

/* --- rejections, preferences --------------------------------------------- */

int qmi_read_reject(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_nas_network_reject_ind r;
	int err = qmi_nas_network_reject_ind_decode(a->message->tlvs, &r);

	if (err)
		return err;
	s->known.reject_cause = r.has.reject_cause ? r.reject_cause : 0;
	s->news |= NEWS(ATT_ABOUT_PACKET);
	if (s->known.reject_cause && !qmi_registered(&s->known))
		s->news |= NEWS(ATT_ABOUT_REGISTRATION);
	return 0;
}

int qmi_read_preference(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_nas_get_system_selection_preference_resp r;
	int err = qmi_nas_get_system_selection_preference_resp_decode(
		a->message->tlvs, &r);

	s->lacks.rat_modes = a->error || err || !r.has.mode_preference;
	if (!s->lacks.rat_modes)
		s->known.rat_modes = r.mode_preference;
	return err;
}

/* --- signal -------------------------------------------------------------- */

/* 3GPP TS 27.007 8.5 */
static uint32_t rssi_of(int dbm)
{
	if (dbm >= 0 || dbm < -125)
		return ATT_SIGNAL_UNKNOWN;
	if (dbm <= -113)
		return 0;
	return dbm >= -51 ? 31 : (uint32_t)(dbm + 113) / 2;
}

static void forget_signal(struct att_signal_facts *f)
{
	*f = (struct att_signal_facts)ATT_SIGNAL_NONE;
}

static void better_rssi(struct att_signal_facts *f, bool has, int dbm)
{
	const uint32_t rssi = has ? rssi_of(dbm) : ATT_SIGNAL_UNKNOWN;

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

int qmi_read_signal(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_nas_get_signal_info_resp r;
	struct att_signal_facts *f = &s->known.signal;
	int err = qmi_nas_get_signal_info_resp_decode(a->message->tlvs, &r);

	forget_signal(f);
	s->lacks.signal_info |= a->error && qmi_lacking(a->error);
	if (err || a->error)
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

int qmi_read_strength(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_nas_get_signal_strength_resp r;
	int err = qmi_nas_get_signal_strength_resp_decode(a->message->tlvs, &r);

	forget_signal(&s->known.signal);
	if (!err && !a->error)
		better_rssi(&s->known.signal, r.has.signal_strength,
			    r.signal_strength.strength);
	return err;
}
