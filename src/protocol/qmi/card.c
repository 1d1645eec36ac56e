/* See card.h. */
#include "protocol/qmi/card.h"

#include "base/text.h"

#define NO_INDEX 0xffffu

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

static void read_application(
	const struct qmi_uim_card_status_cards *card,
	const struct qmi_uim_card_status_cards_applications *app,
	struct qmi_card_seen *out)
{
	out->sim = sim_of(app);
	out->has_pins = true;
	out->pin_id = app->upin_replaces_pin1 ? QMI_UIM_PIN_ID_UPIN
					      : QMI_UIM_PIN_ID_PIN1;
	out->pin1 =
		app->upin_replaces_pin1
			? (struct qmi_pin){card->upin_state, card->upin_retries,
					   card->upuk_retries}
			: (struct qmi_pin){app->pin1_state, app->pin1_retries,
					   app->puk1_retries};
	out->pin2 = (struct qmi_pin){app->pin2_state, app->pin2_retries,
				     app->puk2_retries};
	/* A lock of the network or the device. */
	out->personalized =
		out->sim == ATT_SIM_LOCKED &&
		app->state ==
			QMI_UIM_CARD_APPLICATION_STATE_CHECK_PERSONALIZATION_STATE;
	out->feature = app->personalization_feature;
	out->retries = app->personalization_retries;
	out->unblock_retries = app->personalization_unblock_retries;
}

static void read_card(const struct qmi_uim_card_status_cards *card,
		      unsigned index, struct qmi_card_seen *out)
{
	struct qmi_uim_card_status_cards_applications app;

	out->sim = ATT_SIM_STARTING;
	if (card->card_state == QMI_UIM_CARD_STATE_ERROR)
		out->sim =
			card->error_code == QMI_UIM_CARD_ERROR_POSSIBLY_REMOVED
				? ATT_SIM_ABSENT
				: ATT_SIM_BAD;
	else if (card->card_state != QMI_UIM_CARD_STATE_PRESENT)
		out->sim = ATT_SIM_ABSENT;
	else if (find_application(card, index, &app))
		read_application(card, &app, out);
	else
		out->empty = !card->applications.count;
}

void qmi_card_read(const struct qmi_uim_card_status *status,
		   struct qmi_card_seen *out)
{
	struct qmi_uim_card_status_cards card;
	unsigned slot = status->index_gw_primary >> 8;
	unsigned index = status->index_gw_primary & 0xff;

	memset(out, 0, sizeof(*out));
	memset(&card, 0, sizeof(card));
	if (status->index_gw_primary == NO_INDEX)
		first_card(status, &slot, &index);
	if (!find_card(status, slot, &card))
		card.card_state = QMI_UIM_CARD_STATE_ABSENT;
	out->slot = (uint8_t)slot;
	out->session_type = session_of(status->index_gw_primary, slot);
	read_card(&card, index, out);
}

/* The low half first (ITU-T E.118 as 3GPP TS 31.102 4.2.2 has it); 0xf fills.
 */
void qmi_card_digits(struct att_bytes b, char *text, size_t cap)
{
	struct att_text t;

	att_text_init(&t, text, cap);
	for (size_t i = 0; i < b.len; i++)
		for (unsigned half = 0; half < 2; half++) {
			unsigned digit = b.p[i] >> 4 * half & 0xf;

			if (digit < 10)
				att_text_char(&t, (char)('0' + digit));
		}
}
