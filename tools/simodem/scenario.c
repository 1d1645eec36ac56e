/* A scenario: the SIM, the network, times, events and faults, as YAML. */
#include "tools/simodem/scenario.h"

#include <string.h>

#include "tools/simodem/mbim.h"

#define KEY(name, fn, field) ATT_YAML_KEY(name, fn, struct sim_config, field)
#define NUMBER(name, field, min, max) \
	ATT_YAML_NUMBER(name, struct sim_config, field, min, max)
#define MAX_MS SIM_SCENARIO_MAX_MS

/* --- times -----------------------------------------------------------------
 */

static void read_timing(struct att_yaml *y, const yaml_node_pair_t *pair,
			struct sim_scenario *s)
{
	const yaml_node_t *at = att_yaml_node(y, pair->key);
	const char *name = att_yaml_scalar(y, "a CID", at);
	struct sim_timing t = {.ms = 0};
	struct sim_subject subject;

	if (!name)
		return;
	if (!sim_files_subject(y, name, &subject))
		sim_files_no_subject(y, at, name);
	else if (s->n_timings == SIM_TIMINGS)
		att_yaml_error(y, at, "more than %u CIDs", SIM_TIMINGS);
	else if (att_yaml_u32(y, name, att_yaml_node(y, pair->value), 0, MAX_MS,
			      &t.ms)) {
		t.service = subject.service;
		t.cid = subject.number;
		s->timing[s->n_timings++] = t;
	}
}

static void read_timings(struct att_yaml *y, const struct att_yaml_key *key,
			 const yaml_node_t *value, void *target)
{
	struct sim_scenario *s = &((struct sim_config *)target)->scenario;

	if (value->type != YAML_MAPPING_NODE) {
		att_yaml_error(y, value, "%s must be a mapping", key->name);
		return;
	}
	for (const yaml_node_pair_t *p = value->data.mapping.pairs.start;
	     p < value->data.mapping.pairs.top; p++)
		read_timing(y, p, s);
}

/* --- events ----------------------------------------------------------------
 */

static void read_command(struct att_yaml *y, const struct att_yaml_key *key,
			 const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);
	struct att_nearest near;

	if (s && !sim_command_known(s))
		att_yaml_error(y, value, "no such command: \"%.64s\"%s", s,
			       sim_command_hint(s, &near));
	else if (s)
		att_yaml_read_text(y, key, value, target);
}

static const struct att_yaml_key event_keys[] = {
	ATT_YAML_NUMBER("at_ms", struct sim_event, at_ms, 0, MAX_MS),
	ATT_YAML_NUMBER("every_ms", struct sim_event, every_ms, 1, MAX_MS),
	ATT_YAML_KEY("do", read_command, struct sim_event, command),
	{0}};

static void read_event(struct att_yaml *y, const yaml_node_t *item,
		       void *target)
{
	struct sim_scenario *s = &((struct sim_config *)target)->scenario;
	struct sim_event e = {.at_ms = 0};
	unsigned errors = y->errors;

	att_yaml_mapping(y, "an event", event_keys, item, &e);
	if (y->errors > errors)
		return;
	if (e.command[0] == '\0')
		att_yaml_error(y, item, "an event needs do");
	else if (s->n_events > 0 && s->event[s->n_events - 1].at_ms > e.at_ms)
		att_yaml_error(y, item, "events must be in order");
	else if (s->n_events == SIM_EVENTS)
		att_yaml_error(y, item, "more than %u events", SIM_EVENTS);
	else
		s->event[s->n_events++] = e;
}

static void read_events(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_event, target);
}

/* --- faults ----------------------------------------------------------------
 */

static const struct att_yaml_word kinds[] = {
	{"drop", SIM_FAULT_DROP},
	{"delay", SIM_FAULT_DELAY},
	{"duplicate", SIM_FAULT_DUPLICATE},
	{"truncate", SIM_FAULT_TRUNCATE},
	{"corrupt", SIM_FAULT_CORRUPT},
	{"reorder", SIM_FAULT_REORDER},
	{"stall", SIM_FAULT_STALL},
	{"function_error", SIM_FAULT_FUNCTION_ERROR},
	{"wrong_length", SIM_FAULT_WRONG_LENGTH},
	{"orphan_fragment", SIM_FAULT_ORPHAN_FRAGMENT},
	{"reset", SIM_FAULT_RESET},
	{"unplug", SIM_FAULT_UNPLUG},
	{"several_in_one", SIM_FAULT_SEVERAL_IN_ONE},
	{"zero_length_response", SIM_FAULT_ZERO_LENGTH_RESPONSE},
	{"missing_notification", SIM_FAULT_MISSING_NOTIFICATION},
	{0}};
static const struct att_yaml_word types[] = {
	{"open_done", (uint32_t)MBIM_MSG_OPEN_DONE},
	{"close_done", (uint32_t)MBIM_MSG_CLOSE_DONE},
	{"command_done", (uint32_t)MBIM_MSG_COMMAND_DONE},
	{"function_error", (uint32_t)MBIM_MSG_FUNCTION_ERROR},
	{"indicate_status", (uint32_t)MBIM_MSG_INDICATE_STATUS},
	{"open", MBIM_MSG_OPEN},
	{"close", MBIM_MSG_CLOSE},
	{"command", MBIM_MSG_COMMAND},
	{"host_error", MBIM_MSG_HOST_ERROR},
	{"request", SIM_TYPE_REQUEST},
	{"response", SIM_TYPE_RESPONSE},
	{"indication", SIM_TYPE_INDICATION},
	{0}};
static const struct att_yaml_word sides[] = {
	{"host", false}, {"modem", true}, {0}};

