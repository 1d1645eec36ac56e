/* SIM slots: the modem uses one of them at a time. */
#include "tools/simodem/world.h"

enum sim_slot_state sim_world_slot_state(const struct sim_world *w,
					 uint32_t slot)
{
	if (slot != w->slot)
		return w->inserted[slot] ? SIM_SLOT_OFF : SIM_SLOT_OFF_EMPTY;
	switch (sim_world_card_state(w)) {
	case SIM_CARD_STATE_ABSENT:
		return SIM_SLOT_EMPTY;
	case SIM_CARD_STATE_STARTING:
		return SIM_SLOT_STARTING;
	case SIM_CARD_STATE_NO_PROFILE:
		return SIM_SLOT_NO_PROFILE;
	case SIM_CARD_STATE_BAD:
		return SIM_SLOT_BAD;
	case SIM_CARD_STATE_LOCKED:
	case SIM_CARD_STATE_READY:
		break;
	}
	return SIM_SLOT_ACTIVE;
}

void sim_slots_tell(struct sim_world *w)
{
	for (uint32_t i = 0; i < w->config.slots; i++) {
		enum sim_slot_state state = sim_world_slot_state(w, i);

		if (w->slot_state[i] == state)
			continue;
		w->slot_state[i] = state;
		sim_world_tell(w, SIM_SLOT_CHANGED, i, SIM_DONE);
	}
}
