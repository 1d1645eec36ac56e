/* The failures of a scenario: what the modem no longer does, and what mends
 * it. */
#include "tools/simodem/scenario.h"

#include "generated/cids.h"

/* Their names are those of the console's commands. */
struct att_yaml_word sim_scenario_remedies[SIM_REMEDIES + 1];
static struct att_yaml_word kinds[SIM_FAILURE_KINDS + 1];

void sim_scenario_words(void)
{
	for (uint32_t i = 0; i < SIM_REMEDIES; i++) {
		sim_scenario_remedies[i].name = sim_remedy_names[i];
		sim_scenario_remedies[i].value = i;
	}
	for (uint32_t i = 0; i < SIM_FAILURE_KINDS; i++) {
		kinds[i].name = sim_failure_names[i];
		kinds[i].value = i;
	}
}

static void read_status(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	struct sim_failure *f = target;

	sim_files_status(y, key->name, value, &f->status);
}

static const struct att_yaml_word sides[] = {
	{"host", SIM_TO_HOST}, {"modem", SIM_TO_MODEM}, {0}};

static const struct att_yaml_key failure_keys[] = {
	ATT_YAML_WORDS("failure", att_yaml_read_word, struct sim_failure, kind,
		       kinds),
	SIM_SCENARIO_PERIOD(struct sim_failure),
	ATT_YAML_WORDS("to", att_yaml_read_word, struct sim_failure, to, sides),
	ATT_YAML_NUMBER("session", struct sim_failure, session, 0, 7),
	ATT_YAML_NUMBER("cause", struct sim_failure, cause, 0, 255),
	ATT_YAML_PART("status", read_status, NULL),
	{0}};

/* Which kinds have which keys. */
static const struct {
	const char *key;
	uint32_t kinds; /* bits */
} own[] = {
	{"to", 1u << SIM_FAILURE_NO_DATA},
	{"session", 1u << SIM_FAILURE_NO_DATA | 1u << SIM_FAILURE_SESSIONS},
	{"cause", 1u << SIM_FAILURE_ATTACH | 1u << SIM_FAILURE_SESSIONS |
			  1u << SIM_FAILURE_SMS},
	{"status", 1u << SIM_FAILURE_SESSIONS | 1u << SIM_FAILURE_SMS},
};

/* What a host can do with a modem that hears nothing. */
static bool can_heal(const struct sim_failure *f)
{
	return f->kind != SIM_FAILURE_DEAF ||
	       f->when.heals == SIM_REMEDY_NONE ||
	       f->when.heals >= SIM_REMEDY_FUNCTION;
}

static void check(struct att_yaml *y, const yaml_node_t *item,
		  const struct sim_failure *f)
{
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (att_yaml_value(y, item, own[i].key) &&
		    (own[i].kinds & 1u << f->kind) == 0)
			att_yaml_error(y, item, "this failure has no %s",
				       own[i].key);
	if (!can_heal(f))
		att_yaml_error(y, item, "deaf is healed by function at least");
}

static void read_failure(struct att_yaml *y, const yaml_node_t *item,
			 void *target)
{
	struct sim_scenario *s = &((struct sim_config *)target)->scenario;
	struct sim_failure f = {.kind = SIM_FAILURE_KINDS,
				.session = SIM_ANY_SESSION};
	unsigned errors = y->errors;

	att_yaml_mapping(y, "a failure", failure_keys, item, &f);
	if (y->errors == errors && f.kind == SIM_FAILURE_KINDS)
		att_yaml_error(y, item, "a failure needs failure");
	if (y->errors == errors)
		check(y, item, &f);
	if (y->errors > errors)
		return;
	if (s->n_failures == SIM_FAILURES)
		att_yaml_error(y, item, "more than %u failures", SIM_FAILURES);
	else
		s->failure[s->n_failures++] = f;
}

void sim_scenario_read_failures(struct att_yaml *y,
				const struct att_yaml_key *key,
				const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_failure, target);
}
