/* DMS: the card as modems without a UIM service have it. */
#include "tools/simodem/qmi.h"

#include <assert.h>

static bool card_answers(const struct sim_qmi *q)
{
	enum sim_card_state is = sim_world_card_state(q->world);

	return is != SIM_CARD_STATE_ABSENT && is != SIM_CARD_STATE_STARTING &&
	       is != SIM_CARD_STATE_NO_PROFILE;
}

static struct qmi_dms_pin1_status pin1(const struct sim_qmi *q)
{
	const struct sim_secret *s = &q->world->card[q->world->slot].pin1;

	return (struct qmi_dms_pin1_status){
		.current_status = sim_qmi_pin_state(s, card_answers(q)),
		.verify_retries_left = (uint8_t)s->attempts,
		.unblock_retries_left = (uint8_t)s->puk_attempts,
	};
}

uint16_t sim_dms_pin_status(struct sim_qmi *q, struct sim_qmi_call *c)
{
	const struct sim_secret *s = &q->world->card[q->world->slot].pin2;
	struct qmi_dms_uim_get_pin_status_resp r = {
		.has = {.pin1_status = true, .pin2_status = true},
		.pin1_status = pin1(q),
		.pin2_status = {.current_status = sim_qmi_pin_state(s, true),
				.verify_retries_left = (uint8_t)s->attempts,
				.unblock_retries_left =
					(uint8_t)s->puk_attempts},
	};

	if (sim_world_card_state(q->world) == SIM_CARD_STATE_ABSENT)
		return QMI_PROTOCOL_ERROR_NO_SIM;
	if (!card_answers(q))
		return QMI_PROTOCOL_ERROR_UIM_UNINITIALIZED;
	SIM_QMI_PUT(c, dms_uim_get_pin_status, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_dms_iccid(struct sim_qmi *q, struct sim_qmi_call *c)
{
	char iccid[SIM_CARD_TEXT];
	struct qmi_dms_uim_get_iccid_resp r = {.has.iccid = true};

	if (!card_answers(q))
		return QMI_PROTOCOL_ERROR_UIM_UNINITIALIZED;
	sim_uicc_iccid(&q->world->card[q->world->slot], iccid);
	r.iccid = att_str_utf8(iccid);
	SIM_QMI_PUT(c, dms_uim_get_iccid, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_dms_imsi(struct sim_qmi *q, struct sim_qmi_call *c)
{
	char imsi[SIM_CARD_TEXT];
	struct qmi_dms_uim_get_imsi_resp r = {.has.imsi = true};

	if (sim_world_card_state(q->world) != SIM_CARD_STATE_READY)
		return QMI_PROTOCOL_ERROR_UIM_UNINITIALIZED;
	sim_uicc_imsi(&q->world->card[q->world->slot], imsi);
	r.imsi = att_str_utf8(imsi);
	SIM_QMI_PUT(c, dms_uim_get_imsi, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

static uint8_t uim_state(const struct sim_qmi *q)
{
	switch (sim_world_card_state(q->world)) {
	case SIM_CARD_STATE_ABSENT:
		return QMI_DMS_UIM_STATE_NOT_PRESENT;
	case SIM_CARD_STATE_READY:
		return QMI_DMS_UIM_STATE_INITIALIZATION_COMPLETED;
	case SIM_CARD_STATE_BAD:
	case SIM_CARD_STATE_LOCKED:
		return QMI_DMS_UIM_STATE_LOCKED_OR_FAILED;
	case SIM_CARD_STATE_STARTING:
	case SIM_CARD_STATE_NO_PROFILE:
		break;
	}
	return QMI_DMS_UIM_STATE_UNKNOWN;
}

uint16_t sim_dms_uim_state(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_dms_uim_get_state_resp r = {
		.has.state = true,
		.state = uim_state(q),
	};

	SIM_QMI_PUT(c, dms_uim_get_state, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

static void tell(struct sim_qmi *q, const struct qmi_dms_event_report_ind *ind,
		 uint32_t event)
{
	uint8_t tlvs[32];
	int len = qmi_dms_event_report_ind_encode(ind, tlvs, sizeof(tlvs));

	assert(len > 0);
	sim_qmi_tell_all(q, QMI_SERVICE_DMS, event, QMI_DMS_EVENT_REPORT, tlvs,
			 (size_t)len);
}

void sim_dms_card_tell(struct sim_qmi *q)
{
	struct qmi_dms_event_report_ind pin = {
		.has.pin1_status = true,
		.pin1_status = pin1(q),
	};
	struct qmi_dms_event_report_ind uim = {
		.has.uim_state = true,
		.uim_state = uim_state(q),
	};

	tell(q, &pin, SIM_TELL_PIN);
	tell(q, &uim, SIM_TELL_UIM);
}
