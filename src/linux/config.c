/* The YAML configuration: a table of keys for each mapping, and one function
 * for each kind of value. Every error is reported where it stands. */
#include "linux/config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <yaml.h>

#include "base/errors.h"

#define METRIC_DEFAULT 700u
#define PIN_DIGITS_MIN 4

struct reader {
	const char *path;
	yaml_document_t *document;
	mbim_config_report *report;
	void *ctx;
	unsigned errors;
	bool has_secret;
};

/* One session as the file describes it. */
struct session {
	struct mbim_core_session core;
	struct mbim_config_session link;
	bool has_auth;
};

struct key {
	const char *name;
	void (*fn)(struct reader *r, const struct key *key,
		   const yaml_node_t *value, void *target);
	size_t at, cap; /* of the text or number in the target */
};

__attribute__((format(printf, 3, 4))) static void complain(
	struct reader *r, const yaml_mark_t *at, const char *format, ...)
{
	char text[512], line[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(line, sizeof(line), "%s:%zu:%zu: error: %s", r->path,
		 at->line + 1, at->column + 1, text);
	r->report(r->ctx, line);
	r->errors++;
}

/* The text of a scalar, or NULL (reported). */
static const char *scalar(struct reader *r, const char *name,
			  const yaml_node_t *value)
{
	const char *s;

	if (value->type != YAML_SCALAR_NODE) {
		complain(r, &value->start_mark, "%s must be one value", name);
		return NULL;
	}
	s = (const char *)value->data.scalar.value;
	if (strlen(s) != value->data.scalar.length) {
		complain(r, &value->start_mark, "%s holds a NUL character",
			 name);
		return NULL;
	}
	return s;
}

static void read_text(struct reader *r, const struct key *key,
		      const yaml_node_t *value, void *target)
{
	const char *s = scalar(r, key->name, value);

	if (!s)
		return;
	if (strlen(s) >= key->cap) {
		complain(r, &value->start_mark, "%s is longer than %zu bytes",
			 key->name, key->cap - 1);
		return;
	}
	/* nothing of an earlier text stays behind the NUL: configurations are
	 * compared byte by byte */
	strncpy((char *)target + key->at, s, key->cap);
}

static void read_secret(struct reader *r, const struct key *key,
			const yaml_node_t *value, void *target)
{
	read_text(r, key, value, target);
	r->has_secret = true;
}

static void read_pin(struct reader *r, const struct key *key,
		     const yaml_node_t *value, void *target)
{
	const char *s = scalar(r, key->name, value);
	size_t digits = s ? strspn(s, "0123456789") : 0;

	if (!s)
		return;
	if (digits < PIN_DIGITS_MIN || digits >= key->cap || s[digits])
		complain(r, &value->start_mark, "%s must be %d to %zu digits",
			 key->name, PIN_DIGITS_MIN, key->cap - 1);
	else
		read_secret(r, key, value, target);
}

/* A path, or the word none. */
static void read_path(struct reader *r, const struct key *key,
		      const yaml_node_t *value, void *target)
{
	char *path = (char *)target + key->at;

	read_text(r, key, value, target);
	if (strcmp(path, "none") == 0)
		path[0] = '\0';
}

static void read_device(struct reader *r, const struct key *key,
			const yaml_node_t *value, void *target)
{
	const char *s = scalar(r, key->name, value);

	if (!s)
		return;
	if (strcmp(s, "auto") == 0 || strncmp(s, "usb:", 4) == 0 || s[0] == '/')
		read_text(r, key, value, target);
	else
		complain(r, &value->start_mark,
			 "device must be auto, usb:VID:PID or a path, not "
			 "\"%.64s\"",
			 s);
}

/* Names that Linux gives to network devices, or with one %d. */
static void read_name(struct reader *r, const struct key *key,
		      const yaml_node_t *value, void *target)
{
	const char *s = scalar(r, key->name, value);
	const char *percent = s ? strchr(s, '%') : NULL;

	if (!s)
		return;
	if (!*s || strcmp(s, ".") == 0 || strcmp(s, "..") == 0 ||
	    strpbrk(s, "/: \t\n\r\v\f") ||
	    (percent && (percent[1] != 'd' || strchr(percent + 1, '%'))))
		complain(r, &value->start_mark,
			 "\"%.64s\" cannot be the name of a network device", s);
	else
		read_text(r, key, value, target);
}

static void read_bool(struct reader *r, const struct key *key,
		      const yaml_node_t *value, void *target)
{
	static const char *const words[] = {"false", "true", "no",
					    "yes",   "off",  "on"};
	const char *s = scalar(r, key->name, value);

	for (size_t i = 0; s && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(s, words[i]) == 0) {
			*(bool *)((char *)target + key->at) = i % 2;
			return;
		}
	if (s)
		complain(r, &value->start_mark,
			 "%s must be true or false, not \"%.64s\"", key->name,
			 s);
}

static void read_metric(struct reader *r, const struct key *key,
			const yaml_node_t *value, void *target)
{
	const char *s = scalar(r, key->name, value);
	char *end;
	unsigned long long v;

	if (!s)
		return;
	errno = 0;
	v = strtoull(s, &end, 10);
	if (s[0] < '0' || s[0] > '9' || *end || errno || v > UINT32_MAX)
		complain(r, &value->start_mark,
			 "%s must be a number from 0 to 4294967295, not "
			 "\"%.64s\"",
			 key->name, s);
	else
		*(uint32_t *)((char *)target + key->at) = (uint32_t)v;
}

static void read_auth(struct reader *r, const struct key *key,
		      const yaml_node_t *value, void *target)
{
	static const char *const words[] = {"none", "pap", "chap", "mschapv2"};
	const char *s = scalar(r, key->name, value);
	struct session *session = target;

	for (uint32_t i = 0; s && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(s, words[i]) == 0) {
			session->core.auth = i;
			session->has_auth = true;
			return;
		}
	if (s)
		complain(r, &value->start_mark,
			 "auth must be none, pap, chap or mschapv2, not "
			 "\"%.64s\"",
			 s);
}

static void read_ip(struct reader *r, const struct key *key,
		    const yaml_node_t *value, void *target)
{
	const char *s = scalar(r, key->name, value);
	struct session *session = target;

	if (!s)
		return;
	if (strcmp(s, "v4") == 0)
		session->core.ip = MBIM_IP_V4;
	else if (strcmp(s, "v6") == 0)
		session->core.ip = MBIM_IP_V6;
	else if (strcmp(s, "v4v6") == 0)
		session->core.ip = MBIM_IP_V4V6;
	else
		complain(r, &value->start_mark,
			 "ip must be v4, v6 or v4v6, not \"%.64s\"", s);
}

static const struct key *find_key(const struct key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (strcmp(keys->name, name) == 0)
			return keys;
	return NULL;
}

static void read_mapping(struct reader *r, const char *what,
			 const struct key *keys, const yaml_node_t *node,
			 void *target)
{
	uint32_t seen = 0;

	if (node->type != YAML_MAPPING_NODE) {
		complain(r, &node->start_mark, "%s must be a mapping", what);
		return;
	}
	for (yaml_node_pair_t *p = node->data.mapping.pairs.start;
	     p < node->data.mapping.pairs.top; p++) {
		yaml_node_t *name = yaml_document_get_node(r->document, p->key);
		const char *s = scalar(r, "a key", name);
		const struct key *key = s ? find_key(keys, s) : NULL;

		if (!s)
			continue;
		if (!key) {
			complain(r, &name->start_mark, "unknown key \"%.64s\"",
				 s);
			continue;
		}
		if (seen & 1u << (key - keys)) {
			complain(r, &name->start_mark, "%s stands here twice",
				 s);
			continue;
		}
		seen |= 1u << (key - keys);
		key->fn(r, key, yaml_document_get_node(r->document, p->value),
			target);
	}
}

static void read_sim(struct reader *r, const struct key *key,
		     const yaml_node_t *value, void *target)
{
	static const struct key keys[] = {
		{"pin", read_pin, offsetof(struct mbim_config, core.pin),
		 sizeof((struct mbim_config *)0)->core.pin},
		{NULL, NULL, 0, 0}};

	read_mapping(r, key->name, keys, value, target);
}

#define CORE(field)                           \
	offsetof(struct session, core.field), \
		sizeof((struct session *)0)->core.field
#define LINK(field)                           \
	offsetof(struct session, link.field), \
		sizeof((struct session *)0)->link.field

static const struct key session_keys[] = {
	{"name", read_name, LINK(device)},
	{"apn", read_text, CORE(apn)},
	{"user", read_secret, CORE(user)},
	{"password", read_secret, CORE(password)},
	{"auth", read_auth, 0, 0},
	{"ip", read_ip, 0, 0},
	{"roaming", read_bool, CORE(roaming)},
	{"default_route", read_bool, LINK(default_route)},
	{"metric", read_metric, LINK(metric)},
	{"dns", read_bool, LINK(dns)},
	{NULL, NULL, 0, 0}};

/* The name for people: the pattern of the device with its number filled in,
 * whatever number the kernel chooses. */
static void name_session(struct session *s, uint32_t index)
{
	const char *device = s->link.device, *percent = strchr(device, '%');
	char name[sizeof(s->core.name) + 8] = {0};

	if (percent)
		snprintf(name, sizeof(name), "%.*s%" PRIu32 "%s",
			 (int)(percent - device), device, index, percent + 2);
	else
		snprintf(name, sizeof(name), "%s", device);
	memcpy(s->core.name, name, sizeof(s->core.name));
	s->core.name[sizeof(s->core.name) - 1] = '\0';
}

static void default_session(struct session *s, uint32_t index)
{
	memset(s, 0, sizeof(*s));
	memcpy(s->link.device, "wwan%d", sizeof "wwan%d");
	s->link.default_route = s->link.dns = true;
	s->link.metric = METRIC_DEFAULT + index;
	s->core.ip = MBIM_IP_V4V6;
	name_session(s, index);
}

static bool device_taken(const struct mbim_config *config, const char *device)
{
	if (strchr(device, '%'))
		return false;
	for (uint32_t i = 0; i < config->core.n_sessions; i++)
		if (strcmp(config->session[i].device, device) == 0)
			return true;
	return false;
}

static void read_session(struct reader *r, const yaml_node_t *node,
			 struct mbim_config *config)
{
	uint32_t index = config->core.n_sessions;
	struct session s;

