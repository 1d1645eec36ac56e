/* See cids_card.h. */
#include "linux/cids_card.h"

bool att_cids_has_uim(const struct att_cids_asked *a)
{
	return a->heard[ATT_CIDS_CARD].len && !a->error[ATT_CIDS_CARD];
}

int att_cids_by_dms(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	(void)buf;
	(void)cap;
	return att_cids_has_uim(a) ? ATT_CIDS_SKIP : 0;
}

int att_cids_by_uim(const struct att_cids_asked *a, uint8_t *buf, size_t cap)
{
	(void)buf;
	(void)cap;
	return att_cids_has_uim(a) ? 0 : ATT_CIDS_SKIP;
}

static bool by_uim(struct att_bytes tlvs, struct qmi_card_seen *card)
{
	struct qmi_uim_get_card_status_resp r;

	if (qmi_uim_get_card_status_resp_decode(tlvs, &r) || !r.has.card_status)
		return false;
	qmi_card_read(&r.card_status, card);
	return true;
}

/* --- by DMS --------------------------------------------------------------- */

static enum att_sim sim_of_state(uint8_t state)
{
	switch (state) {
	case QMI_DMS_UIM_STATE_INITIALIZATION_COMPLETED:
		return ATT_SIM_READY;
	case QMI_DMS_UIM_STATE_LOCKED_OR_FAILED:
		return ATT_SIM_LOCKED;
	case QMI_DMS_UIM_STATE_NOT_PRESENT:
		return ATT_SIM_ABSENT;
	}
	return ATT_SIM_STARTING;
}

/* The state of PIN1 says more; its numbers are those of UIM. */
static enum att_sim sim_of_pin(uint8_t state)
{
	switch (state) {
	case QMI_UIM_PIN_STATE_ENABLED_NOT_VERIFIED:
	case QMI_UIM_PIN_STATE_BLOCKED:
	case QMI_UIM_PIN_STATE_PERMANENTLY_BLOCKED:
		return ATT_SIM_LOCKED;
	case QMI_UIM_PIN_STATE_NOT_INITIALIZED:
		return ATT_SIM_STARTING;
	}
	return ATT_SIM_READY;
}

static void take_pins(const struct qmi_dms_uim_get_pin_status_resp *r,
		      struct qmi_card_seen *card)
{
	card->has_pins = true;
	card->pin_id = QMI_UIM_PIN_ID_PIN1;
	card->pin1 = (struct qmi_pin){r->pin1_status.current_status,
				      r->pin1_status.verify_retries_left,
				      r->pin1_status.unblock_retries_left};
	if (r->has.pin2_status)
		card->pin2 =
			(struct qmi_pin){r->pin2_status.current_status,
					 r->pin2_status.verify_retries_left,
					 r->pin2_status.unblock_retries_left};
	card->sim = sim_of_pin(card->pin1.state);
}

static bool by_dms(const struct att_cids_asked *a, struct qmi_card_seen *card)
{
	struct qmi_dms_uim_get_pin_status_resp pins;
	struct qmi_dms_uim_get_state_resp r;
	bool told = !qmi_dms_uim_get_state_resp_decode(
			    a->heard[ATT_CIDS_DMS_STATE], &r) &&
		    r.has.state && !a->error[ATT_CIDS_DMS_STATE];

	if (told)
		card->sim = sim_of_state(r.state);
	if ((told && card->sim == ATT_SIM_ABSENT) ||
	    a->error[ATT_CIDS_DMS_PINS] ||
	    qmi_dms_uim_get_pin_status_resp_decode(a->heard[ATT_CIDS_DMS_PINS],
						   &pins) ||
	    !pins.has.pin1_status)
		return told;
	take_pins(&pins, card);
	return true;
}

bool att_cids_euicc(struct att_bytes slots)
{
	struct qmi_uim_get_slot_status_resp r;
	struct qmi_uim_physical_slot_status slot;
	struct qmi_uim_physical_slot_information info;
	struct att_cursor s, i;

	if (qmi_uim_get_slot_status_resp_decode(slots, &r) ||
	    !r.has.physical_slot_status || !r.has.physical_slot_information)
		return false;
	s = att_cursor_of(&r.physical_slot_status);
	i = att_cursor_of(&r.physical_slot_information);
	while (qmi_uim_physical_slot_status_next(&s, &slot) &&
	       qmi_uim_physical_slot_information_next(&i, &info))
		if (slot.physical_slot_status == QMI_UIM_SLOT_STATE_ACTIVE)
			return info.is_euicc;
	return false;
}

bool att_cids_card(const struct att_cids_asked *a, struct qmi_card_seen *card)
{
	memset(card, 0, sizeof(*card));
	return att_cids_has_uim(a) ? by_uim(a->heard[ATT_CIDS_CARD], card)
				   : by_dms(a, card);
}
