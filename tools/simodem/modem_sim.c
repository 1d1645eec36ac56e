/* The SIM card: inserted, starting, locked, ready. What the card remembers
 * (PIN, attempts) outlives the modem's power. */
#include "tools/simodem/modem.h"

static void secret_init(struct sim_secret *s, const struct sim_config *c,
			const char *value)
{
	sim_copy(s->value, sizeof(s->value), value);
	sim_copy(s->puk, sizeof(s->puk), c->puk);
	s->attempts = c->pin_attempts;
	s->puk_attempts = c->puk_attempts;
}

/* Without a PIN the lock is off, and 0000 would turn it on. */
static void secrets_init(struct sim_secret *pin1, struct sim_secret *pin2,
			 const struct sim_config *c, const char *pin)
{
	secret_init(pin1, c, pin[0] != '\0' ? pin : "0000");
	secret_init(pin2, c, "0000");
	pin1->enabled = pin[0] != '\0';
}

void sim_card_init(struct sim_modem *m)
{
	const struct sim_config *c = &m->config;
	struct sim_unmapped *other = &m->unmapped;

	secrets_init(&m->pin1, &m->pin2, c, c->pin);
	m->pin2.enabled = c->pin2_locked;
	other->card = c->other_card;
	secrets_init(&other->pin1, &other->pin2, c, c->other_card.pin);
}

void sim_card_insert(struct sim_modem *m, uint64_t now_ms)
{
	m->pin1.verified = false;
	m->pin2.verified = false;
	m->sim_starting = m->config.sim_inserted && m->config.sim_ms > 0;
	m->sim_at_ms = m->sim_starting ? now_ms + m->config.sim_ms : SIM_NEVER;
}

uint32_t sim_card_state(const struct sim_modem *m)
{
	if (!m->config.sim_inserted)
		return MBIM_SUBSCRIBER_READY_STATE_SIM_NOT_INSERTED;
	if (m->pin1.puk_attempts == 0)
		return MBIM_SUBSCRIBER_READY_STATE_BAD_SIM;
	if (m->sim_starting)
		return MBIM_SUBSCRIBER_READY_STATE_NOT_INITIALIZED;
	if (m->pin1.enabled && !m->pin1.verified)
		return MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED;
	return MBIM_SUBSCRIBER_READY_STATE_INITIALIZED;
}

uint32_t sim_card_status(const struct sim_modem *m)
{
	switch (sim_card_state(m)) {
	case MBIM_SUBSCRIBER_READY_STATE_INITIALIZED:
		return MBIM_STATUS_NONE;
	case MBIM_SUBSCRIBER_READY_STATE_SIM_NOT_INSERTED:
		return MBIM_STATUS_SIM_NOT_INSERTED;
	case MBIM_SUBSCRIBER_READY_STATE_BAD_SIM:
		return MBIM_STATUS_BAD_SIM;
	case MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED:
		return MBIM_STATUS_PIN_REQUIRED;
	default:
		return MBIM_STATUS_NOT_INITIALIZED;
	}
}

void sim_card_changed(struct sim_modem *m, uint64_t now_ms)
{
	/* The losses first: a host that reads in order sees them end well. */
	sim_network_update(m, now_ms);
	sim_indicate(m, MBIM_SERVICE_BASIC_CONNECT,
		     MBIM_CID_BASIC_CONNECT_SUBSCRIBER_READY_STATUS, 0);
	sim_slots_indicate(m);
}

void sim_card_expire(struct sim_modem *m, uint64_t now_ms)
{
	if (m->sim_at_ms > now_ms)
		return;
	m->sim_at_ms = SIM_NEVER;
	m->sim_starting = false;
	sim_card_changed(m, now_ms);
}

void sim_modem_sim(struct sim_modem *m, bool inserted, uint64_t now_ms)
{
	sim_modem_expire(m, now_ms);
	if (m->config.sim_inserted == inserted)
		return;
	m->config.sim_inserted = inserted;
	sim_card_insert(m, now_ms);
	sim_card_changed(m, now_ms);
}

/* --- SUBSCRIBER_READY_STATUS --------------------------------------------- */

int sim_put_subscriber(const struct sim_modem *m, uint32_t arg, uint8_t *out,
		       size_t cap)
{
	const struct sim_config *c = &m->config;
	uint32_t state = sim_card_state(m);
	bool ready = state == MBIM_SUBSCRIBER_READY_STATE_INITIALIZED;
	bool there =
		ready || state == MBIM_SUBSCRIBER_READY_STATE_DEVICE_LOCKED;
	struct mbim_str number = mbim_str_utf8(c->number);
	uint32_t numbers = ready && c->number[0] != '\0' ? 1 : 0;
	/* The IMSI is behind the PIN, the ICCID is printed on the card. */
	struct mbim_basic_connect_subscriber_ready_status_response r = {
		.ready_state = state,
		.subscriber_id = mbim_str_utf8(ready ? c->imsi : ""),
		.sim_icc_id = mbim_str_utf8(there ? c->iccid : ""),
		.telephone_numbers = mbim_array_of(&number, numbers),
	};
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r3 = {
		.ready_state = state,
		.flags =
			MBIM_SUBSCRIBER_READY_STATUS_FLAG_SIM_REMOVABILITY_KNOWN |
			MBIM_SUBSCRIBER_READY_STATUS_FLAG_SIM_REMOVABLE,
		.subscriber_id = r.subscriber_id,
		.sim_icc_id = r.sim_icc_id,
		.telephone_numbers = r.telephone_numbers,
	};

	(void)arg;
	if (m->ex >= MBIM_EX_3)
		return mbim_basic_connect_subscriber_ready_status_response_v3_encode(
			&r3, out, cap);
	return mbim_basic_connect_subscriber_ready_status_response_encode(
		&r, out, cap);
}
