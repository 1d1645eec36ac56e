/* The runs of device profiles and scenarios. */
#include "tests/replay/cases.h"

#include <dirent.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"
#include "tests/machine/rig.h"
#include "tests/replay/cases_run.h"
#include "tests/replay/recorded.h"
#include "tests/unit/fault_rows.h"
#include "tools/simodem/files.h"
#include "wire/mbim/msg.h"

/* --- scenarios --------------------------------------------------------------
 */

static const struct plan plans[] = {
	{.name = "roaming", .qmi = true},
	{.name = "roaming", .title = "roaming allowed", .roaming = true},
	{.name = "roaming",
	 .title = "roaming allowed later",
	 .act = {{8000, "roaming"}}},
	{.name = "denied", .qmi = true},
	{.name = "forbidden"},
	{.name = "attach-refused"},
	{.name = "apn-unknown", .qmi = true},
	{.name = "session-refused"},
	{.name = "session-refused-lasting"},
	{.name = "ipv4-only", .qmi = true},
	{.name = "ipv4-only", .title = "ipv4-only, IPv6 wanted", .ip = 2},
	{.name = "gateway-off-link"},
	{.name = "sim-out", .qmi = true},
	{.name = "sim-comes"},
	{.name = "sim-goes-and-comes", .qmi = true},
	{.name = "sim-needs-puk"},
	{.name = "sim-is-gone"},
	{.name = "sim-last-attempt", .qmi = true},
	{.name = "sim-last-attempt",
	 .title = "last attempt, wrong PIN",
	 .pin = "9999"},
	{.name = "sim-pin2-locked"},
	{.name = "pin-accepted-and-still-locked"},
	{.name = "network-lock"},
	{.name = "hardware-switch-off"},
	{.name = "no-addresses"},
	{.name = "addresses-refused"},
	{.name = "registration-set-refused"},
	{.name = "radio-busy"},
	{.name = "services-refused"},
	{.name = "contexts-full"},
	{.name = "connect-failure"},
	{.name = "answer-that-does-not-decode"},
	{.name = "partner"},
	{.name = "coverage", .qmi = true},
	{.name = "coverage",
	 .title = "coverage, two sessions",
	 .sessions = 2,
	 .qmi = true},
	{.name = "detached", .qmi = true},
	{.name = "disconnected", .qmi = true},
	{.name = "disconnected",
	 .title = "disconnected, two sessions",
	 .sessions = 2},
	{.name = "replugged", .qmi = true},
	{.name = "signal"},
	{.name = "slow-answers"},
	{.name = "slow-modem"},
	{.name = "answers-come-too-late"},
	{.name = "losses"},
	{.name = "mute"},
	{.title = "registered and attached already", .quick = true},
	{.title = "registered already, coverage",
	 .name = "coverage",
	 .quick = true},
	{.title = "registered already abroad",
	 .name = "roaming",
	 .quick = true},
	{.title = "attached only",
	 .want = ATT_WANT_ATTACHED,
	 .act = {{5000, "connected"}, {10000, "attached"}}},
	{.title = "off and on", .act = {{300, "off"}, {5000, "connected"}}},
	{.title = "no PIN, one later", .pin = "", .act = {{5000, "pin 0000"}}},
	{.title = "wrong PIN, the right one later",
	 .pin = "1234",
	 .act = {{5000, "pin 0000"}}},
	{.title = "wrong PIN, plugged in again",
	 .pin = "1234",
	 .name = "replugged"},
	{.title = "eight sessions", .sessions = 8},
	{.title = "IPv6 only", .ip = 2},
	{.title = "IPv4 only", .ip = 1},
};

static bool scenarios(struct runner *r)
{
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		struct sim_config sim;

		fault_modem(&sim, false);
		if (plans[i].quick)
			sim_config_default(&sim);
		if (!runner_scenario(r, &sim, plans[i].name) ||
		    !runner_plan(r, "scenarios", &plans[i], &sim))
			return false;
	}
	return true;
}

/* --- profiles ---------------------------------------------------------------
 */

struct profiles {
	char name[32][64];
	unsigned n;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool list_profiles(const struct runner *r, struct profiles *p)
{
	DIR *dir = opendir(r->writer->profiles);
	struct dirent *e;
	char *dot;

	p->n = 0;
	while (dir && (e = readdir(dir)) && p->n < 32) {
		dot = strstr(e->d_name, ".yaml");
		if (dot)
			snprintf(p->name[p->n++], sizeof(p->name[0]), "%.*s",
				 (int)(dot - e->d_name), e->d_name);
	}
	if (dir)
		closedir(dir);
	qsort(p->name, p->n, sizeof(p->name[0]), by_name);
	return p->n > 0;
}

static bool profile(struct runner *r, const char *name, struct sim_config *sim)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s.yaml", r->writer->profiles, name);
	sim_config_default(sim);
	strcpy(sim->pin, "0000");
	return sim_profile_read(sim, path, runner_say, NULL) == 0;
}

