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
#include "metrics_http.h"
#include "options.h"
#include "running.h"

static const char usage[] =
	"usage: attache metrics [OPTION]...\n"
	"\n"
	"Prints where the running attache stands as OpenMetrics 1.0.\n"
	"\n"
	"      --textfile FILE a file for the collector of node_exporter in "
	"place of\n"
	"                      that, written as a whole; its name ends in "
	".prom\n"
	"      --http          answer one request of HTTP on standard input, "
	"as "
	"a socket\n"
	"                      unit of systemd hands it over\n"
	"      --modem NAME    only of this modem\n"
	"      --control PATH  control socket (" ATT_CONFIG_CONTROL ")\n"
	"  -h, --help\n";

/* One for each modem, whose answer stays; the first asks which there are. */
static struct running running[ATT_CONFIG_MODEMS + 1];

struct arguments {
	const char *command, *textfile;
	bool http;
	struct running_at at;
};

enum { CONTROL = 256, HTTP, MODEM, TEXTFILE };

static const struct option options[] = {
	{"control", required_argument, NULL, CONTROL},
	{"help", no_argument, NULL, 'h'},
	{"http", no_argument, NULL, HTTP},
	{"modem", required_argument, NULL, MODEM},
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
			a->at.control = optarg;
		else if (c == HTTP)
			a->http = true;
		else if (c == MODEM)
			a->at.modem = optarg;
		else
			a->textfile = optarg;
	}
	if (a->http && a->textfile) {
		fprintf(stderr,
			"%s: --http and --textfile do not go together\n",
			a->command);
		return ATTACHE_USAGE;
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
		      const struct metrics_modem *modems, unsigned n)
{
	metrics_write(to, form, modems, n);
	return fflush(to) == 0 && !ferror(to);
}

/* Other users read it, whatever the umask. */
static bool write_new(int fd, const struct metrics_modem *modems, unsigned n)
{
	FILE *to = fdopen(fd, "w");
	bool good;

	if (!to) {
		close(fd);
		return false;
	}
	good = fchmod(fd, 0644) == 0 &&
	       write_all(to, METRICS_PROMETHEUS, modems, n);
	return fclose(to) == 0 && good;
}

/* Beside it under another name first: who reads it never sees half of it. */
static int write_textfile(const struct arguments *a,
			  const struct metrics_modem *modems, unsigned n)
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
	if (write_new(fd, modems, n) && rename(new, a->textfile) == 0)
		return ATTACHE_DONE;
	complain(a, a->textfile);
	unlink(new);
	return ATTACHE_FAILED;
}

static int answer(const struct arguments *a, const struct metrics_request *r,
		  const struct metrics_modem *modems, unsigned n)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	if (!to)
		return complain(a, "stdout");
	metrics_write(to, r->form, modems, n);
	fclose(to);
	metrics_http_answer(stdout, r, text, len);
	free(text);
	return ferror(stdout) ? complain(a, "stdout") : ATTACHE_DONE;
}

/* modems NULL: attache has not answered. */
static int write_metrics(const struct arguments *a,
			 const struct metrics_modem *modems, unsigned n)
{
	if (a->textfile)
		return write_textfile(a, modems, n);
	return write_all(stdout, METRICS_OPEN, modems, n)
		       ? ATTACHE_DONE
		       : complain(a, "stdout");
}

/* A request that is wrong needs no modem. True: it is answered. */
static bool refused(const struct metrics_request *r)
{
	if (r->status == 200)
		return false;
	metrics_http_answer(stdout, r, NULL, 0);
	return true;
}

/* 0 or ATT_E_*, said. */
static int ask_names(const struct arguments *a, struct running_modems *names)
{
	int err = running_open(&running[0], a->command, &a->at);

	if (!err)
		err = running_modems(&running[0], &a->at, names);
	if (err)
		running_complain(&running[0], err);
	return err;
}

static int ask(const struct arguments *a, unsigned i,
	       struct metrics_modem *modem)
{
	struct running *r = &running[i + 1];
	const struct running_at at = {a->at.control, modem->name};
	int err = running_open(r, a->command, &at);

	if (!err)
		err = running_status(r, &modem->status);
	if (err)
		running_complain(r, err);
	return err;
}

int cmd_metrics(int argc, char **argv)
{
	struct arguments a = {.command = argv[0],
			      .at = {.control = ATT_CONFIG_CONTROL}};
	struct metrics_modem modems[ATT_CONFIG_MODEMS];
	struct running_modems names;
	struct metrics_request request;
	unsigned n = 0;
	int status = read_arguments(&a, argc, argv), err;

	if (status >= 0)
		return status;
	if (a.http)
		metrics_http_read(stdin, &request);
	if (a.http && refused(&request))
		return ATTACHE_DONE;
	err = ask_names(&a, &names);
	for (; !err && n < names.n; n++) {
		modems[n].name = names.name[n];
		err = ask(&a, n, &modems[n]);
	}
	/* A file, and HTTP, tell that attache is down; stdout has nothing to
	 * tell. */
	if (err)
		n = 0;
	if (a.http)
		status = answer(&a, &request, err ? NULL : modems, n);
	else if (!err || a.textfile)
		status = write_metrics(&a, err ? NULL : modems, n);
	else
		status = ATTACHE_FAILED;
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS + 1; i++)
		if (running[i].command)
			running_close(&running[i]);
	return status;
}
