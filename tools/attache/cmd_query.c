/* attache query and set: one command to a modem, whichever the spec knows. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attache.h"
#include "base/errors.h"
#include "fields.h"
#include "generated/cids.h"
#include "linux/config.h"
#include "linux/exchange.h"
#include "query.h"

static const char usage[] =
	"usage: attache query [OPTION]... SERVICE.CID [FIELD=VALUE]...\n"
	"       attache set [OPTION]... SERVICE.CID FIELD=VALUE...\n"
	"       attache query SERVICE.CID --help     the fields of a CID\n"
	"       attache query --list                 all CIDs\n"
	"\n"
	"Asks a modem for something, or tells it something, and shows its "
	"answer.\n"
	"Fields that are not given are 0 or empty. Not while another program "
	"has\n"
	"the modem open: use its proxy then.\n"
	"\n"
	"  -d, --device DEVICE    auto, usb:VID:PID or the path of a device "
	"(auto)\n"
	"  -p, --proxy            through libmbim's mbim-proxy, to --device "
	"PATH\n"
	"      --control PATH     at the control socket of attache run, which "
	"knows\n"
	"                         the service attache (" MBIM_CONFIG_CONTROL
	")\n"
	"      --mbimex VERSION   agree on 1.0, 2.0 or 3.0 at most; auto: 3.0\n"
	"  -t, --timeout SECONDS  for the answer (what the spec says of the "
	"CID)\n"
	"  -n, --dry-run          show what would be sent, and send nothing\n"
	"  -j, --json             the answer as one JSON object\n"
	"      --personal         show personal data, which are '*' otherwise\n"
	"  -v, --verbose          say what the driver does\n"
	"  -l, --list\n"
	"  -h, --help\n"
	"\n"
	"The exit status is 1 if the modem reports a failure or none is "
	"there.\n";

struct arguments {
	const char *command, *device, *control;
	uint16_t ex;
	uint32_t timeout_s; /* 0: not given */
	bool set, proxy, dry_run, json, personal, verbose, list, help;
	const char *name; /* "basic_connect.connect", or NULL */
	char *const *words;
	int n_words;
	const struct mbim_service *service;
	const struct mbim_cid *cid;
};

/* What the port said while it was opened: of interest only if that fails. */
struct log {
	bool at_once;
	size_t len;
	char text[2048];
};

static struct mbim_exchange exchange;

/* --- the command line ------------------------------------------------- */

static int wrong(const struct arguments *a, const char *problem)
{
	fprintf(stderr, "%s: %s%s%s\n", a->command, a->cid ? a->name : "",
		a->cid ? ": " : "", problem);
	return ATTACHE_USAGE;
}

static bool read_version(struct arguments *a, const char *text)
{
	static const struct {
		const char *name;
		uint16_t ex;
	} versions[] = {{"auto", MBIM_EX_3},
			{"1.0", MBIM_EX_1},
			{"2.0", MBIM_EX_2},
			{"3.0", MBIM_EX_3}};

	for (unsigned i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (strcmp(text, versions[i].name) == 0) {
			a->ex = versions[i].ex;
			return true;
		}
	return false;
}

static bool read_seconds(struct arguments *a, const char *text)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	a->timeout_s = (uint32_t)v;
	return text[0] >= '0' && text[0] <= '9' && !*end && v && v <= 86400;
}

enum { CONTROL = 256, MBIMEX, PERSONAL };

const struct option query_options[] = {
	{"control", required_argument, NULL, CONTROL},
	{"device", required_argument, NULL, 'd'},
	{"dry-run", no_argument, NULL, 'n'},
	{"help", no_argument, NULL, 'h'},
	{"json", no_argument, NULL, 'j'},
	{"list", no_argument, NULL, 'l'},
	{"mbimex", required_argument, NULL, MBIMEX},
	{"personal", no_argument, NULL, PERSONAL},
	{"proxy", no_argument, NULL, 'p'},
	{"timeout", required_argument, NULL, 't'},
	{"verbose", no_argument, NULL, 'v'},
	{NULL, 0, NULL, 0}};

