/* attache status, connect and disconnect: questions to the running daemon. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "attache.h"
#include "base/errors.h"
#include "core/effect.h"
#include "generated/cids.h"
#include "linux/config.h"
#include "wire/address.h"
#include "options.h"
#include "running.h"

#define LOOK_MS 100
#define WAIT_S	60

static const char status_usage[] =
	"usage: attache status [--json | --watch] [--modem NAME] [--control "
	"PATH]\n"
	"\n"
	"Says where the running attache stands.\n"
	"\n"
	"  -j, --json          as one JSON object; of several modems as one "
	"that "
	"has\n"
	"                      each of them by its name\n"
	"  -w, --watch         a page that lives, with signal and rates; q "
	"ends "
	"it\n"
	"      --modem NAME    only of this modem\n"
	"      --control PATH  control socket (" ATT_CONFIG_CONTROL ")\n"
	"  -h, --help\n";

static const char connect_usage[] =
	"usage: attache connect [--timeout SECONDS] [--modem NAME] [--control "
	"PATH]\n"
	"       attache disconnect [--timeout SECONDS] [--modem NAME] "
	"[--control "
	"PATH]\n"
	"\n"
	"Connects every session, or disconnects them and stays attached to "
	"the\n"
	"network, and waits until that is so.\n"
	"\n"
	"  -t, --timeout S     wait at most S seconds (60); 0: do not wait\n"
	"      --modem NAME    of this modem, where attache has several\n"
	"      --control PATH  control socket (" ATT_CONFIG_CONTROL ")\n"
	"  -h, --help\n";

static struct running running;

struct arguments {
	const char *command, *usage;
	struct running_at at;
	bool json, watch;
	uint32_t timeout_s;
};

enum { CONTROL = 256, MODEM };

static const struct option status_options[] = {
	{"control", required_argument, NULL, CONTROL},
	{"help", no_argument, NULL, 'h'},
	{"json", no_argument, NULL, 'j'},
	{"modem", required_argument, NULL, MODEM},
	{"watch", no_argument, NULL, 'w'},
	{NULL, 0, NULL, 0}};

static const struct option connect_options[] = {
	{"control", required_argument, NULL, CONTROL},
	{"help", no_argument, NULL, 'h'},
	{"modem", required_argument, NULL, MODEM},
	{"timeout", required_argument, NULL, 't'},
	{NULL, 0, NULL, 0}};

/* -1: go on; else the exit status. */
static int read_arguments(struct arguments *a, const char *letters,
			  const struct option *options, int argc, char **argv)
{
	int c;

	while ((c = options_next(argc, argv, letters, options)) != -1) {
		if (c == 'h') {
			fputs(a->usage, stdout);
			return ATTACHE_DONE;
		}
		if (c == '?') /* it was said what is wrong */
			return ATTACHE_USAGE;
		if (c == CONTROL)
			a->at.control = optarg;
		else if (c == MODEM)
			a->at.modem = optarg;
		else if (c == 'j')
			a->json = true;
		else if (c == 'w')
			a->watch = true;
		else if (!options_seconds(a->command, optarg, 0, &a->timeout_s))
			return ATTACHE_USAGE;
	}
	if (optind < argc)
		return options_extra(a->command, argv[optind]);
	return -1;
}

static void put_str(const char *before, const struct att_str *s)
{
	char text[512];

	if (s->len && att_str_get(s, text, sizeof(text)) >= 0)
		printf("%s%s", before, text);
}

static void put_enum(const struct att_enum *e, uint32_t value)
{
	const char *name = att_enum_name(e, value), *before = ", ";

	if (!e->flags && name)
		printf(", %s", name);
	else if (!e->flags)
		printf(", %u", value);
	for (unsigned i = 0; e->flags && i < e->n_values; i++) {
		if (!(e->values[i].value & value))
			continue;
		printf("%s%s", before, att_enum_value_name(e, &e->values[i]));
		before = " ";
	}
}

/* Which way the addresses came, if not from the modem. */
static void print_origin(const struct mbim_attache_session *s)
{
	if (s->ipv4_origin == MBIM_ADDRESS_ORIGIN_DHCP)
		printf(", IPv4 by DHCP");
	if (s->ipv6_origin == MBIM_ADDRESS_ORIGIN_SLAAC)
		printf(", IPv6 by SLAAC");
}

