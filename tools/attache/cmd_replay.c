/* attache replay: traces against the core of this program. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attache.h"
#include "base/errors.h"
#include "capture/input.h"
#include "options.h"
#include "trace/replay.h"

static const char usage[] =
	"usage: attache replay FILE...\n"
	"\n"
	"Gives everything that went into the core during a recorded run "
	"(attache run\n"
	"--trace) to a fresh core, with the recorded times, and compares each "
	"byte,\n"
	"transition and effect that comes out. A run that goes on in several "
	"files is\n"
	"given with all of them, the oldest first. - is standard input. "
	"Status 1:\n"
	"something differs, or a file cannot be read to its end.\n"
	"\n"
	"  -h, --help\n";

static void print_difference(const char *path,
			     const struct att_replay_report *report)
{
	printf("%s: packet %u (+%llu.%03u) differs\n"
	       "  expected: %s\n"
	       "  came:     %s\n",
	       path, report->packet, (unsigned long long)(report->at_ms / 1000),
	       (unsigned)(report->at_ms % 1000), report->expected,
	       report->came);
}

static void print_counts(const char *path,
			 const struct att_replay_report *report,
			 const char *result)
{
	printf("%s: %u inputs, %u outputs, %u transitions, %u effects: %s\n",
	       path, report->inputs, report->outputs, report->steps,
	       report->effects, result);
}

/* The files that were given: the one that is read, and the next one when it
 * was asked for. */
struct files {
	char **paths;
	int n, at; /* at: of the one that is read */
	struct input inputs[2], *one, *next;
	bool has_next; /* it is open */
};

static void step(struct files *f)
{
	struct input *one = f->one;

	f->one = f->next;
	f->next = one;
	f->has_next = false;
}

/* The next file, if the run goes on in it. */
static struct att_window *more(void *ctx)
{
	struct files *f = ctx;

	if (f->has_next || f->at + 1 == f->n)
		return NULL;
	f->has_next = input_open(f->next, f->paths[f->at + 1]);
	if (!f->has_next || !att_tracefile_goes_on(att_window_look(
				    &f->next->window, ATT_TRACEFILE_HEAD)))
		return NULL;
	input_close(f->one);
	step(f);
	f->at++;
	return &f->one->window;
}

/* The file at f->at, which may have been opened as the next one. */
static bool open_one(struct files *f)
{
	if (f->has_next) {
		step(f);
		return true;
	}
	if (input_open(f->one, f->paths[f->at]))
		return true;
	fflush(stdout);
	fprintf(stderr, "attache replay: %s: %s\n", f->paths[f->at],
		strerror(errno));
	return false;
}

/* The run that begins in the file at f->at, and is over in that which is there
 * then. */
static bool replay(struct files *f)
{
	const char *path = f->paths[f->at];
	const struct att_replay_options options = {.more = more, .ctx = f};
	struct att_replay_report report;
	int err;

	if (!open_one(f))
		return false;
	err = att_tracefile_replay(&f->one->window, &options, &report);
	while (err && more(f))
		; /* the rest of it is of no use */
	input_close(f->one);
	if (!err) {
		print_counts(path, &report, "identical");
		return true;
	}
	if (err == ATT_E_DIFFERS) {
		print_difference(path, &report);
		return false;
	}
	if (report.packet)
		print_counts(path, &report, "identical so far");
	fflush(stdout);
	fprintf(stderr, "attache replay: %s: %s\n", path,
		report.problem[0] ? report.problem : att_errors_text(err));
	return false;
}

int cmd_replay(int argc, char **argv)
{
	static const struct option options[] = {
		{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	int status = ATTACHE_DONE, c;
	struct files f = {.paths = argv, .n = argc};

	while ((c = options_next(argc, argv, "h", options)) != -1) {
		if (c != 'h')
			return ATTACHE_USAGE;
		fputs(usage, stdout);
		return ATTACHE_DONE;
	}
	if (optind == argc) {
		fputs("attache replay: no file (attache replay --help)\n",
		      stderr);
		return ATTACHE_USAGE;
	}
	f.at = optind;
	f.one = &f.inputs[0];
	f.next = &f.inputs[1];
	for (; f.at < argc; f.at++)
		if (!replay(&f))
			status = ATTACHE_FAILED;
	if (f.has_next)
		input_close(f.next);
	return status;
}
