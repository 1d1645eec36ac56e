/* UIM: cards and slots. */
#include "tools/simodem/qmi.h"

#include <assert.h>

#define NO_APPLICATION 0xffffu
#define USIM_AID_LEN   12u

/* ETSI TS 101 220 annex E: an application of 3GPP, USIM. */
static const uint8_t usim_aid[USIM_AID_LEN] = {
	0xa0, 0, 0, 0, 0x87, 0x10, 0x02, 0xff, 0x49, 0xff, 0x05, 0x89};

static uint8_t application_state(const struct sim_qmi *q)
{
	switch (sim_world_card_state(q->world)) {
	case SIM_CARD_STATE_READY:
		return QMI_UIM_CARD_APPLICATION_STATE_READY;
	case SIM_CARD_STATE_LOCKED:
		return q->world->card[q->world->slot].pin1.attempts > 0
			       ? QMI_UIM_CARD_APPLICATION_STATE_PIN1_OR_UPIN_PIN_REQUIRED
			       : QMI_UIM_CARD_APPLICATION_STATE_PUK1_OR_UPIN_PUK_REQUIRED;
	case SIM_CARD_STATE_BAD:
		return QMI_UIM_CARD_APPLICATION_STATE_PIN1_BLOCKED;
	case SIM_CARD_STATE_STARTING:
		return QMI_UIM_CARD_APPLICATION_STATE_DETECTED;
	case SIM_CARD_STATE_ABSENT:
	case SIM_CARD_STATE_NO_PROFILE:
		break;
	}
	return QMI_UIM_CARD_APPLICATION_STATE_UNKNOWN;
}

static struct qmi_uim_card_status_cards_applications application(
	const struct sim_qmi *q)
{
	const struct sim_secret *pin1 = &q->world->card[q->world->slot].pin1;
	const struct sim_secret *pin2 = &q->world->card[q->world->slot].pin2;
	bool ready = sim_world_card_state(q->world) != SIM_CARD_STATE_STARTING;

	return (struct qmi_uim_card_status_cards_applications){
		.type = QMI_UIM_CARD_APPLICATION_TYPE_USIM,
		.state = application_state(q),
		.personalization_state =
			QMI_UIM_CARD_APPLICATION_PERSONALIZATION_STATE_READY,
		.personalization_feature =
			QMI_UIM_CARD_APPLICATION_PERSONALIZATION_FEATURE_STATUS_UNKNOWN,
		.application_identifier_value =
			att_bytes_of(usim_aid, sizeof(usim_aid)),
		.pin1_state = sim_qmi_pin_state(pin1, ready),
		.pin1_retries = (uint8_t)pin1->attempts,
		.puk1_retries = (uint8_t)pin1->puk_attempts,
		.pin2_state = sim_qmi_pin_state(pin2, ready),
		.pin2_retries = (uint8_t)pin2->attempts,
		.puk2_retries = (uint8_t)pin2->puk_attempts,
	};
}

/* One card, of the slot in use. What points into the message is the caller's.
 */
struct cards {
	struct qmi_uim_card_status_cards card;
	struct qmi_uim_card_status_cards_applications application;
};

static struct qmi_uim_card_status status(const struct sim_qmi *q,
					 struct cards *room)
{
	enum sim_card_state is = sim_world_card_state(q->world);
	bool here = is != SIM_CARD_STATE_ABSENT;
	bool usable = here && is != SIM_CARD_STATE_NO_PROFILE;

	room->application = application(q);
	room->card = (struct qmi_uim_card_status_cards){
		.card_state = here ? QMI_UIM_CARD_STATE_PRESENT
				   : QMI_UIM_CARD_STATE_ABSENT,
		.upin_state = QMI_UIM_PIN_STATE_NOT_INITIALIZED,
		.applications = att_array_of(&room->application, usable),
	};
	return (struct qmi_uim_card_status){
		.index_gw_primary = usable ? 0 : NO_APPLICATION,
		.index_1x_primary = NO_APPLICATION,
		.index_gw_secondary = NO_APPLICATION,
		.index_1x_secondary = NO_APPLICATION,
		.cards = att_array_of(&room->card, 1),
	};
}

