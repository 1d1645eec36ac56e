/* NAS: the serving system, as both messages and their indications have it. */
#include "tools/simodem/qmi.h"

#include <assert.h>

static const struct sim_cell *cell_of(const struct sim_qmi *q)
{
	return sim_world_cell(q->world, q->state);
}

/* Also in place of the location area code. */
static uint16_t area(const struct sim_qmi *q)
{
	return (uint16_t)cell_of(q)->tac;
}

static bool roams(const struct sim_state *s)
{
	return s->registration == SIM_ROAMING || s->registration == SIM_PARTNER;
}

static uint8_t service_status(const struct sim_state *s)
{
	if (sim_registered(s))
		return QMI_NAS_SERVICE_STATUS_AVAILABLE;
	return s->registration == SIM_DENIED ? QMI_NAS_SERVICE_STATUS_LIMITED
					     : QMI_NAS_SERVICE_STATUS_NONE;
}

static uint8_t domain(const struct sim_state *s)
{
	if (!sim_registered(s))
		return QMI_NAS_NETWORK_SERVICE_DOMAIN_NONE;
	return s->packet == SIM_ATTACHED ? QMI_NAS_NETWORK_SERVICE_DOMAIN_CS_PS
					 : QMI_NAS_NETWORK_SERVICE_DOMAIN_CS;
}

/* --- serving system ---------------------------------------------------------
 */

/* What the TLVs point into is the caller's. */
struct lists {
	int8_t radio;
	uint8_t capability;
};

static uint8_t capability(uint8_t radio)
{
	return radio == QMI_NAS_RADIO_INTERFACE_UMTS
		       ? QMI_NAS_DATA_CAPABILITY_HSDPA
		       : QMI_NAS_DATA_CAPABILITY_LTE;
}

static struct qmi_nas_serving_system serving(const struct sim_qmi *q,
					     struct lists *room)
{
	const struct sim_state *s = q->state;
	bool in = sim_registered(s);

	room->radio =
		(int8_t)(in ? sim_qmi_radio(q) : QMI_NAS_RADIO_INTERFACE_NONE);
	room->capability = capability(sim_qmi_radio(q));
	return (struct qmi_nas_serving_system){
		.registration_state = sim_qmi_registration(s->registration),
		.cs_attach_state = in ? QMI_NAS_ATTACH_STATE_ATTACHED
				      : QMI_NAS_ATTACH_STATE_DETACHED,
		.ps_attach_state = s->packet == SIM_ATTACHED
					   ? QMI_NAS_ATTACH_STATE_ATTACHED
					   : QMI_NAS_ATTACH_STATE_DETACHED,
		.selected_network = QMI_NAS_NETWORK_TYPE_3GPP,
		.radio_interfaces = att_array_of(&room->radio, 1),
	};
}

static struct qmi_nas_current_plmn plmn(const struct sim_qmi *q)
{
	struct sim_qmi_plmn id = sim_qmi_plmn(q->config->operator_.id);

	return (struct qmi_nas_current_plmn){
		.mcc = id.mcc,
		.mnc = id.mnc,
		.description = att_str_utf8(q->config->operator_.name),
	};
}

static struct qmi_nas_mnc_pcs_digit_include_status digits(
	const struct sim_qmi *q)
{
	struct sim_qmi_plmn id = sim_qmi_plmn(q->config->operator_.id);

	return (struct qmi_nas_mnc_pcs_digit_include_status){
		.mcc = id.mcc, .mnc = id.mnc, .includes_pcs_digit = id.three};
}

static struct qmi_nas_detailed_service_status detail(const struct sim_qmi *q)
{
	return (struct qmi_nas_detailed_service_status){
		.status = service_status(q->state),
		.capability = domain(q->state),
	};
}

/* A firmware that fills only system info. */
static bool is_empty(const struct sim_qmi *q, uint32_t quirk)
{
	return (q->config->quirks & quirk) != 0;
}

