/* attache replay: traces against the core of this program. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attache.h"
#include "base/errors.h"
#include "capture/input.h"
#include "options.h"
#include "replay_as_modem.h"
#include "trace/replay.h"

static const char usage[] =
	"usage: attache replay FILE...\n"
	"       attache replay --as-modem [OPTION]... FILE...\n"
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
	"With --as-modem the modem of a recording, a trace or whatever "
	"attache decode\n"
	"reads, is one for attache: its requests get the answers that were "
	"recorded, in\n"
	"no time. Said is where attache leaves the way of the recorded host, "
	"how far\n"
	"both get, and why. Status 1: attache does not get as far.\n"
	"\n"
	"      --as-modem        each FILE is a modem\n"
	"  -c, --config FILE     configuration (YAML); else as the recorded "
	"host has it\n"
	"  -a, --apn NAME        access point of the first session\n"
	"      --pin PIN         of the SIM\n"
	"      --max-control N   longest control message of the modem, in "
	"bytes\n"
	"  -j, --json            one JSON object a line\n"
	"  -v, --verbose         each transition and each request\n"
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

/* What the command line says. */
struct arguments {
	bool as_modem, other; /* an option that only --as-modem has */
	struct replay_as_modem how;
};

static bool read_max(const char *command, const char *text, uint32_t *to)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*end || n < 64 || n > UINT16_MAX) {
		options_bad_value(command, "--max-control",
				  "a number from 64 to 65535", text);
		return false;
	}
	*to = (uint32_t)n;
	return true;
}

enum { AS_MODEM = 256, PIN, MAX_CONTROL };

/* False: it is none, which was said. */
static bool take_option(struct arguments *a, const char *command, int c)
{
	a->other = a->other || c != AS_MODEM;
	switch (c) {
	case AS_MODEM:
		a->as_modem = true;
		return true;
	case 'c':
		a->how.config = optarg;
		return true;
	case 'a':
		a->how.apn = optarg;
		return true;
	case PIN:
		a->how.pin = optarg;
		return true;
	case MAX_CONTROL:
		return read_max(command, optarg, &a->how.max_control);
	case 'j':
		a->how.json = true;
		return true;
	case 'v':
		a->how.steps = true;
		return true;
	default:
		return false;
	}
}

/* -1: go on; else the exit status. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
		{"as-modem", no_argument, NULL, AS_MODEM},
		{"config", required_argument, NULL, 'c'},
		{"apn", required_argument, NULL, 'a'},
		{"pin", required_argument, NULL, PIN},
		{"max-control", required_argument, NULL, MAX_CONTROL},
		{"json", no_argument, NULL, 'j'},
		{"verbose", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	int c;

	while ((c = options_next(argc, argv, "c:a:jvh", options)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			return ATTACHE_DONE;
		}
		if (!take_option(a, argv[0], c))
			return ATTACHE_USAGE;
	}
	if (a->other && !a->as_modem) {
		fputs("attache replay: only --as-modem has options (attache "
		      "replay --help)\n",
		      stderr);
		return ATTACHE_USAGE;
	}
	if (optind < argc)
		return -1;
	fputs("attache replay: no file (attache replay --help)\n", stderr);
	return ATTACHE_USAGE;
}

static int replay_modems(const struct replay_as_modem *how, int argc,
			 char **argv)
{
	int status = ATTACHE_DONE;

	for (int i = optind; i < argc; i++)
		if (replay_as_modem(argv[i], how) != ATTACHE_DONE)
			status = ATTACHE_FAILED;
	return status;
}

int cmd_replay(int argc, char **argv)
{
	struct arguments a = {.as_modem = false};
	int status = read_arguments(&a, argc, argv);
	struct files f = {.paths = argv, .n = argc};

	if (status >= 0)
		return status;
	if (a.as_modem)
		return replay_modems(&a.how, argc, argv);
	status = ATTACHE_DONE;
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
