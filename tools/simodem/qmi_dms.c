/* DMS: what the modem is, and its operating mode. */
#include "tools/simodem/qmi.h"

#include <assert.h>

#include "wire/str.h"

#define RATE_LTE  50000000u
#define RATE_NR	  1000000000u
#define RATE_UMTS 5760000u

/* Text for an answer that is one; each has a struct of its own. */
#define PUT_TEXT(c, name, member, text)                \
	do {                                           \
		struct qmi_dms_##name##_resp r_ = {0}; \
		r_.has.member = true;                  \
		r_.member = att_str_utf8(text);        \
		SIM_QMI_PUT(c, dms_##name, &r_);       \
	} while (0)

uint16_t sim_dms_manufacturer(struct sim_qmi *q, struct sim_qmi_call *c)
{
	PUT_TEXT(c, get_manufacturer, manufacturer, q->config->manufacturer);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_dms_model(struct sim_qmi *q, struct sim_qmi_call *c)
{
	PUT_TEXT(c, get_model, model, q->config->model);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_dms_revision(struct sim_qmi *q, struct sim_qmi_call *c)
{
	PUT_TEXT(c, get_revision, revision, q->config->firmware);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_dms_hardware_revision(struct sim_qmi *q, struct sim_qmi_call *c)
{
	(void)q;
	PUT_TEXT(c, get_hardware_revision, revision, "10000");
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_dms_msisdn(struct sim_qmi *q, struct sim_qmi_call *c)
{
	char number[SIM_CARD_TEXT];

	if (sim_world_card_state(q->world) != SIM_CARD_STATE_READY)
		return QMI_PROTOCOL_ERROR_NOT_PROVISIONED;
	sim_uicc_number(&q->world->card[q->world->slot], number);
	PUT_TEXT(c, get_msisdn, msisdn, number);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* Without CDMA an ESN is "0". */
uint16_t sim_dms_ids(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_dms_get_ids_resp r = {
		.has = {.esn = true, .imei = true},
		.esn = ATT_STR("0"),
		.imei = att_str_utf8(q->config->imei),
	};

	SIM_QMI_PUT(c, dms_get_ids, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_dms_capabilities(struct sim_qmi *q, struct sim_qmi_call *c)
{
	static const uint8_t radios[] = {
		QMI_DMS_RADIO_INTERFACE_GSM, QMI_DMS_RADIO_INTERFACE_UMTS,
		QMI_DMS_RADIO_INTERFACE_LTE, QMI_DMS_RADIO_INTERFACE_5GNR};
	uint32_t rate = q->config->qmi.umts ? RATE_UMTS : RATE_LTE, n;
	struct qmi_dms_get_capabilities_resp r = {.has.info = true};

	if (q->config->nr)
		rate = RATE_NR;
	n = q->config->nr ? 4 : q->config->qmi.umts ? 2 : 3;
	r.info = (struct qmi_dms_info){
		.max_tx_channel_rate = rate,
		.max_rx_channel_rate = 2 * rate,
		.data_service_capability = QMI_DMS_DATA_SERVICE_CAPABILITY_PS,
		.sim_capability = QMI_DMS_SIM_CAPABILITY_SUPPORTED,
		.radio_interface_list = att_array_of(radios, n),
	};
	SIM_QMI_PUT(c, dms_get_capabilities, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_dms_power_state(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_dms_get_power_state_resp r = {
		.has.info = true,
		.info = {.power_state_flags =
				 QMI_DMS_POWER_STATE_EXTERNAL_SOURCE,
			 .battery_level = 100},
	};

	(void)q;
	SIM_QMI_PUT(c, dms_get_power_state, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* GSM 900 and 1800, WCDMA 2100 and 900; EUTRAN 1, 3, 7, 20. */
uint16_t sim_dms_band_capabilities(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_dms_get_band_capabilities_resp r = {
		.has = {.band_capability = true,
			.lte_band_capability = !q->config->qmi.umts},
		.band_capability = 0x0002000000400380u,
		.lte_band_capability = 0x80045u,
	};

	SIM_QMI_PUT(c, dms_get_band_capabilities, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* --- what a client wants to hear --------------------------------------------
 */

uint16_t sim_dms_set_event_report(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_dms_set_event_report_req r;

	(void)q;
	if (!SIM_QMI_READ(c, dms_set_event_report, &r))
		return QMI_PROTOCOL_ERROR_MALFORMED_MESSAGE;
	sim_client_want(c->client, r.has.operating_mode_reporting,
			r.operating_mode_reporting, SIM_TELL_MODE);
	sim_client_want(c->client, r.has.pin_state_reporting,
			r.pin_state_reporting, SIM_TELL_PIN);
	sim_client_want(c->client, r.has.uim_state_reporting,
			r.uim_state_reporting, SIM_TELL_UIM);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_dms_reset(struct sim_qmi *q, struct sim_qmi_call *c)
{
	(void)q;
	c->client->events = 0;
	return QMI_PROTOCOL_ERROR_NONE;
}

/* --- operating mode ---------------------------------------------------------
 */

void sim_dms_init(struct sim_qmi *q)
{
	q->mode = q->world->now.radio ? QMI_DMS_OPERATING_MODE_ONLINE
				      : QMI_DMS_OPERATING_MODE_LOW_POWER;
	q->mode_told = q->mode;
}

uint16_t sim_dms_get_mode(struct sim_qmi *q, struct sim_qmi_call *c)
{
	bool offline = q->mode == QMI_DMS_OPERATING_MODE_OFFLINE;
	struct qmi_dms_get_operating_mode_resp r = {
		.has = {.mode = true,
			.offline_reason = offline,
			.hardware_restricted_mode = true},
		.mode = q->mode,
	};

	SIM_QMI_PUT(c, dms_get_operating_mode, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* A lock keeps the radio off. */
static bool locked(const struct sim_qmi *q, uint8_t mode)
{
	return mode == QMI_DMS_OPERATING_MODE_ONLINE &&
	       !q->world->radio_unlocked;
}

/* From offline only a reset leads away. */
static uint16_t possible(const struct sim_qmi *q, uint8_t mode)
{
	if (mode > QMI_DMS_OPERATING_MODE_MODE_ONLY_LOW_POWER)
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	if (q->mode == QMI_DMS_OPERATING_MODE_OFFLINE &&
	    mode != QMI_DMS_OPERATING_MODE_RESET &&
	    mode != QMI_DMS_OPERATING_MODE_OFFLINE)
		return QMI_PROTOCOL_ERROR_INVALID_TRANSITION;
	if (locked(q, mode) && (q->config->quirks & SIM_QUIRK_SILENT_LOCK) == 0)
		return QMI_PROTOCOL_ERROR_INVALID_TRANSITION;
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_dms_set_mode(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_dms_set_operating_mode_req r;
	uint16_t error;

	if (!SIM_QMI_READ(c, dms_set_operating_mode, &r) || !r.has.mode)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	error = possible(q, r.mode);
	if (error != QMI_PROTOCOL_ERROR_NONE || locked(q, r.mode))
		return error;
	if (r.mode == q->mode)
		return (q->config->quirks & SIM_QUIRK_NO_EFFECT) != 0
			       ? QMI_PROTOCOL_ERROR_NO_EFFECT
			       : QMI_PROTOCOL_ERROR_NONE;
	if (r.mode == QMI_DMS_OPERATING_MODE_RESET ||
	    r.mode == QMI_DMS_OPERATING_MODE_SHUTTING_DOWN)
		sim_world_restart(q->world, c->now_ms);
	q->mode = r.mode;
	sim_world_radio(q->world, r.mode == QMI_DMS_OPERATING_MODE_ONLINE,
			c->now_ms);
	return QMI_PROTOCOL_ERROR_NONE;
}

void sim_dms_mode_tell(struct sim_qmi *q)
{
	struct qmi_dms_event_report_ind ind = {
		.has.operating_mode = true,
		.operating_mode = q->mode,
	};
	uint8_t tlvs[16];
	int len = qmi_dms_event_report_ind_encode(&ind, tlvs, sizeof(tlvs));

	assert(len > 0);
	if (q->mode_told == q->mode)
		return;
	q->mode_told = q->mode;
	sim_qmi_tell_all(q, QMI_SERVICE_DMS, SIM_TELL_MODE,
			 QMI_DMS_EVENT_REPORT, tlvs, (size_t)len);
}

void sim_dms_radio_changed(struct sim_qmi *q)
{
	bool online = q->mode == QMI_DMS_OPERATING_MODE_ONLINE;

	if (q->state->radio != online)
		q->mode = q->state->radio ? QMI_DMS_OPERATING_MODE_ONLINE
					  : QMI_DMS_OPERATING_MODE_LOW_POWER;
	sim_dms_mode_tell(q);
}

uint16_t sim_dms_fcc_lock(struct sim_qmi *q, struct sim_qmi_call *c)
{
	(void)c;
	if ((q->config->quirks & SIM_QUIRK_FCC_LOCK) == 0)
		return QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND;
	sim_world_unlock(q->world);
	return QMI_PROTOCOL_ERROR_NONE;
}

/* Of the first version, which has a single number: 0. */
uint16_t sim_dms_foxconn_lock(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_dms_foxconn_set_fcc_authentication_req r;

	if ((q->config->quirks & SIM_QUIRK_FOXCONN_LOCK) == 0)
		return QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND;
	if (!SIM_QMI_READ(c, dms_foxconn_set_fcc_authentication, &r) ||
	    !r.has.value || r.value != 0)
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	sim_world_unlock(q->world);
	return QMI_PROTOCOL_ERROR_NONE;
}
