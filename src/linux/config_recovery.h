/* The configuration of recovery: how soon something is noticed, and what may be
 * done about it. Seconds in the file. */
#ifndef ATT_LINUX_CONFIG_RECOVERY_H
#define ATT_LINUX_CONFIG_RECOVERY_H

#include "linux/config.h"
#include "linux/yaml.h"

/* Keys of a mapping whose target is a struct att_config_modem. */
extern const struct att_yaml_key att_config_recovery_keys[];
void att_config_recovery_default(struct att_config_modem *modem);
/* What follows from other keys, when all have been read. */
void att_config_recovery_complete(struct att_config_modem *modem);
/* For tables: an IPv4 or IPv6 address, or the word none or dns. */
att_yaml_fn att_config_read_probe;

#endif
