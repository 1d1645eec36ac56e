/* What the configuration says of one modem: the tables of its keys, and the
 * values that are more than a text or a number. */
#include "linux/config_modem.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proxy/codes.h"
#include "linux/config_choice.h"
#include "linux/config_recovery.h"
#include "drivers/port.h"

#define METRIC_DEFAULT 700u

/* One session as the file describes it. */
struct session {
	struct att_core_session core;
	struct att_config_session link;
	bool has_auth;
};

static void read_secret(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	att_yaml_read_text(y, key, value, target);
	((struct att_config_reading *)y->user)->has_secret = true;
}

static void read_pin(struct att_yaml *y, const struct att_yaml_key *key,
		     const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);

	if (!s)
		return;
	if (!att_codes_is_pin(s))
		att_yaml_error(y, value, "%s must be %u to %u digits",
			       key->name, ATT_CODES_LEAST, ATT_CODES_MOST);
	else
		read_secret(y, key, value, target);
}

/* A path, or the word none. */
void att_config_read_path(struct att_yaml *y, const struct att_yaml_key *key,
			  const yaml_node_t *value, void *target)
{
	char *path = (char *)target + key->at;

	att_yaml_read_text(y, key, value, target);
	if (strcmp(path, "none") == 0)
		path[0] = '\0';
}

static void read_device(struct att_yaml *y, const struct att_yaml_key *key,
			const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value), *name = s;
	struct att_nearest near;
	struct port_wish wish;

	if (!s)
		return;
	port_wish_protocol(&name);
	if (strchr(s, '/') || port_wish_parse(s, &wish) == 0)
		att_yaml_read_text(y, key, value, target);
	else if (strncmp(name, "imei:", 5) == 0)
		att_yaml_error(y, value, "imei: must have 14 to 16 digits");
	else if (strncmp(name, "iccid:", 6) == 0)
		att_yaml_error(y, value, "iccid: must have 18 to 20 digits");
	else
		att_yaml_error(y, value,
			       "device must be " PORT_NAMES ", not \"%.64s\"%s",
			       s, port_wish_hint(s, &near));
}

/* Names that Linux gives to network devices, or with one %d. */
static void read_name(struct att_yaml *y, const struct att_yaml_key *key,
		      const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);
	const char *percent = s ? strchr(s, '%') : NULL;

	if (!s)
		return;
	if (!*s || strcmp(s, ".") == 0 || strcmp(s, "..") == 0 ||
	    strpbrk(s, "/: \t\n\r\v\f") ||
	    (percent && (percent[1] != 'd' || strchr(percent + 1, '%'))))
		att_yaml_error(
			y, value,
			"\"%.64s\" cannot be the name of a network device", s);
	else
		att_yaml_read_text(y, key, value, target);
}

static void read_auth(struct att_yaml *y, const struct att_yaml_key *key,
		      const yaml_node_t *value, void *target)
{
	static const struct att_yaml_word words[] = {
		{"none", 0}, {"pap", 1}, {"chap", 2}, {"mschapv2", 3}, {0}};
	struct session *s = target;

	if (att_yaml_word(y, key->name, value, words, &s->core.auth))
		s->has_auth = true;
}

static void read_ip(struct att_yaml *y, const struct att_yaml_key *key,
		    const yaml_node_t *value, void *target)
{
	static const struct att_yaml_word words[] = {{"v4", ATT_IP_V4},
						     {"v6", ATT_IP_V6},
						     {"v4v6", ATT_IP_V4V6},
						     {0}};
	struct session *s = target;
	uint32_t ip;

	if (att_yaml_word(y, key->name, value, words, &ip))
		s->core.ip = (enum att_ip_type)ip;
}

static const struct att_yaml_key sim_keys[] = {
	ATT_YAML_KEY("pin", read_pin, struct att_config_modem, core.pin),
	ATT_YAML_NUMBER("slot", struct att_config_modem, core.choice.slot, 1,
			ATT_CONFIG_SLOTS),
	{0}};

#define SESSION(name, fn, field) ATT_YAML_KEY(name, fn, struct session, field)

