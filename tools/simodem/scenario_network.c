/* The network of a scenario: operators, cells, the signal and what is refused.
 */
#include "tools/simodem/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/simodem/mbim.h"

#define KEY(name, fn, field) ATT_YAML_KEY(name, fn, struct sim_config, field)
#define NUMBER(name, field, min, max) \
	ATT_YAML_NUMBER(name, struct sim_config, field, min, max)

/* A decimal number with or without a sign; false: said why. */
static bool read_signed(struct att_yaml *y, const char *name,
			const yaml_node_t *value, int32_t min, int32_t max,
			int32_t *v)
{
	const char *s = att_yaml_scalar(y, name, value);
	char *end;
	long n;

	if (!s)
		return false;
	n = strtol(s, &end, 10);
	if (end == s || *end != '\0' || n < min || n > max) {
		att_yaml_error(y, value, "%s must be %d to %d", name, min, max);
		return false;
	}
	*v = (int32_t)n;
	return true;
}

/* --- operators -------------------------------------------------------------
 */

static const struct att_yaml_word generations[] = {
	{"4g", SIM_4G}, {"5g_nsa", SIM_5G_NSA}, {"5g_sa", SIM_5G_SA}, {0}};

#define OPERATOR(name, fn, field) \
	ATT_YAML_KEY(name, fn, struct sim_operator, field)

static const struct att_yaml_key operator_keys[] = {
	{"id", sim_files_digits, offsetof(struct sim_operator, id),
	 sizeof(((struct sim_operator *)0)->id), 5, 6, NULL},
	OPERATOR("name", att_yaml_read_text, name),
	OPERATOR("roaming", att_yaml_read_bool, roaming),
	OPERATOR("partner", att_yaml_read_bool, partner),
	OPERATOR("forbidden", att_yaml_read_bool, forbidden),
	ATT_YAML_WORDS("generation", att_yaml_read_word, struct sim_operator,
		       generation, generations),
	{0}};

static void read_operator(struct att_yaml *y, const yaml_node_t *item,
			  void *target)
{
	struct sim_config *c = target;
	struct sim_operator o = {.name = ""};

	att_yaml_mapping(y, "an operator", operator_keys, item, &o);
	if (o.id[0] == '\0')
		att_yaml_error(y, item, "an operator needs an id");
	if (c->n_others == SIM_OTHERS)
		att_yaml_error(y, item, "more than %u operators",
			       SIM_OTHERS + 1);
	else
		c->other[c->n_others++] = o;
}

/* The first is the one that the modem registers with. */
static void read_operators(struct att_yaml *y, const struct att_yaml_key *key,
			   const yaml_node_t *value, void *target)
{
	struct sim_config *c = target;

	c->n_others = 0;
	sim_files_list(y, key->name, value, read_operator, target);
	if (c->n_others == 0)
		return;
	c->operator_ = c->other[0];
	c->n_others--;
	memmove(c->other, c->other + 1, c->n_others * sizeof(c->other[0]));
}

/* --- cells and the strength of the signal ----------------------------------
 */

#define CELL_NUMBER(name, field, min, max) \
	ATT_YAML_NUMBER(name, struct sim_cell, field, min, max)

/* In dB, as texts may be negative; coded as MBIMEx 2 does. */
static void read_snr(struct att_yaml *y, const struct att_yaml_key *key,
		     const yaml_node_t *value, void *target)
{
	struct sim_cell *cell = target;
	int32_t db;

	if (read_signed(y, key->name, value, -23, 40, &db))
		cell->snr = (uint8_t)(2 * db + 47);
}

static void read_rsrp(struct att_yaml *y, const struct att_yaml_key *key,
		      const yaml_node_t *value, void *target)
{
	struct sim_cell *cell = target;
	int32_t dbm;

	if (read_signed(y, key->name, value, -156, -44, &dbm))
		cell->rsrp_dbm = (int16_t)dbm;
}

static const struct att_yaml_key cell_keys[] = {
	CELL_NUMBER("id", id, 1, 268435455),
	CELL_NUMBER("tac", tac, 1, 16777213),
	{"operator", sim_files_digits, offsetof(struct sim_cell, operator_),
	 sizeof(((struct sim_cell *)0)->operator_), 5, 6, NULL},
	ATT_YAML_WORDS("generation", att_yaml_read_word, struct sim_cell,
		       generation, generations),
	ATT_YAML_PART("rsrp", read_rsrp, NULL),
	ATT_YAML_PART("snr", read_snr, NULL),
	{0}};

static void read_cell(struct att_yaml *y, const yaml_node_t *item, void *target)
{
	struct sim_config *c = target;
	struct sim_cell cell = {.tac = 1, .snr = 60};

	att_yaml_mapping(y, "a cell", cell_keys, item, &cell);
	for (uint32_t i = 0; i < c->n_cells; i++)
		if (c->cell[i].id == cell.id)
			att_yaml_error(y, item, "two cells have the id %u",
				       cell.id);
	if (cell.id == 0)
		att_yaml_error(y, item, "a cell needs an id");
	else if (c->n_cells == SIM_CELLS)
		att_yaml_error(y, item, "more than %u cells", SIM_CELLS);
	else
		c->cell[c->n_cells++] = cell;
}

static void read_cells(struct att_yaml *y, const struct att_yaml_key *key,
		       const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_cell, target);
}

static void read_dbm(struct att_yaml *y, const struct att_yaml_key *key,
		     const yaml_node_t *value, void *target)
{
	struct sim_strength *at = target;
	int32_t dbm;

	if (read_signed(y, key->name, value, -113, -51, &dbm))
		at->dbm = (int16_t)dbm;
}