	default_session(&s, index);
	read_mapping(r, "a session", session_keys, node, &s);
	/* what the providers of user names mostly expect */
	if (s.core.user[0] && !s.has_auth)
		s.core.auth = 2;
	name_session(&s, index);
	if (device_taken(config, s.link.device))
		complain(r, &node->start_mark, "another session is named %s",
			 s.link.device);
	config->core.session[index] = s.core;
	config->session[index] = s.link;
	config->core.n_sessions++;
}

static void read_sessions(struct reader *r, const struct key *key,
			  const yaml_node_t *value, void *target)
{
	struct mbim_config *config = target;

	(void)key;
	if (value->type != YAML_SEQUENCE_NODE) {
		complain(r, &value->start_mark, "sessions must be a list");
		return;
	}
	config->core.n_sessions = 0;
	memset(config->core.session, 0, sizeof(config->core.session));
	memset(config->session, 0, sizeof(config->session));
	for (yaml_node_item_t *i = value->data.sequence.items.start;
	     i < value->data.sequence.items.top; i++) {
		yaml_node_t *node = yaml_document_get_node(r->document, *i);

		if (config->core.n_sessions == MBIM_CORE_SESSIONS) {
			complain(r, &node->start_mark, "more than %d sessions",
				 MBIM_CORE_SESSIONS);
			return;
		}
		read_session(r, node, config);
	}
	if (config->core.n_sessions == 0)
		complain(r, &value->start_mark, "sessions is empty");
}

#define TOP(field)                           \
	offsetof(struct mbim_config, field), \
		sizeof((struct mbim_config *)0)->field

static const struct key top_keys[] = {{"device", read_device, TOP(device)},
				      {"sim", read_sim, 0, 0},
				      {"sessions", read_sessions, 0, 0},
				      {"dns_file", read_path, TOP(dns_file)},
				      {"trace", read_path, TOP(trace)},
				      {"mask", read_bool, TOP(mask)},
				      {"control", read_path, TOP(control)},
				      {NULL, NULL, 0, 0}};

void mbim_config_default(struct mbim_config *config)
{
	struct session s;

	default_session(&s, 0);
	memset(config, 0, sizeof(*config));
	config->core.n_sessions = 1;
	config->core.session[0] = s.core;
	config->session[0] = s.link;
	strcpy(config->device, "auto");
	strcpy(config->control, MBIM_CONFIG_CONTROL);
	config->mask = true;
}

/* The one document of the file; false: reported. */
static bool load(struct reader *r, yaml_parser_t *parser,
		 struct mbim_config *config)
{
	yaml_document_t document;
	yaml_node_t *root;

