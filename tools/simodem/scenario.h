/* The parts of a scenario that have files of their own. */
#ifndef SIMODEM_SCENARIO_H
#define SIMODEM_SCENARIO_H

#include "tools/simodem/files.h"

/* For the table of a scenario's keys. */
att_yaml_fn sim_scenario_read_answers, sim_scenario_read_indications;

#endif
