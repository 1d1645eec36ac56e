/* What two modems of a configuration cannot have in common. */
#ifndef ATT_LINUX_CONFIG_DISTINCT_H
#define ATT_LINUX_CONFIG_DISTINCT_H

#include "linux/config.h"
#include "linux/yaml.h"

/* Report what the modem, read from this node, has that one of those before it
 * (config->n_modems) has, too. */
void att_config_distinct(struct att_yaml *y, const yaml_node_t *node,
			 const struct att_config *config,
			 const struct att_config_modem *modem);

#endif
