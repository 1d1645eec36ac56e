/* attache-dbus: the running attache as ModemManager's service on the bus. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "linux/config.h"
#include "linux/start_pages.h"
#include "messages.h"
#include "root.h"

static const char usage[] =
	"usage: attache-dbus [--control PATH] [--session]\n"
	"\n"
	"Shows the modems of the running attache on the system's bus as\n"
	"ModemManager does (" MM_NAME ").\n"
	"\n"
	"      --control PATH  control socket (" ATT_CONFIG_CONTROL ")\n"
	"      --session       on the bus of the session\n"
	"  -h, --help\n";

static int complain(const char *what, int err)
{
	fprintf(stderr, "attache-dbus: %s: %s\n", what, strerror(-err));
	return EXIT_FAILURE;
}

static int open_bus(struct modems *m, bool session)
{
	static struct object root = {.interface = {&interface_root}};
	int err = session ? sd_bus_open_user(&m->bus)
			  : sd_bus_open_system(&m->bus);

	if (err >= 0)
		err = sd_bus_attach_event(m->bus, m->event, 0);
	if (err >= 0)
		err = sd_bus_add_object(m->bus, NULL, MM_PATH, root_filter, m);
	if (err >= 0)
		err = sd_bus_add_filter(m->bus, NULL, sms_filter, m);
	if (err >= 0)
		err = objects_add(m->bus, &root, MM_PATH, m);
	return err;
}

static int handle_signals(sd_event *event)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sd_event_add_signal(event, NULL, SIGTERM, NULL, NULL);
	return sd_event_add_signal(event, NULL, SIGINT, NULL, NULL);
}

static int on_started(sd_event_source *s, uint64_t usec, void *arg)
{
	(void)s;
	(void)usec;
	(void)arg;
	att_start_pages_give_back();
	return 0;
}

static int run(struct modems *m, const char *control, bool session)
{
	int err = sd_event_default(&m->event);

	if (err >= 0)
		err = handle_signals(m->event);
	if (err >= 0)
		err = sd_event_add_time_relative(
			m->event, NULL, CLOCK_MONOTONIC, ATT_START_MS * 1000u,
			0, on_started, NULL);
	if (err < 0)
		return complain("event loop", err);
	err = open_bus(m, session);
	if (err < 0)
		return complain("the bus", err);
	err = modems_init(m, control);
	if (err < 0)
		return complain(control, err);
	err = sd_bus_request_name(m->bus, MM_NAME, 0);
	if (err == -EEXIST) {
		fprintf(stderr, "attache-dbus: another program is " MM_NAME
				" (ModemManager?)\n");
		return EXIT_FAILURE;
	}
	if (err < 0)
		return complain(MM_NAME, err);
	return sd_event_loop(m->event) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"control", required_argument, NULL, 'c'},
		{"help", no_argument, NULL, 'h'},
		{"session", no_argument, NULL, 's'},
		{NULL, 0, NULL, 0}};
	static struct modems modems;
	const char *control = ATT_CONFIG_CONTROL;
	bool session = false;
	int c, status;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		}
		if (c == '?')
			return 2;
		if (c == 'c')
			control = optarg;
		session |= c == 's';
	}
	if (optind < argc) {
		fputs(usage, stderr);
		return 2;
	}
	status = run(&modems, control, session);
	modems_fini(&modems);
	sd_bus_flush_close_unref(modems.bus);
	sd_event_unref(modems.event);
	return status;
}