/* One option; false: it is not good, which has been said. */
static bool take_option(struct arguments *a, int c)
{
	bool good = true;

	switch (c) {
	case 'd':
		a->device = optarg;
		break;
	case CONTROL:
		a->control = optarg;
		break;
	case 'p':
		a->proxy = true;
		break;
	case MBIMEX:
		good = read_version(a, optarg);
		break;
	case 't':
		good = read_seconds(a, optarg);
		break;
	case 'n':
		a->dry_run = true;
		break;
	case 'j':
		a->json = true;
		break;
	case PERSONAL:
		a->personal = true;
		break;
	case 'v':
		a->verbose = true;
		break;
	case 'l':
		a->list = true;
		break;
	case 'h':
		a->help = true;
		break;
	default: /* getopt has said what is wrong */
		return false;
	}
	if (!good)
		fprintf(stderr, "%s: what is \"%s\"? (%s --help)\n", a->command,
			optarg, a->command);
	return good;
}

static bool read_arguments(struct arguments *a, int argc, char **argv)
{
	int c;

	while ((c = getopt_long(argc, argv, "d:pt:njvlh", query_options,
				NULL)) != -1)
		if (!take_option(a, c))
			return false;
	if (optind < argc)
		a->name = argv[optind++];
	a->words = argv + optind;
	a->n_words = argc - optind;
	return true;
}

static enum mbim_kind kind_of(const struct arguments *a)
{
	return a->set ? MBIM_KIND_SET : MBIM_KIND_QUERY;
}

static bool is_own_service(const struct arguments *a)
{
	return a->service == &mbim_services[MBIM_SERVICE_ATTACHE];
}

/* The CID that is meant, and what can be done with it. -1: go on. */
static int find_cid(struct arguments *a)
{
	char problem[256], ops[64];
	struct mbim_text t;

	if (!query_find(a->name, &a->service, &a->cid, problem,
			sizeof(problem)))
		return wrong(a, problem);
	if (a->help) {
		query_describe(a->service, a->cid, stdout);
		return ATTACHE_DONE;
	}
	if (!(a->cid->ops & (a->set ? MBIM_OP_SET : MBIM_OP_QUERY))) {
		mbim_text_init(&t, ops, sizeof(ops));
		query_ops(&t, a->cid->ops);
		snprintf(problem, sizeof(problem),
			 "this CID has no %s, only %s",
			 a->set ? "set" : "query", ops);
		return wrong(a, problem);
	}
	if (is_own_service(a) && !a->control)
		a->control = MBIM_CONFIG_CONTROL;
	if (a->control && a->proxy)
		return wrong(a, "either --control or --proxy");
	if (a->proxy && a->device[0] != '/')
		return wrong(a, "--proxy needs --device PATH");
	return -1;
}

/* --- the request ------------------------------------------------------ */

/* The words as fields of version ex; a->words is none if there are none. */
static bool parse(const struct arguments *a, uint16_t ex, struct fields *f)
{
	const struct mbim_layout *layout =
		mbim_cid_layout(a->cid, kind_of(a), ex);

	*f = (struct fields){0};
	if (layout && a->set && !a->n_words) {
		snprintf(f->problem, sizeof(f->problem),
			 "what shall be set? (%s %s --help)", a->command,
			 a->name);
		return false;
	}
	if (layout)
		return fields_parse(f, layout, a->words, a->n_words);
	if (!a->n_words)
		return true;
	snprintf(f->problem, sizeof(f->problem), "%s: there are no fields",
		 a->words[0]);
	return false;
}

/* The newest version that has these words as fields; 0: none has, and why in
 * that which understood most is said. */
