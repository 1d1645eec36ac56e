/* The manager with networks, SIMs and modems that are unlike the usual, in
 * virtual time: where it comes to, and what it says of it. The scenarios are in
 * tests/unit/network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/fault_rows.h"
#include "tests/unit/usb_pair.h"
#include "tools/simodem/files.h"

#define STEPS	  4000
#define SENTENCES 16u

struct life {
	const char *scenario;
	const char *attach;  /* the state it comes to */
	const char *problem; /* what is said then; NULL: nothing */
	const char *said;    /* on the way there; NULL: whatever */
	const char *never;   /* not once; NULL: whatever */
	uint32_t ms;	     /* it is looked at then */
	bool up;
	bool quick; /* the modem registers by itself, its SIM is not locked */
};

/* All that was said, once each. */
struct sentences {
	unsigned n;
	char text[SENTENCES][160];
};

static void hear(struct sentences *s, const char *problem)
{
	for (unsigned i = 0; i < s->n; i++)
		if (!strcmp(s->text[i], problem))
			return;
	assert_true(s->n < SENTENCES);
	snprintf(s->text[s->n++], sizeof(s->text[0]), "%s", problem);
}

static bool heard(const struct sentences *s, const char *words)
{
	for (unsigned i = 0; i < s->n; i++)
		if (strstr(s->text[i], words))
			return true;
	return false;
}

static void say(void *ctx, const char *line)
{
	(void)ctx;
	printf("# %s\n", line);
}

static void begin(struct usb_pair *p, const struct life *life)
{
	struct sim_config modem;
	char path[128];

	fault_modem(&modem);
	if (life->quick)
		sim_config_default(&modem);
	snprintf(path, sizeof(path), "tests/unit/network/%s.yaml",
		 life->scenario);
	assert_int_equal(sim_scenario_read(&modem, path, say, NULL), 0);
	usb_pair_init(p, &modem, NULL);
}

static void live(struct usb_pair *p, const struct life *life,
		 struct sentences *s)
{
	struct att_core_status status;

	for (int i = 0; i < STEPS && p->now_ms < life->ms; i++) {
		if (!usb_pair_step(p))
			break;
		att_core_status(p->core, &status);
		if (status.problem)
			hear(s, status.problem);
	}
}

static void comes_to_what_is_said(void **state)
{
	const struct life *life = *state;
	struct sentences s = {0};
	struct att_core_status status;
	struct usb_pair p;

	begin(&p, life);
	live(&p, life, &s);
	att_core_status(p.core, &status);
	for (unsigned i = 0; i < s.n; i++)
		printf("# said: %s\n", s.text[i]);
	assert_string_equal(status.attach, life->attach);
	assert_string_equal(status.problem ? status.problem : "",
			    life->problem ? life->problem : "");
	assert_int_equal(status.up, life->up);
	assert_true(!life->said || heard(&s, life->said));
	assert_true(!life->never || !heard(&s, life->never));
	usb_pair_fini(&p);
}

static const struct life lives[] = {
	{.scenario = "odd-name",
	 .attach = "attached",
	 .up = true,
	 .quick = true,
	 .ms = 5000},
	{.scenario = "half-a-surrogate",
	 .attach = "attached",
	 .up = true,
	 .quick = true,
	 .ms = 5000},
	{.scenario = "addresses-spoilt-once",
	 .attach = "attached",
	 .up = true,
	 .said = "the modem's answer to ip_configuration cannot be read; "
		 "asking again",
	 .ms = 5000},
	{.scenario = "addresses-cut-once",
	 .attach = "attached",
	 .up = true,
	 .said = "the modem's answer to ip_configuration cannot be read; "
		 "asking again",
	 .ms = 5000},
	{.scenario = "addresses-lost-once",
	 .attach = "attached",
	 .up = true,
	 .said = "the modem has not answered ip_configuration yet",
	 .ms = 90000},
};

int main(void)
{
	struct CMUnitTest tests[sizeof(lives) / sizeof(lives[0])];

	for (size_t i = 0; i < sizeof(lives) / sizeof(lives[0]); i++)
		tests[i] = (struct CMUnitTest){
			.name = lives[i].scenario,
			.test_func = comes_to_what_is_said,
			.initial_state = (void *)(uintptr_t)&lives[i],
		};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
