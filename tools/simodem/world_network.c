/* Radio and registration. Registration follows from card, radio and
 * network; sim_network_update is the one place that decides. */
#include "tools/simodem/world.h"

#define RSSI_WEAK	 10u
#define PLMN_NOT_ALLOWED 11u /* TS 24.301 annex A */

void sim_network_init(struct sim_world *w)
{
	w->radio_unlocked =
		w->lock_opened || (w->config.quirks & SIM_QUIRK_LOCKS) == 0;
	w->now.radio = !w->config.radio_off && w->radio_unlocked;
	w->now.registration = SIM_DEREGISTERED;
	w->now.registration_cause = 0;
	w->manual = false;
	sim_operator_choose(w, NULL);
	w->now.cell = 0;
	w->register_at_ms = SIM_NEVER;
	w->now.packet = SIM_DETACHED;
	w->now.packet_cause = 0;
	w->attach_at_ms = SIM_NEVER;
	w->now.rssi = SIM_RSSI_UNKNOWN;
	w->now.rsrp_dbm = 0;
	w->strength_at_ms = SIM_NEVER;
}

static void set_state(struct sim_world *w, enum sim_registration state,
		      uint32_t cause)
{
	struct sim_state *s = &w->now;
	bool in = sim_registered(s);

	if (s->registration == state && s->registration_cause == cause)
		return;
	s->registration = state;
	s->registration_cause = cause;
	sim_world_tell(w, SIM_REGISTRATION_CHANGED, 0, SIM_DONE);
	if (in != sim_registered(s))
		sim_world_tell(w, SIM_CELL_CHANGED, 0, SIM_DONE);
	if (sim_registered(s))
		sim_signal_find(w, w->now_ms);
	else
		sim_signal_lose(w);
}

static void ended(struct sim_world *w, enum sim_result result)
{
	sim_world_tell(w, SIM_REGISTER_ENDED, 0, result);
}

/* Sessions, packet service, registration: in the order that Microsoft's
 * guidelines ask for. */
static void lose(struct sim_world *w, enum sim_registration state,
		 enum sim_result result)
{
	w->register_at_ms = SIM_NEVER;
	sim_packet_stop(w, 0);
	set_state(w, state, 0);
	ended(w, result);
}

void sim_network_update(struct sim_world *w, uint64_t now_ms)
{
	enum sim_result usable = sim_world_usable(w);

	if (usable != SIM_DONE) {
		lose(w, SIM_DEREGISTERED, usable);
		return;
	}
	if (!w->available || sim_world_fails(w, SIM_FAILURE_NETWORK) ||
	    !sim_cell_fits(w, sim_world_cell(w, &w->now))) {
		lose(w, SIM_SEARCHING, SIM_DONE);
		return;
	}
	if (sim_registered(&w->now) || w->register_at_ms != SIM_NEVER ||
	    w->now.registration == SIM_DENIED)
		return;
	set_state(w, SIM_SEARCHING, 0);
	sim_forbidden_read(w);
	w->register_at_ms = now_ms + w->config.register_ms;
}

static enum sim_registration registered_as(const struct sim_operator *o)
{
	if (o->partner)
		return SIM_PARTNER;
	return o->roaming ? SIM_ROAMING : SIM_HOME;
}

void sim_network_expire(struct sim_world *w, uint64_t now_ms)
{
	const struct sim_config *c = &w->config;

	if (w->register_at_ms > now_ms)
		return;
	w->register_at_ms = SIM_NEVER;
	if (c->deny_registration) {
		set_state(w, SIM_DENIED, c->deny_cause);
		ended(w, SIM_REFUSED);
		return;
	}
	if (c->operator_.forbidden) {
		sim_forbidden_add(w, c->operator_.id);
		set_state(w, SIM_DENIED, PLMN_NOT_ALLOWED);
		ended(w, SIM_REFUSED);
		return;
	}
	sim_forbidden_drop(w, c->operator_.id);
	set_state(w, registered_as(&c->operator_), 0);
	ended(w, SIM_DONE);
	if (c->auto_attach)
		sim_packet_start(w, now_ms);
}

void sim_world_network(struct sim_world *w, bool available, uint64_t now_ms)
{
	w->available = available;
	sim_network_update(w, now_ms);
}

void sim_world_signal(struct sim_world *w, uint32_t rssi)
{
	if (sim_registered(&w->now))
		sim_signal_set(w, rssi);
}