uint16_t sim_nas_serving_system(struct sim_qmi *q, struct sim_qmi_call *c)
{
	bool in = sim_registered(q->state);
	struct lists room;
	struct qmi_nas_get_serving_system_resp r = {
		.has = {.serving_system = true,
			.roaming_indicator = in,
			.data_service_capability = in,
			.current_plmn = in,
			.lac_3gpp = in,
			.cid_3gpp = in,
			.detailed_service_status = true,
			.lte_tac = in && !q->config->qmi.umts,
			.mnc_pcs_digit_include_status = in},
		.serving_system = serving(q, &room),
		.roaming_indicator =
			roams(q->state) ? QMI_NAS_ROAMING_INDICATOR_STATUS_ON
					: QMI_NAS_ROAMING_INDICATOR_STATUS_OFF,
		.data_service_capability = att_array_of(&room.capability, 1),
		.current_plmn = plmn(q),
		.lac_3gpp = area(q),
		.cid_3gpp = cell_of(q)->id,
		.detailed_service_status = detail(q),
		.lte_tac = area(q),
		.mnc_pcs_digit_include_status = digits(q),
	};
	struct qmi_nas_get_serving_system_resp empty = {
		.has.serving_system = true,
		.serving_system = {.registration_state =
					   QMI_NAS_REGISTRATION_STATE_UNKNOWN},
	};

	if (is_empty(q, SIM_QUIRK_EMPTY_SERVING))
		r = empty;
	SIM_QMI_PUT(c, nas_get_serving_system, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

static void tell_serving(struct sim_qmi *q)
{
	bool in = sim_registered(q->state);
	struct lists room;
	struct qmi_nas_serving_system_ind ind = {
		.has = {.serving_system = true,
			.roaming_indicator = in,
			.data_service_capability = in,
			.current_plmn = in,
			.detailed_service_status = true,
			.mnc_pcs_digit_include_status = in},
		.serving_system = serving(q, &room),
		.roaming_indicator =
			roams(q->state) ? QMI_NAS_ROAMING_INDICATOR_STATUS_ON
					: QMI_NAS_ROAMING_INDICATOR_STATUS_OFF,
		.data_service_capability = att_array_of(&room.capability, 1),
		.current_plmn = plmn(q),
		.detailed_service_status = detail(q),
		.mnc_pcs_digit_include_status = digits(q),
	};
	uint8_t tlvs[128];
	int len = qmi_nas_serving_system_ind_encode(&ind, tlvs, sizeof(tlvs));

	assert(len > 0);
	if (is_empty(q, SIM_QUIRK_EMPTY_SERVING))
		return;
	sim_qmi_tell_all(q, QMI_SERVICE_NAS, SIM_TELL_SERVING,
			 QMI_NAS_SERVING_SYSTEM, tlvs, (size_t)len);
}

/* --- system info ------------------------------------------------------------
 */

static struct qmi_nas_lte_service_status lte_status(const struct sim_qmi *q)
{
	return (struct qmi_nas_lte_service_status){
		.service_status = service_status(q->state),
		.true_service_status = service_status(q->state),
		.preferred_data_path = sim_registered(q->state),
	};
}

static struct att_str text3(const char *s)
{
	return (struct att_str){
		.p = (const uint8_t *)s, .len = 3, .utf8 = true};
}

/* All radios have the same of these: LTE's stands for the others. An MNC of two
 * digits is filled up with ff. */
static struct qmi_nas_lte_system_info_v2 lte_info(const struct sim_qmi *q,
						  char *mnc)
{
	const struct sim_state *s = q->state;
	const char *id = q->config->operator_.id;
	bool in = sim_registered(s), denied = s->registration == SIM_DENIED;

	memset(mnc, 0xff, 3);
	memcpy(mnc, id + 3, id[5] != '\0' ? 3 : 2);
	return (struct qmi_nas_lte_system_info_v2){
		.domain_valid = true,
		.domain = domain(s),
		.service_capability_valid = true,
		.service_capability = domain(s),
		.roaming_status_valid = in,
		.roaming_status = roams(s) ? QMI_NAS_ROAMING_STATUS_ON
					   : QMI_NAS_ROAMING_STATUS_OFF,
		.forbidden_valid = in,
		.lac_valid = in,
		.lac = area(q),
		.cid_valid = in,
		.cid = cell_of(q)->id,
		.registration_reject_info_valid = denied,
		.registration_reject_domain =
			denied ? QMI_NAS_NETWORK_SERVICE_DOMAIN_CS_PS
			       : QMI_NAS_NETWORK_SERVICE_DOMAIN_NONE,
		.registration_reject_cause =
			(uint8_t)(denied ? s->registration_cause : 0),
		.network_id_valid = in || denied,
		.mcc = text3(id),
		.mnc = text3(mnc),
		.tac_valid = in,
		.tac = area(q),
	};
}

static struct qmi_nas_nr5g_system_info nr_info(
	const struct qmi_nas_lte_system_info_v2 *l)
{
	return (struct qmi_nas_nr5g_system_info){
		.domain_valid = l->domain_valid,
		.domain = l->domain,
		.service_capability_valid = l->service_capability_valid,
		.service_capability = l->service_capability,
		.roaming_status_valid = l->roaming_status_valid,
		.roaming_status = l->roaming_status,
		.forbidden_valid = l->forbidden_valid,
		.cid_valid = l->cid_valid,
		.cid = l->cid,
		.registration_reject_info_valid =
			l->registration_reject_info_valid,
		.registration_reject_domain = l->registration_reject_domain,
		.registration_reject_cause = l->registration_reject_cause,
		.network_id_valid = l->network_id_valid,
		.mcc = l->mcc,
		.mnc = l->mnc,
		.tac_valid = l->tac_valid,
		.tac = l->tac,
	};
}

/* LTE, and 5G of a modem that has it: the other one is without service. */
static struct qmi_nas_get_system_info_resp system_info(const struct sim_qmi *q,
						       char *mnc)
{
	bool nr = sim_qmi_radio(q) == QMI_NAS_RADIO_INTERFACE_5GNR,
	     in = sim_registered(q->state);
	bool known = in || q->state->registration == SIM_DENIED;
	struct qmi_nas_lte_service_status is = lte_status(q), none = {0};
	struct qmi_nas_get_system_info_resp r = {
		.has = {.lte_service_status = true,
			.lte_system_info_v2 = known && !nr,
			.nr5g_service_status_info = nr,
			.nr5g_system_info = known && nr},
		.lte_service_status = nr ? none : is,
		.lte_system_info_v2 = lte_info(q, mnc),
		.nr5g_service_status_info = {.service_status =
						     is.service_status,
					     .true_service_status =
						     is.true_service_status,
					     .preferred_data_path = in},
	};

	r.nr5g_system_info = nr_info(&r.lte_system_info_v2);
	if (is_empty(q, SIM_QUIRK_EMPTY_SYSTEM))
		memset(&r.has, 0, sizeof(r.has));
	return r;
}

uint16_t sim_nas_system_info(struct sim_qmi *q, struct sim_qmi_call *c)
{
	char mnc[3];
	struct qmi_nas_get_system_info_resp r = system_info(q, mnc);

	SIM_QMI_PUT(c, nas_get_system_info, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

static void tell_system(struct sim_qmi *q)
{
	char mnc[3];
	struct qmi_nas_get_system_info_resp r = system_info(q, mnc);
	struct qmi_nas_system_info_ind ind = {
		.has = {.lte_service_status = r.has.lte_service_status,
			.lte_system_info_v2 = r.has.lte_system_info_v2,
			.nr5g_service_status_info =
				r.has.nr5g_service_status_info,
			.nr5g_system_info = r.has.nr5g_system_info},
		.lte_service_status = r.lte_service_status,
		.lte_system_info_v2 = r.lte_system_info_v2,
		.nr5g_service_status_info = r.nr5g_service_status_info,
		.nr5g_system_info = r.nr5g_system_info,
	};
	uint8_t tlvs[256];
	int len = qmi_nas_system_info_ind_encode(&ind, tlvs, sizeof(tlvs));

	assert(len >= 0);
	sim_qmi_tell_all(q, QMI_SERVICE_NAS, SIM_TELL_SYSTEM,
			 QMI_NAS_SYSTEM_INFO, tlvs, (size_t)len);
}

static void tell_reject(struct sim_qmi *q, uint32_t cause)
{
	struct sim_qmi_plmn id = sim_qmi_plmn(q->config->operator_.id);
	struct qmi_nas_network_reject_ind ind = {
		.has = {.radio_interface = true,
			.service_domain = true,
			.reject_cause = true,
			.plmn = true},
		.radio_interface = sim_qmi_radio(q),
		.service_domain = QMI_NAS_NETWORK_SERVICE_DOMAIN_CS_PS,
		.reject_cause = (uint8_t)cause,
		.plmn = {.mcc = id.mcc,
			 .mnc = id.mnc,
			 .includes_pcs_digit = id.three},
	};
	uint8_t tlvs[64];
	int len = qmi_nas_network_reject_ind_encode(&ind, tlvs, sizeof(tlvs));

	assert(len > 0);
	sim_qmi_tell_all(q, QMI_SERVICE_NAS, SIM_TELL_REJECT,
			 QMI_NAS_NETWORK_REJECT, tlvs, (size_t)len);
}

void sim_nas_system_tell(struct sim_qmi *q)
{
	if (q->state->registration == SIM_DENIED)
		tell_reject(q, q->state->registration_cause);
	else if (q->state->packet == SIM_DETACHED && q->state->packet_cause)
		tell_reject(q, q->state->packet_cause);
	tell_serving(q);
	tell_system(q);
}
