/* attache replay: traces against the core of this program. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attache.h"
#include "base/errors.h"
#include "options.h"
#include "trace/replay.h"

static const char usage[] =
	"usage: attache replay FILE...\n"
	"\n"
	"Gives everything that went into the core during a recorded run "
	"(attache run\n"
	"--trace) to a fresh core, with the recorded times, and compares each "
	"byte,\n"
	"transition and effect that comes out. Status 1: something differs, or "
	"a file\n"
	"cannot be read to its end.\n"
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

static bool replay(const char *path)
{
	struct att_replay_report report;
	struct att_bytes file;
	int err = att_tracefile_load(path, &file);

	if (err) {
		fprintf(stderr, "attache replay: %s: %s\n", path,
			err == ATT_E_IO ? strerror(errno)
					: att_errors_text(err));
		return false;
	}
	err = att_tracefile_replay(file, &report);
	free((void *)file.p);
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
	for (int i = optind; i < argc; i++)
		if (!replay(argv[i]))
			status = ATTACHE_FAILED;
	return status;
}