	if (!yaml_parser_load(parser, &document)) {
		complain(r, &parser->problem_mark, "%s",
			 parser->problem ? parser->problem : "not YAML");
		return false;
	}
	root = yaml_document_get_root_node(&document);
	r->document = &document;
	if (root)
		read_mapping(r, "the configuration", top_keys, root, config);
	yaml_document_delete(&document);
	return root != NULL;
}

static void parse(struct reader *r, FILE *f, struct mbim_config *config)
{
	yaml_parser_t parser;
	yaml_document_t second;
	yaml_node_t *root;

	if (!yaml_parser_initialize(&parser)) {
		complain(r, &(yaml_mark_t){0, 0, 0}, "out of memory");
		return;
	}
	yaml_parser_set_input_file(&parser, f);
	if (load(r, &parser, config) && yaml_parser_load(&parser, &second)) {
		root = yaml_document_get_root_node(&second);
		if (root)
			complain(r, &root->start_mark,
				 "only one document is read");
		yaml_document_delete(&second);
	} else if (parser.error != YAML_NO_ERROR && !r->errors) {
		complain(r, &parser.problem_mark, "%s", parser.problem);
	}
	yaml_parser_delete(&parser);
}

int mbim_config_read(struct mbim_config *config, const char *path,
		     mbim_config_report *report, void *ctx)
{
	struct reader r = {.path = path, .report = report, .ctx = ctx};
	FILE *f = fopen(path, "re");
	struct stat st;
	char line[512];

	mbim_config_default(config);
	if (!f) {
		snprintf(line, sizeof(line), "%s: error: %s", path,
			 strerror(errno));
		report(ctx, line);
		return MBIM_E_IO;
	}
	parse(&r, f, config);
	if (r.has_secret && fstat(fileno(f), &st) == 0 &&
	    st.st_mode & S_IROTH) {
		snprintf(line, sizeof(line),
			 "%s: warning: it holds a PIN or a password, and "
			 "everybody may read it (chmod 600)",
			 path);
		report(ctx, line);
	}
	fclose(f);
	return r.errors ? MBIM_E_CONFIG : 0;
}