static uint16_t newest_version(const struct arguments *a)
{
	static struct fields best, f;
	uint16_t ex = a->ex;

	best.n_taken = -1;
	for (; ex >= MBIM_EX_1; ex -= 0x0100) {
		bool good = parse(a, ex, &f);

		fields_fini(&f);
		if (good)
			return ex;
		if (f.n_taken > best.n_taken)
			best = f;
	}
	wrong(a, best.problem);
	return 0;
}

/* The InformationBuffer; its length, or -1 (said). */
static int encode(const struct arguments *a, uint16_t ex, uint8_t *buf,
		  size_t cap)
{
	static struct fields f;
	bool good = parse(a, ex, &f);
	int len = good && f.layout
			  ? mbim_layout_encode(f.layout, f.in, buf, cap)
			  : 0;

	fields_fini(&f);
	if (!good)
		fprintf(stderr, "%s: %s: %s (this modem speaks MBIMEx %u.%u)\n",
			a->command, a->name, f.problem, ex >> 8, ex & 0xffu);
	else if (len < 0)
		fprintf(stderr, "%s: %s: these values: %s\n", a->command,
			a->name, mbim_errors_text(len));
	return good && len >= 0 ? len : -1;
}

/* --- what is shown ---------------------------------------------------- */

static int put_answer(const struct arguments *a, struct mbim_bytes message,
		      uint16_t ex, struct mbim_text *t)
{
	enum mbim_show show = a->personal ? MBIM_SHOW_ALL : MBIM_SHOW_MASKED;
	const struct mbim_layout *layout;
	struct mbim_msg msg;
	int err = mbim_msg_decode(message, &msg);

	if (err || a->json || a->dry_run) {
		err = a->json ? mbim_msg_json(message, ex, show, t)
			      : mbim_msg_print(message, ex, show, t);
		if (a->json)
			mbim_text_char(t, '\n');
		return err;
	}
	layout = mbim_msg_layout(&msg, ex);
	if (!msg.body.len && (msg.code || !layout || layout->wire_len))
		return 0;
	if (!layout || mbim_layout_print(layout, msg.body, show, 0, t))
		return mbim_msg_print(message, ex, show, t);
	return 0;
}

/* Print the message, however long it gets. */
static void show(const struct arguments *a, struct mbim_bytes message,
		 uint16_t ex)
{
	size_t cap = 4096 + 8 * message.len;
	struct mbim_text t;
	char *buf;

	for (;; cap *= 2) {
		buf = malloc(cap);
		if (!buf)
			abort();
		mbim_text_init(&t, buf, cap);
		(void)put_answer(a, message, ex, &t);
		if (!t.cut)
			break;
		free(buf);
	}
	fputs(buf, stdout);
	free(buf);
}

static int dry_run(const struct arguments *a, uint16_t ex)
{
	size_t cap;
	uint8_t *body = mbim_exchange_body(&exchange, &cap);
	int len = encode(a, ex, body, cap);

	if (len < 0)
		return ATTACHE_USAGE;
	len = mbim_msg_encode_command(exchange.out, sizeof(exchange.out), 1,
				      &a->service->uuid, a->cid->number, a->set,
				      (size_t)len);
	show(a, mbim_bytes_of(exchange.out, (size_t)len), ex);
	return ATTACHE_DONE;
}

/* --- the exchange ----------------------------------------------------- */

static void keep_log(void *ctx, const char *line)
{
	struct log *log = ctx;
	size_t room = sizeof(log->text) - log->len;
	int n;

	if (log->at_once) {
		fprintf(stderr, "%s\n", line);
		return;
	}
	n = snprintf(log->text + log->len, room, "%s\n", line);
	if ((size_t)n < room)
		log->len += (size_t)n;
	else
		log->text[log->len] = '\0';
}

