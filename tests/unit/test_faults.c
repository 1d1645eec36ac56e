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

#include "tests/unit/fault_rows.h"
#include "tests/unit/usb_pair.h"
#include "tools/simodem/modem.h"
#include "wire/qmi/qmi.h"

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

static bool qmi; /* the modem speaks it, or MBIM */

static void name_mbim(char *to, size_t cap, struct att_bytes message)
{
	const struct mbim_service *s;
	const struct mbim_cid *cid = NULL;
	struct mbim_msg m;

	mbim_msg_decode(message, &m);
	s = mbim_msg_fragmented(m.type) ? mbim_service_find(&m.service) : NULL;
	if (s)
		cid = mbim_cid_find(s, m.cid);
	snprintf(to, cap, "%s%s%s%s", mbim_msg_type_name(m.type),
		 m.type == MBIM_MSG_COMMAND ? m.code ? " set" : " query" : "",
		 cid ? " " : "", cid ? cid->name : "");
}

static void name_qmi(char *to, size_t cap, struct att_bytes message)
{
	static const char *const kinds[] = {
		[QMI_REQUEST] = "request",
		[QMI_RESPONSE] = "response",
		[QMI_INDICATION] = "indication",
	};
	struct qmi_message m;

	assert_int_equal(qmi_decode(message, &m), 0);
	snprintf(to, cap, "%s %s.%s", kinds[m.head.kind],
		 qmi_service_name(m.head.service), qmi_message_name(&m.head));
}

static void note(struct rungs *r, struct att_bytes message)
{
	char *name = r->name[r->n++];

	assert_true(r->n <= MAX_RUNGS);
	if (qmi)
		name_qmi(name, sizeof(r->name[0]), message);
	else
		name_mbim(name, sizeof(r->name[0]), message);
}

static void note_heard(void *ctx, struct att_bytes response)
{
	(void)ctx;
	note(&rungs[false], response);
}

static void note_said(void *ctx, struct att_bytes command)
{
	(void)ctx;
	note(&rungs[true], command);
}

static int learn_the_rungs(void **state)
{
	struct sim_config slow;
	struct usb_pair p;

	(void)state;
	fault_modem(&slow, qmi);
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
	struct att_core_status s;

	att_core_status(p->core, &s);
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

	fault_modem(&slow, qmi);
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
	assert_int_equal(p.modem->world.card[0].pin1.attempts, 3);
	usb_pair_fini(&p);
}

/* The configured PIN is wrong: one attempt, whatever goes wrong besides. */
static void one_rung_wrong_pin(const struct sim_fault *fault, uint32_t rung)
{
	struct att_core_status s;
	struct usb_pair p;

	start(&p, fault, rung, "9999");
	att_core_status(p.core, &s);
	assert_false(p.up);
	if (p.modem->world.card[0].pin1.attempts < 2)
		fail_msg("rung %u: %u PIN attempts are left", rung,
			 p.modem->world.card[0].pin1.attempts);
	if (!s.problem)
		fail_msg("rung %u: no reason: %s %s", rung, s.control,
			 s.attach);
	usb_pair_fini(&p);
}

static char cells[FAULT_ROWS][MAX_RUNGS * 4 + 1];

static void fault_at_every_rung(void **state)
{
	const struct fault_row *row = *state;
	const struct sim_fault fault = fault_of(row, qmi);
	char *text = cells[row - fault_rows];

	for (uint32_t i = 0; i < rungs[fault.to_modem].n; i++) {
		one_rung(&fault, i + 1, text + (size_t)i * 4, 5);
		one_rung_wrong_pin(&fault, i + 1);
	}
}

/* --- the table: tools/test shows lines that begin with "# |" -----------------
 */

static void print_half(bool to_modem)
{
	char heading[MAX_RUNGS * 4 + 1] = "";

	for (uint32_t i = 0, at = 0; i < rungs[to_modem].n; i++)
		at += (uint32_t)snprintf(heading + at, sizeof(heading) - at,
					 "%4u", i + 1);
	print_message("# | %-26s|%s |\n",
		      to_modem ? qmi ? "QMI, to the modem" : "to the modem"
		      : qmi    ? "QMI, to the host"
			       : "to the host",
		      heading);
	for (size_t i = 0; i < FAULT_ROWS; i++)
		if (fault_rows[i].fault.to_modem == to_modem)
			print_message("# | %-26s|%s |\n", fault_rows[i].name,
				      cells[i]);
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

/* With an argument the modem speaks QMI. */
int main(int argc, char **argv)
{
	struct CMUnitTest tests[FAULT_ROWS];
	char names[FAULT_ROWS][96];

	(void)argv;
	qmi = argc > 1;
	for (size_t i = 0; i < FAULT_ROWS; i++) {
		snprintf(names[i], sizeof(names[i]),
			 "%s to the %s ends online or with a reason",
			 fault_rows[i].name,
			 fault_rows[i].fault.to_modem ? "modem" : "host");
		tests[i] = (struct CMUnitTest){
			.name = names[i],
			.test_func = fault_at_every_rung,
			.initial_state = (void *)&fault_rows[i],
		};
	}
	return cmocka_run_group_tests_name("fault matrix", tests,
					   learn_the_rungs, print_table);
}
