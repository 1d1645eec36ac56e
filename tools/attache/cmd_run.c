/* attache run: the daemon, in the foreground, saying what it does. */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "attache.h"
#include "base/errors.h"
#include "linux/config_choice.h"
#include "linux/config_files.h"
#include "linux/daemon.h"
#include "linux/helper_ask.h"
#include "linux/qmi_over_mbim.h"
#include "linux/separate.h"
#include "options.h"

static const char usage[] =
	"usage: attache run [OPTION]...\n"
	"\n"
	"Brings a modem online, keeps it there, and releases it at SIGINT or\n"
	"SIGTERM (a second one, a second later or more, ends at once). SIGHUP\n"
	"reads the configuration again. Each step is printed as it happens.\n"
	"\n"
	"  -c, --config FILE   configuration (YAML); else " ATT_CONFIG_FILE
	" and\n"
	"                      " ATT_CONFIG_FOLDER
	"/*.yaml, and without these one\n"
	"                      session, any network\n"
	"      --check         only say whether the configuration is good\n"
	"  -d, --device NAME   auto, usb:VID:PID, usb:BUS-PORT, serial:TEXT,\n"
	"                      imei:DIGITS, iccid:DIGITS, qrtr:NODE, or a\n"
	"                      path such as /dev/cdc-wdm0; qmi: or mbim: in\n"
	"                      front of it asks for what speaks that,\n"
	"                      qmi-over-mbim: for the QMI inside MBIM\n"
	"  -a, --apn NAME      access point of the first session\n"
	"      --attach-apn NAME  access point that the modem attaches with\n"
	"      --operator ID   MCC and MNC of the network to use: 26201\n"
	"      --technology LIST  2g, 3g, 4g, 5g or several: 4g,5g\n"
	"      --slot N        slot of the SIM, from 1\n"
	"      --unlock        open the lock (FCC) that a laptop's maker has "
	"put on\n"
	"                      the radio\n"
	"  -1, --once          connect once: a refusal, a lost link or an "
	"unplugged\n"
	"                      modem ends it with status 1\n"
	"  -t, --trace FILE    record the run in FILE (pcapng)\n"
	"      --no-mask       leave personal data in the trace as they are\n"
	"      --control PATH  control socket (" ATT_CONFIG_CONTROL
	"), or none\n"
	"      --user NAME     give up all rights and become this user; a "
	"helper\n"
	"                      opens devices and sets links up for it\n"
	"  -q, --quiet         print only what is wrong\n"
	"  -h, --help\n";

/* What the command line says; it goes before the file, again at each reload. */
struct arguments {
	const char *config, *device, *apn, *trace, *control, *user;
	const char *attach_apn, *operator_, *technology, *slot;
	bool once, no_mask, quiet, unlock, check;
	/* Lines have the priority that the journal takes from their beginning.
	 */
	bool out_to_journal, err_to_journal;
	bool said_error;
};

static int wrong(const char *what, const char *value)
{
	fprintf(stderr, "attache run: %s%s (attache run --help)\n", what,
		value);
	return ATTACHE_USAGE;
}

enum {
	NO_MASK = 256,
	CONTROL,
	UNLOCK,
	ATTACH_APN,
	OPERATOR,
	TECHNOLOGY,
	SLOT,
	CHECK,
	USER
};

static const struct option run_options[] = {
	{"config", required_argument, NULL, 'c'},
	{"check", no_argument, NULL, CHECK},
	{"device", required_argument, NULL, 'd'},
	{"apn", required_argument, NULL, 'a'},
	{"once", no_argument, NULL, '1'},
	{"trace", required_argument, NULL, 't'},
	{"no-mask", no_argument, NULL, NO_MASK},
	{"control", required_argument, NULL, CONTROL},
	{"user", required_argument, NULL, USER},
	{"unlock", no_argument, NULL, UNLOCK},
	{"attach-apn", required_argument, NULL, ATTACH_APN},
	{"operator", required_argument, NULL, OPERATOR},
	{"technology", required_argument, NULL, TECHNOLOGY},
	{"slot", required_argument, NULL, SLOT},
	{"quiet", no_argument, NULL, 'q'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0}};

/* What the owner chooses of SIM and network. False: another option. */
static bool take_choice(struct arguments *a, int option, const char *value)
{
	switch (option) {
	case ATTACH_APN:
		a->attach_apn = value;
		return true;
	case OPERATOR:
		a->operator_ = value;
		return true;
	case TECHNOLOGY:
		a->technology = value;
		return true;
	case SLOT:
		a->slot = value;
		return true;
	}
	return false;
}

