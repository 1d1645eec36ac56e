/* Stimuli that are the same for every protocol:
 *
 *   after FILE                 do what FILE says first, silently
 *   config KEY=VALUE...        pin, apn, ip, roaming, partner, sessions,
 *                              in_band, unlock (1), slot, operator,
 *                              fallback, access (bits), attach (an APN);
 *                              rungs, ask_ms, refusals, sim_ms,
 *                              rest_ms, steady_ms of recovery
 *   plug [KEY=VALUE...]        max_control, ex (hex), framed, outstanding, mtu,
 *                              id=VID:PID, shared, links and aggregations
 *                              (bits), down_max_size, endpoint, interface
 *   unplug | want off|open|known|attached|connected
 *   silence MS                 time passes, deadlines are met on the way
 *   observe what=WHAT session=N words=WORDS    as a trace has it
 *   problem                    what does the status say? */
#define _GNU_SOURCE
#include "tests/transcript/transcript.h"

#include <stdlib.h>
#include <string.h>

#include "trace/text.h"

static int split(char *line, char *word[])
{
	char *save = NULL;
	int n = 0;

	for (char *w = strtok_r(line, " ", &save); w && n < RIG_WORDS;
	     w = strtok_r(NULL, " ", &save))
		word[n++] = w;
	return n;
}

char *rig_value(char *word)
{
	char *eq = strchr(word, '=');

	if (!eq)
		return NULL;
	*eq = 0;
	return eq + 1;
}

static int config_word(struct att_core_config *c, const char *key,
		       const char *v)
{
	struct att_core_session *s = &c->session[0];

	if (!strcmp(key, "pin"))
		snprintf(c->pin, sizeof(c->pin), "%s", v);
	else if (!strcmp(key, "apn"))
		snprintf(s->apn, sizeof(s->apn), "%s", v);
	else if (!strcmp(key, "ip"))
		s->ip = (enum att_ip_type)atoi(v);
	else if (!strcmp(key, "roaming"))
		s->roaming = atoi(v);
	else if (!strcmp(key, "partner"))
		s->partner = atoi(v);
	else if (!strcmp(key, "in_band"))
		c->in_band = atoi(v);
	else if (!strcmp(key, "rungs"))
		c->recovery.rungs = (uint32_t)strtoul(v, NULL, 0);
	else if (!strcmp(key, "ask_ms"))
		c->recovery.ask_ms = (uint32_t)atoi(v);
	else if (!strcmp(key, "refusals"))
		c->recovery.refusals = (uint32_t)atoi(v);
	else if (!strcmp(key, "sim_ms"))
		c->recovery.sim_ms = (uint32_t)atoi(v);
	else if (!strcmp(key, "rest_ms"))
		c->recovery.rest_ms = (uint32_t)atoi(v);
	else if (!strcmp(key, "steady_ms"))
		c->recovery.steady_ms = (uint32_t)atoi(v);
	else if (!strcmp(key, "slot"))
		c->choice.slot = (uint32_t)atoi(v);
	else if (!strcmp(key, "operator"))
		snprintf(c->choice.operator_, sizeof(c->choice.operator_), "%s",
			 v);
	else if (!strcmp(key, "fallback"))
		c->choice.fallback = atoi(v);
	else if (!strcmp(key, "access"))
		c->choice.access = (uint32_t)atoi(v);
	else if (!strcmp(key, "attach")) {
		c->choice.attach = true;
		c->choice.ip = ATT_IP_V4V6;
		snprintf(c->choice.apn, sizeof(c->choice.apn), "%s", v);
	} else if (!strcmp(key, "unlock"))
		c->unlock = atoi(v);
	else if (!strcmp(key, "sessions")) {
		c->n_sessions = (uint32_t)atoi(v);
		for (uint32_t i = 1; i < c->n_sessions; i++) {
			c->session[i] = c->session[0];
			snprintf(c->session[i].name, sizeof(c->session[i].name),
				 "extra%u", i);
		}
	} else
		return -1;
	return 0;
}

static int do_config(struct rig *r, char *word[], int n)
{
	for (int i = 1; i < n; i++) {
		const char *v = rig_value(word[i]);

		if (!v || config_word(&r->config, word[i], v))
			return -1;
	}
	att_recorder_reconfigure(&r->recorder, &r->config, r->now_ms);
	return 0;
}

/* What its data path can carry. */
static int plug_path(struct att_core_link *link, const char *key,
		     unsigned long number)
{
	if (!strcmp(key, "links"))
		link->links = (uint32_t)number;
	else if (!strcmp(key, "aggregations"))
		link->aggregations = (uint32_t)number;
	else if (!strcmp(key, "down_max_size"))
		link->down_max_size = (uint32_t)number;
	else if (!strcmp(key, "endpoint"))
		link->endpoint = (uint8_t)number;
	else if (!strcmp(key, "interface"))
		link->interface = (uint8_t)number;
	else
		return -1;
	return 0;
}

