/* The world around the modem: commands that a person could carry out by hand,
 * and those that a scenario carries out at its times. */
#include "tools/simodem/modem.h"

#include <stdlib.h>

typedef bool command(struct sim_modem *m, const char *arg, uint64_t now_ms);

static bool same(const char *a, const char *b, size_t len)
{
	return mbim_bytes_equal(mbim_bytes_of(a, len), mbim_bytes_of(b, len));
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

/* m NULL in all of them: only look at the words. */

static void plugged(struct sim_modem *m, bool in)
{
	if (m != NULL && m->plug != NULL)
		m->plug(m->plug_ctx, in);
}

static bool unplug(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	(void)now_ms;
	if (arg[0] == '\0')
		plugged(m, false);
	return arg[0] == '\0';
}

static bool plug(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	(void)now_ms;
	if (arg[0] == '\0')
		plugged(m, true);
	return arg[0] == '\0';
}

static bool network(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	int on = word(arg, "on", "off");

	if (on >= 0 && m != NULL)
		sim_modem_network(m, on, now_ms);
	return on >= 0;
}

static bool sim(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	int in = word(arg, "in", "out");

	if (in >= 0 && m != NULL)
		sim_modem_sim(m, in, now_ms);
	return in >= 0;
}

static bool detach(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	if (arg[0] == '\0' && m != NULL)
		sim_modem_detach(m, now_ms);
	return arg[0] == '\0';
}

static bool disconnect(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	uint32_t session;

	if (!number(arg, 255, &session))
		return false;
	if (m != NULL)
		sim_modem_disconnect(m, (uint8_t)session, now_ms);
	return true;
}

static bool signal_(struct sim_modem *m, const char *arg, uint64_t now_ms)
{
	uint32_t rssi;

	if (!number(arg, 99, &rssi))
		return false;
	if (m != NULL)
		sim_modem_signal(m, rssi, now_ms);
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

bool sim_modem_command(struct sim_modem *m, const char *line, uint64_t now_ms)
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
			return commands[i].fn(m, arg, now_ms);
	return false;
}

bool sim_command_known(const char *line)
{
	return sim_modem_command(NULL, line, 0);
}

void sim_modem_on_plug(struct sim_modem *m, sim_plug *fn, void *ctx)
{
	m->plug = fn;
	m->plug_ctx = ctx;
}

void sim_world_unplug(struct sim_modem *m, uint32_t ms)
{
	m->plug_at_ms = m->now_ms + ms;
	plugged(m, false);
}

static uint64_t event_at(const struct sim_modem *m)
{
	const struct sim_scenario *s = &m->config.scenario;

	return m->events < s->n_events ? m->born_ms + s->event[m->events].at_ms
				       : SIM_NEVER;
}

uint64_t sim_world_deadline(const struct sim_modem *m)
{
	uint64_t at = event_at(m);

	if (sim_scenario_deadline(m) < at)
		at = sim_scenario_deadline(m);
	return m->plug_at_ms < at ? m->plug_at_ms : at;
}

void sim_world_expire(struct sim_modem *m, uint64_t now_ms)
{
	if (m->plug_at_ms <= now_ms) {
		m->plug_at_ms = SIM_NEVER;
		plugged(m, true);
	}
	while (event_at(m) <= now_ms) {
		const char *line =
			m->config.scenario.event[m->events++].command;

		sim_modem_command(m, line, now_ms);
	}
	sim_scenario_expire(m, now_ms);
}
