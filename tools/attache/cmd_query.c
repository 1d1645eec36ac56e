/* attache query and set: one command to a modem, whichever the spec knows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attache.h"
#include "drivers/port_dir.h"
#include "generated/cids.h"
#include "linux/config.h"
#include "linux/exchange.h"
#include "options.h"
#include "query.h"
#include "query_ask.h"
#include "query_qmi.h"

static const char usage[] =
	"usage: attache query [OPTION]... SERVICE.CID [FIELD=VALUE]...\n"
	"       attache set [OPTION]... SERVICE.CID FIELD=VALUE...\n"
	"       attache query SERVICE.CID --help     the fields of a CID\n"
	"       attache query --list [WORD]...       all CIDs and messages, or "
	"those with\n"
	"                                            these words in their "
	"names\n"
	"\n"
	"Asks a modem for something, or tells it something, and shows its "
	"answer.\n"
	"SERVICE.CID is one of MBIM, or a message of QMI "
	"(nas.get_serving_system).\n"
	"Fields that are not given are 0 or empty, in QMI not there. Not "
	"while another\n"
	"program has the modem open: use its proxy then. Where attache run has "
	"it,\n"
	"attache asks.\n"
	"\n"
	"  -d, --device DEVICE    auto, usb:VID:PID or the path of a device "
	"(auto)\n"
	"  -p, --proxy            through mbim-proxy or qmi-proxy, to --device "
	"PATH (or\n"
	"                         the only /dev/cdc-wdm*)\n"
	"      --control PATH     at the control socket of attache run "
	"(" ATT_CONFIG_CONTROL "),\n"
	"                         which also knows the service attache\n"
	"      --modem NAME       the one that attache run calls so, where it "
	"has several\n"
	"      --mbimex VERSION   agree on 1.0, 2.0 or 3.0 at most; auto: 3.0\n"
	"  -t, --timeout SECONDS  for all, opening too (what is usual, and "
	"what "
	"the spec\n"
	"                         says of the CID)\n"
	"  -n, --dry-run          show what would be sent, and send nothing\n"
	"  -j, --json             the answer as one JSON object\n"
	"      --personal         show personal data, which are '*' otherwise\n"
	"  -v, --verbose          say what the driver does\n"
	"  -l, --list\n"
	"  -h, --help\n"
	"\n"
	"The exit status is 1 if the modem reports a failure or none is "
	"there.\n";

/* --- the command line ------------------------------------------------- */

enum { CONTROL = 256, MBIMEX, MODEM, PERSONAL };

const struct option query_options[] = {
	{"control", required_argument, NULL, CONTROL},
	{"device", required_argument, NULL, 'd'},
	{"dry-run", no_argument, NULL, 'n'},
	{"help", no_argument, NULL, 'h'},
	{"json", no_argument, NULL, 'j'},
	{"list", no_argument, NULL, 'l'},
	{"mbimex", required_argument, NULL, MBIMEX},
	{"modem", required_argument, NULL, MODEM},
	{"personal", no_argument, NULL, PERSONAL},
	{"proxy", no_argument, NULL, 'p'},
	{"timeout", required_argument, NULL, 't'},
	{"verbose", no_argument, NULL, 'v'},
	{NULL, 0, NULL, 0}};

/* One option; false: it is not good, which has been said. */
static bool take_option(struct query *q, int c)
{
	bool good = true;

	switch (c) {
	case 'd':
		q->device = optarg;
		break;
	case CONTROL:
		q->control = optarg;
		break;
	case MODEM:
		q->modem = optarg;
		break;
	case 'p':
		q->proxy = true;
		break;
	case MBIMEX:
		good = options_version(q->command, optarg, MBIM_EX_3, &q->ex);
		break;
	case 't':
		good = options_seconds(q->command, optarg, 1, &q->timeout_s);
		break;
	case 'n':
		q->dry_run = true;
		break;
	case 'j':
		q->json = true;
		break;
	case PERSONAL:
		q->personal = true;
		break;
	case 'v':
		q->verbose = true;
		break;
	case 'l':
		q->list = true;
		break;
	case 'h':
		q->help = true;
		break;
	default: /* it was said what is wrong */
		return false;
	}
	return good;
}

static bool read_arguments(struct query *q, int argc, char **argv)
{
	int c;

	while ((c = options_next(argc, argv, "d:pt:njvlh", query_options)) !=
	       -1)
		if (!take_option(q, c))
			return false;
	if (optind < argc)
		q->name = argv[optind++];
	q->words = argv + optind;
	q->n_words = argc - optind;
	return true;
}

