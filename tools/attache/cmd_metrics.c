/* attache metrics: the status of the running daemon for a collector. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attache.h"
#include "linux/config.h"
#include "metrics.h"
#include "options.h"
#include "running.h"

static const char usage[] =
	"usage: attache metrics [--textfile FILE] [--control PATH]\n"
	"\n"
	"Prints where the running attache stands as OpenMetrics 1.0.\n"
	"\n"
	"      --textfile FILE a file for the collector of node_exporter in "
	"place of\n"
	"                      that, written as a whole; its name ends in "
	".prom\n"
	"      --control PATH  control socket (" ATT_CONFIG_CONTROL ")\n"
	"  -h, --help\n";

static struct running running;

struct arguments {
	const char *command, *control, *textfile;
};

enum { CONTROL = 256, TEXTFILE };

static const struct option options[] = {
	{"control", required_argument, NULL, CONTROL},
	{"help", no_argument, NULL, 'h'},
	{"textfile", required_argument, NULL, TEXTFILE},
	{NULL, 0, NULL, 0}};

/* -1: go on; else the exit status. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
	int c;

	while ((c = options_next(argc, argv, "h", options)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			return ATTACHE_DONE;
		}
		if (c == '?') /* it was said what is wrong */
			return ATTACHE_USAGE;
		if (c == CONTROL)
			a->control = optarg;
		else
			a->textfile = optarg;
	}
	return optind < argc ? options_extra(a->command, argv[optind]) : -1;
}

static int complain(const struct arguments *a, const char *file)
{
	fprintf(stderr, "%s: %s: %s\n", a->command, file, strerror(errno));
	return ATTACHE_FAILED;
}

/* False: errno says why. */
static bool write_all(FILE *to, enum metrics_form form,
		      const struct mbim_attache_status_response *s)
{
	metrics_write(to, form, s);
	return fflush(to) == 0 && !ferror(to);
}

/* Other users read it, whatever the umask. */
static bool write_new(int fd, const struct mbim_attache_status_response *s)
{
	FILE *to = fdopen(fd, "w");
	bool good;

	if (!to) {
		close(fd);
		return false;
	}
	good = fchmod(fd, 0644) == 0 && write_all(to, METRICS_PROMETHEUS, s);
	return fclose(to) == 0 && good;
}

/* Beside it under another name first: who reads it never sees half of it. */
static int write_textfile(const struct arguments *a,
			  const struct mbim_attache_status_response *s)
{
	char new[PATH_MAX];
	int len = snprintf(new, sizeof(new), "%s.XXXXXX", a->textfile), fd;

	if (len >= (int)sizeof(new)) {
		errno = ENAMETOOLONG;
		return complain(a, a->textfile);
	}
	fd = mkstemp(new);
	if (fd < 0)
		return complain(a, a->textfile);
	if (write_new(fd, s) && rename(new, a->textfile) == 0)
		return ATTACHE_DONE;
	complain(a, a->textfile);
	unlink(new);
	return ATTACHE_FAILED;
}

/* s NULL: attache has not answered. */
static int write_metrics(const struct arguments *a,
			 const struct mbim_attache_status_response *s)
{
	if (a->textfile)
		return write_textfile(a, s);
	return write_all(stdout, METRICS_OPEN, s) ? ATTACHE_DONE
						  : complain(a, "stdout");
}

int cmd_metrics(int argc, char **argv)
{
	struct arguments a = {.command = argv[0],
			      .control = ATT_CONFIG_CONTROL};
	struct mbim_attache_status_response s;
	int status = read_arguments(&a, argc, argv), err;

	if (status >= 0)
		return status;
	err = running_open(&running, a.command, a.control);
	if (!err)
		err = running_status(&running, &s);
	if (err)
		status = running_complain(&running, err);
	/* A file tells that attache is down; stdout has nothing to tell. */
	if (!err || a.textfile)
		status = write_metrics(&a, err ? NULL : &s);
	running_close(&running);
	return status;
}
