/* What follows from the state of the world, without changing it. */
#include "tools/simodem/world.h"

enum sim_card_state sim_world_card_state(const struct sim_world *w)
{
	const struct sim_secret *pin1 = &w->card[w->slot].pin1;

	if (!w->inserted[w->slot] ||
	    (w->config.quirks & SIM_QUIRK_QUECTEL_LOCK && !w->radio_unlocked))
		return SIM_CARD_STATE_ABSENT;
	if (pin1->puk_attempts == 0)
		return SIM_CARD_STATE_BAD;
	if (w->card_starting || w->pass_through ||
	    sim_world_fails(w, SIM_FAILURE_CARD))
		return SIM_CARD_STATE_STARTING;
	if (!sim_uicc_has_usim(&w->card[w->slot]))
		return SIM_CARD_STATE_NO_PROFILE;
	if (pin1->enabled && !pin1->verified)
		return SIM_CARD_STATE_LOCKED;
	return SIM_CARD_STATE_READY;
}

enum sim_result sim_world_card_answers(const struct sim_world *w)
{
	if (sim_world_card_state(w) == SIM_CARD_STATE_ABSENT)
		return SIM_NO_CARD;
	if (w->card_starting || sim_world_fails(w, SIM_FAILURE_CARD))
		return SIM_CARD_STARTING;
	return SIM_DONE;
}

enum sim_result sim_world_card_usable(const struct sim_world *w)
{
	switch (sim_world_card_state(w)) {
	case SIM_CARD_STATE_ABSENT:
	case SIM_CARD_STATE_NO_PROFILE:
		return SIM_NO_CARD;
	case SIM_CARD_STATE_BAD:
		return SIM_CARD_BAD;
	case SIM_CARD_STATE_STARTING:
		return SIM_CARD_STARTING;
	case SIM_CARD_STATE_LOCKED:
		return SIM_CARD_LOCKED;
	case SIM_CARD_STATE_READY:
		break;
	}
	return SIM_DONE;
}

enum sim_result sim_world_usable(const struct sim_world *w)
{
	enum sim_result card = sim_world_card_usable(w);

	if (card != SIM_DONE)
		return card;
	return w->now.radio ? SIM_DONE : SIM_RADIO_OFF;
}

enum sim_result sim_world_reachable(const struct sim_world *w)
{
	enum sim_result usable = sim_world_usable(w);

	if (usable != SIM_DONE)
		return usable;
	return sim_registered(&w->now) ? SIM_DONE : SIM_NOT_REGISTERED;
}

bool sim_registered(const struct sim_state *s)
{
	return s->registration == SIM_HOME || s->registration == SIM_ROAMING ||
	       s->registration == SIM_PARTNER;
}

bool sim_world_session_up(const struct sim_world *w, uint32_t session)
{
	return session < SIM_SESSIONS &&
	       w->now.session[session].is == SIM_ACTIVE;
}
