/* Every fault at every message, recorded with masks: the trace replays, and
 * holds nothing personal, on whatever way to the modem it was taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/errors.h"
#include "tests/replay/recorded.h"
#include "tests/replay/traces.h"
#include "tests/unit/fault_rows.h"
#include "trace/replay.h"

#define STEPS 600u

static const struct {
	const char *name;
	struct recorded_options options;
} ways[] = {
	{"transfers", {.ex_version = MBIM_EX_3, .max_control = 4096}},
	{"transfers of 64", {.ex_version = MBIM_EX_2, .max_control = 64}},
	{"stream",
	 {.ex_version = MBIM_EX_3, .max_control = 4096, .stream = true}},
	{"stream in reads of 7",
	 {.ex_version = MBIM_EX_1,
	  .max_control = 512,
	  .stream = true,
	  .read_len = 7}},
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))

static bool qmi; /* the modem speaks it, or MBIM */

static void replays(const char *path, const char *what)
{
	struct att_replay_report report;
	struct att_bytes file = traces_load(path);
	int err = traces_replay(file, &report);

	free((void *)file.p);
	if (err)
		fail_msg("%s: packet %u: %s %s\n  expected: %s\n  came:     %s",
			 what, report.packet, att_errors_name(err),
			 report.problem, report.expected, report.came);
	assert_true(report.masked && report.inputs > 2);
}

static void holds_nothing_personal(const char *path, const char *what)
{
	/* each number of the modem and the SIM has the PIN in it */
	static const char *const secrets[] = {RECORDED_PIN, "s3cret",
					      "example.org"};

	for (unsigned i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (traces_holds(path, secrets[i]))
			fail_msg("%s: %s is in the trace", what, secrets[i]);
}

/* False: there is no such message. */
static bool one(const struct sim_fault *fault, unsigned way, const char *path,
		const char *name)
{
	struct recorded_options o = ways[way].options;
	struct recorded r;
	char what[160];
	bool happened;

	o.path = path;
	o.mask = true;
	o.qmi = qmi;
	o.fault = fault;
	assert_int_equal(recorded_begin(&r, &o), 0);
	recorded_until(&r, &r.up, STEPS);
	happened = sim_modem_counters(r.modem)->faults == 1;
	assert_int_equal(recorded_end(&r), 0);
	snprintf(what, sizeof(what), "%s, message %u, %s", name, fault->message,
		 ways[way].name);
	replays(path, what);
	holds_nothing_personal(path, what);
	return happened;
}

static void fault_at_every_message(void **state)
{
	const struct fault_row *row = *state;
	char path[64];

	traces_path(path, sizeof(path));
	for (unsigned first = 0; first < 2; first++) {
		struct sim_fault fault = fault_of(row, qmi);
		unsigned way = first;

		/* on one way after the other, each message on two of them */
		for (fault.message = 1; one(&fault, way, path, row->name);
		     fault.message++)
			way = (way + 3 - 2 * first) % WAYS;
		assert_true(fault.message > 15);
	}
	unlink(path);
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
			 "%s to the %s replays masked", fault_rows[i].name,
			 fault_rows[i].fault.to_modem ? "modem" : "host");
		tests[i] = (struct CMUnitTest){
			.name = names[i],
			.test_func = fault_at_every_message,
			.initial_state = (void *)&fault_rows[i],
		};
	}
	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
