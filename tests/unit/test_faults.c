/* The fault matrix: every fault at every message on the way up, in both
 * directions. The manager comes online again, or says why it does not; it never
 * hangs and never burns a PIN attempt. One test a fault; at the end the matrix
 * is printed: a cell is the seconds until online, or the letter of a reason.
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

/* The messages on the way up: to the host, and to the modem. */
static struct rungs {
	uint32_t n;
	char name[MAX_RUNGS][48];
} rungs[2];

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

static void note(struct rungs *r, struct mbim_bytes message)
{
	const struct mbim_service *s;
	const struct mbim_cid *cid = NULL;
	struct mbim_msg m;

	mbim_msg_decode(message, &m);
	s = mbim_msg_fragmented(m.type) ? mbim_service_find(&m.service) : NULL;
	if (s)
		cid = mbim_cid_find(s, m.cid);
	assert_true(r->n < MAX_RUNGS);
	snprintf(r->name[r->n++], sizeof(r->name[0]), "%s%s%s%s",
		 mbim_msg_type_name(m.type),
		 m.type == MBIM_MSG_COMMAND ? m.code ? " set" : " query" : "",
		 cid ? " " : "", cid ? cid->name : "");
}

static void note_heard(void *ctx, struct mbim_bytes response)
{
	(void)ctx;
	note(&rungs[false], response);
}

static void note_said(void *ctx, struct mbim_bytes command)
{
	(void)ctx;
	note(&rungs[true], command);
}

static int learn_the_rungs(void **state)
{
	struct sim_config slow;
	struct usb_pair p;

	(void)state;
	slow_modem(&slow);
	usb_pair_init(&p, &slow, NULL);
	p.heard = note_heard;
	p.said = note_said;
	for (int i = 0; !p.up && i < STEPS; i++)
		usb_pair_step(&p);
	usb_pair_fini(&p);
	return p.up && rungs[0].n > 20 && rungs[1].n > 15 ? 0 : -1;
}

static char letter_of(const char *problem)
{
	uint32_t i = 0;

	while (i < reasons.n && strcmp(reasons.text[i], problem) != 0)
		i++;
	assert_true(i < 8);
	if (i == reasons.n)
		snprintf(reasons.text[reasons.n++], sizeof(reasons.text[0]),
			 "%s", problem);
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
		 const char *rung)
{
	struct mbim_core_status s;

	mbim_core_status(p->core, &s);
	if (p->up && s.up) {
		snprintf(text, cap, "%4.0f", (double)p->up_ms / 1000);
		return;
	}
	if (!s.problem)
		fail_msg("%s: neither online nor a reason: %s %s %s", rung,
			 s.control, s.attach, s.connect[0]);
	snprintf(text, cap, "   %c", letter_of(s.problem));
}

static void start(struct usb_pair *p, const struct sim_fault *fault,
		  uint32_t rung, const char *pin)
{
	struct sim_config slow;

	slow_modem(&slow);
	strcpy(slow.pin, pin);
	slow.scenario.n_faults = 1;
	slow.scenario.fault[0] = *fault;
	slow.scenario.fault[0].message = rung;
	usb_pair_init(p, &slow, NULL);
	live(p);
}

static void one_rung(const struct sim_fault *fault, uint32_t rung, char *text,
		     size_t cap)
{
	const char *name = rungs[fault->to_modem].name[rung - 1];
	struct usb_pair p;

	start(&p, fault, rung, USB_PAIR_PIN);
	cell(text, cap, &p, name);
	if (sim_modem_counters(p.modem)->faults != 1)
		fail_msg("rung %u (%s) was never reached", rung, name);
	assert_int_equal(p.modem->world.pin1.attempts, 3);
	usb_pair_fini(&p);
}

/* The configured PIN is wrong: one attempt, whatever goes wrong besides. */
static void one_rung_wrong_pin(const struct sim_fault *fault, uint32_t rung)
{
	struct mbim_core_status s;
	struct usb_pair p;

	start(&p, fault, rung, "9999");
	mbim_core_status(p.core, &s);
	assert_false(p.up);
	if (p.modem->world.pin1.attempts < 2)
		fail_msg("rung %u: %u PIN attempts are left", rung,
			 p.modem->world.pin1.attempts);
	if (!s.problem)
		fail_msg("rung %u: no reason: %s %s", rung, s.control,
			 s.attach);
	usb_pair_fini(&p);
}