static void print_shared(const struct mbim_attache_session *s)
{
	char text[48];
	struct att_text t;

	if (!s->shared_prefix)
		return;
	att_text_init(&t, text, sizeof(text));
	att_ipv6_text(&t, s->shared_prefix);
	printf("prefix   %s/%u, for the own network\n", text,
	       s->shared_prefix_length);
}

static void print_session(const struct mbim_attache_session *s)
{
	char text[ATT_EFFECT_TEXT];
	struct att_text t;
	struct att_ip_config ip;

	if (s->origin == MBIM_SESSION_ORIGIN_NONE)
		return;
	running_ip(s, &ip);
	att_text_init(&t, text, sizeof(text));
	att_effect_ip_text(&t, &ip);
	put_str("session  ", &s->name);
	put_str(" ", &s->state);
	printf("%s", text);
	print_origin(s);
	putchar('\n');
	print_shared(s);
}

/* A modem that takes all at once has no queue to tell of. */
static void print_queue(const struct mbim_attache_status_response *s)
{
	if (!s->queue_waiting && !s->queue_dropped && !s->queue_marked)
		return;
	printf("queue    %u waiting", s->queue_waiting);
	if (s->queue_waiting)
		printf(", %u ms", s->queue_delay_ms);
	printf("; %u dropped, %u marked (ECN)\n", s->queue_dropped,
	       s->queue_marked);
}

static void print_summary(const struct mbim_attache_status_response *s)
{
	struct att_cursor c = att_cursor_of(&s->sessions);
	struct mbim_attache_session session;

	put_str("channel  ", &s->control_state);
	put_str(", MBIMEx ", &s->mbim_extended_version);
	put_str("\nnetwork  ", &s->attach_state);
	put_str(", ", &s->provider_name);
	put_str(" ", &s->provider_id);
	if (s->register_state)
		put_enum(&mbim_register_state_enum, s->register_state);
	if (s->data_class)
		put_enum(&mbim_data_class_enum, s->data_class);
	if (s->rssi_dbm)
		printf(", %d dBm", s->rssi_dbm);
	if (s->rsrp_dbm != ATT_RSRP_UNKNOWN)
		printf(", RSRP %d dBm", s->rsrp_dbm);
	if (s->rsrq_db != ATT_RSRQ_UNKNOWN)
		printf(", RSRQ %d dB", s->rsrq_db);
	if (s->snr_db != ATT_SNR_UNKNOWN)
		printf(", SNR %d dB", s->snr_db);
	if (s->nw_error)
		put_enum(&mbim_nw_error_enum, s->nw_error);
	putchar('\n');
	while (mbim_attache_session_next(&c, &session))
		print_session(&session);
	print_queue(s);
	if (s->problem.len) {
		put_str("problem  ", &s->problem);
		putchar('\n');
	}
}

static int print_json(struct att_bytes body, const char *behind)
{
	static char buf[65536];
	struct att_text t;
	int err;

	att_text_init(&t, buf, sizeof(buf));
	err = att_layout_json(&mbim_attache_status_response_layout, body,
			      ATT_SHOW_ALL, &t);
	if (!err)
		printf("%s%s", buf, behind);
	return err;
}

static int print_status(const struct arguments *a, const char *behind)
{
	struct mbim_attache_status_response s;
	int err = running_status(&running, &s);

	if (err)
		return err;
	if (a->json)
		return print_json(running.answer.body, behind);
	print_summary(&s);
	return 0;
}

/* Of one of several, and behind others. */
static int print_named(const struct arguments *a, const char *name, bool first)
{
	const struct running_at at = {a->at.control, name};
	int err;

	if (a->json)
		printf("%s\"%s\":", first ? "{" : ",", name);
	else
		printf("%smodem    %s\n", first ? "" : "\n", name);
	running_close(&running);
	err = running_open(&running, a->command, &at);
	return err ? err : print_status(a, "");
}