static void read_cid(struct att_yaml *y, const struct att_yaml_key *key,
		     const yaml_node_t *value, void *target)
{
	struct sim_fault *f = target;
	struct sim_subject subject = {.number = 0};

	f->has_cid = sim_files_read_subject(y, key, value, &subject);
	f->service = subject.service;
	f->cid = subject.number;
}

#define FAULT(name, field, min, max) \
	ATT_YAML_NUMBER(name, struct sim_fault, field, min, max)

static const struct att_yaml_key at_keys[] = {
	FAULT("message", message, 1, UINT32_MAX),
	ATT_YAML_WORDS("type", att_yaml_read_word, struct sim_fault, type,
		       types),
	ATT_YAML_PART("cid", read_cid, NULL),
	FAULT("occurrence", occurrence, 1, UINT32_MAX),
	{0}};

/* The last four all are `value`; each belongs to some of the faults. */
static const struct att_yaml_key fault_keys[] = {
	ATT_YAML_WORDS("fault", att_yaml_read_word, struct sim_fault, kind,
		       kinds),
	ATT_YAML_WORDS("to", att_yaml_read_word, struct sim_fault, to_modem,
		       sides),
	ATT_YAML_PART("at", att_yaml_read_mapping, at_keys),
	FAULT("ms", value, 1, MAX_MS),
	FAULT("bytes", value, 1, 4096),
	FAULT("offset", value, 1, 4096),
	FAULT("code", value, 1, 255),
	{0}};

/* The name of `value`, or NULL. */
static const char *value_name(uint8_t kind)
{
	switch ((enum sim_fault_kind)kind) {
	case SIM_FAULT_DELAY:
	case SIM_FAULT_UNPLUG:
		return "ms";
	case SIM_FAULT_TRUNCATE:
	case SIM_FAULT_WRONG_LENGTH:
		return "bytes";
	case SIM_FAULT_CORRUPT:
		return "offset";
	case SIM_FAULT_FUNCTION_ERROR:
		return "code";
	case SIM_FAULT_DROP:
	case SIM_FAULT_DUPLICATE:
	case SIM_FAULT_REORDER:
	case SIM_FAULT_STALL:
	case SIM_FAULT_ORPHAN_FRAGMENT:
	case SIM_FAULT_RESET:
	case SIM_FAULT_SEVERAL_IN_ONE:
	case SIM_FAULT_ZERO_LENGTH_RESPONSE:
	case SIM_FAULT_MISSING_NOTIFICATION:
	case SIM_FAULT_KINDS:
		break;
	}
	return NULL;
}

static void check_value(struct att_yaml *y, const yaml_node_t *item,
			const struct sim_fault *f)
{
	static const char *const names[] = {"ms", "bytes", "offset", "code"};
	const char *own = value_name(f->kind);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (att_yaml_value(y, item, names[i]) &&
		    (!own || strcmp(names[i], own) != 0))
			att_yaml_error(y, item, "this fault has no %s",
				       names[i]);
}

/* Can it happen on this way? */
static void check_side(struct att_yaml *y, const yaml_node_t *item,
		       const struct sim_fault *f)
{
	bool from_modem = (f->type & 0x80000000u) != 0;
	bool of_response = f->kind == SIM_FAULT_SEVERAL_IN_ONE ||
			   f->kind == SIM_FAULT_ZERO_LENGTH_RESPONSE ||
			   f->kind == SIM_FAULT_MISSING_NOTIFICATION;

	if (f->to_modem && of_response)
		att_yaml_error(y, item,
			       "this fault is one on the way to the host");
	if (f->type != 0 && from_modem == f->to_modem)
		att_yaml_error(y, item, "no such message goes to the %s",
			       f->to_modem ? "modem" : "host");
}

static void read_fault(struct att_yaml *y, const yaml_node_t *item,
		       void *target)
{
	struct sim_scenario *s = &((struct sim_config *)target)->scenario;
	struct sim_fault f = {.kind = SIM_FAULT_KINDS};
	unsigned errors = y->errors;

	att_yaml_mapping(y, "a fault", fault_keys, item, &f);
	if (y->errors > errors)
		return;
	check_value(y, item, &f);
	check_side(y, item, &f);
	if (y->errors > errors)
		return;
	if (f.kind == SIM_FAULT_KINDS)
		att_yaml_error(y, item, "a fault needs fault");
	else if (f.message == 0 && f.type == 0 && !f.has_cid)
		att_yaml_error(y, item,
			       "a fault needs at: a message, a type or a "
			       "cid");
	else if (s->n_faults == SIM_FAULTS)
		att_yaml_error(y, item, "more than %u faults", SIM_FAULTS);
	else
		s->fault[s->n_faults++] = f;
}

static void read_faults(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	sim_files_list(y, key->name, value, read_fault, target);
}

static const struct att_yaml_key scenario_keys[] = {
	ATT_YAML_PART("sim", att_yaml_read_mapping, sim_scenario_card_keys),
	ATT_YAML_PART("network", sim_scenario_read_network, NULL),
	ATT_YAML_PART("delays", att_yaml_read_mapping, sim_delay_keys),
	ATT_YAML_PART("answers_ms", read_timings, NULL),
	ATT_YAML_PART("answers", sim_scenario_read_answers, NULL),
	ATT_YAML_PART("indications", sim_scenario_read_indications, NULL),
	ATT_YAML_PART("events", read_events, NULL),
	ATT_YAML_PART("failures", sim_scenario_read_failures, NULL),
	ATT_YAML_PART("faults", read_faults, NULL),
	{0}};

int sim_scenario_read(struct sim_config *c, const char *path,
		      att_yaml_report *report, void *ctx)
{
	struct att_yaml y = {
		.path = path, .report = report, .ctx = ctx, .user = c};

	sim_scenario_words();
	return att_yaml_read(&y, "the scenario", scenario_keys, c);
}