/* What an earlier run has left, in hex. */
static int plug_left(struct att_left *left, const char *hex)
{
	unsigned byte;

	for (left->len = 0; left->len < sizeof(left->b); hex += 2) {
		if (sscanf(hex, "%2x", &byte) != 1)
			break;
		left->b[left->len++] = (uint8_t)byte;
	}
	return *hex ? -1 : 0;
}

static int do_plug(struct rig *r, char *word[], int n)
{
	for (int i = 1; i < n; i++) {
		const char *v = rig_value(word[i]);
		unsigned long number = v ? strtoul(v, NULL, 0) : 0;

		if (!strcmp(word[i], "max_control"))
			r->link.max_control = (uint16_t)number;
		else if (!strcmp(word[i], "ex"))
			r->link.ex_version = (uint16_t)number;
		else if (!strcmp(word[i], "framed"))
			r->link.framed = number;
		else if (!strcmp(word[i], "stale"))
			r->link.stale = number;
		else if (!strcmp(word[i], "outstanding"))
			r->link.max_outstanding = (uint8_t)number;
		else if (!strcmp(word[i], "mtu"))
			r->link.mtu = (uint16_t)number;
		else if (!strcmp(word[i], "shared"))
			r->link.shared = number;
		else if (!strcmp(word[i], "inside"))
			r->link.inside = number;
		else if (!strcmp(word[i], "left") && v &&
			 !plug_left(&r->link.left, v))
			continue;
		else if (!plug_path(&r->link, word[i], number))
			continue;
		else if (!strcmp(word[i], "id") && v &&
			 sscanf(v, "%hx:%hx", &r->link.vendor,
				&r->link.product) == 2)
			continue;
		else
			return -1;
	}
	att_recorder_plug(&r->recorder, &r->link, r->now_ms);
	return 0;
}

static int do_want(struct rig *r, const char *what)
{
	static const char *const names[] = {"off", "open", "known", "attached",
					    "connected"};

	for (unsigned i = 0; i < 5; i++)
		if (!strcmp(what, names[i])) {
			att_recorder_want(&r->recorder, (enum att_want)i,
					  r->now_ms);
			return 0;
		}
	return -1;
}

static int do_observe(struct rig *r, const char *text)
{
	struct att_input in;

	if (att_input_get(att_bytes_of(text, strlen(text)), &in))
		return -1;
	att_recorder_observe(&r->recorder, &in.observation, r->now_ms);
	return 0;
}

/* Every deadline up to the end is met, one after the other; what the core then
 * sends stays unanswered. */
static int do_silence(struct rig *r, uint64_t ms)
{
	uint64_t end = r->now_ms + ms, at;

	while ((at = att_core_deadline(r->core)) <= end) {
		r->now_ms = at;
		att_recorder_expire(&r->recorder, at);
		rig_drain(r);
	}
	r->now_ms = end;
	return 0;
}

static void do_problem(struct rig *r)
{
	struct att_core_status s;
	char line[256];

	att_core_status(r->core, &s);
	snprintf(line, sizeof(line), "= %s%s", s.stuck ? "stuck: " : "",
		 s.problem ? s.problem : "no problem");
	rig_say(r, line);
}

static int do_after(struct rig *r, const char *name)
{
	const char *slash = strrchr(r->path, '/');
	char path[512], *lines[500];
	bool was = r->silent;
	int n, err;

	snprintf(path, sizeof(path), "%.*s%s",
		 slash ? (int)(slash - r->path) + 1 : 0, r->path, name);
	n = rig_load(path, lines, 500);
	if (n < 0)
		return -1;
	r->silent = true;
	err = rig_run(r, lines, n);
	r->silent = was;
	rig_unload(lines, n);
	return err;
}

static int do_common(struct rig *r, char *word[], int n)
{
	if (!strcmp(word[0], "after") && n == 2)
		return do_after(r, word[1]);
	if (!strcmp(word[0], "config"))
		return do_config(r, word, n);
	if (!strcmp(word[0], "plug"))
		return do_plug(r, word, n);
	if (!strcmp(word[0], "unplug"))
		return att_recorder_unplug(&r->recorder, r->now_ms), 0;
	if (!strcmp(word[0], "want") && n == 2)
		return do_want(r, word[1]);
	if (!strcmp(word[0], "silence") && n == 2)
		return do_silence(r, (uint64_t)atoll(word[1]));
	if (!strcmp(word[0], "problem"))
		return do_problem(r), 0;
	return r->words->stimulus(r, word, n);
}

int rig_stimulus(struct rig *r, const char *text)
{
	char line[1024], *word[RIG_WORDS];
	int n;

	if (!strncmp(text, "observe ", 8))
		return do_observe(r, text);
	snprintf(line, sizeof(line), "%s", text);
	n = split(line, word);
	return n ? do_common(r, word, n) : -1;
}