static const struct att_yaml_key strength_keys[] = {
	ATT_YAML_NUMBER("at_ms", struct sim_strength, at_ms, 0,
			SIM_SCENARIO_MAX_MS),
	ATT_YAML_PART("dbm", read_dbm, NULL),
	{0}};

static void read_strength(struct att_yaml *y, const yaml_node_t *item,
			  void *target)
{
	struct sim_config *c = target;
	struct sim_strength at = {.dbm = 0};

	att_yaml_mapping(y, "a strength", strength_keys, item, &at);
	if (at.dbm == 0)
		att_yaml_error(y, item, "a strength needs dbm");
	else if (c->n_strengths > 0 &&
		 c->strength[c->n_strengths - 1].at_ms >= at.at_ms)
		att_yaml_error(y, item, "strengths must be in order");
	else if (c->n_strengths == SIM_STRENGTHS)
		att_yaml_error(y, item, "more than %u strengths",
			       SIM_STRENGTHS);
	else
		c->strength[c->n_strengths++] = at;
}

static void read_signal(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_strength, target);
}

/* --- its clock -------------------------------------------------------------
 */

/* YYYY-MM-DD HH:MM:SS */
static void read_time(struct att_yaml *y, const struct att_yaml_key *key,
		      const yaml_node_t *value, void *target)
{
	struct sim_clock *c = &((struct sim_config *)target)->clock;
	const char *s = att_yaml_scalar(y, key->name, value);
	unsigned v[6];
	int end = 0;

	if (!s)
		return;
	if (sscanf(s, "%4u-%2u-%2u %2u:%2u:%2u%n", &v[0], &v[1], &v[2], &v[3],
		   &v[4], &v[5], &end) != 6 ||
	    s[end] != '\0' || v[0] < 2000 || v[1] < 1 || v[1] > 12 ||
	    v[2] < 1 || v[2] > 28 || v[3] > 23 || v[4] > 59 || v[5] > 59) {
		att_yaml_error(y, value,
			       "%s must be YYYY-MM-DD HH:MM:SS, the day up to "
			       "28",
			       key->name);
		return;
	}
	c->year = (uint16_t)v[0];
	c->month = (uint8_t)v[1];
	c->day = (uint8_t)v[2];
	c->hour = (uint8_t)v[3];
	c->minute = (uint8_t)v[4];
	c->second = (uint8_t)v[5];
}

static void read_zone(struct att_yaml *y, const struct att_yaml_key *key,
		      const yaml_node_t *value, void *target)
{
	struct sim_config *c = target;
	int32_t minutes;

	if (read_signed(y, key->name, value, -840, 840, &minutes))
		c->clock.zone_minutes = (int16_t)minutes;
}

/* --- the network itself ----------------------------------------------------
 */

/* Denied is what the network says; the cause is a NwError. */
static void read_denied(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	struct sim_config *c = target;

	c->deny_registration =
		att_yaml_u32(y, key->name, value, 1, 255, &c->deny_cause);
}

static void read_left_one(struct att_yaml *y, const yaml_node_t *item,
			  void *target)
{
	struct sim_config *c = target;
	uint32_t n;

	if (att_yaml_u32(y, "left_active", item, 0, SIM_SESSIONS - 1, &n))
		c->left_active |= (uint8_t)(1u << n);
}

static void read_left(struct att_yaml *y, const struct att_yaml_key *key,
		      const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_left_one, target);
}

static const struct att_yaml_key network_keys[] = {
	ATT_YAML_PART("operators", read_operators, NULL),
	ATT_YAML_PART("denied", read_denied, NULL),
	ATT_YAML_WORDS("generation", att_yaml_read_word, struct sim_config,
		       operator_.generation, generations),
	ATT_YAML_PART("cells", read_cells, NULL),
	ATT_YAML_PART("signal", read_signal, NULL),
	NUMBER("signal_every_ms", strength_every_ms, 1000, SIM_SCENARIO_MAX_MS),
	ATT_YAML_PART("time", read_time, NULL),
	ATT_YAML_PART("time_zone_minutes", read_zone, NULL),
	NUMBER("daylight_minutes", clock.daylight_minutes, 0, 120),
	KEY("apn", att_yaml_read_text, apn),
	NUMBER("attach_error", attach_error, 0, 255),
	NUMBER("connect_error", connect_error, 0, 255),
	KEY("ipv4_only", att_yaml_read_bool, ipv4_only),
	NUMBER("contexts", max_contexts, 1, SIM_SESSIONS),
	ATT_YAML_PART("left_active", read_left, NULL),
	KEY("ping", sim_files_not, no_ping),
	KEY("dns", sim_files_not, no_dns),
	NUMBER("mtu", ipv4_mtu, 576, 2048),
	NUMBER("prefix", ipv4_prefix, 1, 32),
	KEY("new_addresses", att_yaml_read_bool, new_addresses),
	ATT_YAML_PART("ussd", sim_scenario_read_ussd, NULL),
	{0}};

/* A cell of an operator that nobody has described is nowhere. */
static void check_cells(struct att_yaml *y, const yaml_node_t *at,
			const struct sim_config *c)
{
	for (uint32_t i = 0; i < c->n_cells; i++) {
		const char *id = c->cell[i].operator_;
		bool known = id[0] == '\0' || strcmp(id, c->operator_.id) == 0;

		for (uint32_t o = 0; o < c->n_others; o++)
			known = known || strcmp(id, c->other[o].id) == 0;
		if (!known)
			att_yaml_error(y, at,
				       "cell %u has an unknown operator \"%s\"",
				       c->cell[i].id, id);
	}
}

void sim_scenario_read_network(struct att_yaml *y,
			       const struct att_yaml_key *key,
			       const yaml_node_t *value, void *target)
{
	att_yaml_mapping(y, key->name, network_keys, value, target);
	check_cells(y, value, target);
}
