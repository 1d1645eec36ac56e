/* The status of the core as words, to compare. */
#include "tests/replay/status.h"

#include <stdio.h>
#include <string.h>

#include "core/effect.h"

enum {
	CONTROL,
	ATTACH,
	CONNECT,
	DEVICE_ID,
	FIRMWARE,
	PROVIDER,
	PROVIDER_ID,
	EX_VERSION,
	REGISTER_STATE,
	DATA_CLASS,
	NW_ERROR,
	PIN_ATTEMPTS,
	RSSI_DBM,
	REFUSED,
	TIMEOUTS,
	ORPHANS,
	GARBAGE,
	UP,
	STUCK,
	IP,
	PROBLEM = STATUS_PROBLEM
};

const char *const status_keys[STATUS_KEYS] = {
	[CONTROL] = "control",
	[ATTACH] = "attach",
	[CONNECT] = "connect",
	[DEVICE_ID] = "device_id",
	[FIRMWARE] = "firmware",
	[PROVIDER] = "provider",
	[PROVIDER_ID] = "provider_id",
	[EX_VERSION] = "ex_version",
	[REGISTER_STATE] = "register_state",
	[DATA_CLASS] = "data_class",
	[NW_ERROR] = "nw_error",
	[PIN_ATTEMPTS] = "pin_attempts",
	[RSSI_DBM] = "rssi_dbm",
	[REFUSED] = "refused",
	[TIMEOUTS] = "timeouts",
	[ORPHANS] = "orphans",
	[GARBAGE] = "garbage",
	[UP] = "up",
	[STUCK] = "stuck",
	[IP] = "ip",
	[PROBLEM] = "problem",
};

void status_init(struct status *s)
{
	memset(s, 0, sizeof(*s));
}

static void text(struct status *s, int key, const char *value)
{
	snprintf(s->value[key], STATUS_VALUE, "%s", value);
}

/* 0 is empty: nothing was counted or told. */
static void number(struct status *s, int key, int64_t value)
{
	if (value)
		snprintf(s->value[key], STATUS_VALUE, "%lld", (long long)value);
}

static void counters(struct status *s, const struct att_core_status *c)
{
	number(s, EX_VERSION, c->ex_version);
	number(s, REGISTER_STATE, c->register_state);
	number(s, DATA_CLASS, c->data_class);
	number(s, NW_ERROR, c->nw_error);
	number(s, PIN_ATTEMPTS, c->pin_attempts);
	number(s, RSSI_DBM, c->rssi_dbm);
	number(s, REFUSED, c->refused);
	number(s, TIMEOUTS, c->timeouts);
	number(s, ORPHANS, c->orphans);
	number(s, GARBAGE, c->garbage);
	number(s, UP, c->up);
	number(s, STUCK, c->stuck);
}

static void sessions(struct status *s, const struct att_core_status *c)
{
	struct att_text connect, ip;

	att_text_init(&connect, s->value[CONNECT], STATUS_VALUE);
	att_text_init(&ip, s->value[IP], STATUS_VALUE);
	for (uint32_t i = 0; i < c->n_sessions; i++) {
		att_text_put(&connect, i ? "," : "");
		att_text_put(&connect, c->connect[i]);
		att_text_put(&ip, i ? "," : "");
		att_effect_ip_text(&ip, &c->ip[i]);
	}
}

void status_take(struct status *s, const struct att_core *core)
{
	struct att_core_status c;

	att_core_status(core, &c);
	status_init(s);
	text(s, CONTROL, c.control);
	text(s, ATTACH, c.attach);
	text(s, DEVICE_ID, c.device_id);
	text(s, FIRMWARE, c.firmware);
	text(s, PROVIDER, c.provider);
	text(s, PROVIDER_ID, c.provider_id);
	text(s, PROBLEM, c.problem ? c.problem : "");
	counters(s, &c);
	sessions(s, &c);
}

static void put_escaped(struct att_text *t, const char *s)
{
	for (; *s; s++)
		if (*s == ' ' || *s == '%') {
			att_text_char(t, '%');
			att_text_hex(t, (uint8_t)*s, 2);
		} else {
			att_text_char(t, *s);
		}
}

void status_put_changes(struct att_text *t, const struct status *old,
			const struct status *now)
{
	for (int i = 0; i < STATUS_KEYS; i++) {
		if (strcmp(old->value[i], now->value[i]) == 0)
			continue;
		att_text_put(t, t->len ? " " : "");
		att_text_put(t, status_keys[i]);
		att_text_char(t, '=');
		put_escaped(t, now->value[i]);
	}
}

static size_t get_escaped(char *to, const char *s)
{
	const char *from = s;
	size_t n = 0;
	unsigned c;

	for (; *s && *s != ' '; s++) {
		c = (uint8_t)*s;
		if (c == '%' && sscanf(s + 1, "%2x", &c) == 1)
			s += 2;
		if (n + 1 < STATUS_VALUE)
			to[n++] = (char)c;
	}
	to[n] = '\0';
	return (size_t)(s - from);
}

bool status_get_changes(struct status *s, const char *words)
{
	while (*words) {
		size_t len = strcspn(words, "=");
		int key = 0;

		while (key < STATUS_KEYS &&
		       (strlen(status_keys[key]) != len ||
			memcmp(status_keys[key], words, len) != 0))
			key++;
		words += len + (words[len] == '=');
		if (key == STATUS_KEYS)
			return false;
		words += get_escaped(s->value[key], words);
		words += *words == ' ';
	}
	return true;
}

int status_differs(const struct status *a, const struct status *b)
{
	for (int i = 0; i < STATUS_KEYS; i++)
		if (strcmp(a->value[i], b->value[i]) != 0)
			return i;
	return -1;
}
