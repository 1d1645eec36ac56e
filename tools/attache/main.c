/* attache: connects LTE and 5G modems that speak MBIM or QMI. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attache.h"
#include "base/text.h"
#include "base/nearest.h"

static const struct {
	const char *name;
	int (*fn)(int argc, char **argv);
	const char *help;
} commands[] = {
	{"run", cmd_run, "bring a modem online and keep it there"},
	{"status", cmd_status, "where the running attache stands"},
	{"metrics", cmd_metrics, "the same for a collector of metrics"},
	{"monitor", cmd_monitor, "what happens in it, as it happens"},
	{"connect", cmd_connect, "connect its sessions"},
	{"disconnect", cmd_disconnect, "disconnect them, stay attached"},
	{"ussd", cmd_ussd, "a code to the network, as *100#"},
	{"sms", cmd_sms, "short messages: list, read, send, delete"},
	{"query", cmd_query, "ask a modem for anything that the spec knows"},
	{"set", cmd_set, "tell it anything that the spec knows"},
	{"completion", cmd_completion, "a script for bash, zsh or fish"},
	{"complete", cmd_complete, NULL}, /* for that script */
	{"trace", cmd_trace, "show a recorded run"},
	{"replay", cmd_replay, "run recorded traces through the core again"},
	{"import", cmd_import, "make a trace of a capture or a log"},
	{"decode", cmd_decode, "explain captures, traces and logs"},
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

const char *attache_command(unsigned i)
{
	for (size_t n = 0; n < N_COMMANDS; n++)
		if (commands[n].help && i-- == 0)
			return commands[n].name;
	return NULL;
}

static void help(FILE *to)
{
	fputs("usage: attache COMMAND [OPTION]...\n"
	      "       attache COMMAND --help\n"
	      "       attache --version\n"
	      "\n"
	      "Connects LTE and 5G modems that speak MBIM or QMI.\n"
	      "\n",
	      to);
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (commands[i].help)
			fprintf(to, "  %-12s %s\n", commands[i].name,
				commands[i].help);
}

static int no_command(const char *name)
{
	struct att_nearest near;

	att_nearest_init(&near, name, strlen(name));
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (commands[i].help)
			att_nearest_try(&near, commands[i].name);
	fprintf(stderr, "attache: no command \"%s\"%s\n", name,
		near.name ? att_nearest_hint(&near) : " (attache --help)");
	return ATTACHE_USAGE;
}

/* Who starts it may have closed the standard ones: no modem, socket or trace is
 * to get a number that lines for people are written to. They cannot be written
 * to here either, so that this is told. */
static void open_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd < STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* What was to be printed and could not be is no success. */
static int printed(int status)
{
	errno = 0;
	if ((!fflush(stdout) && !ferror(stdout)) || status != ATTACHE_DONE)
		return status;
	fprintf(stderr, "attache: standard output: %s\n",
		errno ? strerror(errno) : "it cannot be written");
	return ATTACHE_FAILED;
}

static int command(int argc, char **argv)
{
	static char name[32];
	struct att_text t;

	if (argc < 2 && isatty(STDOUT_FILENO))
		return cmd_overview(argc, argv);
	if (argc < 2) {
		help(stderr);
		return ATTACHE_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		help(stdout);
		return ATTACHE_DONE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("attache " ATTACHE_VERSION);
		return ATTACHE_DONE;
	}
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		att_text_init(&t, name, sizeof(name));
		att_text_put(&t, "attache ");
		att_text_put(&t, commands[i].name);
		argv[1] = name;
		return commands[i].fn(argc - 1, argv + 1);
	}
	return no_command(argv[1]);
}

int main(int argc, char **argv)
{
	open_standard();
	return printed(command(argc, argv));
}
