/* The same world leads to the same steps, whichever protocol its modem speaks:
 * a life of each, and what the charts of attach and connect have done. Two
 * things hang on how long messages take, and are left out: refused events, as
 * an indication comes before an answer or behind it; and that the modem was
 * asked again and said what it had said before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/fault_rows.h"
#include "tests/unit/usb_pair.h"
#include "tools/simodem/modem.h"

#define HAPPENS_MS 60000u
#define AGAIN_MS   90000u
#define LIFE_MS	   180000u
#define STEPS	   20000
#define LINES	   200u

static const struct world {
	const char *name;
	const char *happens,
		*again;	 /* after a minute, and half a minute more */
	const char *pin; /* of the SIM; NULL: USB_PAIR_PIN */
	bool on;	 /* the radio is, and it attaches by itself */
	bool denied, abroad, out;
	uint8_t attempts; /* 0: 3 */
	uint32_t connect_error;
	unsigned least; /* steps */
} worlds[] = {
	{.name = "all the way up", .least = 15},
	{.name = "SIM without a PIN", .pin = "", .least = 10},
	{.name = "up by itself", .pin = "", .on = true, .least = 6},
	{.name = "wrong PIN", .pin = "9999", .least = 5},
	{.name = "one attempt left", .attempts = 1, .least = 5},
	{.name = "SIM comes", .out = true, .again = "sim in", .least = 10},
	{.name = "SIM goes", .happens = "sim out", .least = 18},
	{.name = "SIM goes and comes",
	 .happens = "sim out",
	 .again = "sim in",
	 .least = 20},
	{.name = "registration denied", .denied = true, .least = 8},
	{.name = "roaming barred", .abroad = true, .least = 8},
	{.name = "unknown APN", .connect_error = 27, .least = 15},
	{.name = "network goes and comes",
	 .happens = "network off",
	 .again = "network on",
	 .least = 20},
	{.name = "detached", .happens = "detach", .least = 20},
	{.name = "disconnected", .happens = "disconnect 0", .least = 18},
	{.name = "readdressed", .happens = "readdress 0", .least = 18},
};
#define WORLDS (sizeof(worlds) / sizeof(worlds[0]))

/* One step of a chart, in its words. */
struct step {
	char machine[16], from[32], event[48], to[80]; /* to: and its effect */
};

struct life {
	struct usb_pair p;   /* first */
	char asked_from[32]; /* what asks again was left for; "": nothing */
	unsigned n;
	char line[LINES][160];
	char problem[200];
	bool up;
};

static bool read_step(struct step *s, const struct att_trace_rec *rec)
{
	char line[256];
	struct att_text t;

	att_text_init(&t, line, sizeof(line));
	att_trace_text(&t, rec, rec->at_ms);
	return sscanf(line, "%*s %15s %31s %47s %79[^\n]", s->machine, s->from,
		      s->event, s->to) == 4 &&
	       (!strcmp(s->machine, "attach") ||
		!strcmp(s->machine, "connect"));
}

static bool begins(const char *text, const char *word)
{
	const size_t n = strlen(word);

	return strncmp(text, word, n) == 0 && (!text[n] || text[n] == ' ');
}

/* It was asked again, and this is the answer: as if it was news. True: it is
 * none. */
static bool says_the_same(struct life *l, struct step *s)
{
	if (strcmp(s->machine, "attach") != 0 || !l->asked_from[0])
		return false;
	strcpy(s->from, l->asked_from);
	l->asked_from[0] = '\0';
	return begins(s->to, s->from);
}

static void keep(void *ctx, const struct att_trace_rec *rec)
{
	struct life *l = ctx;
	struct step s;

	if (rec->refused || !read_step(&s, rec) || says_the_same(l, &s))
		return;
	if (!strcmp(s.machine, "attach") && !strcmp(s.event, "--retry-->")) {
		strcpy(l->asked_from, s.from);
		return;
	}
	assert_true(l->n < LINES);
	snprintf(l->line[l->n++], sizeof(l->line[0]), "%s %s %s %.60s",
		 s.machine, s.from, s.event, s.to);
}

static void put_event(struct sim_scenario *s, uint32_t at_ms, const char *what)
{
	struct sim_event *e = &s->event[s->n_events];

	if (!what)
		return;
	e->at_ms = at_ms;
	snprintf(e->command, sizeof(e->command), "%s", what);
	s->n_events++;
}

static void plan(struct sim_config *c, const struct world *w, bool qmi)
{
	fault_modem(c, qmi);
	c->sim_ms = 1000;
	c->register_ms = 3000;
	if (w->pin)
		strcpy(c->pin, w->pin);
	if (w->on) {
		c->radio_off = false;
		c->auto_attach = true;
		c->sim_ms = c->register_ms = c->attach_ms = 0;
	}
	if (w->attempts)
		c->pin_attempts = w->attempts;
	c->sim_inserted = !w->out;
	c->deny_registration = w->denied;
	c->deny_cause = w->denied ? 11 : 0;
	c->operator_.roaming = w->abroad;
	c->connect_error = w->connect_error;
	put_event(&c->scenario, HAPPENS_MS, w->happens);
	put_event(&c->scenario, AGAIN_MS, w->again);
}

static void live(struct life *l, const struct world *w, bool qmi)
{
	struct att_core_status s;
	struct sim_config c;

	memset(l, 0, sizeof(*l));
	plan(&c, w, qmi);
	usb_pair_init(&l->p, &c, keep);
	for (int i = 0; i < STEPS && l->p.now_ms < LIFE_MS; i++)
		if (!usb_pair_step(&l->p))
			break;
	att_core_status(l->p.core, &s);
	l->up = s.up;
	if (s.problem)
		snprintf(l->problem, sizeof(l->problem), "%s", s.problem);
	usb_pair_fini(&l->p);
}

static void both_take_the_same_steps(void **state)
{
	static struct life mbim, qmi;
	const struct world *w = *state;

	live(&mbim, w, false);
	live(&qmi, w, true);
	assert_in_range(mbim.n, w->least, LINES);
	for (unsigned i = 0; i < mbim.n || i < qmi.n; i++)
		if (strcmp(mbim.line[i], qmi.line[i]) != 0)
			fail_msg("step %u: MBIM: %s, QMI: %s", i + 1,
				 mbim.line[i], qmi.line[i]);
	assert_int_equal(mbim.up, qmi.up);
	assert_string_equal(mbim.problem, qmi.problem);
}

int main(void)
{
	struct CMUnitTest tests[WORLDS];

	for (size_t i = 0; i < WORLDS; i++)
		tests[i] = (struct CMUnitTest){
			.name = worlds[i].name,
			.test_func = both_take_the_same_steps,
			.initial_state = (void *)&worlds[i],
		};
	return cmocka_run_group_tests_name("the same steps", tests, NULL, NULL);
}
