/* The parts of a scenario that have files of their own. */
#ifndef SIMODEM_SCENARIO_H
#define SIMODEM_SCENARIO_H

#include "tools/simodem/files.h"

/* For the table of a scenario's keys. */
att_yaml_fn sim_scenario_read_answers, sim_scenario_read_indications;
att_yaml_fn sim_scenario_read_failures, sim_scenario_read_network;
att_yaml_fn sim_scenario_read_messages, sim_scenario_read_phonebook;
att_yaml_fn sim_scenario_read_ussd;
/* Of its key `sim`. */
extern const struct att_yaml_key sim_scenario_card_keys[];

/* The keys of a struct sim_period (`when` of type), for tables. `heals` needs
 * sim_scenario_remedies, which has the words after sim_scenario_words. */
#define SIM_SCENARIO_MAX_MS 86400000u
#define SIM_SCENARIO_MS(name, type, field, min) \
	ATT_YAML_NUMBER(name, type, field, min, SIM_SCENARIO_MAX_MS)
#define SIM_SCENARIO_PERIOD(type)                                             \
	SIM_SCENARIO_MS("at_ms", type, when.at_ms, 0),                        \
		SIM_SCENARIO_MS("for_ms", type, when.for_ms, 1),              \
		SIM_SCENARIO_MS("every_ms", type, when.every_ms, 1),          \
		ATT_YAML_WORDS("heals", att_yaml_read_word, type, when.heals, \
			       sim_scenario_remedies)
extern struct att_yaml_word sim_scenario_remedies[SIM_REMEDIES + 1];
/* Before a scenario is read. */
void sim_scenario_words(void);

#endif
