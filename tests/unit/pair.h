/* The manager and the simulated modem in one process and in virtual time. The
 * modem speaks MBIM or QMI, as its configuration has it. */
#ifndef TESTS_UNIT_PAIR_H
#define TESTS_UNIT_PAIR_H

#include "core/core.h"
#include "tools/simodem/sim.h"

struct pair {
	struct att_core *core;
	struct sim_modem *modem;
	uint64_t now_ms;
	uint32_t messages; /* control transfers, both ways */
	uint32_t link_ups, link_downs;
	bool up, closed; /* the first session has a link; the channel closed */
};

/* The PIN of the pair's SIM and configuration is 0000. sim NULL: defaults. */
void pair_init(struct pair *p, const struct sim_config *sim);
void pair_fini(struct pair *p);
void pair_plug(struct pair *p);
/* The modem loses power, the SIM with it. */
void pair_unplug(struct pair *p);
/* One control transfer in either direction, or, if there is none, the next
 * deadline. False: neither will ever come. */
bool pair_step(struct pair *p);
/* Step until *flag; false if at most `steps` were not enough. */
bool pair_until(struct pair *p, const bool *flag, unsigned steps);

#endif