struct row {
	const char *name;
	struct sim_fault fault;
	char cells[MAX_RUNGS * 4 + 1];
};

static void fault_at_every_rung(void **state)
{
	struct row *row = *state;

	for (uint32_t i = 0; i < rungs[row->fault.to_modem].n; i++) {
		one_rung(&row->fault, i + 1, row->cells + (size_t)i * 4, 5);
		one_rung_wrong_pin(&row->fault, i + 1);
	}
}

#define ROW(text, ...)                                        \
	{                                                     \
		.name = text, .fault = {.kind = __VA_ARGS__ } \
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
#define TO_MODEM(name, ...) ROW(name, __VA_ARGS__, .to_modem = true)
	TO_MODEM("drop", SIM_FAULT_DROP),
	TO_MODEM("delay", SIM_FAULT_DELAY),
	TO_MODEM("delay 40 s", SIM_FAULT_DELAY, .value = 40000),
	TO_MODEM("duplicate", SIM_FAULT_DUPLICATE),
	TO_MODEM("truncate", SIM_FAULT_TRUNCATE),
	TO_MODEM("truncate the header", SIM_FAULT_TRUNCATE, .value = 6),
	TO_MODEM("corrupt", SIM_FAULT_CORRUPT),
	TO_MODEM("corrupt the type", SIM_FAULT_CORRUPT, .value = 3),
	TO_MODEM("corrupt the transaction", SIM_FAULT_CORRUPT, .value = 8),
	TO_MODEM("corrupt the service", SIM_FAULT_CORRUPT, .value = 20),
	TO_MODEM("corrupt the operation", SIM_FAULT_CORRUPT, .value = 40),
	TO_MODEM("corrupt the first field", SIM_FAULT_CORRUPT, .value = 48),
	TO_MODEM("reorder", SIM_FAULT_REORDER),
	TO_MODEM("stall", SIM_FAULT_STALL),
	TO_MODEM("function_error", SIM_FAULT_FUNCTION_ERROR),
	TO_MODEM("function_error not_opened", SIM_FAULT_FUNCTION_ERROR,
		 .value = MBIM_PROTOCOL_NOT_OPENED),
	TO_MODEM("wrong_length", SIM_FAULT_WRONG_LENGTH),
	TO_MODEM("wrong_length, 4 short", SIM_FAULT_WRONG_LENGTH,
		 .value = 0xfffffffc),
	TO_MODEM("orphan_fragment", SIM_FAULT_ORPHAN_FRAGMENT),
	TO_MODEM("reset", SIM_FAULT_RESET),
	TO_MODEM("unplug", SIM_FAULT_UNPLUG),
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* --- the table: tools/test shows lines that begin with "# |" -----------------
 */

static void print_half(bool to_modem)
{
	char heading[MAX_RUNGS * 4 + 1] = "";

	for (uint32_t i = 0, at = 0; i < rungs[to_modem].n; i++)
		at += (uint32_t)snprintf(heading + at, sizeof(heading) - at,
					 "%4u", i + 1);
	print_message("# | %-26s|%s |\n",
		      to_modem ? "to the modem" : "to the host", heading);
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].fault.to_modem == to_modem)
			print_message("# | %-26s|%s |\n", rows[i].name,
				      rows[i].cells);
	for (uint32_t i = 0; i < rungs[to_modem].n; i++)
		print_message("# | %2u: %s\n", i + 1, rungs[to_modem].name[i]);
}

static int print_table(void **state)
{
	(void)state;
	print_half(false);
	print_half(true);
	for (uint32_t i = 0; i < reasons.n; i++)
		print_message("# | %c: %s\n", (char)('A' + i), reasons.text[i]);
	return 0;
}

int main(void)
{
	struct CMUnitTest tests[ROWS];
	char names[ROWS][96];

	for (size_t i = 0; i < ROWS; i++) {
		snprintf(names[i], sizeof(names[i]),
			 "%s to the %s ends online or with a reason",
			 rows[i].name,
			 rows[i].fault.to_modem ? "modem" : "host");
		tests[i] = (struct CMUnitTest){
			.name = names[i],
			.test_func = fault_at_every_rung,
			.initial_state = &rows[i],
		};
	}
	return cmocka_run_group_tests_name("fault matrix", tests,
					   learn_the_rungs, print_table);
}