static const struct att_yaml_key session_keys[] = {
	SESSION("name", read_name, link.device),
	SESSION("apn", att_yaml_read_text, core.apn),
	SESSION("user", read_secret, core.user),
	SESSION("password", read_secret, core.password),
	ATT_YAML_PART("auth", read_auth, NULL),
	ATT_YAML_PART("ip", read_ip, NULL),
	SESSION("roaming", att_yaml_read_bool, core.roaming),
	SESSION("partner", att_yaml_read_bool, core.partner),
	SESSION("default_route", att_yaml_read_bool, link.default_route),
	SESSION("metric", att_yaml_read_number, link.metric),
	SESSION("dns", att_yaml_read_bool, link.dns),
	ATT_YAML_NUMBER("mtu", struct session, link.mtu, 576, 65535),
	SESSION("share_prefix", att_yaml_read_bool, core.share_prefix),
	SESSION("probe", att_config_read_probe, link.probe),
	{0}};

/* The name for people: the pattern of the device with its number filled in,
 * whatever number the kernel chooses. */
static void name_session(struct session *s, uint32_t number)
{
	const char *device = s->link.device, *percent = strchr(device, '%');
	char name[sizeof(s->core.name) + 8] = {0};

	if (percent)
		snprintf(name, sizeof(name), "%.*s%" PRIu32 "%s",
			 (int)(percent - device), device, number, percent + 2);
	else
		snprintf(name, sizeof(name), "%s", device);
	memcpy(s->core.name, name, sizeof(s->core.name));
	s->core.name[sizeof(s->core.name) - 1] = '\0';
}

/* Of the network device of its session with this number. */
static uint32_t number_of(const struct att_config_modem *modem, uint32_t index)
{
	return modem->first + index * modem->step;
}

static void default_session(struct session *s, uint32_t number)
{
	memset(s, 0, sizeof(*s));
	memcpy(s->link.device, ATT_CONFIG_DEVICE, sizeof ATT_CONFIG_DEVICE);
	s->link.default_route = s->link.dns = true;
	s->link.metric = METRIC_DEFAULT + number;
	s->core.ip = ATT_IP_V4V6;
	name_session(s, number);
}

static bool device_taken(const struct att_config_modem *modem,
			 const char *device)
{
	if (strchr(device, '%'))
		return false;
	for (uint32_t i = 0; i < modem->core.n_sessions; i++)
		if (strcmp(modem->session[i].device, device) == 0)
			return true;
	return false;
}

static void read_session(struct att_yaml *y, const yaml_node_t *node,
			 struct att_config_modem *modem)
{
	uint32_t index = modem->core.n_sessions;
	struct session s;

	default_session(&s, number_of(modem, index));
	att_yaml_mapping(y, "a session", session_keys, node, &s);
	/* what the providers of user names mostly expect */
	if (s.core.user[0] && !s.has_auth)
		s.core.auth = 2;
	name_session(&s, number_of(modem, index));
	if (device_taken(modem, s.link.device))
		att_yaml_error(y, node, "another session is named %s",
			       s.link.device);
	modem->core.session[index] = s.core;
	modem->session[index] = s.link;
	modem->core.n_sessions++;
}

static void read_sessions(struct att_yaml *y, const struct att_yaml_key *key,
			  const yaml_node_t *value, void *target)
{
	struct att_config_reading *r = y->user;
	struct att_config_modem *modem = target;

	(void)key;
	if (value->type != YAML_SEQUENCE_NODE) {
		att_yaml_error(y, value, "sessions must be a list");
		return;
	}
	if (!r->sessions) { /* in place of the one of the defaults */
		modem->core.n_sessions = 0;
		memset(modem->core.session, 0, sizeof(modem->core.session));
		memset(modem->session, 0, sizeof(modem->session));
	}
	r->sessions = true;
	for (yaml_node_item_t *i = value->data.sequence.items.start;
	     i < value->data.sequence.items.top; i++) {
		const yaml_node_t *node = att_yaml_node(y, *i);

		if (modem->core.n_sessions == ATT_CORE_SESSIONS) {
			att_yaml_error(y, node, "more than %d sessions",
				       ATT_CORE_SESSIONS);
			return;
		}
		read_session(y, node, modem);
	}
}