bool sim_world_move(struct sim_world *w, uint32_t id, uint64_t now_ms)
{
	enum sim_generation before = sim_world_generation(w, &w->now);
	uint32_t tac = sim_world_cell(w, &w->now)->tac;
	uint32_t place = sim_cell_place(w, id);
	const struct sim_cell *cell = &w->config.cell[place];

	if (place == w->config.n_cells)
		return false;
	if (w->now.cell == place)
		return true;
	w->now.cell = (uint8_t)place;
	if (!w->manual &&
	    sim_operator_choose(w, cell->operator_[0] != '\0' ? cell->operator_
							      : NULL))
		lose(w, SIM_SEARCHING, SIM_DONE);
	sim_network_update(w, now_ms);
	if (!sim_registered(&w->now))
		return true;
	sim_world_tell(w, SIM_CELL_CHANGED, 0, SIM_DONE);
	if (sim_world_generation(w, &w->now) != before)
		sim_world_tell(w, SIM_REGISTRATION_CHANGED, 0, SIM_DONE);
	if (sim_world_generation(w, &w->now) != before || cell->tac != tac)
		sim_world_tell(w, SIM_PACKET_CHANGED, 0, SIM_DONE);
	sim_signal_find(w, now_ms);
	return true;
}

void sim_world_unlock(struct sim_world *w)
{
	if (w->config.quirks & SIM_QUIRK_LOCK_RESTART) {
		w->lock_opened = true;
		return;
	}
	w->radio_unlocked = true;
	if (w->config.quirks & SIM_QUIRK_QUECTEL_LOCK)
		sim_world_tell(w, SIM_CARD_CHANGED, 0, SIM_DONE);
}

void sim_world_radio(struct sim_world *w, bool on, uint64_t now_ms)
{
	if (!w->radio_unlocked || w->now.radio == on)
		return;
	w->now.radio = on;
	if (!on)
		sim_failures_remedy(w, SIM_REMEDY_RADIO, SIM_ANY_SESSION);
	sim_network_update(w, now_ms);
	sim_world_tell(w, SIM_RADIO_CHANGED, 0, SIM_DONE);
}

/* --- by the host -----------------------------------------------------------
 */

/* Another operator, and the first of its cells. */
static void turn_to(struct sim_world *w, const char *id)
{
	uint32_t place;

	if (!sim_operator_choose(w, id))
		return;
	place = sim_cell_of_chosen(w);
	if (place < w->config.n_cells)
		w->now.cell = (uint8_t)place;
	lose(w, SIM_SEARCHING, SIM_DONE);
}

enum sim_result sim_world_register(struct sim_world *w, const char *id,
				   uint64_t now_ms)
{
	enum sim_result usable = sim_world_usable(w);

	if (usable != SIM_DONE)
		return usable;
	if (id != NULL && !sim_operator_known(w, id))
		return SIM_NO_SUCH_OPERATOR;
	w->manual = id != NULL;
	turn_to(w, id);
	if (w->now.registration == SIM_DENIED)
		set_state(w, SIM_SEARCHING, 0);
	sim_network_update(w, now_ms);
	return SIM_DONE;
}

enum sim_result sim_world_can_scan(const struct sim_world *w)
{
	if (!w->now.radio)
		return SIM_RADIO_OFF;
	return w->available && !sim_world_fails(w, SIM_FAILURE_NETWORK)
		       ? SIM_DONE
		       : SIM_NO_NETWORK;
}

/* Our operator, and the others. */
uint32_t sim_world_scan(const struct sim_world *w, struct sim_seen *seen)
{
	const struct sim_config *c = &w->config;

	seen[0] = (struct sim_seen){
		.operator_ = &c->operator_,
		.rssi = w->now.rssi,
		.home = !c->operator_.roaming && !c->operator_.partner,
		.registered = sim_registered(&w->now),
		.forbidden = c->operator_.forbidden ||
			     sim_forbidden_has(w, c->operator_.id),
	};
	for (uint32_t i = 0; i < c->n_others; i++)
		seen[1 + i] = (struct sim_seen){
			.operator_ = &c->other[i],
			.rssi = RSSI_WEAK,
			.forbidden = c->other[i].forbidden ||
				     sim_forbidden_has(w, c->other[i].id),
		};
	return 1 + c->n_others;
}
