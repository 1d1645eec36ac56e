/* attache monitor: what happens in the running daemon, a line each. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "attache.h"
#include "base/errors.h"
#include "linux/config.h"
#include "options.h"
#include "running.h"

static const char usage[] =
	"usage: attache monitor [--json] [--modem NAME] [--control PATH]\n"
	"\n"
	"Shows what happens in the running attache, a line each: the steps of "
	"its\n"
	"machines, links, problems, as its log has them. Ends with it.\n"
	"\n"
	"  -j, --json          each as one JSON object\n"
	"      --modem NAME    only of this modem, where attache has several\n"
	"      --control PATH  control socket (" ATT_CONFIG_CONTROL ")\n"
	"  -h, --help\n";

struct arguments {
	const char *command;
	struct running_at at;
	bool json;
};

static struct running running;
static bool said_end; /* attache has told that it ends */
static volatile sig_atomic_t stopped;

enum { CONTROL = 256, MODEM };

static const struct option options[] = {
	{"control", required_argument, NULL, CONTROL},
	{"help", no_argument, NULL, 'h'},
	{"json", no_argument, NULL, 'j'},
	{"modem", required_argument, NULL, MODEM},
	{NULL, 0, NULL, 0}};

/* -1: go on; else the exit status. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
	int c;

	while ((c = options_next(argc, argv, "hj", options)) != -1) {
		switch (c) {
		case 'h':
			fputs(usage, stdout);
			return ATTACHE_DONE;
		case 'j':
			a->json = true;
			break;
		case CONTROL:
			a->at.control = optarg;
			break;
		case MODEM:
			a->at.modem = optarg;
			break;
		default: /* it was said what is wrong */
			return ATTACHE_USAGE;
		}
	}
	return optind < argc ? options_extra(a->command, argv[optind]) : -1;
}

/* "2026-11-30T14:03:22.123+01:00"; as a line has it with a blank, and without
 * the zone. */
static void put_time(uint64_t time_ms, bool json)
{
	time_t seconds = (time_t)(time_ms / 1000);
	char text[40], zone[16];
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(text, sizeof(text),
		 json ? "%Y-%m-%dT%H:%M:%S" : "%Y-%m-%d %H:%M:%S", &tm);
	printf("%s.%03u", text, (unsigned)(time_ms % 1000));
	if (!json)
		return;
	strftime(zone, sizeof(zone), "%z", &tm); /* +0100 */
	printf("%.3s:%s", zone, zone + 3);
}

static void print_json(const struct mbim_attache_events_response *e,
		       struct att_bytes body)
{
	static char buf[16384];
	struct att_text t;

	att_text_init(&t, buf, sizeof(buf));
	if (att_layout_json(&mbim_attache_events_response_layout, body,
			    ATT_SHOW_ALL, &t))
		return;
	fputs("{\"time\":\"", stdout);
	put_time(e->time_ms, true);
	printf("\",%s\n", buf + 1);
}

static void print_line(const struct mbim_attache_events_response *e)
{
	char text[1024], modem[64] = "";

	if (att_str_get(&e->text, text, sizeof(text)) < 0 ||
	    att_str_get(&e->modem, modem, sizeof(modem)) < 0)
		return;
	put_time(e->time_ms, false);
	printf(" %s%s%s\n", modem, modem[0] ? " " : "", text);
}

static void told(void *ctx, const struct mbim_msg *msg)
{
	const struct arguments *a = ctx;
	struct mbim_attache_events_response e;

	if (msg->cid != MBIM_CID_ATTACHE_EVENTS ||
	    mbim_attache_events_response_decode(msg->body, &e))
		return;
	said_end |= e.kind == MBIM_EVENT_KIND_END;
	if (a->json)
		print_json(&e, msg->body);
	else
		print_line(&e);
	if (fflush(stdout)) /* nobody reads any more */
		stopped = 1;
}

static void stop(int number)
{
	(void)number;
	stopped = 1;
}

/* SIGINT and SIGTERM come in ppoll alone. Until then they end the asking. */
static void heed_signals(sigset_t *outside)
{
	const struct sigaction action = {.sa_handler = stop};
	sigset_t both;

	sigemptyset(&both);
	sigaddset(&both, SIGINT);
	sigaddset(&both, SIGTERM);
	sigprocmask(SIG_BLOCK, &both, outside);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* Until attache has gone or it is to stop: ATT_E_* */
static int listen_to(struct att_client *c, const sigset_t *outside)
{
	int err = 0;

	while (!err && !stopped) {
		struct pollfd p = {.fd = att_client_fd(c), .events = POLLIN};

		if (ppoll(&p, 1, NULL, outside) > 0)
			err = att_client_handle(c);
	}
	return err;
}

static int watch(struct arguments *a)
{
	sigset_t outside;
	int err;

	err = running_open_told(&running, a->command, &a->at, told, a);
	if (!err)
		err = running_ask(&running, MBIM_CID_ATTACHE_EVENTS, false, 0);
	if (err || running.answer.status)
		return running_complain(&running, err ? err : ATT_E_STATE);
	told(a, &(struct mbim_msg){.cid = MBIM_CID_ATTACHE_EVENTS,
				   .body = running.answer.body});
	heed_signals(&outside);
	err = listen_to(&running.client, &outside);
	if (stopped || said_end)
		return ATTACHE_DONE;
	if (err != ATT_E_GONE)
		return running_complain(&running, err);
	fprintf(stderr,
		"%s: attache hung up: it was killed, or what it told was not "
		"read in time\n",
		a->command);
	return ATTACHE_FAILED;
}

int cmd_monitor(int argc, char **argv)
{
	struct arguments a = {.command = argv[0],
			      .at = {.control = ATT_CONFIG_CONTROL}};
	int status = read_arguments(&a, argc, argv);

	if (status >= 0)
		return status;
	status = watch(&a);
	running_close(&running);
	return status;
}