/* One stream as the file describes it. */
struct stream {
	struct att_uuid service;
	struct att_config_stream link;
	bool has_service;
};

/* 8-4-4-4-12 hexadecimal digits. */
static bool parse_uuid(const char *s, struct att_uuid *uuid)
{
	unsigned n = 0;

	for (; *s; s++) {
		const char *at = strchr("0123456789abcdef", tolower(*s));
		bool dash = n == 8 || n == 12 || n == 16 || n == 20;

		if (*s == '-' && dash && s[-1] != '-')
			continue;
		if (!at || n == 2 * sizeof(uuid->b) || (dash && s[-1] != '-'))
			return false;
		uuid->b[n / 2] = (uint8_t)(uuid->b[n / 2] << 4 |
					   (at - "0123456789abcdef"));
		n++;
	}
	return n == 2 * sizeof(uuid->b);
}

static void read_service(struct att_yaml *y, const struct att_yaml_key *key,
			 const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);
	struct stream *stream = target;

	if (!s)
		return;
	stream->has_service = parse_uuid(s, &stream->service);
	if (!stream->has_service)
		att_yaml_error(y, value, "\"%.64s\" is not a UUID", s);
}

static const struct att_yaml_key stream_keys[] = {
	ATT_YAML_PART("service", read_service, NULL),
	ATT_YAML_KEY("socket", att_yaml_read_text, struct stream, link.socket),
	{0}};

static void read_stream(struct att_yaml *y, const yaml_node_t *node,
			struct att_config_modem *modem)
{
	struct stream s = {.has_service = false};
	uint32_t i = modem->core.n_streams;
	unsigned errors = y->errors;

	att_yaml_mapping(y, "a stream", stream_keys, node, &s);
	if (y->errors == errors && (!s.has_service || !s.link.socket[0]))
		att_yaml_error(y, node, "a stream needs service and socket");
	modem->core.stream[i] = s.service;
	modem->stream[i] = s.link;
	modem->core.n_streams++;
}

static void read_streams(struct att_yaml *y, const struct att_yaml_key *key,
			 const yaml_node_t *value, void *target)
{
	struct att_config_modem *modem = target;

	(void)key;
	if (value->type != YAML_SEQUENCE_NODE) {
		att_yaml_error(y, value, "streams must be a list");
		return;
	}
	for (yaml_node_item_t *i = value->data.sequence.items.start;
	     i < value->data.sequence.items.top; i++) {
		const yaml_node_t *node = att_yaml_node(y, *i);

		if (modem->core.n_streams == ATT_CORE_STREAMS) {
			att_yaml_error(y, node, "more than %d streams",
				       ATT_CORE_STREAMS);
			return;
		}
		read_stream(y, node, modem);
	}
}

static const struct att_yaml_key sms_keys[] = {
	ATT_YAML_KEY("spool", att_yaml_read_text, struct att_config_modem,
		     spool),
	{0}};

/* "false", "true", or what is said of it. */
static void read_sms(struct att_yaml *y, const struct att_yaml_key *key,
		     const yaml_node_t *value, void *target)
{
	static const struct att_yaml_word words[] = {
		{"false", 0}, {"true", 1}, {0}};
	struct att_config_modem *modem = target;
	uint32_t on;

	if (value->type == YAML_MAPPING_NODE)
		att_yaml_mapping(y, key->name, sms_keys, value, target);
	else if (att_yaml_word(y, key->name, value, words, &on))
		strcpy(modem->spool, on ? ATT_CONFIG_SPOOL : "");
}

static void read_mebibytes(struct att_yaml *y, const struct att_yaml_key *key,
			   const yaml_node_t *value, void *target)
{
	uint32_t n;

	if (att_yaml_u32(y, key->name, value, key->min, key->max, &n))
		*(uint64_t *)(void *)((char *)target + key->at) = (uint64_t)n
								  << 20;
}

