/* Commands that a person could carry out by hand around the modem, and when a
 * scenario carries them out. */
#include "tools/simodem/world.h"

#include <stdlib.h>

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
	unsigned long v = strtoul(arg, &end, 10);

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

static const struct {
	const char *name;
	command *fn;
} commands[] = {
	{"unplug", unplug},  {"plug", plug},	 {"network", network},
	{"sim", sim},	     {"detach", detach}, {"disconnect", disconnect},
	{"signal", signal_},
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

void sim_world_command(struct sim_world *w, const char *line, uint64_t now_ms)
{
	carry_out(w, line, now_ms);
}

void sim_world_unplug(struct sim_world *w, uint64_t until_ms)
{
	w->plug_at_ms = until_ms;
	plugged(w, false);
}

void sim_world_replug(struct sim_world *w, uint64_t now_ms)
{
	if (w->plug_at_ms > now_ms)
		return;
	w->plug_at_ms = SIM_NEVER;
	plugged(w, true);
}

static uint64_t event_at(const struct sim_world *w)
{
	const struct sim_scenario *s = &w->config.scenario;

	return w->events < s->n_events ? w->born_ms + s->event[w->events].at_ms
				       : SIM_NEVER;
}

uint64_t sim_world_event_deadline(const struct sim_world *w)
{
	uint64_t at = event_at(w);

	return w->plug_at_ms < at ? w->plug_at_ms : at;
}

const char *sim_world_event(struct sim_world *w, uint64_t now_ms)
{
	if (event_at(w) > now_ms)
		return NULL;
	return w->config.scenario.event[w->events++].command;
}
