/* Answers and indications of UIM, and of DMS where there is no UIM: the card,
 * its PIN, its slots. */
#include "protocol/qmi/state.h"

#define NEWS(about) (1u << (about))

/* --- PIN ----------------------------------------------------------------- */

static enum att_lock lock_of(uint8_t pin_state)
{
	switch (pin_state) {
	case QMI_UIM_PIN_STATE_ENABLED_NOT_VERIFIED:
		return ATT_LOCK_PIN;
	case QMI_UIM_PIN_STATE_BLOCKED:
	case QMI_UIM_PIN_STATE_PERMANENTLY_BLOCKED:
		return ATT_LOCK_PUK;
	}
	return ATT_LOCK_NONE;
}

static void keep_lock(struct qmi_card *c, uint8_t state, uint32_t pin,
		      uint32_t puk)
{
	c->lock = lock_of(state);
	c->attempts = c->lock == ATT_LOCK_PUK ? puk : pin;
}

/* --- card ---------------------------------------------------------------- */

static void keep_cards(struct qmi_state *s,
		       const struct qmi_uim_card_status *status)
{
	struct qmi_card *c = &s->known.card;
	struct qmi_card_seen seen;

	qmi_card_read(status, &seen);
	c->valid = true;
	c->sim = seen.sim;
	c->session_type = seen.session_type;
	c->lock = ATT_LOCK_NONE;
	c->attempts = ATT_ATTEMPTS_UNKNOWN;
	if (seen.has_pins) {
		c->pin_id = seen.pin_id;
		keep_lock(c, seen.pin1.state, seen.pin1.pin, seen.pin1.puk);
	}
	if (seen.personalized)
		c->lock = ATT_LOCK_OTHER;
	if (c->sim == ATT_SIM_ABSENT)
		c->iccid[0] = 0;
}

int qmi_read_cards(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_uim_get_card_status_resp r;
	int err = qmi_uim_get_card_status_resp_decode(a->message->tlvs, &r);

	s->known.card.valid = false;
	s->lacks.uim |= a->error && qmi_lacking(a->error);
	if (!err && !a->error && r.has.card_status)
		keep_cards(s, &r.card_status);
	return err;
}

int qmi_read_cards_news(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_uim_card_status_ind r;
	int err = qmi_uim_card_status_ind_decode(a->message->tlvs, &r);

	if (err || !r.has.card_status)
		return err;
	keep_cards(s, &r.card_status);
	s->news |= NEWS(ATT_ABOUT_SIM);
	return 0;
}

/* --- ICCID --------------------------------------------------------------- */

int qmi_read_iccid(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_uim_read_transparent_resp r;
	int err = qmi_uim_read_transparent_resp_decode(a->message->tlvs, &r);

	if (!err && !a->error && r.has.read_result)
		qmi_card_digits(r.read_result, s->known.card.iccid,
				sizeof(s->known.card.iccid));
	return err;
}

int qmi_read_dms_iccid(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_dms_uim_get_iccid_resp r;
	int err = qmi_dms_uim_get_iccid_resp_decode(a->message->tlvs, &r);

	if (!err && !a->error && r.has.iccid)
		att_str_get(&r.iccid, s->known.card.iccid,
			    sizeof(s->known.card.iccid));
	return err;
}

/* --- by DMS -------------------------------------------------------------- */

int qmi_read_dms_state(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_dms_uim_get_state_resp r;
	struct qmi_card *c = &s->known.card;
	int err = qmi_dms_uim_get_state_resp_decode(a->message->tlvs, &r);

	c->valid = false;
	if (err || a->error || !r.has.state)
		return err;
	c->valid = true;
	c->sim = ATT_SIM_STARTING;
	if (r.state == QMI_DMS_UIM_STATE_INITIALIZATION_COMPLETED)
		c->sim = ATT_SIM_READY;
	else if (r.state == QMI_DMS_UIM_STATE_LOCKED_OR_FAILED)
		c->sim = ATT_SIM_LOCKED;
	else if (r.state == QMI_DMS_UIM_STATE_NOT_PRESENT)
		c->sim = ATT_SIM_ABSENT;
	return 0;
}