/* What messages, options and file names can hold without a doubt. */
static void read_modem_name(struct att_yaml *y, const struct att_yaml_key *key,
			    const yaml_node_t *value, void *target)
{
	const char *s = att_yaml_scalar(y, key->name, value);

	if (!s)
		return;
	if (!s[0] || s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")])
		att_yaml_error(y, value,
			       "the name of a modem has letters, digits, - and "
			       "_, not \"%.64s\"",
			       s);
	else
		att_yaml_read_text(y, key, value, target);
}

static void read_misplaced(struct att_yaml *y, const struct att_yaml_key *key,
			   const yaml_node_t *value, void *target)
{
	(void)target;
	att_yaml_error(y, value,
		       "%s is of attache as a whole: it stands beside modems, "
		       "not in one of them",
		       key->name);
}

#define MISPLACED(name) ATT_YAML_PART(name, read_misplaced, NULL)
#define MODEM(name, fn, field) \
	ATT_YAML_KEY(name, fn, struct att_config_modem, field)

const struct att_yaml_key att_config_modem_keys[] = {
	MODEM("name", read_modem_name, name),
	MODEM("device", read_device, device),
	ATT_YAML_PART("sim", att_yaml_read_mapping, sim_keys),
	MODEM("unlock", att_yaml_read_bool, core.unlock),
	ATT_YAML_PART("network", att_yaml_read_mapping,
		      att_config_network_keys),
	ATT_YAML_PART("sessions", read_sessions, NULL),
	ATT_YAML_PART("streams", read_streams, NULL),
	ATT_YAML_PART("recovery", att_yaml_read_mapping,
		      att_config_recovery_keys),
	ATT_YAML_PART("sms", read_sms, NULL),
	MODEM("trace", att_config_read_path, trace),
	ATT_YAML_BOUNDED("trace_size", read_mebibytes, struct att_config_modem,
			 trace_keep.size, 0, 1 << 20),
	ATT_YAML_NUMBER("trace_files", struct att_config_modem,
			trace_keep.files, 0, 99),
	MODEM("mask", att_yaml_read_bool, mask),
	MISPLACED("dns_file"),
	MISPLACED("dns_service"),
	MISPLACED("hook"),
	MISPLACED("control"),
	MISPLACED("proxy"),
	MISPLACED("user"),
	MISPLACED("group"),
	MISPLACED("admin_group"),
	{0}};

void att_config_default_session(struct att_config_modem *modem, uint32_t index)
{
	struct session s;

	default_session(&s, number_of(modem, index));
	modem->core.session[index] = s.core;
	modem->session[index] = s.link;
}

void att_config_modem_default(struct att_config_modem *modem, uint32_t first,
			      uint32_t step)
{
	memset(modem, 0, sizeof(*modem));
	snprintf(modem->name, sizeof(modem->name), "modem%" PRIu32, first);
	modem->first = first;
	modem->step = step;
	modem->core.in_band = true;
	modem->core.n_sessions = 1;
	att_config_default_session(modem, 0);
	strcpy(modem->device, "auto");
	strcpy(modem->spool, ATT_CONFIG_SPOOL);
	modem->mask = true;
	modem->trace_keep.files = 3;
	att_config_recovery_default(modem);
}

void att_config_modem_number(struct att_config_modem *modem, uint32_t first,
			     uint32_t step)
{
	for (uint32_t i = 0; i < modem->core.n_sessions; i++) {
		const uint32_t was = number_of(modem, i);
		const uint32_t number = first + i * step;
		struct session s = {.core = modem->core.session[i],
				    .link = modem->session[i]};

		name_session(&s, number);
		if (s.link.metric == METRIC_DEFAULT + was)
			s.link.metric = METRIC_DEFAULT + number;
		modem->core.session[i] = s.core;
		modem->session[i] = s.link;
	}
	modem->first = first;
	modem->step = step;
}

void att_config_modem_complete(struct att_config_modem *modem)
{
	att_config_recovery_complete(modem);
	/* Each of several modems has its own folder. */
	if (strcmp(modem->name, ATT_CONFIG_MODEM) != 0 &&
	    strcmp(modem->spool, ATT_CONFIG_SPOOL) == 0)
		snprintf(modem->spool, sizeof(modem->spool),
			 ATT_CONFIG_SPOOL "-%s", modem->name);
	if (modem->core.n_sessions)
		return;
	/* The first one's device is there as long as the modem is, for whoever
	 * connects it. */
	att_config_default_session(modem, 0);
	modem->core.session[0].off = true;
	modem->core.n_sessions = 1;
}
