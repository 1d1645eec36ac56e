/* The part of the configuration by which its owner chooses SIM slot, operator,
 * access and attach APN (struct att_core_choice), in a file and in options. */
#ifndef ATT_LINUX_CONFIG_CHOICE_H
#define ATT_LINUX_CONFIG_CHOICE_H

#include "core/core.h"
#include "linux/yaml.h"

/* The keys of the mapping "network"; the target is a struct att_config_modem,
 * and y->user the struct att_config_reading. */
extern const struct att_yaml_key att_config_network_keys[];

#define ATT_CONFIG_SLOTS 8 /* slots for a SIM, at most */

/* The values as an option has them: "26201"; "4g,5g"; "2". False: it is none,
 * and nothing is changed. */
bool att_config_operator(struct att_core_choice *choice, const char *text);
bool att_config_technology(struct att_core_choice *choice, const char *text);
bool att_config_slot(struct att_core_choice *choice, const char *text);
/* Attach with this APN, and what is usual otherwise. False: it is too long. */
bool att_config_attach(struct att_core_choice *choice, const char *apn);

#endif
