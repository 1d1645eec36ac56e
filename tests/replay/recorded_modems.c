/* Each recorded run of the manager, of every profile, scenario and fault, is a
 * modem for the manager: it comes online again wherever it had, and goes the
 * same way as long as nobody stepped in. usage: recorded_modems TREE */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/as_modem_run.h"
#include "tests/replay/cases.h"
#include "wire/mbim/cid.h"

/* Virtual time that a run may take beyond that of its recording. */
#define LONGER_MS 300000u

struct count {
	unsigned runs, online, same;
	unsigned broken, lost, elsewhere; /* runs that break a promise */
};

/* Nothing was spoilt or delayed on the way: what the modem said is what it
 * says. */
static bool is_plain(const char *book)
{
	static const char *const books[] = {"profiles",	    "profile_faults",
					    "qmi_profiles", "scenarios",
					    "choices",	    "qmi_scenarios"};

	for (unsigned i = 0; i < sizeof(books) / sizeof(books[0]); i++)
		if (strcmp(book, books[i]) == 0)
			return true;
	return false;
}

/* How many transitions are the same, from the first. */
static uint32_t same(const struct recording *r, const struct as_modem_run *run)
{
	uint32_t i = 0;

	while (i < r->n_steps && i < run->n_steps &&
	       strcmp(r->steps[i], run->steps[i].text) == 0)
		i++;
	return i;
}

static void check(struct count *n, const char *book, const char *name,
		  const struct recording *r, const struct as_modem_run *run)
{
	uint32_t i = same(r, run);
	bool goes_on = i < r->n_steps && i < run->n_steps;

	n->runs++;
	n->online += run->end == AS_MODEM_UP;
	if (r->up && run->end != AS_MODEM_UP) {
		n->lost++;
		printf("# %s/%s: not online again\n", book, name);
	}
	if (!is_plain(book))
		return;
	n->same += !goes_on;
	n->elsewhere += goes_on;
	if (goes_on)
		printf("# %s/%s, transition %u\n#   there: %s\n#   here:  %s\n",
		       book, name, i, r->steps[i], run->steps[i].text);
}

static void recorded(void *ctx, const char *book, const char *name,
		     const char *path)
{
	const struct capturefile_how how = {.ex_version = MBIM_EX_1,
					    .guess = true};
	struct count *n = ctx;
	struct recording r;
	struct as_modem m;
	struct as_modem_run run;

	if (!recording_load(&r, path, &how)) {
		/* that of a modem which was gone at once has no message */
		if (r.n) {
			n->broken++;
			printf("# %s/%s: cannot be read\n", book, name);
		}
		recording_free(&r);
		return;
	}
	memset(&run, 0, sizeof(run));
	if (!as_modem_init(&m, &r,
			   r.link.max_control ? r.link.max_control : 4096) ||
	    !as_modem_run(&run, &m, r.m[r.n - 1].ms + LONGER_MS)) {
		n->broken++;
		printf("# %s/%s: cannot be run\n", book, name);
	} else {
		check(n, book, name, &r, &run);
	}
	as_modem_run_fini(&run);
	as_modem_fini(&m);
	recording_free(&r);
}

static bool say(unsigned number, const char *name, bool good, unsigned of)
{
	printf("%sok %u - %s (%u runs)\n", good ? "" : "not ", number, name,
	       of);
	return good;
}

int main(int argc, char **argv)
{
	char path[] = "/tmp/recorded_modems_XXXXXX";
	const char *tree = argc > 1 ? argv[1] : ".";
	struct count n = {.runs = 0};
	const struct cases_writer writer =
		cases_writer_of(tree, recorded, &n, path);
	int fd = mkstemp(path);
	bool good;

	if (fd < 0)
		return 1;
	close(fd);
	printf("1..4\n");
	good = cases_run(&writer);
	say(1, "every_case_is_recorded", good, n.runs);
	good = say(2, "every_recorded_run_is_a_modem",
		   !n.broken && n.runs > 2000, n.runs) &&
	       good;
	good = say(3, "comes_online_wherever_it_had",
		   !n.lost && n.online > 1000, n.online) &&
	       good;
	good = say(4, "goes_the_same_way_on_what_the_modem_said",
		   !n.elsewhere && n.same > 120, n.same) &&
	       good;
	unlink(path);
	return good ? 0 : 1;
}
