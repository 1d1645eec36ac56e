/* Commands that a person could carry out by hand around the modem, and when a
 * scenario carries them out. */
#include "tools/simodem/world_messages.h"

#include <stdlib.h>

/* Of a restart: until it goes, and until it is back. */
#define RESTART_MS 100u
#define AWAY_MS	   3000u

typedef bool command(struct sim_world *w, const char *arg, uint64_t now_ms);

static bool same(const char *a, const char *b, size_t len)
{
	return att_bytes_equal(att_bytes_of(a, len), att_bytes_of(b, len));
}

static size_t length(const char *s)
{
	size_t n = 0;

	while (s[n] != '\0')
		n++;
	return n;
}

/* 1: yes, 0: no, -1: another word */
static int word(const char *arg, const char *yes, const char *no)
{
	if (length(arg) == length(yes) && same(arg, yes, length(yes)))
		return 1;
	return length(arg) == length(no) && same(arg, no, length(no)) ? 0 : -1;
}

static bool number(const char *arg, uint32_t max, uint32_t *value)
{
	char *end;
	unsigned long long v = strtoull(arg, &end, 10);

	*value = (uint32_t)v;
	return arg[0] >= '0' && arg[0] <= '9' && *end == '\0' && v <= max;
}

/* w NULL in all of them: only look at the words. */

static void plugged(struct sim_world *w, bool in)
{
	if (w != NULL && w->plug != NULL)
		w->plug(w->plug_ctx, in);
}

static bool unplug(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	(void)now_ms;
	if (arg[0] == '\0')
		plugged(w, false);
	return arg[0] == '\0';
}

static bool plug(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	(void)now_ms;
	if (arg[0] == '\0')
		plugged(w, true);
	return arg[0] == '\0';
}

static bool halt(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	int in = word(arg, "in", "out"), notify = word(arg, "notify", "");
	uint8_t endpoint = in == 1	 ? SIM_ENDPOINT_IN
			   : in == 0	 ? SIM_ENDPOINT_OUT
			   : notify == 1 ? SIM_ENDPOINT_NOTIFY
					 : 0;

	(void)now_ms;
	if (w != NULL)
		w->halted |= endpoint;
	return endpoint != 0;
}

static bool network(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	int on = word(arg, "on", "off");

	if (on >= 0 && w != NULL)
		sim_world_network(w, on, now_ms);
	return on >= 0;
}

static bool sim(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	int in = word(arg, "in", "out");

	if (in >= 0 && w != NULL)
		sim_world_card(w, in, now_ms);
	return in >= 0;
}

static bool detach(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	(void)now_ms;
	if (arg[0] == '\0' && w != NULL)
		sim_world_detached(w);
	return arg[0] == '\0';
}

static bool disconnect(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	uint32_t session;

	(void)now_ms;
	if (!number(arg, 255, &session))
		return false;
	if (w != NULL)
		sim_world_disconnected(w, session);
	return true;
}

static bool restart(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	(void)now_ms;
	if (arg[0] == '\0' && w != NULL)
		w->restarts = true;
	return arg[0] == '\0';
}

static bool forget(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	(void)now_ms;
	if (arg[0] == '\0' && w != NULL)
		w->forgets = true;
	return arg[0] == '\0';
}

static bool ping(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	int on = word(arg, "on", "off");

	(void)now_ms;
	if (on >= 0 && w != NULL)
		w->config.no_ping = on == 0;
	return on >= 0;
}

static bool dns(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	int on = word(arg, "on", "off");

	(void)now_ms;
	if (on >= 0 && w != NULL)
		w->config.no_dns = on == 0;
	return on >= 0;
}

/* A session, and perhaps "silently". */
static bool readdress(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	bool known = arg[0] >= '0' && arg[0] < '0' + (char)SIM_SESSIONS;
	bool silently = known && word(arg + 1, " silently", "") == 1;

	(void)now_ms;
	if (!known || (!silently && arg[1] != '\0'))
		return false;
	if (w != NULL)
		sim_world_readdress(w, (uint32_t)(arg[0] - '0'), silently);
	return true;
}

static bool signal_(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	uint32_t rssi;

	(void)now_ms;
	if (!number(arg, 99, &rssi))
		return false;
	if (w != NULL)
		sim_world_signal(w, rssi);
	return true;
}

static bool cell(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	uint32_t id;

	return number(arg, UINT32_MAX, &id) &&
	       (w == NULL || sim_world_move(w, id, now_ms));
}

/* The place of a word; n: it is none of them. */
static uint32_t place(const char *const *words, uint32_t n, const char *word,
		      size_t len)
{
	uint32_t i = 0;

	while (i < n && (length(words[i]) != len || !same(words[i], word, len)))
		i++;
	return i;
}