static int print_all(const struct arguments *a)
{
	struct running_modems modems;
	int err = running_modems(&running, &a->at, &modems);

	if (!err && modems.n < 2)
		return print_status(a, "\n");
	for (unsigned i = 0; !err && i < modems.n; i++)
		err = print_named(a, modems.name[i], i == 0);
	if (!err && a->json)
		puts("}");
	return err;
}

int cmd_status(int argc, char **argv)
{
	struct arguments a = {.command = argv[0],
			      .usage = status_usage,
			      .at = {.control = ATT_CONFIG_CONTROL}};
	int status = read_arguments(&a, "hjw", status_options, argc, argv), err;

	if (status >= 0)
		return status;
	if (a.watch && a.json) {
		fprintf(stderr,
			"%s: --watch is for people; a program has attache "
			"monitor --json\n",
			a.command);
		return ATTACHE_USAGE;
	}
	if (a.watch)
		return cmd_watch(a.command, &a.at);
	err = running_open(&running, a.command, &a.at);
	if (!err)
		err = a.at.modem ? print_status(&a, "\n") : print_all(&a);
	running_close(&running);
	return err ? running_complain(&running, err) : ATTACHE_DONE;
}

static int set_want(uint32_t want)
{
	const struct mbim_attache_want_set set = {.want = want};
	size_t cap;
	uint8_t *body = att_client_body(&running.client, &cap);
	int err = running_ask(&running, MBIM_CID_ATTACHE_WANT, true,
			      mbim_attache_want_set_encode(&set, body, cap));

	if (err)
		return err;
	return running.answer.status ? ATT_E_STATE : 0;
}

static bool str_is(const struct att_str *s, const char *text)
{
	char buf[64];

	return att_str_get(s, buf, sizeof(buf)) >= 0 && strcmp(buf, text) == 0;
}

/* Is every session where it is to be? */
static bool arrived(const struct mbim_attache_status_response *s, uint32_t want)
{
	const char *state = want == MBIM_WANTED_CONNECTED ? "up" : "idle";
	struct att_cursor c = att_cursor_of(&s->sessions);
	struct mbim_attache_session session;

	while (mbim_attache_session_next(&c, &session))
		if (session.origin != MBIM_SESSION_ORIGIN_NONE &&
		    !str_is(&session.state, state))
			return false;
	return true;
}

/* 0, ATT_E_TIMEOUT (the problem is in `problem`, if there is one). */
static int wait_for(uint32_t want, unsigned timeout_s, char *problem,
		    size_t cap)
{
	const struct timespec pause = {0, LOOK_MS * 1000000L};
	struct mbim_attache_status_response s;
	int err;

	for (unsigned n = 0; n <= timeout_s * 1000 / LOOK_MS; n++) {
		if (n)
			nanosleep(&pause, NULL);
		err = running_status(&running, &s);
		if (err)
			return err;
		if (arrived(&s, want))
			return 0;
		att_str_get(&s.problem, problem, cap);
	}
	return ATT_E_TIMEOUT;
}

static int bring(int argc, char **argv, uint32_t want)
{
	struct arguments a = {.command = argv[0],
			      .usage = connect_usage,
			      .at = {.control = ATT_CONFIG_CONTROL},
			      .timeout_s = WAIT_S};
	char problem[512] = "";
	int status = read_arguments(&a, "ht:", connect_options, argc, argv),
	    err;

	if (status >= 0)
		return status;
	err = running_open(&running, a.command, &a.at);
	if (!err)
		err = set_want(want);
	if (!err && a.timeout_s)
		err = wait_for(want, a.timeout_s, problem, sizeof(problem));
	running_close(&running);
	if (err != ATT_E_TIMEOUT)
		return err ? running_complain(&running, err) : ATTACHE_DONE;
	fprintf(stderr, "%s: not within %u s%s%s\n", a.command, a.timeout_s,
		problem[0] ? ": " : "", problem);
	return ATTACHE_FAILED;
}

int cmd_connect(int argc, char **argv)
{
	return bring(argc, argv, MBIM_WANTED_CONNECTED);
}

int cmd_disconnect(int argc, char **argv)
{
	return bring(argc, argv, MBIM_WANTED_ATTACHED);
}