static bool on_profiles(struct runner *r, const struct profiles *p,
			const char *book)
{
	for (unsigned i = 0; i < p->n; i++) {
		const struct plan up = {.title = p->name[i]};
		struct plan coverage = {.name = "coverage"};
		struct sim_config sim;
		char title[128];

		if (!profile(r, p->name[i], &sim) ||
		    !runner_plan(r, book, &up, &sim))
			return false;
		snprintf(title, sizeof(title), "%s, coverage", p->name[i]);
		coverage.title = title;
		if (!runner_scenario(r, &sim, coverage.name) ||
		    !runner_plan(r, book, &coverage, &sim))
			return false;
	}
	return true;
}

/* --- one fault on USB, on one profile after the other: those of
 * tests/peer/test_scenarios.sh ------------------------------------------------
 */

static const char *const fault_names[SIM_FAULT_KINDS] = {
	[SIM_FAULT_DROP] = "drop",
	[SIM_FAULT_DELAY] = "delay",
	[SIM_FAULT_DUPLICATE] = "duplicate",
	[SIM_FAULT_TRUNCATE] = "truncate",
	[SIM_FAULT_CORRUPT] = "corrupt",
	[SIM_FAULT_REORDER] = "reorder",
	[SIM_FAULT_STALL] = "stall",
	[SIM_FAULT_FUNCTION_ERROR] = "function_error",
	[SIM_FAULT_WRONG_LENGTH] = "wrong_length",
	[SIM_FAULT_ORPHAN_FRAGMENT] = "orphan_fragment",
	[SIM_FAULT_RESET] = "reset",
	[SIM_FAULT_UNPLUG] = "unplug",
	[SIM_FAULT_SEVERAL_IN_ONE] = "several_in_one",
	[SIM_FAULT_ZERO_LENGTH_RESPONSE] = "zero_length_response",
	[SIM_FAULT_MISSING_NOTIFICATION] = "missing_notification",
};

static const struct {
	const char *what;
	struct sim_fault fault;
} places[] = {
	{"open_done", {.type = (uint32_t)MBIM_MSG_OPEN_DONE, .occurrence = 1}},
	{"services",
	 {.has_cid = true,
	  .service = MBIM_SERVICE_BASIC_CONNECT,
	  .cid = MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES,
	  .occurrence = 1}},
	{"open", {.to_modem = true, .type = MBIM_MSG_OPEN, .occurrence = 1}},
	{"services_query",
	 {.to_modem = true,
	  .has_cid = true,
	  .service = MBIM_SERVICE_BASIC_CONNECT,
	  .cid = MBIM_CID_BASIC_CONNECT_DEVICE_SERVICES,
	  .occurrence = 1}},
};

static bool one_fault(struct runner *r, const char *where, uint8_t kind,
		      unsigned place)
{
	struct plan plan = {.want = ATT_WANT_CONNECTED};
	struct sim_config sim;
	char title[128];

	if (!profile(r, where, &sim))
		return false;
	sim.scenario.n_faults = 1;
	sim.scenario.fault[0] = places[place].fault;
	sim.scenario.fault[0].kind = kind;
	snprintf(title, sizeof(title), "%s of %s, %s", fault_names[kind],
		 places[place].what, where);
	plan.title = title;
	return runner_plan(r, "profile_faults", &plan, &sim);
}

static bool faults_on_profiles(struct runner *r, const struct profiles *p)
{
	unsigned n = 0;

	for (uint8_t kind = 0; kind < SIM_FAULT_KINDS; kind++)
		for (unsigned i = 0; i < 4; i++) {
			if (places[i].fault.to_modem &&
			    kind >= SIM_FAULT_SEVERAL_IN_ONE)
				continue;
			if (!one_fault(r, p->name[n++ % p->n], kind, i))
				return false;
		}
	return true;
}

/* --- ways to the modem: versions, sizes, streams -----------------------------
 */

