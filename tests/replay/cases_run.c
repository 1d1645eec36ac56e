/* One run of a plan. */
#include "tests/replay/cases_run.h"

#include <stdio.h>
#include <string.h>

#include "tools/simodem/files.h"

#define UP_MS  120000u
#define STEPS  4000u
#define OFF_MS 60000u

void runner_say(void *ctx, const char *line)
{
	(void)ctx;
	printf("# %s\n", line);
}

bool runner_scenario(struct runner *r, struct sim_config *sim, const char *name)
{
	char path[512];

	if (!name)
		return true;
	snprintf(path, sizeof(path), "%s/%s.yaml", r->writer->scenarios, name);
	return sim_scenario_read(sim, path, runner_say, NULL) == 0;
}

static void configure(struct att_core_config *c, const struct plan *plan)
{
	memset(c, 0, sizeof(*c));
	snprintf(c->pin, sizeof(c->pin), "%s",
		 plan->pin ? plan->pin : USB_PAIR_PIN);
	c->unlock = !plan->keep_lock;
	c->choice = plan->choice;
	c->n_sessions = plan->sessions ? plan->sessions : 1;
	for (uint32_t i = 0; i < c->n_sessions; i++) {
		snprintf(c->session[i].name, sizeof(c->session[i].name),
			 "wwan%u", i);
		strcpy(c->session[i].apn, "internet");
		c->session[i].ip =
			plan->ip ? (enum att_ip_type)plan->ip : ATT_IP_V4V6;
		c->session[i].roaming = plan->roaming;
	}
}

static void act(struct usb_pair *p, struct att_core_config *c, const char *what)
{
	if (strcmp(what, "off") == 0)
		usb_pair_want(p, ATT_WANT_OFF);
	else if (strcmp(what, "attached") == 0)
		usb_pair_want(p, ATT_WANT_ATTACHED);
	else if (strcmp(what, "connected") == 0)
		usb_pair_want(p, ATT_WANT_CONNECTED);
	if (strcmp(what, "roaming") == 0)
		c->session[0].roaming = true;
	else if (strcmp(what, "unlock") == 0)
		c->unlock = true;
	else if (strncmp(what, "pin ", 4) == 0)
		snprintf(c->pin, sizeof(c->pin), "%s", what + 4);
	else
		return;
	usb_pair_reconfigure(p, c);
}

/* False: nothing more will happen. */
static bool live(struct usb_pair *p, uint64_t until_ms)
{
	for (unsigned i = 0; i < STEPS && p->now_ms < until_ms; i++)
		if (!usb_pair_step(p))
			return false;
	return true;
}

static void act_it_out(struct usb_pair *p, struct att_core_config *c,
		       const struct plan *plan)
{
	for (unsigned i = 0; i < 4 && plan->act[i].what; i++) {
		if (!live(p, plan->act[i].at_ms))
			p->now_ms = plan->act[i].at_ms;
		act(p, c, plan->act[i].what);
	}
	live(p, UP_MS);
	usb_pair_want(p, ATT_WANT_OFF);
	p->closed = false;
	for (unsigned i = 0; i < STEPS && !p->closed &&
			     p->now_ms < UP_MS + OFF_MS && usb_pair_step(p);
	     i++)
		;
	p->pull = true;
	usb_pair_step(p);
}

bool runner_plan(struct runner *r, const char *book, const struct plan *plan,
		 const struct sim_config *sim)
{
	const char *title = plan->title ? plan->title : plan->name;
	struct att_core_config config;
	struct usb_pair p;

	configure(&config, plan);
	if (!usb_pair_record(&p, sim, &config,
			     plan->want ? plan->want : ATT_WANT_CONNECTED,
			     r->writer->path)) {
		printf("# %s: no trace file %s\n", title, r->writer->path);
		return false;
	}
	act_it_out(&p, &config, plan);
	if (usb_pair_fini(&p)) {
		printf("# %s: the trace is not complete\n", title);
		return false;
	}
	r->writer->done(r->writer->ctx, book, title, r->writer->path);
	return true;
}
