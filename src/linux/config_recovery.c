/* The configuration of recovery. */
#include "linux/config_recovery.h"

#include <arpa/inet.h>
#include <string.h>

#define DAY_S 86400u

static const struct att_yaml_word rungs[] = {
	{"session", ATT_RUNG_SESSION},	       {"radio", ATT_RUNG_RADIO},
	{"reopen", ATT_RUNG_REOPEN},	       {"reset", ATT_RUNG_RESET},
	{"reenumerate", ATT_RUNG_REENUMERATE}, {0}};

/* Seconds in the file, milliseconds in the member. */
static void read_seconds(struct att_yaml *y, const struct att_yaml_key *key,
			 const yaml_node_t *value, void *target)
{
	uint32_t s;

	if (att_yaml_u32(y, key->name, value, key->min, key->max, &s))
		*(uint32_t *)(void *)((char *)target + key->at) = 1000u * s;
}

void att_config_read_probe(struct att_yaml *y, const struct att_yaml_key *key,
			   const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);
	struct in6_addr address;

	if (!s)
		return;
	if (strcmp(s, "none") == 0)
		((char *)target)[key->at] = '\0';
	else if (strcmp(s, "dns") == 0 ||
		 inet_pton(AF_INET, s, &address) == 1 ||
		 inet_pton(AF_INET6, s, &address) == 1)
		att_yaml_read_text(y, key, value, target);
	else
		att_yaml_error(y, value,
			       "probe must be none, dns, or an IPv4 or IPv6 "
			       "address, not \"%.64s\"",
			       s);
}

/* Who has a program for it wants it used. */
static void read_power(struct att_yaml *y, const struct att_yaml_key *key,
		       const yaml_node_t *value, void *target)
{
	struct att_config_modem *modem = target;

	att_yaml_read_text(y, key, value, target);
	if (strcmp(modem->power, "none") == 0)
		modem->power[0] = '\0';
}

#define SECONDS(name, field, least)                                          \
	ATT_YAML_BOUNDED(name, read_seconds, struct att_config_modem, field, \
			 least, DAY_S)

const struct att_yaml_key att_config_recovery_keys[] = {
	ATT_YAML_WORDS("rungs", att_yaml_read_bits, struct att_config_modem,
		       core.recovery.rungs, rungs),
	SECONDS("ask", core.recovery.ask_ms, 0),
	ATT_YAML_NUMBER("stall", struct att_config_modem, stall_s, 0, DAY_S),
	ATT_YAML_NUMBER("refusals", struct att_config_modem,
			core.recovery.refusals, 0, 255),
	SECONDS("sim", core.recovery.sim_ms, 0),
	SECONDS("rest", core.recovery.rest_ms, 1),
	ATT_YAML_KEY("power", read_power, struct att_config_modem, power),
	{0}};

void att_config_recovery_default(struct att_config_modem *modem)
{
	att_recovery_default(&modem->core.recovery);
	modem->stall_s = 30;
}

void att_config_recovery_complete(struct att_config_modem *modem)
{
	const uint32_t steady_s = 2 * modem->stall_s;

	/* A session that has not been seen to stall yet may do so. */
	if (steady_s > 60)
		modem->core.recovery.steady_ms = 1000 * steady_s;
	if (modem->power[0])
		modem->core.recovery.rungs |= ATT_RUNG_POWER;
}
