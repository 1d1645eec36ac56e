/* The SIM cards of a scenario: who they are for, their locks and what is in
 * their files. */
#include "tools/simodem/scenario.h"

#include <stdlib.h>
#include <string.h>

#define KEY(name, fn, field) ATT_YAML_KEY(name, fn, struct sim_config, field)
#define NUMBER(name, field, min, max) \
	ATT_YAML_NUMBER(name, struct sim_config, field, min, max)
#define DIGITS(name, field, min, max)                                      \
	ATT_YAML_BOUNDED(name, sim_files_digits, struct sim_config, field, \
			 min, max)

/* A number of the network, or in the country. */
static void read_msisdn(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);
	size_t n = s ? strspn(s, "+") : 0;

	if (!s)
		return;
	if (n > 1 || strspn(s + n, "0123456789") != strlen(s + n) ||
	    strlen(s + n) > 20)
		att_yaml_error(y, value,
			       "%s must be at most 20 digits, behind a + or "
			       "not",
			       key->name);
	else
		att_yaml_read_text(y, key, value, target);
}

/* Letters and signs that have one number in ASCII and in the alphabet of GSM
 * (3GPP TS 23.038). */
static void read_name(struct att_yaml *y, const struct att_yaml_key *key,
		      const yaml_node_t *value, void *target)
{
	static const char same[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789 !\"#%&'()*+,-./:;<=>?";
	const char *s = att_yaml_scalar(y, key->name, value);

	if (!s)
		return;
	if (s[strspn(s, same)] != '\0')
		att_yaml_error(y, value,
			       "%s may have letters, digits and plain signs",
			       key->name);
	else
		att_yaml_read_text(y, key, value, target);
}

/* The member of the target, and how many bytes, of a group identifier. */
static void read_group(struct att_yaml *y, const struct att_yaml_key *key,
		       const yaml_node_t *value, uint8_t *to, uint8_t *len)
{
	const char *s = att_yaml_scalar(y, key->name, value);
	size_t n = s ? strlen(s) : 0;

	if (!s)
		return;
	if (strspn(s, "0123456789abcdefABCDEF") != n || n % 2 != 0 ||
	    n > 2 * SIM_CARD_GROUP) {
		att_yaml_error(y, value,
			       "%s must be at most %u bytes in hexadecimal",
			       key->name, SIM_CARD_GROUP);
		return;
	}
	*len = (uint8_t)(n / 2);
	for (size_t i = 0; i < n / 2; i++) {
		const char two[] = {s[2 * i], s[2 * i + 1], '\0'};

		to[i] = (uint8_t)strtoul(two, NULL, 16);
	}
}

static void read_gid1(struct att_yaml *y, const struct att_yaml_key *key,
		      const yaml_node_t *value, void *target)
{
	struct sim_usim *u = (void *)((char *)target + key->at);

	read_group(y, key, value, u->gid1, &u->gid1_len);
}

static void read_gid2(struct att_yaml *y, const struct att_yaml_key *key,
		      const yaml_node_t *value, void *target)
{
	struct sim_usim *u = (void *)((char *)target + key->at);

	read_group(y, key, value, u->gid2, &u->gid2_len);
}

static void read_network(struct att_yaml *y, const yaml_node_t *item,
			 void *target)
{
	static const struct att_yaml_key place = {
		.name = "fplmn", .cap = 8, .min = 5, .max = 6};
	struct sim_usim *u = target;
	unsigned n = 0;

	while (n < SIM_CARD_FORBIDDEN && u->forbidden[n][0] != '\0')
		n++;
	if (n == SIM_CARD_FORBIDDEN)
		att_yaml_error(y, item, "more than %u networks in fplmn",
			       SIM_CARD_FORBIDDEN);
	else
		sim_files_digits(y, &place, item, u->forbidden[n]);
}

static void read_forbidden(struct att_yaml *y, const struct att_yaml_key *key,
			   const yaml_node_t *value, void *target)
{
	struct sim_usim *u = (void *)((char *)target + key->at);

	memset(u->forbidden, 0, sizeof(u->forbidden));
	sim_files_list(y, key->name, value, read_network, u);
}

/* Of a card whose files are at `usim`. */
#define FILES(usim)                                                         \
	KEY("spn", read_name, usim.spn), KEY("pnn", read_name, usim.name),  \
		KEY("short_pnn", read_name, usim.short_name),               \
		NUMBER("mnc_digits", usim.mnc_digits, 2, 3),                \
		KEY("fplmn", read_forbidden, usim),                         \
		KEY("gid1", read_gid1, usim), KEY("gid2", read_gid2, usim), \
		NUMBER("channels", usim.channels, 1, SIM_CARD_CHANNELS)

static const struct att_yaml_key other_keys[] = {
	KEY("inserted", att_yaml_read_bool, other_card.inserted),
	DIGITS("pin", other_card.pin, 4, 8),
	DIGITS("iccid", other_card.iccid, 10, 20),
	DIGITS("imsi", other_card.imsi, 6, 15),
	KEY("msisdn", read_msisdn, other_card.number),
	FILES(other_card.usim),
	{0}};

/* A card for the second slot makes one. */
static void read_other(struct att_yaml *y, const struct att_yaml_key *key,
		       const yaml_node_t *value, void *target)
{
	struct sim_config *c = target;

	c->slots = SIM_SLOTS;
	c->other_card.inserted = true;
	att_yaml_mapping(y, key->name, other_keys, value, target);
}

const struct att_yaml_key sim_scenario_card_keys[] = {
	ATT_YAML_PART("other_slot", read_other, NULL),
	KEY("inserted", att_yaml_read_bool, sim_inserted),
	DIGITS("pin", pin, 4, 8),
	DIGITS("puk", puk, 8, 8),
	NUMBER("attempts", pin_attempts, 0, 255),
	NUMBER("puk_attempts", puk_attempts, 0, 255),
	DIGITS("iccid", iccid, 10, 20),
	DIGITS("imsi", imsi, 6, 15),
	KEY("msisdn", read_msisdn, number),
	FILES(usim),
	KEY("pin2_locked", att_yaml_read_bool, pin2_locked),
	KEY("profile", sim_files_not, no_profile),
	ATT_YAML_PART("messages", sim_scenario_read_messages, NULL),
	ATT_YAML_PART("phonebook", sim_scenario_read_phonebook, NULL),
	{0}};
