/* The keys of the mapping "network", and the same as options. */
#include "linux/config_choice.h"

#include <stdlib.h>
#include <string.h>

#include "linux/config.h"

#define AUTH_CHAP 2u

static const struct att_yaml_word generations[] = {
	{"2g", ATT_2G}, {"3g", ATT_3G}, {"4g", ATT_4G}, {"5g", ATT_5G}, {0}};
static const struct att_yaml_word auths[] = {
	{"none", 0}, {"pap", 1}, {"chap", AUTH_CHAP}, {"mschapv2", 3}, {0}};
static const struct att_yaml_word families[] = {
	{"v4", ATT_IP_V4}, {"v6", ATT_IP_V6}, {"v4v6", ATT_IP_V4V6}, {0}};

/* MCC of 3 digits, MNC of 2 or 3 (3GPP TS 23.003 2.2). */
bool att_config_operator(struct att_core_choice *choice, const char *text)
{
	size_t len = strspn(text, "0123456789");

	if (text[len] || (len != 5 && len != 6))
		return false;
	memset(choice->operator_, 0, sizeof(choice->operator_));
	memcpy(choice->operator_, text, len);
	return true;
}

static uint32_t generation(const char *text, size_t len)
{
	for (const struct att_yaml_word *w = generations; w->name; w++)
		if (strlen(w->name) == len && !strncmp(w->name, text, len))
			return w->value;
	return 0;
}

bool att_config_technology(struct att_core_choice *choice, const char *text)
{
	uint32_t access = 0;

	for (;;) {
		size_t len = strcspn(text, ",");
		uint32_t one = generation(text, len);

		if (!one)
			return false;
		access |= one;
		if (!text[len])
			break;
		text += len + 1;
	}
	choice->access = access;
	return true;
}

bool att_config_slot(struct att_core_choice *choice, const char *text)
{
	char *end;
	unsigned long slot = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end || !slot ||
	    slot > ATT_CONFIG_SLOTS)
		return false;
	choice->slot = (uint32_t)slot;
	return true;
}

static void usual(struct att_core_choice *choice)
{
	if (!choice->attach)
		choice->ip = ATT_IP_V4V6;
	choice->attach = true;
}

bool att_config_attach(struct att_core_choice *choice, const char *apn)
{
	if (strlen(apn) >= sizeof(choice->apn))
		return false;
	usual(choice);
	memset(choice->apn, 0, sizeof(choice->apn));
	memcpy(choice->apn, apn, strlen(apn));
	return true;
}

/* --- a file -------------------------------------------------------------- */

static void read_operator(struct att_yaml *y, const struct att_yaml_key *key,
			  const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);
	struct att_config_modem *modem = target;

	if (s && !att_config_operator(&modem->core.choice, s))
		att_yaml_error(y, value,
			       "operator must be 5 or 6 digits, MCC and MNC, "
			       "not \"%.64s\"",
			       s);
}

static void read_secret(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	att_yaml_read_text(y, key, value, target);
	((struct att_config_reading *)y->user)->has_secret = true;
}

#define CHOICE(name, fn, field) \
	ATT_YAML_KEY(name, fn, struct att_config_modem, core.choice.field)
#define WORDS(name, fn, field, words)                                        \
	ATT_YAML_WORDS(name, fn, struct att_config_modem, core.choice.field, \
		       words)

static const struct att_yaml_key attach_keys[] = {
	CHOICE("apn", att_yaml_read_text, apn),
	CHOICE("user", read_secret, user),
	CHOICE("password", read_secret, password),
	WORDS("auth", att_yaml_read_word, auth, auths),
	WORDS("ip", att_yaml_read_word, ip, families),
	{0}};

static void read_attach(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	struct att_core_choice *choice =
		&((struct att_config_modem *)target)->core.choice;

	usual(choice);
	att_yaml_mapping(y, key->name, attach_keys, value, target);
	/* as for a session */
	if (choice->user[0] && value->type == YAML_MAPPING_NODE &&
	    !att_yaml_value(y, value, "auth"))
		choice->auth = AUTH_CHAP;
}

const struct att_yaml_key att_config_network_keys[] = {
	CHOICE("operator", read_operator, operator_),
	CHOICE("fallback", att_yaml_read_bool, fallback),
	WORDS("technology", att_yaml_read_bits, access, generations),
	ATT_YAML_PART("attach", read_attach, NULL),
	{0}};
