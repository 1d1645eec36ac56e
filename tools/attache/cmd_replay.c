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
	"transition and effect that comes out. A run that goes on in several "
	"files is\n"
	"given with all of them, the oldest first. Status 1: something "
	"differs, "
	"or a file\n"
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

static bool load(const char *path, struct att_bytes *file)
{
	int err = att_tracefile_load(path, file);

	if (err)
		fprintf(stderr, "attache replay: %s: %s\n", path,
			err == ATT_E_IO ? strerror(errno)
					: att_errors_text(err));
	return !err;
}

/* The bytes of a file behind those that are there, if the run goes on in it. */
static bool join(struct att_bytes *file, const char *path)
{
	struct att_bytes next;
	uint8_t *p;

	if (att_tracefile_load(path, &next))
		return false;
	p = att_tracefile_goes_on(next)
		    ? realloc((void *)file->p, file->len + next.len)
		    : NULL;
	if (p) {
		memcpy(p + file->len, next.p, next.len);
		*file = att_bytes_of(p, file->len + next.len);
	}
	free((void *)next.p);
	return p != NULL;
}

/* The first of n files and those in which its run goes on, of which *used is
 * the number. */
static bool replay(char **paths, int n, int *used)
{
	const char *path = paths[0];
	struct att_replay_report report;
	struct att_bytes file;
	int err;

	*used = 1;
	if (!load(path, &file))
		return false;
	while (*used < n && join(&file, paths[*used]))
		++*used;
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
	for (int i = optind, used; i < argc; i += used)
		if (!replay(argv + i, argc - i, &used))
			status = ATTACHE_FAILED;
	return status;
}