static int complain(const struct arguments *a, int err, const struct log *log)
{
	const char *where = a->control ? a->control
			    : a->proxy ? "mbim-proxy"
				       : a->device;

	fputs(log->text, stderr);
	if (exchange.problem[0])
		fprintf(stderr, "%s: %s\n", a->command, exchange.problem);
	else if (err == MBIM_E_GONE && a->control)
		fprintf(stderr,
			"%s: attache is not running (nobody listens at %s)\n",
			a->command, where);
	else if (err == MBIM_E_GONE && a->proxy)
		fprintf(stderr, "%s: mbim-proxy is not running\n", a->command);
	else
		fprintf(stderr, "%s: %s: %s\n", a->command, where,
			err == MBIM_E_IO ? strerror(errno)
					 : mbim_errors_text(err));
	return ATTACHE_FAILED;
}

static int open_exchange(const struct arguments *a, struct log *log)
{
	struct mbim_exchange_options o = {
		.open_port = mbim_port_open,
		.name = a->device,
		.ex = a->ex,
		.log = keep_log,
		.ctx = log,
	};

	if (a->control) {
		o.open_port = mbim_exchange_socket;
		o.name = a->control;
		o.no_channel = true;
	} else if (a->proxy) {
		o.open_port = mbim_exchange_socket;
		o.name = MBIM_EXCHANGE_PROXY;
		o.proxied = a->device;
	}
	return mbim_exchange_open(&exchange, &o);
}

static uint32_t timeout_ms(const struct arguments *a)
{
	uint32_t s = a->set ? a->cid->timeout_s_set : a->cid->timeout_s_query;

	return 1000u * (a->timeout_s ? a->timeout_s : s);
}

static int answered(const struct arguments *a)
{
	uint32_t status = exchange.msg.code;
	const char *name = mbim_enum_name(&mbim_status_enum, status);

	show(a, mbim_bytes_of(exchange.answer, exchange.answer_len),
	     exchange.ex);
	if (!status)
		return ATTACHE_DONE;
	fprintf(stderr, "%s: %s: the modem answers %s (%u)\n", a->command,
		a->name, name ? name : "a status without a name", status);
	return ATTACHE_FAILED;
}

/* On the open channel: the command and its answer. */
static int ask(const struct arguments *a)
{
	static const struct log nothing;
	size_t cap;
	uint8_t *body = mbim_exchange_body(&exchange, &cap);
	int len = encode(a, exchange.ex, body, cap), err;

	if (len < 0)
		return ATTACHE_FAILED;
	err = mbim_exchange_ask(&exchange, &a->service->uuid, a->cid->number,
				a->set, (size_t)len, timeout_ms(a));
	return err ? complain(a, err, &nothing) : answered(a);
}

static int carry_out(const struct arguments *a)
{
	struct log log = {.at_once = a->verbose};
	int err, status;

	/* a port would wait for it */
	if (!a->control && a->device[0] == '/' &&
	    access(a->device, R_OK | W_OK) < 0) {
		fprintf(stderr, "%s: %s: %s\n", a->command, a->device,
			strerror(errno));
		return ATTACHE_FAILED;
	}
	err = open_exchange(a, &log);
	status = err ? complain(a, err, &log) : ask(a);
	mbim_exchange_close(&exchange);
	return status;
}

static int run(int argc, char **argv, bool set)
{
	struct arguments a = {.command = argv[0],
			      .device = "auto",
			      .ex = MBIM_EX_3,
			      .set = set};
	uint16_t ex;
	int status;

	if (!read_arguments(&a, argc, argv))
		return ATTACHE_USAGE;
	if (a.list) {
		query_list(stdout);
		return ATTACHE_DONE;
	}
	if (!a.name && a.help) {
		fputs(usage, stdout);
		return ATTACHE_DONE;
	}
	if (!a.name)
		return wrong(&a, "which SERVICE.CID? (see --help and --list)");
	status = find_cid(&a);
	if (status >= 0)
		return status;
	ex = newest_version(&a);
	if (!ex)
		return ATTACHE_USAGE;
	return a.dry_run ? dry_run(&a, ex) : carry_out(&a);
}

int cmd_query(int argc, char **argv)
{
	return run(argc, argv, false);
}

int cmd_set(int argc, char **argv)
{
	return run(argc, argv, true);
}