/* -1: go on; else the exit status. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
	int c;

	while ((c = options_next(argc, argv, "c:d:a:1t:qh", run_options)) !=
	       -1) {
		switch (c) {
		case 'c':
			a->config = optarg;
			break;
		case 'd':
			a->device = optarg;
			break;
		case 'a':
			a->apn = optarg;
			break;
		case '1':
			a->once = true;
			break;
		case 't':
			a->trace = optarg;
			break;
		case NO_MASK:
			a->no_mask = true;
			break;
		case CONTROL:
			a->control = optarg;
			break;
		case USER:
			a->user = optarg;
			break;
		case UNLOCK:
			a->unlock = true;
			break;
		case CHECK:
			a->check = true;
			break;
		case 'q':
			a->quiet = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return ATTACHE_DONE;
		default: /* if it is none, that was said */
			if (!take_choice(a, c, optarg))
				return ATTACHE_USAGE;
		}
	}
	if (optind < argc)
		return options_extra(argv[0], argv[optind]);
	return -1;
}

/* Lines are written once a turn of the loop: before it waits for anything. */
static void show(void *ctx)
{
	(void)ctx;
	fflush(stdout);
}

/* sd-daemon(3) */
#define AS_ERROR   "<3>"
#define AS_WARNING "<4>"
#define AS_INFO	   "<6>"

/* Of the configuration; ctx is the struct arguments. */
static void report(void *ctx, const char *line)
{
	const struct arguments *a = ctx;
	const char *priority =
		strstr(line, ": warning: ") ? AS_WARNING : AS_ERROR;

	show(ctx);
	fprintf(stderr, "%s%s\n", a->err_to_journal ? priority : "", line);
}

/* A file is read. */
static void reads(void *ctx, const char *path)
{
	const struct arguments *a = ctx;

	if (a->check)
		puts(path);
}

static bool override(char *to, size_t cap, const char *value,
		     const char *option)
{
	if (!value)
		return true;
	if (strlen(value) >= cap) {
		wrong("too long: ", option);
		return false;
	}
	strncpy(to, value, cap);
	return true;
}

/* False: the value of that option is none, which is said. */
static bool chosen(bool (*set)(struct att_core_choice *choice,
			       const char *text),
		   struct att_core_choice *choice, const char *value,
		   const char *allowed, const char *words)
{
	struct att_nearest near;

	if (!value || set(choice, value))
		return true;
	att_nearest_init(&near, value, strlen(value));
	options_try(&near, words);
	fprintf(stderr, "attache run: %s, not \"%s\"%s\n", allowed, value,
		att_nearest_hint(&near));
	return false;
}

static bool choose(const struct arguments *a, struct att_core_choice *choice)
{
	return chosen(att_config_attach, choice, a->attach_apn,
		      "--attach-apn has at most 100 letters", "") &&
	       chosen(att_config_operator, choice, a->operator_,
		      "--operator must be 5 or 6 digits, MCC and MNC", "") &&
	       chosen(att_config_technology, choice, a->technology,
		      "--technology must be 2g, 3g, 4g, 5g or several with "
		      "commas",
		      "2g, 3g, 4g, 5g") &&
	       chosen(att_config_slot, choice, a->slot,
		      "--slot must be a number from 1 to 8", "");
}

/* An option that says something of the only modem; NULL: none was given. */
static const char *of_one_modem(const struct arguments *a)
{
	return a->device       ? "--device"
	       : a->apn	       ? "--apn"
	       : a->attach_apn ? "--attach-apn"
	       : a->operator_  ? "--operator"
	       : a->technology ? "--technology"
	       : a->slot       ? "--slot"
	       : a->unlock     ? "--unlock"
	       : a->trace      ? "--trace"
			       : NULL;
}

/* File and command line together. 0 or ATT_E_* (reported). */
static int configure(void *ctx, struct att_config *config)
{
	struct arguments *a = ctx;
	struct att_config_modem *modem = &config->modem[0];
	const char *control =
		a->control && strcmp(a->control, "none") == 0 ? "" : a->control;
	int err;

	if (a->config)
		err = att_config_read(config, a->config, report, a);
	else
		err = att_config_files(config, ATT_CONFIG_FILE,
				       ATT_CONFIG_FOLDER, reads, report, a);
	if (err)
		return err;
	if (config->n_modems > 1 && of_one_modem(a)) {
		fprintf(stderr,
			"attache run: %s is of one modem, and the "
			"configuration has %u: it belongs there\n",
			of_one_modem(a), config->n_modems);
		return ATT_E_CONFIG;
	}
	if (!override(modem->device, sizeof(modem->device), a->device,
		      "--device") ||
	    !override(modem->core.session[0].apn,
		      sizeof(modem->core.session[0].apn), a->apn, "--apn") ||
	    !override(modem->trace, sizeof(modem->trace), a->trace,
		      "--trace") ||
	    !override(config->control, sizeof(config->control), control,
		      "--control") ||
	    !override(config->user, sizeof(config->user), a->user, "--user") ||
	    !choose(a, &modem->core.choice))
		return ATT_E_CONFIG;
	if (a->unlock)
		modem->core.unlock = true;
	for (unsigned i = 0; a->no_mask && i < config->n_modems; i++)
		config->modem[i].mask = false;
	return 0;
}

