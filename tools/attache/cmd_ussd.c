/* attache ussd: a code to the network by way of the running daemon, what it
 * says to it, and the talk that may follow. 3GPP TS 22.090. */
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "attache.h"
#include "base/errors.h"
#include "linux/config.h"
#include "options.h"
#include "replay_json.h"
#include "running.h"
#include "wire/sms/ussd.h"
#include "wire/utf16.h"

#define ANSWER_S 100u /* as the spec has it for this CID */

static const char usage[] =
	"usage: attache ussd [OPTION]... CODE\n"
	"       attache ussd --cancel [--control PATH]\n"
	"\n"
	"Sends a code, as *100#, by way of the running attache and shows what "
	"the\n"
	"network says. Where it asks back, the answer is a line of standard "
	"input; its\n"
	"end is the end of the talk.\n"
	"\n"
	"      --cancel        end the talk that a program has left open\n"
	"  -j, --json          each thing that is said as one JSON object\n"
	"  -t, --timeout S     wait at most S seconds for the network (100)\n"
	"      --modem NAME    of this modem, where attache has several\n"
	"      --control PATH  control socket (" ATT_CONFIG_CONTROL ")\n"
	"  -h, --help\n";

struct arguments {
	const char *command, *code;
	struct running_at at;
	bool json, cancel;
	uint32_t timeout_s;
};

enum { CONTROL = 256, CANCEL, MODEM };

static const struct option options[] = {
	{"cancel", no_argument, NULL, CANCEL},
	{"control", required_argument, NULL, CONTROL},
	{"help", no_argument, NULL, 'h'},
	{"json", no_argument, NULL, 'j'},
	{"modem", required_argument, NULL, MODEM},
	{"timeout", required_argument, NULL, 't'},
	{NULL, 0, NULL, 0}};

static struct running running;

/* -1: go on; else the exit status. */
static int read_options(struct arguments *a, int argc, char **argv)
{
	int c;

	while ((c = options_next(argc, argv, "hjt:", options)) != -1) {
		switch (c) {
		case 'h':
			fputs(usage, stdout);
			return ATTACHE_DONE;
		case 'j':
			a->json = true;
			break;
		case CANCEL:
			a->cancel = true;
			break;
		case CONTROL:
			a->at.control = optarg;
			break;
		case MODEM:
			a->at.modem = optarg;
			break;
		case 't':
			if (!options_seconds(a->command, optarg, 1,
					     &a->timeout_s))
				return ATTACHE_USAGE;
			break;
		default: /* it was said what is wrong */
			return ATTACHE_USAGE;
		}
	}
	return -1;
}

static int read_arguments(struct arguments *a, int argc, char **argv)
{
	int status = read_options(a, argc, argv);

	if (status >= 0)
		return status;
	if (!a->cancel && optind < argc)
		a->code = argv[optind++];
	if (optind < argc)
		return options_extra(a->command, argv[optind]);
	if (a->cancel || (a->code && a->code[0]))
		return -1;
	fprintf(stderr, "%s: a code is missing, as in %s '*100#'\n", a->command,
		a->command);
	return ATTACHE_USAGE;
}

/* --- what is said --------------------------------------------------------- */

/* Menus have lines; what else a terminal would obey is not shown. */
static void put_text(const char *text)
{
	size_t len = strlen(text);

	for (size_t at = 0; at < len;) {
		uint32_t c = att_utf8_next((const uint8_t *)text, len, &at);
		char one[4];

		if (c == '\r' && text[at] == '\n')
			continue;
		fwrite(one, 1,
		       att_utf8_put(c == '\n' ? c : att_utf8_shown(c), one),
		       stdout);
	}
	putchar('\n');
}

/* What it means where there is no text; NULL: nothing is wrong. */
static const char *trouble(uint32_t response)
{
	switch ((enum mbim_ussd_response)response) {
	case MBIM_USSD_RESPONSE_NO_ACTION_REQUIRED:
	case MBIM_USSD_RESPONSE_ACTION_REQUIRED:
		return NULL;
	case MBIM_USSD_RESPONSE_TERMINATED_BY_NETWORK:
		return "the network has ended the talk";
	case MBIM_USSD_RESPONSE_OTHER_LOCAL_CLIENT:
		return "another program, or the SIM, is talking to the "
		       "network; --cancel ends that";
	case MBIM_USSD_RESPONSE_OPERATION_NOT_SUPPORTED:
		return "the network does not know this";
	case MBIM_USSD_RESPONSE_NETWORK_TIMEOUT:
		return "the network has not answered in time";
	}
	return "the modem says something that is not known";
}

static int show(const struct arguments *a,
		const struct mbim_ussd_ussd_response *r)
{
	const char *name = att_enum_name(&mbim_ussd_response_enum, r->response);
	const char *bad = trouble(r->response);
	char text[ATT_USSD_TEXT] = "";
	int err = r->payload.len
			  ? att_ussd_decode((uint8_t)r->data_coding_scheme,
					    r->payload, text, sizeof(text))
			  : 0;

	if (a->json) {
		replay_json_open("ussd");
		replay_json_text("response", name ? name : "unknown");
		replay_json_text("text", err < 0 ? "" : text);
		replay_json_close();
	} else if (err < 0) {
		printf("(%zu bytes that are no text)\n", r->payload.len);
	} else if (text[0]) {
		put_text(text);
	}
	fflush(stdout);
	if (bad)
		fprintf(stderr, "%s: %s\n", a->command, bad);
	return bad ? ATTACHE_FAILED : ATTACHE_DONE;
}

