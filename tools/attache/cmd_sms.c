/* attache sms: the short messages that the running daemon keeps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attache.h"
#include "linux/config.h"
#include "linux/sms_send.h"
#include "options.h"
#include "running.h"
#include "sms_show.h"

#define SEND_S 300u /* of many parts each may take some seconds */
#define ALL    UINT32_MAX
#define NONE   UINT32_MAX

static const char usage[] =
	"usage: attache sms list [OPTION]...\n"
	"       attache sms read [OPTION]... ID...\n"
	"       attache sms send [OPTION]... NUMBER TEXT\n"
	"       attache sms delete [OPTION]... ID...|all\n"
	"\n"
	"The short messages that the running attache keeps. read prints them "
	"and marks\n"
	"them as read; send waits until the network has the message or refuses "
	"it. TEXT\n"
	"may be \"-\": standard input.\n"
	"\n"
	"  -j, --json            each message as one JSON object\n"
	"      --report          ask for a status report\n"
	"      --validity MIN    how long the network keeps it, in minutes\n"
	"      --class N         0 to 3; 0 is shown at once and not kept\n"
	"      --smsc NUMBER     the service centre, not the SIM's\n"
	"      --modem NAME      of this modem, where attache has several\n"
	"      --control PATH    control socket (" ATT_CONFIG_CONTROL ")\n"
	"  -h, --help\n";

struct arguments {
	const char *command, *verb, *smsc;
	struct running_at at;
	bool json, report;
	uint32_t validity_min, class;
	int n;
	char **words; /* behind the verb */
};

enum { CONTROL = 256, MODEM, REPORT, VALIDITY, CLASS, SMSC };

static const struct option options[] = {
	{"class", required_argument, NULL, CLASS},
	{"control", required_argument, NULL, CONTROL},
	{"help", no_argument, NULL, 'h'},
	{"json", no_argument, NULL, 'j'},
	{"modem", required_argument, NULL, MODEM},
	{"report", no_argument, NULL, REPORT},
	{"smsc", required_argument, NULL, SMSC},
	{"validity", required_argument, NULL, VALIDITY},
	{NULL, 0, NULL, 0}};

static struct running running;

/* --- the command line ----------------------------------------------------- */

/* False: it is no such number. */
static bool number(const char *text, uint32_t max, uint32_t *to)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	*to = (uint32_t)v;
	return text[0] >= '0' && text[0] <= '9' && !*end && v <= max;
}

static int read_option(struct arguments *a, int c)
{
	switch (c) {
	case 'h':
		fputs(usage, stdout);
		return ATTACHE_DONE;
	case 'j':
		a->json = true;
		return -1;
	case REPORT:
		a->report = true;
		return -1;
	case CONTROL:
		a->at.control = optarg;
		return -1;
	case MODEM:
		a->at.modem = optarg;
		return -1;
	case SMSC:
		a->smsc = optarg;
		return -1;
	case VALIDITY:
		if (number(optarg, 635040, &a->validity_min))
			return -1;
		return options_bad_value(a->command, "--validity",
					 "0 to 635040 minutes", optarg);
	case CLASS:
		if (number(optarg, 3, &a->class))
			return -1;
		return options_bad_value(a->command, "--class", "0 to 3",
					 optarg);
	}
	return ATTACHE_USAGE; /* it was said what is wrong */
}

static int read_arguments(struct arguments *a, int argc, char **argv)
{
	int c, status;

	while ((c = options_next(argc, argv, "hj", options)) != -1) {
		status = read_option(a, c);
		if (status >= 0)
			return status;
	}
	if (optind == argc) {
		fprintf(stderr,
			"%s: list, read, send or delete is missing (%s "
			"--help)\n",
			a->command, a->command);
		return ATTACHE_USAGE;
	}
	a->verb = argv[optind++];
	a->words = argv + optind;
	a->n = argc - optind;
	return -1;
}

/* --- asking --------------------------------------------------------------- */

