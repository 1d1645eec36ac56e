/* The world as a whole: power, time, and what follows when another card, or the
 * same one in another state, is in the slot. */
#include "tools/simodem/world_messages.h"

void sim_world_init(struct sim_world *w, const struct sim_config *c,
		    uint64_t now_ms)
{
	memset(w, 0, sizeof(*w));
	w->config = *c;
	w->available = true;
	w->born_ms = w->now_ms = now_ms;
	w->plug_at_ms = w->restart_at_ms = SIM_NEVER;
	if (w->config.max_sessions > SIM_SESSIONS)
		w->config.max_sessions = SIM_SESSIONS;
	sim_card_init(w);
	sim_contexts_init(w);
	sim_failures_init(w);
	sim_failures_expire(w, now_ms);
	sim_events_init(w);
	sim_world_power_up(w, now_ms);
}

void sim_world_power_up(struct sim_world *w, uint64_t now_ms)
{
	w->failures_changed = false; /* all begins anew */
	w->card_hangs = sim_world_fails(w, SIM_FAILURE_CARD);
	w->pass_through = false;
	sim_sessions_init(w);
	sim_network_init(w);
	w->ussd = (struct sim_ussd){.is = SIM_USSD_IDLE};
	sim_card_insert(w, now_ms);
	sim_slots_tell(w);
	sim_network_update(w, now_ms);
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t sim_world_deadline(const struct sim_world *w)
{
	uint64_t network = sooner(sooner(w->register_at_ms, w->attach_at_ms),
				  w->strength_at_ms);
	uint64_t failures =
		w->failures_changed ? w->now_ms : sim_failures_deadline(w);

	uint64_t messages =
		sooner(sim_messages_deadline(w), sim_ussd_deadline(w));

	return sooner(sooner(sooner(w->card_at_ms, network), failures),
		      sooner(sim_sessions_deadline(w), messages));
}

/* The losses first: a host that reads in order sees them end well. */
static void card_changed(struct sim_world *w, uint64_t now_ms)
{
	sim_network_update(w, now_ms);
	sim_world_tell(w, SIM_CARD_CHANGED, 0, SIM_DONE);
	sim_slots_tell(w);
}

static void card_expire(struct sim_world *w, uint64_t now_ms)
{
	if (w->card_at_ms > now_ms)
		return;
	w->card_at_ms = SIM_NEVER;
	w->card_starting = false;
	card_changed(w, now_ms);
}

/* What other failures make of the card and the network. */
static void failures_changed(struct sim_world *w, uint64_t now_ms)
{
	bool hangs = sim_world_fails(w, SIM_FAILURE_CARD);

	sim_network_update(w, now_ms);
	if (hangs == w->card_hangs)
		return;
	w->card_hangs = hangs;
	card_changed(w, now_ms);
}

void sim_world_expire(struct sim_world *w, uint64_t now_ms)
{
	w->now_ms = now_ms;
	if (sim_failures_expire(w, now_ms))
		failures_changed(w, now_ms);
	/* In the order in which one can start the next. */
	card_expire(w, now_ms);
	sim_network_expire(w, now_ms);
	sim_signal_expire(w, now_ms);
	sim_packet_expire(w, now_ms);
	sim_sessions_expire(w, now_ms);
	sim_messages_expire(w, now_ms);
	sim_ussd_expire(w, now_ms);
}

void sim_world_card(struct sim_world *w, bool inserted, uint64_t now_ms)
{
	if (w->inserted[w->slot] == inserted)
		return;
	w->inserted[w->slot] = inserted;
	sim_card_insert(w, now_ms);
	card_changed(w, now_ms);
}

void sim_world_use_slot(struct sim_world *w, uint32_t slot, uint64_t now_ms)
{
	if (slot == w->slot)
		return;
	sim_card_use(w, slot);
	sim_card_insert(w, now_ms);
	card_changed(w, now_ms);
}

void sim_world_card_reset(struct sim_world *w, bool pass_through,
			  uint64_t now_ms)
{
	w->pass_through = pass_through;
	sim_card_insert(w, now_ms);
	card_changed(w, now_ms);
}

void sim_world_card_used(struct sim_world *w, enum sim_card_state before,
			 uint64_t now_ms)
{
	if (sim_world_card_state(w) == before)
		return;
	sim_world_tell(w, SIM_CARD_CHANGED, 0, SIM_DONE);
	sim_slots_tell(w);
	sim_network_update(w, now_ms);
}

enum sim_result sim_world_pin(struct sim_world *w, bool second,
			      enum sim_pin_operation operation,
			      const char *secret, const char *new_pin,
			      uint64_t now_ms)
{
	enum sim_card_state before = sim_world_card_state(w);
	struct sim_uicc *u = &w->card[w->slot];
	enum sim_result result = sim_pin_result(second ? &u->pin2 : &u->pin1,
						operation, secret, new_pin);

	sim_world_card_used(w, before, now_ms);
	return result;
}
