/* The fault matrix: every fault at every message that the modem sends on the
 * way up. The manager comes online again, or says why it does not; it never
 * hangs and never burns a PIN attempt. One test a fault; the matrix is printed
 * in comments: a cell is the seconds until online, or the letter of a reason.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/usb_pair.h"
#include "tools/simodem/modem.h"

#define MAX_RUNGS 64u
#define END_MS	  (30u * 60 * 1000)
#define STEPS	  20000

static struct {
	uint32_t n;
	char name[MAX_RUNGS][48];
} rungs;

static struct {
	uint32_t n;
	char text[8][160];
} reasons;

static void slow_modem(struct sim_config *c)
{
	sim_config_default(c);
	strcpy(c->pin, USB_PAIR_PIN);
	c->radio_off = true;
	c->auto_attach = false;
	c->sim_ms = 300;
	c->register_ms = 700;
	c->attach_ms = 200;
	c->connect_ms = 100;
	c->delay_ms = 20;
}

static void note_rung(void *ctx, struct mbim_bytes response)
{
	const struct mbim_service *s;
	const struct mbim_cid *cid = NULL;
	struct mbim_msg m;

	(void)ctx;
	mbim_msg_decode(response, &m);
	s = mbim_msg_fragmented(m.type) ? mbim_service_find(&m.service) : NULL;
	if (s)
		cid = mbim_cid_find(s, m.cid);
	assert_true(rungs.n < MAX_RUNGS);
	snprintf(rungs.name[rungs.n++], sizeof(rungs.name[0]), "%s%s%s",
		 m.type == (uint32_t)MBIM_MSG_INDICATE_STATUS
			 ? "indication"
			 : mbim_msg_type_name(m.type),
		 cid ? " " : "", cid ? cid->name : "");
}

static int learn_the_rungs(void **state)
{
	struct sim_config slow;
	struct usb_pair p;

	(void)state;
	slow_modem(&slow);
	usb_pair_init(&p, &slow);
	p.heard = note_rung;
	for (int i = 0; !p.up && i < STEPS; i++)
		usb_pair_step(&p);
	usb_pair_fini(&p);
	for (uint32_t i = 0; i < rungs.n; i++)
		print_message("# rung %2u: %s\n", i + 1, rungs.name[i]);
	return p.up && rungs.n > 20 ? 0 : -1;
}

static char letter_of(const char *problem)
{
	uint32_t i = 0;

	while (i < reasons.n && strcmp(reasons.text[i], problem) != 0)
		i++;
	assert_true(i < 8);
	if (i == reasons.n) {
		snprintf(reasons.text[reasons.n++], sizeof(reasons.text[0]),
			 "%s", problem);
		print_message("# %c: %s\n", 'A' + (int)i, problem);
	}
	return (char)('A' + i);
}

/* Until nothing more happens, or for half an hour. */
static void live(struct usb_pair *p)
{
	for (int i = 0; p->now_ms < END_MS && i < STEPS; i++)
		if (!usb_pair_step(p))
			return;
}

static void cell(char *text, size_t cap, const struct usb_pair *p,
		 uint32_t rung)
{
	struct mbim_core_status s;

	mbim_core_status(p->core, &s);
	if (p->up && s.up) {
		snprintf(text, cap, "%4.0f", (double)p->up_ms / 1000);
		return;
	}
	if (!s.problem)
		fail_msg("rung %u (%s): neither online nor a reason: %s %s %s",
			 rung, rungs.name[rung - 1], s.control, s.attach,
			 s.connect[0]);
	snprintf(text, cap, "   %c", letter_of(s.problem));
}

static void one_rung(const struct sim_fault *fault, uint32_t rung, char *text,
		     size_t cap)
{
	struct sim_config slow;
	struct usb_pair p;

	slow_modem(&slow);
	slow.scenario.n_faults = 1;
	slow.scenario.fault[0] = *fault;
	slow.scenario.fault[0].message = rung;
	usb_pair_init(&p, &slow);
	live(&p);
	cell(text, cap, &p, rung);
	if (p.modem->messages < rung)
		fail_msg("rung %u was never reached", rung);
	assert_int_equal(p.modem->pin1.attempts, 3);
	usb_pair_fini(&p);
}

