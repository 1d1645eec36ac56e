/* NAS: what a client wants to hear, registration and attach by the host, signal
 * strength. */
#include "tools/simodem/qmi.h"

#include <assert.h>

#include "base/text.h"

#define RSRP_BELOW_RSSI 27 /* of 50 resource blocks */
#define RSRQ		(-9)
#define SNR		120 /* tenths of dB */

uint16_t sim_nas_register_indications(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_nas_register_indications_req r;

	(void)q;
	if (!SIM_QMI_READ(c, nas_register_indications, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	sim_client_want(c->client, r.has.serving_system_events,
			r.serving_system_events, SIM_TELL_SERVING);
	sim_client_want(c->client, r.has.system_info, r.system_info,
			SIM_TELL_SYSTEM);
	sim_client_want(c->client, r.has.signal_info, r.signal_info,
			SIM_TELL_SIGNAL);
	sim_client_want(
		c->client, r.has.network_reject_information,
		r.network_reject_information.enable_network_reject_indications,
		SIM_TELL_REJECT);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_nas_set_event_report(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_nas_set_event_report_req r;

	(void)q;
	if (!SIM_QMI_READ(c, nas_set_event_report, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	sim_client_want(c->client, r.has.signal_strength_indicator,
			r.signal_strength_indicator.report, SIM_TELL_STRENGTH);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_nas_reset(struct sim_qmi *q, struct sim_qmi_call *c)
{
	(void)q;
	c->client->events = 0;
	return QMI_PROTOCOL_ERROR_NONE;
}

/* --- registration and attach ------------------------------------------------
 */

void sim_nas_init(struct sim_qmi *q)
{
	q->selection = QMI_NAS_NETWORK_SELECTION_PREFERENCE_AUTOMATIC;
	q->rats = QMI_NAS_RAT_MODE_PREFERENCE_GSM |
		  QMI_NAS_RAT_MODE_PREFERENCE_UMTS;
	if (!q->config->qmi.umts)
		q->rats |= QMI_NAS_RAT_MODE_PREFERENCE_LTE;
	if (q->config->nr)
		q->rats |= QMI_NAS_RAT_MODE_PREFERENCE_5GNR;
}

/* An MNC of three digits is one where that is said, or where it has them. */
static enum sim_result take_manual(struct sim_qmi *q, uint16_t mcc,
				   uint16_t mnc, bool three, uint64_t now_ms)
{
	struct att_text t;
	char id[8];

	att_text_init(&t, id, sizeof(id));
	att_text_pad(&t, mcc % 1000u, 3);
	att_text_pad(&t, mnc % 1000u, three || mnc > 99 ? 3 : 2);
	return sim_world_register(q->world, id, now_ms);
}

/* What follows from it is told: the answer does not wait. */
uint16_t sim_nas_register(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_nas_initiate_network_register_req r;
	enum sim_result result;

	if (!SIM_QMI_READ(c, nas_initiate_network_register, &r) ||
	    !r.has.action)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (r.action == QMI_NAS_NETWORK_REGISTER_TYPE_AUTOMATIC) {
		result = sim_world_register(q->world, NULL, c->now_ms);
		q->selection = QMI_NAS_NETWORK_SELECTION_PREFERENCE_AUTOMATIC;
		return sim_qmi_error(result);
	}
	if (r.action != QMI_NAS_NETWORK_REGISTER_TYPE_MANUAL)
		return QMI_PROTOCOL_ERROR_INVALID_REGISTER_ACTION;
	if (!r.has.manual_registration_info_3gpp)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	result = take_manual(q, r.manual_registration_info_3gpp.mcc,
			     r.manual_registration_info_3gpp.mnc,
			     r.has.mnc_pcs_digit_include_status &&
				     r.mnc_pcs_digit_include_status != 0,
			     c->now_ms);
	if (result == SIM_DONE)
		q->selection = QMI_NAS_NETWORK_SELECTION_PREFERENCE_MANUAL;
	return sim_qmi_error(result);
}

uint16_t sim_nas_attach(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_nas_attach_detach_req r;
	bool attached = q->world->now.packet == SIM_ATTACHED, on;
	enum sim_result result;

	if (!SIM_QMI_READ(c, nas_attach_detach, &r) || !r.has.action)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (r.action != QMI_NAS_PS_ATTACH_ACTION_ATTACH &&
	    r.action != QMI_NAS_PS_ATTACH_ACTION_DETACH)
		return QMI_PROTOCOL_ERROR_INVALID_PS_ATTACH_ACTION;
	on = r.action == QMI_NAS_PS_ATTACH_ACTION_ATTACH;
	if (on == attached)
		return QMI_PROTOCOL_ERROR_NO_EFFECT;
	result = on ? sim_world_attach(q->world, c->now_ms)
		    : sim_world_detach(q->world);
	/* The network's refusal is told, not answered. */
	return result == SIM_REFUSED ? QMI_PROTOCOL_ERROR_NONE
				     : sim_qmi_error(result);
}

uint16_t sim_nas_get_preference(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct sim_qmi_plmn id = sim_qmi_plmn(q->config->operator_.id);
	struct qmi_nas_get_system_selection_preference_resp r = {
		.has = {.emergency_mode = true,
			.mode_preference = true,
			.roaming_preference = true,
			.network_selection_preference = true,
			.service_domain_preference = true,
			.manual_network_selection = q->world->manual},
		.mode_preference = q->rats,
		.roaming_preference = QMI_NAS_ROAMING_PREFERENCE_ANY,
		.network_selection_preference = q->selection,
		.service_domain_preference =
			QMI_NAS_SERVICE_DOMAIN_PREFERENCE_CS_PS,
		.manual_network_selection = {.mcc = id.mcc,
					     .mnc = id.mnc,
					     .includes_pcs_digit = id.three},
	};

	SIM_QMI_PUT(c, nas_get_system_selection_preference, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_nas_set_preference(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_nas_set_system_selection_preference_req r;
	enum sim_result result = SIM_DONE;
	bool manual;

	if (!SIM_QMI_READ(c, nas_set_system_selection_preference, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	if (r.has.lte_band_preference && r.has.extended_lte_band_preference)
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	if (r.has.mode_preference)
		q->rats = r.mode_preference;
	manual = r.network_selection_preference.mode ==
		 QMI_NAS_NETWORK_SELECTION_PREFERENCE_MANUAL;
	if (r.has.network_selection_preference && manual)
		result =
			take_manual(q, r.network_selection_preference.mcc,
				    r.network_selection_preference.mnc,
				    r.has.mnc_pcs_digit_include_status &&
					    r.mnc_pcs_digit_include_status != 0,
				    c->now_ms);
	else if (r.has.network_selection_preference)
		sim_world_register(q->world, NULL, c->now_ms);
	if (r.has.network_selection_preference && result == SIM_DONE)
		q->selection = r.network_selection_preference.mode;
	return sim_qmi_error(result);
}

/* --- signal -----------------------------------------------------------------
 */

uint16_t sim_nas_signal_strength(struct sim_qmi *q, struct sim_qmi_call *c)
{
	int8_t dbm = sim_qmi_dbm(q->state->rssi);
	uint8_t radio = sim_qmi_radio(q);
	const struct qmi_nas_rssi_list rssi = {
		.rssi = (uint8_t)-dbm, .radio_interface = (int8_t)radio};
	struct qmi_nas_get_signal_strength_req req;
	struct qmi_nas_get_signal_strength_resp r = {
		.has.signal_strength = true,
		.signal_strength = {.strength = dbm,
				    .radio_interface = (int8_t)radio},
		.rssi_list = att_array_of(&rssi, 1),
		.rsrq = {.rsrq = RSRQ, .radio_interface = (int8_t)radio},
		.lte_snr = SNR,
		.lte_rsrp = (int16_t)(dbm - RSRP_BELOW_RSSI),
	};
	uint16_t mask;

	if (!SIM_QMI_READ(c, nas_get_signal_strength, &req))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	if (!sim_registered(q->state))
		return QMI_PROTOCOL_ERROR_INFORMATION_UNAVAILABLE;
	mask = req.has.request_mask ? req.request_mask : 0;
	r.has.rssi_list = (mask & QMI_NAS_SIGNAL_STRENGTH_REQUEST_RSSI) != 0;
	if (radio == QMI_NAS_RADIO_INTERFACE_LTE) {
		r.has.rsrq = (mask & QMI_NAS_SIGNAL_STRENGTH_REQUEST_RSRQ) != 0;
		r.has.lte_snr =
			(mask & QMI_NAS_SIGNAL_STRENGTH_REQUEST_LTE_SNR) != 0;
		r.has.lte_rsrp =
			(mask & QMI_NAS_SIGNAL_STRENGTH_REQUEST_LTE_RSRP) != 0;
	}
	SIM_QMI_PUT(c, nas_get_signal_strength, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* Response and indication have the same TLVs. */
static struct qmi_nas_get_signal_info_resp signal_info(const struct sim_qmi *q)
{
	int8_t dbm = sim_qmi_dbm(q->state->rssi);
	uint8_t radio = sim_qmi_radio(q);

	return (struct qmi_nas_get_signal_info_resp){
		.has = {.wcdma_signal_strength =
				radio == QMI_NAS_RADIO_INTERFACE_UMTS,
			.lte_signal_strength =
				radio == QMI_NAS_RADIO_INTERFACE_LTE,
			.signal_strength_5g =
				radio == QMI_NAS_RADIO_INTERFACE_5GNR},
		.wcdma_signal_strength = {.rssi = dbm, .ecio = 12},
		.lte_signal_strength = {.rssi = dbm,
					.rsrq = RSRQ,
					.rsrp = (int16_t)(dbm -
							  RSRP_BELOW_RSSI),
					.snr = SNR},
		.signal_strength_5g = {.rsrp = (int16_t)(dbm - RSRP_BELOW_RSSI),
				       .snr = SNR},
	};
}

uint16_t sim_nas_signal_info(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_nas_get_signal_info_resp r = signal_info(q);

	if (!sim_registered(q->state))
		return QMI_PROTOCOL_ERROR_INFORMATION_UNAVAILABLE;
	SIM_QMI_PUT(c, nas_get_signal_info, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

static void tell_strength(struct sim_qmi *q)
{
	struct qmi_nas_event_report_ind ind = {
		.has.signal_strength = true,
		.signal_strength = {.strength = sim_qmi_dbm(q->state->rssi),
				    .radio_interface =
					    (int8_t)sim_qmi_radio(q)},
	};
	uint8_t tlvs[16];
	int len = qmi_nas_event_report_ind_encode(&ind, tlvs, sizeof(tlvs));

	assert(len > 0);
	sim_qmi_tell_all(q, QMI_SERVICE_NAS, SIM_TELL_STRENGTH,
			 QMI_NAS_EVENT_REPORT, tlvs, (size_t)len);
}

void sim_nas_signal_tell(struct sim_qmi *q)
{
	struct qmi_nas_get_signal_info_resp r = signal_info(q);
	uint8_t tlvs[64];
	int len = qmi_nas_get_signal_info_resp_encode(&r, tlvs, sizeof(tlvs));

	assert(len >= 0);
	if (!sim_registered(q->state))
		return;
	sim_qmi_tell_all(q, QMI_SERVICE_NAS, SIM_TELL_SIGNAL,
			 QMI_NAS_SIGNAL_INFO, tlvs, (size_t)len);
	tell_strength(q);
}