uint16_t sim_uim_card_status(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct cards room;
	struct qmi_uim_get_card_status_resp r = {
		.has.card_status = true,
		.card_status = status(q, &room),
	};

	SIM_QMI_PUT(c, uim_get_card_status, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

void sim_uim_card_tell(struct sim_qmi *q)
{
	struct cards room;
	struct qmi_uim_card_status_ind ind = {
		.has.card_status = true,
		.card_status = status(q, &room),
	};
	uint8_t tlvs[128];
	int len = qmi_uim_card_status_ind_encode(&ind, tlvs, sizeof(tlvs));

	assert(len > 0);
	sim_qmi_tell_all(q, QMI_SERVICE_UIM, SIM_TELL_CARD, QMI_UIM_CARD_STATUS,
			 tlvs, (size_t)len);
}

uint16_t sim_uim_register_events(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_uim_register_events_req r;
	struct qmi_uim_register_events_resp answer = {
		.has.event_registration_mask = true};
	const uint32_t cards = QMI_UIM_EVENT_REGISTRATION_FLAG_CARD_STATUS;
	const uint32_t slots =
		QMI_UIM_EVENT_REGISTRATION_FLAG_PHYSICAL_SLOT_STATUS;

	(void)q;
	if (!SIM_QMI_READ(c, uim_register_events, &r) ||
	    !r.has.event_registration_mask)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	answer.event_registration_mask =
		r.event_registration_mask & (cards | slots);
	c->client->events =
		(r.event_registration_mask & cards ? SIM_TELL_CARD : 0u) |
		(r.event_registration_mask & slots ? SIM_TELL_SLOT : 0u);
	SIM_QMI_PUT(c, uim_register_events, &answer);
	return QMI_PROTOCOL_ERROR_NONE;
}

uint16_t sim_uim_reset(struct sim_qmi *q, struct sim_qmi_call *c)
{
	(void)q;
	c->client->events = 0;
	return QMI_PROTOCOL_ERROR_NONE;
}

/* --- slots ------------------------------------------------------------------
 */

struct slots {
	struct qmi_uim_physical_slot_status at[SIM_SLOTS];
	uint8_t iccid[SIM_SLOTS][10];
};

static struct att_array put_slots(const struct sim_qmi *q, struct slots *room)
{
	const struct sim_world *w = q->world;

	for (uint32_t i = 0; i < w->config.slots; i++) {
		bool used = i == w->slot;
		bool here = w->inserted[i];
		char iccid[SIM_CARD_TEXT];
		size_t len;

		sim_uicc_iccid(&w->card[i], iccid);
		len = here ? sim_qmi_digits(room->iccid[i], iccid) : 0;

		room->at[i] = (struct qmi_uim_physical_slot_status){
			.physical_card_status =
				here ? QMI_UIM_PHYSICAL_CARD_STATE_PRESENT
				     : QMI_UIM_PHYSICAL_CARD_STATE_ABSENT,
			.physical_slot_status =
				used ? QMI_UIM_SLOT_STATE_ACTIVE
				     : QMI_UIM_SLOT_STATE_INACTIVE,
			.logical_slot = used ? 1 : 0,
			.iccid = att_bytes_of(room->iccid[i], len),
		};
	}
	return att_array_of(room->at, w->config.slots);
}

/* A modem with one slot does not know the message. */
uint16_t sim_uim_slot_status(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct slots room;
	struct qmi_uim_get_slot_status_resp r = {
		.has.physical_slot_status = true,
		.physical_slot_status = put_slots(q, &room),
	};

	if (q->config->slots < 2)
		return QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND;
	SIM_QMI_PUT(c, uim_get_slot_status, &r);
	return QMI_PROTOCOL_ERROR_NONE;
}

void sim_uim_slot_tell(struct sim_qmi *q)
{
	struct slots room;
	struct qmi_uim_slot_status_ind ind = {
		.has.physical_slot_status = true,
		.physical_slot_status = put_slots(q, &room),
	};
	uint8_t tlvs[128];
	int len = qmi_uim_slot_status_ind_encode(&ind, tlvs, sizeof(tlvs));

	assert(len > 0);
	sim_qmi_tell_all(q, QMI_SERVICE_UIM, SIM_TELL_SLOT, QMI_UIM_SLOT_STATUS,
			 tlvs, (size_t)len);
}

uint16_t sim_uim_switch_slot(struct sim_qmi *q, struct sim_qmi_call *c)
{
	struct qmi_uim_switch_slot_req r;

	if (q->config->slots < 2)
		return QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND;
	if (!SIM_QMI_READ(c, uim_switch_slot, &r) || !r.has.physical_slot)
		return QMI_PROTOCOL_ERROR_MISSING_ARGUMENT;
	if (r.physical_slot < 1 || r.physical_slot > q->config->slots)
		return QMI_PROTOCOL_ERROR_INVALID_ARGUMENT;
	if (r.physical_slot - 1 == q->world->slot)
		return QMI_PROTOCOL_ERROR_NO_EFFECT;
	sim_world_use_slot(q->world, r.physical_slot - 1, c->now_ms);
	return QMI_PROTOCOL_ERROR_NONE;
}
