/* The SIM cards. What a card remembers (PIN, attempts) outlives the modem's
 * power; the card in the slot that is not in use is off. */
#include "tools/simodem/world.h"

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

void sim_card_init(struct sim_world *w)
{
	const struct sim_config *c = &w->config;
	struct sim_unmapped *other = &w->unmapped;

	secrets_init(&w->pin1, &w->pin2, c, c->pin);
	w->pin2.enabled = c->pin2_locked;
	w->stored = c->stored;
	other->card = c->other_card;
	other->stored = (struct sim_stored){
		.places = c->stored.places,
		.contacts = c->stored.contacts,
		.name_len = c->stored.name_len,
		.number_len = c->stored.number_len,
	};
	sim_copy(other->stored.centre, sizeof(other->stored.centre),
		 c->stored.centre);
	secrets_init(&other->pin1, &other->pin2, c, c->other_card.pin);
}

void sim_card_insert(struct sim_world *w, uint64_t now_ms)
{
	w->pin1.verified = false;
	w->pin2.verified = false;
	w->card_starting = w->config.sim_inserted && w->config.sim_ms > 0;
	w->card_at_ms =
		w->card_starting ? now_ms + w->config.sim_ms : SIM_NEVER;
}

void sim_card_swap(struct sim_world *w)
{
	struct sim_config *c = &w->config;
	struct sim_unmapped old = w->unmapped;

	w->unmapped.card.inserted = c->sim_inserted;
	sim_copy(w->unmapped.card.imsi, sizeof(c->imsi), c->imsi);
	sim_copy(w->unmapped.card.iccid, sizeof(c->iccid), c->iccid);
	w->unmapped.pin1 = w->pin1;
	w->unmapped.pin2 = w->pin2;
	w->unmapped.stored = w->stored;
	w->stored = old.stored;
	c->sim_inserted = old.card.inserted;
	sim_copy(c->imsi, sizeof(c->imsi), old.card.imsi);
	sim_copy(c->iccid, sizeof(c->iccid), old.card.iccid);
	w->pin1 = old.pin1;
	w->pin2 = old.pin2;
}