static enum att_sim sim_of_pin(uint8_t status)
{
	switch (status) {
	case QMI_DMS_UIM_PIN_STATUS_ENABLED_NOT_VERIFIED:
	case QMI_DMS_UIM_PIN_STATUS_BLOCKED:
	case QMI_DMS_UIM_PIN_STATUS_PERMANENTLY_BLOCKED:
		return ATT_SIM_LOCKED;
	case QMI_DMS_UIM_PIN_STATUS_NOT_INITIALIZED:
		return ATT_SIM_STARTING;
	}
	return ATT_SIM_READY;
}

/* The states have the same numbers as those of UIM, and two more. */
_Static_assert((int)QMI_DMS_UIM_PIN_STATUS_ENABLED_NOT_VERIFIED ==
			       QMI_UIM_PIN_STATE_ENABLED_NOT_VERIFIED &&
		       (int)QMI_DMS_UIM_PIN_STATUS_PERMANENTLY_BLOCKED ==
			       QMI_UIM_PIN_STATE_PERMANENTLY_BLOCKED,
	       "PIN states are those of UIM");

int qmi_read_dms_pin(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_dms_uim_get_pin_status_resp r;
	struct qmi_card *c = &s->known.card;
	int err = qmi_dms_uim_get_pin_status_resp_decode(a->message->tlvs, &r);

	if (err || a->error || !r.has.pin1_status ||
	    (c->valid && c->sim == ATT_SIM_ABSENT))
		return err;
	c->valid = true;
	c->sim = sim_of_pin(r.pin1_status.current_status);
	keep_lock(c, r.pin1_status.current_status,
		  r.pin1_status.verify_retries_left,
		  r.pin1_status.unblock_retries_left);
	return 0;
}

/* --- PIN entered --------------------------------------------------------- */

/* The attempts come with a failure. */
static void keep_verified(struct qmi_state *s, uint16_t error, bool has,
			  uint32_t pin, uint32_t puk)
{
	struct qmi_card *c = &s->known.card;

	if (error)
		c->lock = has && !pin ? ATT_LOCK_PUK : ATT_LOCK_PIN;
	else
		c->lock = ATT_LOCK_NONE;
	c->attempts = ATT_ATTEMPTS_UNKNOWN;
	if (has)
		c->attempts = pin ? pin : puk;
}

int qmi_read_verify(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_uim_verify_pin_resp r;
	int err = qmi_uim_verify_pin_resp_decode(a->message->tlvs, &r);

	if (err)
		return err;
	keep_verified(s, a->error, r.has.retries_remaining,
		      r.retries_remaining.verify_retries_left,
		      r.retries_remaining.unblock_retries_left);
	return 0;
}

int qmi_read_dms_verify(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_dms_uim_verify_pin_resp r;
	int err = qmi_dms_uim_verify_pin_resp_decode(a->message->tlvs, &r);

	if (err)
		return err;
	keep_verified(s, a->error, r.has.pin_retries_status,
		      r.pin_retries_status.verify_retries_left,
		      r.pin_retries_status.unblock_retries_left);
	return 0;
}

/* --- slots --------------------------------------------------------------- */

int qmi_read_slots(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_uim_get_slot_status_resp r;
	struct qmi_uim_physical_slot_status slot;
	struct qmi_slots *to = &s->known.slots;
	struct att_cursor c;
	int err = qmi_uim_get_slot_status_resp_decode(a->message->tlvs, &r);

	memset(to, 0, sizeof(*to));
	if (err || a->error || !r.has.physical_slot_status)
		return err;
	c = att_cursor_of(&r.physical_slot_status);
	while (to->n < 32 && qmi_uim_physical_slot_status_next(&c, &slot)) {
		to->cards |= slot.physical_card_status ==
					     QMI_UIM_PHYSICAL_CARD_STATE_PRESENT
				     ? 1u << to->n
				     : 0;
		to->n++;
		if (!to->active &&
		    slot.physical_slot_status == QMI_UIM_SLOT_STATE_ACTIVE)
			to->active = to->n;
	}
	return 0;
}
