/* The YAML configuration: the keys of attache as a whole, and the files. */
#include "linux/config.h"

#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "linux/config_distinct.h"
#include "linux/config_modem.h"

/* By its number here, as a process without rights cannot look for it. */
static void read_group(struct att_yaml *y, const struct att_yaml_key *key,
		       const yaml_node_t *value, void *target)
{
	struct att_config_group *group = (void *)((char *)target + key->at);
	const struct group *known;

	att_config_read_path(y, key, value, target);
	known = group->name[0] ? getgrnam(group->name) : NULL;
	if (group->name[0] && !known)
		att_yaml_error(y, value, "there is no group \"%s\"",
			       group->name);
	group->gid = known ? known->gr_gid : 0;
}

static void read_dns_service(struct att_yaml *y, const struct att_yaml_key *key,
			     const yaml_node_t *value, void *target)
{
	static const struct att_yaml_word words[] = {
		{"none", ATT_DNS_FILE},
		{"resolved", ATT_DNS_RESOLVED},
		{"resolvconf", ATT_DNS_RESOLVCONF},
		{0}};
	struct att_config *config = target;
	uint32_t kind;

	if (att_yaml_word(y, key->name, value, words, &kind))
		config->dns_service = (enum att_config_dns)kind;
}

static bool is_empty_list(const yaml_node_t *value)
{
	return value->type == YAML_SEQUENCE_NODE &&
	       value->data.sequence.items.start ==
		       value->data.sequence.items.top;
}

/* Where "sessions: []" stands beside the list, a file that knows nothing of the
 * modems says that sessions are made by clients. */
static void leave_to_clients(const struct att_config_reading *r,
			     struct att_config *config, unsigned i)
{
	if (r->no_sessions && !(r->named >> i & 1u))
		config->modem[i].core.n_sessions = 0;
}

/* A key of the one modem of which the file speaks. */
static void read_of_modem(struct att_yaml *y, const struct att_yaml_key *key,
			  const yaml_node_t *value, void *target)
{
	const struct att_yaml_key *its = att_config_modem_keys;
	struct att_config_reading *r = y->user;
	struct att_config *config = target;
	const bool none =
		strcmp(key->name, "sessions") == 0 && is_empty_list(value);

	if (r->modems && !none) {
		att_yaml_error(y, value,
			       "%s is of one modem: it stands in one of the "
			       "list modems, not beside it",
			       key->name);
		return;
	}
	r->no_sessions |= none;
	r->alone = none ? r->alone : key->name;
	for (unsigned i = 0; r->modems && i < config->n_modems; i++)
		leave_to_clients(r, config, i);
	if (r->modems)
		return;
	while (strcmp(its->name, key->name) != 0)
		its++;
	its->fn(y, its, value, &config->modem[0]);
}

/* In place of the one of the defaults, or behind those of other files. */
static void read_modem(struct att_yaml *y, const yaml_node_t *node,
		       struct att_config *config)
{
	struct att_config_reading *r = y->user;
	struct att_config_modem *modem = &config->modem[config->n_modems];

	att_config_modem_default(modem, config->n_modems, ATT_CONFIG_MODEMS);
	r->sessions = false;
	att_yaml_mapping(y, "a modem", att_config_modem_keys, node, modem);
	att_config_distinct(y, node, config, modem);
	r->named |= r->sessions ? 1u << config->n_modems : 0;
	leave_to_clients(r, config, config->n_modems++);
}

static void read_modems(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	struct att_config_reading *r = y->user;
	struct att_config *config = target;

	(void)key;
	if (value->type != YAML_SEQUENCE_NODE || is_empty_list(value)) {
		att_yaml_error(y, value, "modems must be a list of modems");
		return;
	}
	if (r->alone) {
		att_yaml_error(y, value,
			       "modems cannot stand beside %s, which is of one "
			       "modem: put that into the list",
			       r->alone);
		return;
	}
	if (!r->modems)
		config->n_modems = 0;
	r->modems = true;
	for (yaml_node_item_t *i = value->data.sequence.items.start;
	     i < value->data.sequence.items.top; i++) {
		const yaml_node_t *node = att_yaml_node(y, *i);

		if (config->n_modems == ATT_CONFIG_MODEMS) {
			att_yaml_error(y, node, "more than %d modems",
				       ATT_CONFIG_MODEMS);
			return;
		}
		read_modem(y, node, config);
	}
}

#define OF_MODEM(name)	     ATT_YAML_PART(name, read_of_modem, NULL)
#define TOP(name, fn, field) ATT_YAML_KEY(name, fn, struct att_config, field)

static const struct att_yaml_key top_keys[] = {
	ATT_YAML_PART("modems", read_modems, NULL),
	OF_MODEM("device"),
	OF_MODEM("sim"),
	OF_MODEM("unlock"),
	OF_MODEM("network"),
	OF_MODEM("sessions"),
	OF_MODEM("streams"),
	OF_MODEM("recovery"),
	OF_MODEM("sms"),
	TOP("dns_file", att_config_read_path, dns_file),
	ATT_YAML_PART("dns_service", read_dns_service, NULL),
	TOP("hook", att_config_read_path, hook),
	OF_MODEM("trace"),
	OF_MODEM("trace_size"),
	OF_MODEM("trace_files"),
	OF_MODEM("mask"),
	TOP("control", att_config_read_path, control),
	TOP("proxy", att_yaml_read_bool, proxy),
	TOP("user", att_config_read_path, user),
	TOP("group", read_group, group.name),
	TOP("admin_group", read_group, admin_group.name),
	{0}};

void att_config_default(struct att_config *config)
{
	memset(config, 0, offsetof(struct att_config, modem));
	config->n_modems = 1;
	att_config_modem_default(&config->modem[0], 0, 1);
	strcpy(config->control, ATT_CONFIG_CONTROL);
}

static void warn_of_readers(const char *path, att_config_report *report,
			    void *ctx)
{
	struct stat st;
	char line[512];

	if (stat(path, &st) < 0 || !(st.st_mode & S_IROTH))
		return;
	snprintf(line, sizeof(line),
		 "%s: warning: it holds a PIN or a password, and everybody may "
		 "read it (chmod 600)",
		 path);
	report(ctx, line);
}

int att_config_add(struct att_config *config, struct att_config_reading *r,
		   const char *path, att_config_report *report, void *ctx)
{
	struct att_yaml y = {
		.path = path, .report = report, .ctx = ctx, .user = r};
	int err;

	r->has_secret = false;
	err = att_yaml_read(&y, "the configuration", top_keys, config);
	if (r->has_secret)
		warn_of_readers(path, report, ctx);
	return err;
}

void att_config_complete(struct att_config *config)
{
	for (unsigned i = 0; i < config->n_modems; i++)
		att_config_modem_complete(&config->modem[i]);
}

int att_config_read(struct att_config *config, const char *path,
		    att_config_report *report, void *ctx)
{
	struct att_config_reading r = {.sessions = false};
	int err;

	att_config_default(config);
	err = att_config_add(config, &r, path, report, ctx);
	att_config_complete(config);
	return err;
}
