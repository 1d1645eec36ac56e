/* What a scenario says in place of the model, for the faces of both protocols:
 * which of its answers holds, and when its indications are due. */
#ifndef SIMODEM_SCRIPT_H
#define SIMODEM_SCRIPT_H

#include "tools/simodem/world.h"

struct sim_script {
	const struct sim_scenario *scenario;
	struct {
		struct sim_period_state now;
		uint32_t asked; /* commands that it could answer */
	} answer[SIM_ANSWERS];
	struct {
		bool told;
		uint64_t due_ms;
		uint32_t asked; /* commands that it could come after */
	} indication[SIM_INDICATIONS];
};

/* Before the first command, of a modem that was born at this time. The scenario
 * outlives it. */
void sim_script_init(struct sim_script *s, const struct sim_scenario *scenario,
		     uint64_t born_ms);
/* The host has done this: to the answers. */
void sim_script_remedy(struct sim_script *s, enum sim_remedy remedy);
/* A command of these `ops` has come: what it is answered in place of the model,
 * or NULL. Counted, also for the indications that come after it. */
const struct sim_answer *sim_script_command(struct sim_script *s,
					    uint8_t service, uint32_t cid,
					    uint8_t ops, uint64_t now_ms);
/* When the next indication is due, or SIM_NEVER. */
uint64_t sim_script_deadline(const struct sim_script *s);
/* One that is due; each is given once. NULL: there is none. */
const struct sim_indication *sim_script_next(struct sim_script *s,
					     uint64_t now_ms);

#endif