static const char *why(uint32_t status)
{
	switch (status) {
	case MBIM_STATUS_NO_DEVICE_SUPPORT:
		return "the modem has no short messages that attache can take, "
		       "or \"sms: false\" is configured";
	case MBIM_STATUS_NOT_INITIALIZED:
		return "the modem is not attached to a network";
	case MBIM_STATUS_INVALID_MEMORY_INDEX:
		return "there is no such message";
	case MBIM_STATUS_INVALID_PARAMETERS:
		return "this cannot be sent: a number has digits, * and #, and "
		       "may begin with +; a text is UTF-8";
	case MBIM_STATUS_MEMORY_FAILURE:
		return "attache cannot keep it, so it is not sent: its folder "
		       "for short messages cannot be written (its log tells)";
	case MBIM_STATUS_BUSY:
		return "it is being sent, or too many are";
	}
	return NULL;
}

static int refused(const struct arguments *a)
{
	const uint32_t status = running.answer.status;
	const char *name = att_enum_name(&mbim_status_enum, status);
	char reason[240];

	if (att_client_reason(&running.answer, reason, sizeof(reason)))
		fprintf(stderr, "%s: %s\n", a->command, reason);
	else if (why(status))
		fprintf(stderr, "%s: %s\n", a->command, why(status));
	else
		fprintf(stderr, "%s: it is refused: %s (%u)\n", a->command,
			name ? name : "unknown", status);
	return ATTACHE_FAILED;
}

/* The exit status. */
static int ask(const struct arguments *a, uint32_t cid, bool set, int len)
{
	int err = att_client_call(
		&running.client, &mbim_services[MBIM_SERVICE_ATTACHE].uuid, cid,
		set, len, SEND_S * 1000, &running.answer);

	if (err == ATT_E_TIMEOUT) {
		fprintf(stderr, "%s: no answer within %u s\n", a->command,
			SEND_S);
		return ATTACHE_FAILED;
	}
	if (err) { /* so there is no answer that refuses */
		running.answer.status = 0;
		return running_complain(&running, err);
	}
	return running.answer.status ? refused(a) : ATTACHE_DONE;
}

/* Messages above `after`, until one of this id was seen (NONE: all). *found:
 * was it? */
static int each(const struct arguments *a, uint32_t id, bool whole, bool *found)
{
	struct mbim_attache_messages_query q = {.after = id == NONE ? 0
								    : id - 1};
	struct mbim_attache_messages_response r = {.more = 0};
	struct mbim_attache_message m;
	struct att_cursor c;
	size_t cap;

	do {
		uint8_t *body = att_client_body(&running.client, &cap);
		int status =
			ask(a, MBIM_CID_ATTACHE_MESSAGES, false,
			    mbim_attache_messages_query_encode(&q, body, cap));

		if (status)
			return status;
		if (mbim_attache_messages_response_decode(running.answer.body,
							  &r) != 0)
			return running_complain(&running, ATT_E_LENGTH);
		c = att_cursor_of(&r.messages);
		while (mbim_attache_message_next(&c, &m)) {
			q.after = m.message_id;
			if (id != NONE && id != m.message_id)
				return ATTACHE_DONE;
			sms_show(&m, whole, a->json);
			*found = true;
			if (id != NONE)
				return ATTACHE_DONE;
		}
	} while (r.more && r.messages.count);
	return ATTACHE_DONE;
}

/* --- the verbs ------------------------------------------------------------ */

static int list(const struct arguments *a)
{
	bool found = false;

	return a->n ? options_extra(a->command, a->words[0])
		    : each(a, NONE, false, &found);
}

static int change(const struct arguments *a, uint32_t cid, uint32_t id)
{
	const struct mbim_attache_message_delete_set set = {.message_id = id};
	size_t cap;
	uint8_t *body = att_client_body(&running.client, &cap);

	return ask(a, cid, true,
		   mbim_attache_message_delete_set_encode(&set, body, cap));
}

static int no_id(const struct arguments *a, const char *word)
{
	fprintf(stderr, "%s: \"%s\" is no number of a message (%s list)\n",
		a->command, word, a->command);
	return ATTACHE_USAGE;
}

static int read_one(const struct arguments *a, uint32_t id)
{
	bool found = false;
	int status = each(a, id, true, &found);

	if (!status && !found) {
		fprintf(stderr, "%s: there is no message %u\n", a->command, id);
		return ATTACHE_FAILED;
	}
	return status ? status : change(a, MBIM_CID_ATTACHE_MESSAGE_READ, id);
}

