/* Answers and indications of UIM, and of DMS where there is no UIM: the card,
 * its PIN, its slots. */
#include "protocol/qmi/state.h"

#define NO_INDEX 0xffffu

#define NEWS(about) (1u << (about))

static bool find_card(const struct qmi_uim_card_status *status, unsigned slot,
		      struct qmi_uim_card_status_cards *out)
{
	struct att_cursor c = att_cursor_of(&status->cards);
	unsigned i = 0;

	while (qmi_uim_card_status_cards_next(&c, out))
		if (i++ == slot)
			return true;
	return false;
}

static bool find_application(const struct qmi_uim_card_status_cards *card,
			     unsigned index,
			     struct qmi_uim_card_status_cards_applications *out)
{
	struct att_cursor c = att_cursor_of(&card->applications);
	unsigned i = 0;

	while (qmi_uim_card_status_cards_applications_next(&c, out))
		if (i++ == index)
			return true;
	return false;
}

/* The first card that is there, and its SIM or USIM, where the modem has not
 * chosen any. */
static void first_card(const struct qmi_uim_card_status *status, unsigned *slot,
		       unsigned *index)
{
	struct qmi_uim_card_status_cards card;
	struct qmi_uim_card_status_cards_applications app;

	*slot = *index = 0;
	for (unsigned i = 0; find_card(status, i, &card); i++) {
		if (card.card_state != QMI_UIM_CARD_STATE_PRESENT)
			continue;
		*slot = i;
		break;
	}
	if (!find_card(status, *slot, &card))
		return;
	for (unsigned i = 0; find_application(&card, i, &app); i++) {
		if (app.type != QMI_UIM_CARD_APPLICATION_TYPE_USIM &&
		    app.type != QMI_UIM_CARD_APPLICATION_TYPE_SIM)
			continue;
		*index = i;
		return;
	}
}

/* A card that is not provisioned is reached by its slot. */
static uint8_t session_of(uint16_t primary, unsigned slot)
{
	if (primary != NO_INDEX)
		return QMI_UIM_SESSION_TYPE_PRIMARY_GW_PROVISIONING;
	return slot ? QMI_UIM_SESSION_TYPE_CARD_SLOT_2
		    : QMI_UIM_SESSION_TYPE_CARD_SLOT_1;
}

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

static enum att_sim sim_of(
	const struct qmi_uim_card_status_cards_applications *app)
{
	switch (app->state) {
	case QMI_UIM_CARD_APPLICATION_STATE_PIN1_OR_UPIN_PIN_REQUIRED:
	case QMI_UIM_CARD_APPLICATION_STATE_PUK1_OR_UPIN_PUK_REQUIRED:
	case QMI_UIM_CARD_APPLICATION_STATE_PIN1_BLOCKED:
		return ATT_SIM_LOCKED;
	case QMI_UIM_CARD_APPLICATION_STATE_CHECK_PERSONALIZATION_STATE:
		return app->personalization_state >=
				       QMI_UIM_CARD_APPLICATION_PERSONALIZATION_STATE_CODE_REQUIRED
			       ? ATT_SIM_LOCKED
			       : ATT_SIM_STARTING;
	case QMI_UIM_CARD_APPLICATION_STATE_ILLEGAL:
		return ATT_SIM_BAD;
	case QMI_UIM_CARD_APPLICATION_STATE_READY:
		return ATT_SIM_READY;
	}
	return ATT_SIM_STARTING;
}

static void keep_application(
	struct qmi_card *c, const struct qmi_uim_card_status_cards *card,
	const struct qmi_uim_card_status_cards_applications *app)
{
	c->sim = sim_of(app);
	c->pin_id = app->upin_replaces_pin1 ? QMI_UIM_PIN_ID_UPIN
					    : QMI_UIM_PIN_ID_PIN1;
	if (app->upin_replaces_pin1)
		keep_lock(c, card->upin_state, card->upin_retries,
			  card->upuk_retries);
	else
		keep_lock(c, app->pin1_state, app->pin1_retries,
			  app->puk1_retries);
	/* A lock of the network or the device. */
	if (c->sim == ATT_SIM_LOCKED &&
	    app->state ==
		    QMI_UIM_CARD_APPLICATION_STATE_CHECK_PERSONALIZATION_STATE)
		c->lock = ATT_LOCK_OTHER;
}

static void keep_card(struct qmi_card *c,
		      const struct qmi_uim_card_status_cards *card,
		      unsigned index)
{
	struct qmi_uim_card_status_cards_applications app;

	c->lock = ATT_LOCK_NONE;
	c->attempts = ATT_ATTEMPTS_UNKNOWN;
	c->sim = ATT_SIM_STARTING;
	if (card->card_state == QMI_UIM_CARD_STATE_ERROR)
		c->sim = card->error_code == QMI_UIM_CARD_ERROR_POSSIBLY_REMOVED
				 ? ATT_SIM_ABSENT
				 : ATT_SIM_BAD;
	else if (card->card_state != QMI_UIM_CARD_STATE_PRESENT)
		c->sim = ATT_SIM_ABSENT;
	else if (find_application(card, index, &app))
		keep_application(c, card, &app);
	if (c->sim == ATT_SIM_ABSENT)
		c->iccid[0] = 0;
}

static void keep_cards(struct qmi_state *s,
		       const struct qmi_uim_card_status *status)
{
	struct qmi_card *c = &s->known.card;
	struct qmi_uim_card_status_cards card = {0};
	unsigned slot = status->index_gw_primary >> 8;
	unsigned index = status->index_gw_primary & 0xff;

	if (status->index_gw_primary == NO_INDEX)
		first_card(status, &slot, &index);
	if (!find_card(status, slot, &card))
		card.card_state = QMI_UIM_CARD_STATE_ABSENT;
	c->valid = true;
	c->session_type = session_of(status->index_gw_primary, slot);
	keep_card(c, &card, index);
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

/* Digits, two in a byte, the low half first (ITU-T E.118 as 3GPP TS 31.102
 * 4.2.2 has it); 0xf fills. */
int qmi_read_iccid(struct qmi_state *s, const struct qmi_answer *a)
{
	struct qmi_uim_read_transparent_resp r;
	struct att_text t;
	int err = qmi_uim_read_transparent_resp_decode(a->message->tlvs, &r);

	if (err || a->error || !r.has.read_result)
		return err;
	att_text_init(&t, s->known.card.iccid, sizeof(s->known.card.iccid));
	for (size_t i = 0; i < r.read_result.len; i++)
		for (unsigned half = 0; half < 2; half++) {
			unsigned digit = r.read_result.p[i] >> 4 * half & 0xf;

			if (digit < 10)
				att_text_char(&t, (char)('0' + digit));
		}
	return 0;
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
