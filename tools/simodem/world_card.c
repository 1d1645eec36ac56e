/* The SIM cards in their slots. What a card remembers (PIN, attempts, files)
 * outlives the modem's power; the card in the slot that is not in use is off.
 */
#include "tools/simodem/world.h"

/* The length of the MNC, where the configuration does not say it. */
static uint8_t mnc_digits(const struct sim_config *c)
{
	return c->operator_.id[5] != '\0' ? 3 : 2;
}

static void make(struct sim_uicc *u, const struct sim_config *c,
		 struct sim_personal *p)
{
	struct sim_usim usim;

	p->puk = c->puk;
	p->attempts = c->pin_attempts;
	p->puk_attempts = c->puk_attempts;
	if (p->usim != NULL) {
		usim = *p->usim;
		if (usim.mnc_digits == 0)
			usim.mnc_digits = mnc_digits(c);
		p->usim = &usim;
	}
	sim_uicc_init(u, p);
}

void sim_card_init(struct sim_world *w)
{
	const struct sim_config *c = &w->config;
	const struct sim_card *other = &c->other_card;
	struct sim_personal first = {
		.iccid = c->iccid,
		.imsi = c->imsi,
		.number = c->number,
		.pin = c->pin,
		.usim = c->no_profile ? NULL : &c->usim,
	};
	struct sim_personal second = {
		.iccid = other->iccid,
		.imsi = other->imsi,
		.number = other->number,
		.pin = other->pin,
		.usim = &other->usim,
	};

	make(&w->card[0], c, &first);
	make(&w->card[1], c, &second);
	w->card[0].pin2.enabled = c->pin2_locked;
	w->inserted[0] = c->sim_inserted;
	w->inserted[1] = other->inserted;
	w->stored = c->stored;
	w->elsewhere = (struct sim_stored){
		.places = c->stored.places,
		.contacts = c->stored.contacts,
		.name_len = c->stored.name_len,
		.number_len = c->stored.number_len,
	};
	sim_copy(w->elsewhere.centre, sizeof(w->elsewhere.centre),
		 c->stored.centre);
}

void sim_card_insert(struct sim_world *w, uint64_t now_ms)
{
	sim_uicc_reset(&w->card[w->slot]);
	w->card_starting = w->inserted[w->slot] && w->config.sim_ms > 0;
	w->card_at_ms =
		w->card_starting ? now_ms + w->config.sim_ms : SIM_NEVER;
}

void sim_card_use(struct sim_world *w, uint32_t slot)
{
	struct sim_stored old = w->stored;

	w->slot = slot;
	w->stored = w->elsewhere;
	w->elsewhere = old;
}
