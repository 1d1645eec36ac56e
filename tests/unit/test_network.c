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
	bool partner; /* its network is allowed */
	bool quick;   /* the modem registers by itself, its SIM is not locked */
};

/* All that was said, once each. */
struct sentences {
	unsigned n;
	char text[SENTENCES][200];
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
	struct att_core_config config = {
		.pin = USB_PAIR_PIN,
		.n_sessions = 1,
		.session = {{.name = "wwan0", .ip = ATT_IP_V4V6}},
	};
	struct sim_config modem;
	char path[128];

	fault_modem(&modem, false);
	if (life->quick)
		sim_config_default(&modem);
	snprintf(path, sizeof(path), "tests/unit/network/%s.yaml",
		 life->scenario);
	assert_int_equal(sim_scenario_read(&modem, path, say, NULL), 0);
	usb_pair_init(p, &modem, NULL);
	config.session[0].partner = life->partner;
	usb_pair_reconfigure(p, &config);
}

/* Until that time: the last status before it. */
static void live(struct usb_pair *p, const struct life *life,
		 struct sentences *s, struct att_core_status *last)
{
	struct att_core_status now;

	memset(last, 0, sizeof(*last));
	for (int i = 0; i < STEPS && usb_pair_step(p); i++) {
		if (p->now_ms > life->ms)
			return;
		att_core_status(p->core, &now);
		*last = now;
		if (now.problem)
			hear(s, now.problem);
	}
}

static void comes_to_what_is_said(void **state)
{
	const struct life *life = *state;
	struct sentences s = {0};
	struct att_core_status status;
	struct usb_pair p;

	begin(&p, life);
	live(&p, life, &s, &status);
	for (unsigned i = 0; i < s.n; i++)
		printf("# said: %s\n", s.text[i]);
	assert_string_equal(status.attach, life->attach);
	assert_string_equal(status.problem_text,
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
	{.scenario = "coverage-loss",
	 .attach = "searching",
	 .problem = "searching for a network",
	 .said = "packet service is not there; asking for it again",
	 .never = "refused",
	 .ms = 20000},
	{.scenario = "register-set-refused",
	 .attach = "attached",
	 .up = true,
	 .said = "searching for a network; the modem does not let itself be "
		 "told to: 28 (operation_not_allowed)",
	 .never = "refused",
	 .ms = 20000},
	{.scenario = "partner",
	 .attach = "roaming_barred",
	 .problem = "registered with a partner network, and no session allows "
		    "that (partner)",
	 .never = "roaming",
	 .quick = true,
	 .ms = 5000},
	{.scenario = "partner",
	 .attach = "attached",
	 .up = true,
	 .partner = true,
	 .quick = true,
	 .ms = 5000},
	{.scenario = "nw-error-55",
	 .attach = "attached",
	 .problem =
		 "session wwan0 was refused: 55 "
		 "(multiple_pdn_connections_not_allowed); another session or "
		 "the attach APN has this APN",
	 .ms = 5000},
	{.scenario = "esim-without-a-profile",
	 .attach = "sim_absent",
	 .problem = "the eSIM has no profile; load one, or enable it",
	 .never = "no SIM is inserted",
	 .ms = 5000},
	{.scenario = "sim-in-another-slot",
	 .attach = "sim_absent",
	 .problem = "no SIM is in the slot that the modem uses; one is in slot "
		    "2 (sim: slot)",
	 .ms = 5000},
	{.scenario = "sim-that-is-not-told-of",
	 .attach = "sim_starting",
	 .problem = "the modem does not tell how its SIM is: 9 "
		    "(no_device_support)",
	 .ms = 20000},
	{.scenario = "sim-that-hangs",
	 .attach = "sim_starting",
	 .problem = "the SIM is not ready yet, for half a minute by now; take "
		    "it out and in, or restart the modem",
	 .ms = 60000},
	{.scenario = "sim-that-locks-again",
	 .attach = "attached",
	 .up = true,
	 .said = "the SIM is locked; asking which code it wants",
	 .ms = 40000},
	{.scenario = "attach-refused-by-the-modem",
	 .attach = "attached",
	 .up = true,
	 .quick = true,
	 .said = "the modem refuses to attach to packet service: 2 (failure)",
	 .never = "the network refused",
	 .ms = 120000},
	{.scenario = "attach-with-connect-alone",
	 .attach = "attached",
	 .up = true,
	 .quick = true,
	 .said = "the modem does not attach to packet service; connecting all "
		 "the same",
	 .ms = 120000},
	{.scenario = "session-refused-without-a-reason",
	 .attach = "attached",
	 .problem = "session wwan0 was refused without a reason; trying again",
	 .ms = 5000},
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