/* A kind, and what heals it. */
static bool fail(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	uint32_t kind, heals = SIM_REMEDY_NONE;
	size_t len = 0;

	(void)now_ms;
	while (arg[len] != '\0' && arg[len] != ' ')
		len++;
	kind = place(sim_failure_names, SIM_FAILURE_KINDS, arg, len);
	if (arg[len] == ' ')
		heals = place(sim_remedy_names, SIM_REMEDIES, arg + len + 1,
			      length(arg + len + 1));
	if (kind == SIM_FAILURE_KINDS || heals == SIM_REMEDIES)
		return false;
	return w == NULL || sim_failures_add(w, (enum sim_failure_kind)kind,
					     (enum sim_remedy)heals);
}

static bool heal(struct sim_world *w, const char *arg, uint64_t now_ms)
{
	(void)now_ms;
	if (arg[0] == '\0' && w != NULL)
		sim_failures_end(w);
	return arg[0] == '\0';
}

static const struct {
	const char *name;
	command *fn;
} commands[] = {
	{"unplug", unplug},
	{"plug", plug},
	{"halt", halt},
	{"network", network},
	{"sim", sim},
	{"detach", detach},
	{"disconnect", disconnect},
	{"signal", signal_},
	{"fail", fail},
	{"heal", heal},
	{"readdress", readdress},
	{"restart", restart},
	{"forget", forget},
	{"ping", ping},
	{"dns", dns},
	{"sms", sim_messages_command},
	{"ussd", sim_ussd_command},
	{"cell", cell},
};

static bool carry_out(struct sim_world *w, const char *line, uint64_t now_ms)
{
	size_t len = 0;
	const char *arg;

	while (line[len] != '\0' && line[len] != ' ')
		len++;
	for (arg = line + len; *arg == ' ';)
		arg++;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (length(commands[i].name) == len &&
		    same(commands[i].name, line, len))
			return commands[i].fn(w, arg, now_ms);
	return false;
}

bool sim_command_known(const char *line)
{
	return carry_out(NULL, line, 0);
}

const char *sim_command_hint(const char *line, struct att_nearest *near)
{
	size_t len = 0;

	while (line[len] != '\0' && line[len] != ' ')
		len++;
	att_nearest_init(near, line, len);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		att_nearest_try(near, commands[i].name);
	return att_nearest_hint(near);
}

void sim_world_command(struct sim_world *w, const char *line, uint64_t now_ms)
{
	carry_out(w, line, now_ms);
}

void sim_world_unplug(struct sim_world *w, uint64_t until_ms)
{
	w->plug_at_ms = until_ms;
	plugged(w, false);
}

void sim_world_restart(struct sim_world *w, uint64_t now_ms)
{
	w->restart_at_ms = now_ms + RESTART_MS;
}

void sim_world_replug(struct sim_world *w, uint64_t now_ms)
{
	if (w->restart_at_ms <= now_ms) {
		w->restart_at_ms = SIM_NEVER;
		sim_world_unplug(w, now_ms + AWAY_MS);
	}
	if (w->plug_at_ms > now_ms)
		return;
	w->plug_at_ms = SIM_NEVER;
	plugged(w, true);
}

void sim_events_init(struct sim_world *w)
{
	const struct sim_scenario *s = &w->config.scenario;

	for (uint32_t i = 0; i < s->n_events; i++)
		w->event_at_ms[i] = w->born_ms + s->event[i].at_ms;
}

/* The place of the next one; of several at the same time, of the first. */
static uint32_t next(const struct sim_world *w)
{
	uint32_t n = w->config.scenario.n_events, first = 0;

	for (uint32_t i = 1; i < n; i++)
		if (w->event_at_ms[i] < w->event_at_ms[first])
			first = i;
	return first;
}

static uint64_t event_at(const struct sim_world *w)
{
	return w->config.scenario.n_events > 0 ? w->event_at_ms[next(w)]
					       : SIM_NEVER;
}

uint64_t sim_world_event_deadline(const struct sim_world *w)
{
	uint64_t at = event_at(w);

	if (w->restart_at_ms < at)
		at = w->restart_at_ms;
	return w->plug_at_ms < at ? w->plug_at_ms : at;
}

const char *sim_world_event(struct sim_world *w, uint64_t now_ms)
{
	const struct sim_event *e;
	uint32_t i = next(w);

	if (event_at(w) > now_ms)
		return NULL;
	e = &w->config.scenario.event[i];
	w->event_at_ms[i] =
		e->every_ms != 0 ? w->event_at_ms[i] + e->every_ms : SIM_NEVER;
	return e->command;
}