static int delete_one(const struct arguments *a, uint32_t id)
{
	return change(a, MBIM_CID_ATTACHE_MESSAGE_DELETE, id);
}

static int for_ids(const struct arguments *a, bool may_be_all,
		   int (*fn)(const struct arguments *a, uint32_t id))
{
	uint32_t id;
	int status = ATTACHE_DONE;

	if (!a->n)
		return no_id(a, "");
	for (int i = 0; !status && i < a->n; i++)
		if (may_be_all && !strcmp(a->words[i], "all"))
			status = fn(a, ALL);
		else if (number(a->words[i], ALL - 1, &id) && id)
			status = fn(a, id);
		else
			status = no_id(a, a->words[i]);
	return status;
}

/* What is on standard input, but for the end of its last line. */
static const char *input(void)
{
	static char text[131072]; /* more than can be sent */
	size_t len = fread(text, 1, sizeof(text) - 1, stdin);

	while (len && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	text[len] = '\0';
	return text;
}

static int show_sent(const struct arguments *a)
{
	struct mbim_attache_message_send_response r;
	struct mbim_attache_message m;
	struct att_cursor c;

	if (mbim_attache_message_send_response_decode(running.answer.body, &r))
		return ATTACHE_DONE;
	c = att_cursor_of(&r.messages);
	while (mbim_attache_message_next(&c, &m))
		if (a->json)
			sms_show(&m, true, true);
		else
			printf("%u\n", m.message_id);
	return ATTACHE_DONE;
}

/* err: of the encoder; numbers have a field of 20 characters. */
static int unsendable(const struct arguments *a, int err)
{
	const char *why = err == ATT_E_ROOM ? ATT_SMS_TOO_LONG
			  : err == ATT_E_TEXT
				  ? "a number or the text is no UTF-8"
				  : "a number has at most 20 characters";

	fprintf(stderr, "%s: %s\n", a->command, why);
	return ATTACHE_USAGE;
}

static int send_one(const struct arguments *a)
{
	struct mbim_attache_message_send_set set = {
		.smsc = att_str_utf8(a->smsc),
		.validity_min = a->validity_min,
		.message_class = a->class,
		.report = a->report,
	};
	size_t cap;
	uint8_t *body = att_client_body(&running.client, &cap);
	const char *text;
	int status, len;

	if (a->n != 2) {
		fprintf(stderr, "%s: a number and a text, in quotes\n",
			a->command);
		return ATTACHE_USAGE;
	}
	text = strcmp(a->words[1], "-") ? a->words[1] : input();
	set.number = att_str_utf8(a->words[0]);
	set.text = att_str_utf8(text);
	len = mbim_attache_message_send_set_encode(&set, body, cap);
	if (len < 0)
		return unsendable(a, len);
	status = ask(a, MBIM_CID_ATTACHE_MESSAGE_SEND, true, len);
	return status ? status : show_sent(a);
}

static int carry_out(const struct arguments *a)
{
	if (!strcmp(a->verb, "list"))
		return list(a);
	if (!strcmp(a->verb, "read"))
		return for_ids(a, false, read_one);
	if (!strcmp(a->verb, "delete"))
		return for_ids(a, true, delete_one);
	return send_one(a);
}

static bool is_verb(const char *verb)
{
	return !strcmp(verb, "list") || !strcmp(verb, "read") ||
	       !strcmp(verb, "send") || !strcmp(verb, "delete");
}

int cmd_sms(int argc, char **argv)
{
	struct arguments a = {.command = argv[0],
			      .at = {.control = ATT_CONFIG_CONTROL},
			      .class = NONE};
	int status = read_arguments(&a, argc, argv), err;

	if (status >= 0)
		return status;
	if (!is_verb(a.verb)) {
		fprintf(stderr,
			"%s: \"%s\" is not list, read, send or delete\n",
			a.command, a.verb);
		return ATTACHE_USAGE;
	}
	err = running_open(&running, a.command, &a.at);
	status = err ? running_complain(&running, err) : carry_out(&a);
	running_close(&running);
	return status;
}