static const struct {
	const char *name;
	struct recorded_options options;
} ways[] = {
	{"MBIMEx 1", {.ex_version = MBIM_EX_1, .max_control = 4096}},
	{"MBIMEx 2", {.ex_version = MBIM_EX_2, .max_control = 4096}},
	{"MBIMEx 3", {.ex_version = MBIM_EX_3, .max_control = 4096}},
	{"transfers of 64", {.ex_version = MBIM_EX_3, .max_control = 64}},
	{"transfers of 512", {.ex_version = MBIM_EX_2, .max_control = 512}},
	{"stream",
	 {.ex_version = MBIM_EX_3, .max_control = 4096, .stream = true}},
	{"stream in reads of 7",
	 {.ex_version = MBIM_EX_2,
	  .max_control = 512,
	  .stream = true,
	  .read_len = 7}},
	{"FCC lock",
	 {.ex_version = MBIM_EX_1, .max_control = 4096, .fcc_lock = true}},
	{"wrong PIN",
	 {.ex_version = MBIM_EX_2, .max_control = 4096, .wrong_pin = true}},
	{"late effects",
	 {.ex_version = MBIM_EX_2, .max_control = 4096, .late_effects = true}},
	{"busy port",
	 {.ex_version = MBIM_EX_2, .max_control = 4096, .busy = 2}},
	{"busy port, transfers of 64",
	 {.ex_version = MBIM_EX_3, .max_control = 64, .busy = 3}},
};

static bool on_ways(struct runner *r)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct recorded_options o = ways[i].options;

		o.path = r->writer->path;
		if (!recorded_run(&o)) {
			printf("# %s: the run did not go as it should\n",
			       ways[i].name);
			return false;
		}
		r->writer->done(r->writer->ctx, "ways", ways[i].name, o.path);
	}
	return true;
}

/* --- what the machine tests do, which take every edge
 * ------------------------- */

/* One whose raw bytes hold transactions may not go through: the ids are those
 * of the seed. */
static bool on_transcripts(struct runner *r)
{
	glob_t files;
	size_t n = 0;

	if (glob(r->writer->transcripts, 0, NULL, &files))
		return false;
	for (size_t i = 0; i < files.gl_pathc; i++) {
		const char *name = strrchr(files.gl_pathv[i], '/') + 1;
		char title[128];

		snprintf(title, sizeof(title), "%.*s", (int)strcspn(name, "."),
			 name);
		if (!rig_record(&rig_mbim, files.gl_pathv[i],
				r->writer->path)) {
			printf("# not recorded: %s\n", title);
			continue;
		}
		r->writer->done(r->writer->ctx, "transcripts", title,
				r->writer->path);
		n++;
	}
	globfree(&files);
	return n > 0;
}

/* What is the world's is lived with QMI as well. */
static bool qmi_scenarios(struct runner *r)
{
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		struct sim_config sim;

		if (!plans[i].qmi)
			continue;
		fault_modem(&sim, true);
		if (!runner_scenario(r, &sim, plans[i].name) ||
		    !runner_plan(r, "qmi_scenarios", &plans[i], &sim))
			return false;
	}
	return true;
}

static bool of_qmi(const struct cases_writer *w)
{
	struct cases_writer writer = *w;
	struct runner r = {.writer = &writer};
	struct profiles p;

	writer.profiles = w->qmi_profiles;
	return list_profiles(&r, &p) && on_profiles(&r, &p, "qmi_profiles") &&
	       qmi_scenarios(&r);
}

const char *cases_in_tree(const char *tree, const char *name)
{
	static char path[8][512];
	static unsigned at;
	char *p = path[at++ % 8];

	snprintf(p, sizeof(path[0]), "%s/%s", tree, name);
	return p;
}

struct cases_writer cases_writer_of(const char *tree, cases_done *done,
				    void *ctx, const char *path)
{
	return (struct cases_writer){
		.done = done,
		.ctx = ctx,
		.path = path,
		.profiles = cases_in_tree(tree, "tools/simodem/profiles"),
		.qmi_profiles =
			cases_in_tree(tree, "tools/simodem/profiles/qmi"),
		.scenarios = cases_in_tree(tree, "tests/replay/scenarios"),
		.transcripts =
			cases_in_tree(tree, "tests/machine/transcripts/*.txt"),
	};
}

bool cases_run(const struct cases_writer *w)
{
	struct runner r = {.writer = w};
	struct profiles p;

	return list_profiles(&r, &p) && on_profiles(&r, &p, "profiles") &&
	       on_ways(&r) && on_transcripts(&r) && scenarios(&r) &&
	       faults_on_profiles(&r, &p) && cases_faults(&r) &&
	       cases_choices(&r) && of_qmi(w);
}