/* --- the talk ------------------------------------------------------------- */

static int refused(const struct arguments *a, uint32_t status)
{
	const char *name = att_enum_name(&mbim_status_enum, status);
	char reason[160];

	if (att_client_reason(&running.answer, reason, sizeof(reason)))
		fprintf(stderr, "%s: %s\n", a->command, reason);
	else if (status == MBIM_STATUS_NO_DEVICE_SUPPORT)
		fprintf(stderr, "%s: the modem has no USSD\n", a->command);
	else if (status == MBIM_STATUS_OPERATION_NOT_ALLOWED)
		fprintf(stderr, "%s: there is no talk with the network\n",
			a->command);
	else
		fprintf(stderr, "%s: the modem refuses: %s (%u)\n", a->command,
			name ? name : "unknown", status);
	return ATTACHE_FAILED;
}

/* The InformationBuffer of SET; its length, or ATT_E_*. */
static int write_set(uint32_t action, const char *text)
{
	struct att_bytes utf8 =
		att_bytes_of((const uint8_t *)text, strlen(text));
	struct mbim_ussd_ussd_set set = {.action = action};
	uint8_t octets[ATT_USSD_MAX], dcs = 0;
	size_t cap;
	uint8_t *body = att_client_body(&running.client, &cap);
	int len = att_ussd_encode(utf8, &dcs, octets);

	if (len < 0)
		return len;
	set.data_coding_scheme = dcs;
	set.payload = att_bytes_of(octets, (size_t)len);
	return mbim_ussd_ussd_set_encode(&set, body, cap);
}

/* Say it, wait for what is said to it: the exit status, and in *r what it was;
 * views until the next one. */
static int say(const struct arguments *a, uint32_t action, const char *text,
	       struct mbim_ussd_ussd_response *r)
{
	int len = write_set(action, text), err;

	if (len < 0) {
		fprintf(stderr, "%s: %s\n", a->command,
			len == ATT_E_LENGTH
				? "this is too long: 182 characters of GSM's "
				  "alphabet, or 80 others"
				: "this is no UTF-8");
		return ATTACHE_USAGE;
	}
	err = att_client_call(&running.client,
			      &mbim_services[MBIM_SERVICE_USSD].uuid,
			      MBIM_CID_USSD_USSD, true, len,
			      a->timeout_s * 1000, &running.answer);
	if (err == ATT_E_TIMEOUT) {
		fprintf(stderr, "%s: no answer within %u s\n", a->command,
			a->timeout_s);
		return ATTACHE_FAILED;
	}
	if (err) /* so there is no answer that refuses */
		running.answer.status = 0;
	if (!err && running.answer.status)
		return refused(a, running.answer.status);
	if (!err)
		err = mbim_ussd_ussd_response_decode(running.answer.body, r);
	return err ? running_complain(&running, err) : ATTACHE_DONE;
}

/* A line of standard input without its end; false: there is none. */
static bool read_line(char *line, size_t cap)
{
	if (isatty(STDIN_FILENO)) {
		fputs("> ", stdout);
		fflush(stdout);
	}
	if (!fgets(line, (int)cap, stdin))
		return false;
	line[strcspn(line, "\r\n")] = '\0';
	return true;
}

static int talk(const struct arguments *a)
{
	uint32_t action = MBIM_USSD_ACTION_INITIATE;
	struct mbim_ussd_ussd_response r;
	char line[ATT_USSD_TEXT + 2];
	const char *text = a->code;
	int status;

	while (!(status = say(a, action, text, &r)) &&
	       !(status = show(a, &r)) &&
	       r.response == MBIM_USSD_RESPONSE_ACTION_REQUIRED) {
		action = MBIM_USSD_ACTION_CONTINUE;
		text = line;
		if (read_line(line, sizeof(line)))
			continue;
		return say(a, MBIM_USSD_ACTION_CANCEL, "", &r);
	}
	/* An answer that cannot be sent leaves no talk open. */
	if (status == ATTACHE_USAGE && text == line)
		(void)say(a, MBIM_USSD_ACTION_CANCEL, "", &r);
	return status;
}

int cmd_ussd(int argc, char **argv)
{
	struct arguments a = {.command = argv[0],
			      .at = {.control = ATT_CONFIG_CONTROL},
			      .timeout_s = ANSWER_S};
	struct mbim_ussd_ussd_response r;
	int status = read_arguments(&a, argc, argv), err;

	if (status >= 0)
		return status;
	err = running_open(&running, a.command, &a.at);
	if (err)
		status = running_complain(&running, err);
	else if (a.cancel)
		status = say(&a, MBIM_USSD_ACTION_CANCEL, "", &r);
	else
		status = talk(&a);
	running_close(&running);
	return status;
}