/* The configured PIN is wrong: one attempt, whatever goes wrong besides. */
static void one_rung_wrong_pin(const struct sim_fault *fault, uint32_t rung)
{
	struct mbim_core_status s;
	struct sim_config slow;
	struct usb_pair p;

	slow_modem(&slow);
	strcpy(slow.pin, "9999");
	slow.scenario.n_faults = 1;
	slow.scenario.fault[0] = *fault;
	slow.scenario.fault[0].message = rung;
	usb_pair_init(&p, &slow);
	live(&p);
	mbim_core_status(p.core, &s);
	assert_false(p.up);
	if (p.modem->pin1.attempts < 2)
		fail_msg("rung %u: %u PIN attempts are left", rung,
			 p.modem->pin1.attempts);
	if (!s.problem)
		fail_msg("rung %u: no reason: %s %s", rung, s.control,
			 s.attach);
	usb_pair_fini(&p);
}

struct row {
	const char *name;
	struct sim_fault fault;
};

static void fault_at_every_rung(void **state)
{
	const struct row *row = *state;
	char line[MAX_RUNGS * 4 + 1];

	for (uint32_t rung = 1; rung <= rungs.n; rung++) {
		one_rung(&row->fault, rung, line + (rung - 1) * 4, 5);
		one_rung_wrong_pin(&row->fault, rung);
	}
	print_message("# %-24s%s\n", row->name, line);
}

#define ROW(name, ...)                      \
	{                                   \
		name,                       \
		{                           \
			.kind = __VA_ARGS__ \
		}                           \
	}

static struct row rows[] = {
	ROW("drop", SIM_FAULT_DROP),
	ROW("delay", SIM_FAULT_DELAY),
	ROW("delay 40 s", SIM_FAULT_DELAY, .value = 40000),
	ROW("duplicate", SIM_FAULT_DUPLICATE),
	ROW("truncate", SIM_FAULT_TRUNCATE),
	ROW("truncate the header", SIM_FAULT_TRUNCATE, .value = 6),
	ROW("corrupt", SIM_FAULT_CORRUPT),
	ROW("corrupt the type", SIM_FAULT_CORRUPT, .value = 3),
	ROW("corrupt the transaction", SIM_FAULT_CORRUPT, .value = 8),
	ROW("corrupt the service", SIM_FAULT_CORRUPT, .value = 20),
	ROW("corrupt the status", SIM_FAULT_CORRUPT, .value = 40),
	ROW("corrupt the first field", SIM_FAULT_CORRUPT, .value = 48),
	ROW("reorder", SIM_FAULT_REORDER),
	ROW("stall", SIM_FAULT_STALL),
	ROW("function_error", SIM_FAULT_FUNCTION_ERROR),
	ROW("function_error not_opened", SIM_FAULT_FUNCTION_ERROR,
	    .value = MBIM_PROTOCOL_NOT_OPENED),
	ROW("wrong_length", SIM_FAULT_WRONG_LENGTH),
	ROW("wrong_length, 4 short", SIM_FAULT_WRONG_LENGTH,
	    .value = 0xfffffffc),
	ROW("orphan_fragment", SIM_FAULT_ORPHAN_FRAGMENT),
	ROW("reset", SIM_FAULT_RESET),
	ROW("unplug", SIM_FAULT_UNPLUG),
	ROW("several_in_one", SIM_FAULT_SEVERAL_IN_ONE),
	ROW("zero_length_response", SIM_FAULT_ZERO_LENGTH_RESPONSE),
	ROW("missing_notification", SIM_FAULT_MISSING_NOTIFICATION),
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

int main(void)
{
	struct CMUnitTest tests[ROWS];
	char names[ROWS][64];

	for (size_t i = 0; i < ROWS; i++) {
		snprintf(names[i], sizeof(names[i]),
			 "%s ends online or with a reason", rows[i].name);
		tests[i] = (struct CMUnitTest){
			.name = names[i],
			.test_func = fault_at_every_rung,
			.initial_state = &rows[i],
		};
	}
	return cmocka_run_group_tests_name("fault matrix", tests,
					   learn_the_rungs, NULL);
}