static void print_step(void *ctx, const char *modem,
		       const struct att_trace_rec *rec, uint64_t start_ms)
{
	const struct arguments *a = ctx;
	const char *words;
	char line[256];
	struct att_text t;

	if (a->quiet)
		return;
	att_text_init(&t, line, sizeof(line));
	att_trace_text(&t, rec, start_ms);
	words = strchr(line, ' ');
	printf("%s%.*s%s%s%s\n", a->out_to_journal ? AS_INFO : "",
	       (int)(words - line), line, modem[0] ? " " : "", modem, words);
}

static const char *priority(const struct arguments *a, const char *line,
			    bool to_err)
{
	if (!(to_err ? a->err_to_journal : a->out_to_journal))
		return "";
	return strncmp(line, "error:", 6) == 0	   ? AS_ERROR
	       : strncmp(line, "problem:", 8) == 0 ? AS_WARNING
						   : AS_INFO;
}

/* What is wrong, or is waited for, goes to stderr and is never left out. */
static void print_line(void *ctx, uint64_t ms, const char *line)
{
	struct arguments *a = ctx;
	bool error = strncmp(line, "error:", 6) == 0;
	bool wrong = error || strncmp(line, "problem:", 8) == 0 ||
		     strncmp(line, "waiting:", 8) == 0;

	a->said_error |= error;
	if (wrong)
		show(a);
	if (wrong || !a->quiet)
		fprintf(wrong ? stderr : stdout, "%s+%u.%03u %s\n",
			priority(a, line, wrong), (unsigned)(ms / 1000),
			(unsigned)(ms % 1000), line);
}

/* The times of all other lines count from here. */
static void print_start(struct arguments *a)
{
	time_t now = time(NULL);
	struct tm tm;
	char date[40], line[96];

	localtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S %z", &tm);
	snprintf(line, sizeof(line), "attache " ATTACHE_VERSION " started %s",
		 date);
	print_line(a, 0, line);
}

/* The exit status, and the reason unless it was said. */
static int ended(const struct arguments *a, int err, const char *problem)
{
	fflush(stdout);
	if (err && (problem[0] || !a->said_error))
		fprintf(stderr, "%sattache run: %s\n",
			a->err_to_journal ? AS_ERROR : "",
			problem[0] ? problem : att_errors_text(err));
	return err ? ATTACHE_FAILED : ATTACHE_DONE;
}

/* A manager without rights has it read by its helper. */
static int configure_again(void *ctx, struct att_config *config)
{
	(void)ctx;
	return att_helper_ask_config(config);
}

/* False: this process was the helper. */
static bool separate(struct att_daemon_options *options, struct arguments *a,
		     struct att_config *config, int *status)
{
	const struct att_separate_options separate_options = {
		.user = config->user,
		.quiet = a->quiet,
		.config = config,
		.configure = configure,
		.ctx = a,
	};

	if (!config->user[0])
		return true;
	options->reload = configure_again;
	return att_separate(&separate_options, status);
}

int cmd_run(int argc, char **argv)
{
	static struct att_daemon daemon;
	static char lines[1024];
	struct arguments a = {0};
	struct att_daemon_options options = {
		.config = &daemon.config,
		.open_port = att_port_open,
		.reload = configure,
		.step = print_step,
		.line = print_line,
		.waits = show,
		.ctx = &a,
	};
	int status = read_arguments(&a, argc, argv), err;

	if (status >= 0)
		return status;
	a.out_to_journal = att_notify_journal(STDOUT_FILENO);
	a.err_to_journal = att_notify_journal(STDERR_FILENO);
	if (configure(&a, &daemon.config) < 0)
		return ATTACHE_USAGE;
	if (a.check) {
		puts("the configuration is good");
		return ATTACHE_DONE;
	}
	if (!separate(&options, &a, &daemon.config, &status))
		return status;
	if (getrandom(&options.seed, sizeof(options.seed), 0) < 0)
		options.seed = 1;
	options.once = a.once;
	setvbuf(stdout, lines, _IOFBF, sizeof(lines));
	print_start(&a);
	err = att_daemon_init(&daemon, &options);
	if (err) {
		status = ended(&a, err, "");
		return err == ATT_E_CONFIG ? ATTACHE_USAGE : status;
	}
	err = att_daemon_run(&daemon);
	status = ended(&a, err, daemon.problem);
	att_daemon_fini(&daemon);
	return status;
}