static bool is_own_service(const struct query *q)
{
	return q->service == &mbim_services[MBIM_SERVICE_ATTACHE];
}

/* Where nothing else is said, the modem is asked by who has it. */
static bool has_daemon(const struct query *q)
{
	return !q->proxy && strcmp(q->device, "auto") == 0 &&
	       att_exchange_listened(ATT_CONFIG_CONTROL);
}

/* The proxy opens a path: by itself, the only device of the kernel's driver. */
static int find_proxied(struct query *q)
{
	static char only[64];
	char name[32] = "";
	unsigned n = 0;

	if (q->device[0] == '/')
		return -1;
	if (strcmp(q->device, "auto") != 0)
		return query_wrong(q, "--proxy needs a PATH as --device");
	while (port_dir_next("/dev", "cdc-wdm", name, sizeof(name)))
		if (!n++)
			snprintf(only, sizeof(only), "/dev/%s", name);
	if (n != 1)
		return query_wrong(
			q, n ? "there are several /dev/cdc-wdm*: which one? "
			       "(--device PATH)"
			     : "there is no /dev/cdc-wdm*: which device shall "
			       "the proxy open? (--device PATH)");
	q->device = only;
	return -1;
}

/* What is asked for has this operation: -1; else why not is said. */
static int check_op(const struct query *q, unsigned has)
{
	char problem[256], ops[64];
	struct att_text t;

	if (has & (q->set ? MBIM_OP_SET : MBIM_OP_QUERY))
		return -1;
	att_text_init(&t, ops, sizeof(ops));
	query_ops(&t, has);
	snprintf(problem, sizeof(problem), "this %s has no %s, only %s",
		 q->cid ? "CID" : "message", q->set ? "set" : "query", ops);
	return query_wrong(q, problem);
}

/* The CID or message that is meant, and what can be done with it. -1: go on. */
static int find_subject(struct query *q)
{
	struct query_subject s;
	char problem[256];
	int status;

	if (!query_find(q->name, &s, problem, sizeof(problem)))
		return query_wrong(q, problem);
	q->service = s.service;
	q->cid = s.cid;
	q->qmi = s.qmi;
	q->message = s.message;
	if (q->help) {
		query_describe(&s, stdout);
		return ATTACHE_DONE;
	}
	status = check_op(q, q->cid ? q->cid->ops : query_qmi_ops(q->message));
	if (status >= 0)
		return status;
	if (!q->control && ((q->cid && is_own_service(q)) || has_daemon(q)))
		q->control = ATT_CONFIG_CONTROL;
	if (q->modem && !q->control)
		q->control = ATT_CONFIG_CONTROL;
	if (q->control && q->proxy)
		return query_wrong(q, "either --control or --proxy");
	if (q->message && q->qmi->number > UINT8_MAX)
		return query_wrong(q, "this service is there on QRTR alone");
	return q->proxy ? find_proxied(q) : -1;
}

/* Behind --list all are words of the names that are wanted. */
static int list(const struct query *q, char *const *words)
{
	int n = q->n_words + (q->name != NULL);
	struct att_nearest near;
	char problem[256];

	if (query_list(stdout, words, n))
		return ATTACHE_DONE;
	if (n == 1)
		snprintf(problem, sizeof(problem),
			 "no service, CID or message has \"%.64s\" in its "
			 "name%s",
			 words[0], query_hint(words[0], &near));
	return query_wrong(q, n == 1 ? problem
				     : "no service, CID or message has these "
				       "words in its name");
}

static int run(int argc, char **argv, bool set)
{
	struct query q = {.command = argv[0],
			  .device = "auto",
			  .ex = MBIM_EX_3,
			  .set = set};
	uint16_t ex;
	int status;

	if (!read_arguments(&q, argc, argv))
		return ATTACHE_USAGE;
	if (q.list)
		return list(&q, argv + optind - (q.name != NULL));
	if (!q.name && q.help) {
		fputs(usage, stdout);
		return ATTACHE_DONE;
	}
	if (!q.name)
		return query_wrong(
			&q, "which SERVICE.CID? (see --help and --list)");
	status = find_subject(&q);
	if (status >= 0)
		return status;
	if (q.message)
		return q.dry_run ? query_dry_run_qmi(&q) : query_carry_out(&q);
	ex = query_newest_version(&q);
	if (!ex)
		return ATTACHE_USAGE;
	return q.dry_run ? query_dry_run(&q, ex) : query_carry_out(&q);
}

int cmd_query(int argc, char **argv)
{
	return run(argc, argv, false);
}

int cmd_set(int argc, char **argv)
{
	return run(argc, argv, true);
}
