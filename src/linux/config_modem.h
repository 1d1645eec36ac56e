/* The part of the configuration that is said of each modem. */
#ifndef ATT_LINUX_CONFIG_MODEM_H
#define ATT_LINUX_CONFIG_MODEM_H

#include "linux/config.h"
#include "linux/yaml.h"

/* The keys, and those that stand elsewhere, to say so; the target is a struct
 * att_config_modem, and y->user the struct att_config_reading. */
extern const struct att_yaml_key att_config_modem_keys[];
/* For tables: a path, or the word none. */
att_yaml_fn att_config_read_path;

/* A modem of which a file says nothing: any one, with one session. first, step:
 * the numbers of its network devices; it is named by the first. */
void att_config_modem_default(struct att_config_modem *modem, uint32_t first,
			      uint32_t step);
/* Let its network devices have these numbers instead. */
void att_config_modem_number(struct att_config_modem *modem, uint32_t first,
			     uint32_t step);
/* What follows from all that was said of it. */
void att_config_modem_complete(struct att_config_modem *modem);

#endif
