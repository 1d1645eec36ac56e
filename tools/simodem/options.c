/* The command line of simodem: a table of options over struct sim_config. */
#include "tools/simodem/simodem.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "tools/simodem/files.h"
#include "wire/table.h"

/* Text for a fixed buffer; false: too long. */
static bool copy(char *to, size_t cap, const char *from)
{
	size_t len = strlen(from);

	if (len >= cap)
		return false;
	memcpy(to, from, len + 1);
	return true;
}

bool sim_options_number(const char *text, uint32_t min, uint32_t max,
			uint32_t *value)
{
	char *end;
	unsigned long long v;

	if (text[0] < '0' || text[0] > '9')
		return false;
	v = strtoull(text, &end, 10);
	if (*end != '\0' || v < min || v > max)
		return false;
	*value = (uint32_t)v;
	return true;
}

/* --- one setter an option; false: a bad value ------------------------------
 */

typedef bool setter(struct sim_options *o, const char *value);

static bool set_pin(struct sim_options *o, const char *v)
{
	size_t len = strlen(v);

	return len >= 4 && len <= 8 && strspn(v, "0123456789") == len &&
	       copy(o->config.pin, sizeof(o->config.pin), v);
}

static bool set_puk(struct sim_options *o, const char *v)
{
	return strlen(v) == 8 && strspn(v, "0123456789") == 8 &&
	       copy(o->config.puk, sizeof(o->config.puk), v);
}

static bool set_apn(struct sim_options *o, const char *v)
{
	return copy(o->config.apn, sizeof(o->config.apn), v);
}

/* libusb and QEMU carry no control transfer above this. A pty has no descriptor
 * that says less, and libmbim opens with it: unless somebody asks for less, a
 * modem there takes it. */
#define MAX_CONTROL 4096u

static bool set_max_control(struct sim_options *o, const char *v)
{
	uint32_t n;

	if (!sim_options_number(v, 64, MAX_CONTROL, &n))
		return false;
	o->config.max_control = (uint16_t)n;
	o->max_control = true;
	return true;
}

/* One of the words; false: it is none. */
static bool take_word(struct sim_options *o, const struct att_yaml_word *words,
		      const char *v, uint32_t *value)
{
	att_nearest_init(&o->near, v, strlen(v));
	for (const struct att_yaml_word *w = words; w->name != NULL; w++)
		att_nearest_try(&o->near, w->name);
	return sim_files_word(words, v, value);
}

static bool set_mbimex(struct sim_options *o, const char *v)
{
	uint32_t version;

	if (!take_word(o, sim_versions, v, &version))
		return false;
	o->config.ex_version = (uint16_t)version;
	return true;
}

static bool set_delay(struct sim_options *o, const char *v)
{
	return sim_options_number(v, 0, 600000, &o->config.delay_ms);
}

/* SIM, registration, attach and connect each take this long. */
static bool set_network_ms(struct sim_options *o, const char *v)
{
	struct sim_config *c = &o->config;
	uint32_t ms;

	if (!sim_options_number(v, 0, 600000, &ms))
		return false;
	c->sim_ms = c->register_ms = c->attach_ms = c->connect_ms = ms;
	return true;
}

static bool set_deny(struct sim_options *o, const char *v)
{
	o->config.deny_registration = true;
	return sim_options_number(v, 1, 255, &o->config.deny_cause);
}

static bool set_sessions(struct sim_options *o, const char *v)
{
	uint32_t n;

	if (!sim_options_number(v, 1, 8, &n))
		return false;
	o->config.max_sessions = (uint8_t)n;
	return true;
}

static bool set_outstanding(struct sim_options *o, const char *v)
{
	uint32_t n;

	if (!sim_options_number(v, 1, 255, &n))
		return false;
	o->config.max_outstanding = (uint8_t)n;
	return true;
}

static bool set_fuzz(struct sim_options *o, const char *v)
{
	return sim_options_fuzz(&o->config.fuzz, v, &o->near);
}

static bool set_mtu(struct sim_options *o, const char *v)
{
	return sim_options_number(v, 576, 2048, &o->config.ipv4_mtu);
}

/* Above this the queues of usb_queue.h are shorter than they should be. */
static bool set_rate(uint32_t *rate, const char *v)
{
	return sim_options_number(v, 8000, 1000000000, rate);
}

static bool set_rate_up(struct sim_options *o, const char *v)
{
	return set_rate(&o->config.rate_up, v);
}

static bool set_rate_down(struct sim_options *o, const char *v)
{
	return set_rate(&o->config.rate_down, v);
}

static bool set_configuration(struct sim_options *o, const char *v)
{
	uint32_t n;

	if (!sim_options_number(v, 1, 4, &n))
		return false;
	o->config.configuration = (uint8_t)n;
	return true;
}

/* "12d1:15c1" */
static bool set_id(struct sim_options *o, const char *v)
{
	return sim_files_id(v, &o->config.vendor, &o->config.product);
}

static bool set_profile(struct sim_options *o, const char *v)
{
	return sim_options_profile(&o->config, v);
}

static bool set_scenario(struct sim_options *o, const char *v)
{
	return sim_scenario_read(&o->config, v, sim_options_report, NULL) == 0;
}

/* Test values like those of the first, with another last digit. */
static void begin_modem(struct sim_options *o)
{
	struct sim_config *c = &o->config;
	char digit = (char)('0' + o->modems);

	sim_config_default(c);
	c->modem = (uint8_t)o->modems;
	c->imei[strlen(c->imei) - 1] = digit;
	c->imsi[strlen(c->imsi) - 1] = digit;
	c->iccid[strlen(c->iccid) - 2] = digit; /* other_card has the last */
	c->other_card.iccid[strlen(c->other_card.iccid) - 2] = digit;
}

/* On a pty it takes what libmbim sends, unless less was asked for. */
static void end_modem(struct sim_options *o)
{
	if (o->pty && !o->max_control)
		o->config.max_control = MAX_CONTROL;
	o->max_control = false;
}

/* What follows describes another one. */
static bool set_modem(struct sim_options *o, const char *v)
{
	(void)v;
	if (o->modems + 1 == SIM_MODEMS)
		return false;
	end_modem(o);
	o->modem[o->modems++] = o->config;
	begin_modem(o);
	return true;
}

static bool set_digits(char *to, size_t cap, size_t min, const char *v)
{
	size_t len = strlen(v);

	return len >= min && strspn(v, "0123456789") == len && copy(to, cap, v);
}

static bool set_imei(struct sim_options *o, const char *v)
{
	return set_digits(o->config.imei, sizeof(o->config.imei), 14, v);
}

static bool set_iccid(struct sim_options *o, const char *v)
{
	return strlen(v) <= 20 &&
	       set_digits(o->config.iccid, sizeof(o->config.iccid), 10, v);
}

static bool set_pty(struct sim_options *o, const char *v)
{
	o->pty = true;
	o->link[o->modems] = v;
	return true;
}

/* "@NAME" (an abstract socket) or a path */
static bool take_proxy(struct sim_options *o, const char *where)
{
	o->proxy = where;
	return where[strspn(where, "@")] != '\0';
}

static bool set_proxy(struct sim_options *o, const char *v)
{
	o->mbim_proxy = true;
	return take_proxy(o, v != NULL ? v : "@mbim-proxy");
}

static bool set_qmi_proxy(struct sim_options *o, const char *v)
{
	o->qmi_proxy = true;
	return take_proxy(o, v != NULL ? v : "@qmi-proxy");
}

/* "unix:PATH", or a TCP port on the loopback address */
static bool set_usbredir(struct sim_options *o, const char *v)
{
	uint32_t port;

	o->usbredir = v;
	return (strncmp(v, "unix:", 5) == 0 && v[5] != '\0') ||
	       sim_options_number(v, 1, 65535, &port);
}

static bool set_qrtr(struct sim_options *o, const char *v)
{
	(void)v;
	o->qrtr = true;
	return true;
}

static bool set_tun(struct sim_options *o, const char *v)
{
	o->tun = v;
	return v[0] != '\0' && strlen(v) < IFNAMSIZ;
}

static bool set_commands(struct sim_options *o, const char *v)
{
	o->commands = v;
	return v[0] != '\0';
}

static bool set_learn(struct sim_options *o, const char *v)
{
	o->learn = v;
	return v[0] != '\0';
}

static bool set_output(struct sim_options *o, const char *v)
{
	o->output = v;
	return v[0] != '\0';
}

static bool set_speed(struct sim_options *o, const char *v)
{
	uint32_t mbit;

	if (!take_word(o, sim_speeds, v, &mbit))
		return false;
	o->config.speed_mbit = (uint16_t)mbit;
	o->config.usb.bulk_packet = 0; /* that of the speed */
	return true;
}

static bool set_no_sim(struct sim_options *o, const char *v)
{
	(void)v;
	o->config.sim_inserted = false;
	return true;
}

static bool set_no_auto_attach(struct sim_options *o, const char *v)
{
	(void)v;
	o->config.auto_attach = false;
	return true;
}

static bool set_roaming(struct sim_options *o, const char *v)
{
	(void)v;
	o->config.operator_.roaming = true;
	copy(o->config.operator_.id, sizeof(o->config.operator_.id), "00103");
	return true;
}

static bool set_reopen_closes(struct sim_options *o, const char *v)
{
	(void)v;
	o->config.quirks |= SIM_QUIRK_REOPEN_CLOSES;
	return true;
}

static bool set_needs_ntb_input(struct sim_options *o, const char *v)
{
	(void)v;
	o->config.quirks |= SIM_QUIRK_NEEDS_NTB_INPUT;
	return true;
}

static const struct option {
	const char *name, *value; /* value NULL: takes none; "[]": may */
	setter *set;		  /* NULL: the bool at `flag` becomes true */
	size_t flag;
	const char *help;
} options[] = {
	{"--pty", "[LINK]", set_pty, 0,
	 "the control channel on a pty, which LINK points to"},
	{"--mbim-proxy", "[@NAME|PATH]", set_proxy, 0,
	 "in place of libmbim's proxy"},
	{"--qmi-proxy", "[@NAME|PATH]", set_qmi_proxy, 0,
	 "in place of libqmi's proxy"},
	{"--qrtr", NULL, set_qrtr, 0, "the QMI services on this host's QRTR"},
	{"--usbfs", NULL, NULL, offsetof(struct sim_options, usbfs),
	 "a USB device for PROGRAM (or a shell)"},
	{"--usbredir", "unix:PATH|PORT", set_usbredir, 0,
	 "a USB device for a QEMU guest"},
	{"--tun", "NAME", set_tun, 0, "far side: a TUN device (USB)"},
	{"--commands", "PATH", set_commands, 0,
	 "FIFO with commands, see below"},
	{"--modem", NULL, set_modem, 0,
	 "what follows is another modem (--usbfs, --pty)"},
	{"--learn", "CAPTURE", set_learn, 0,
	 "write what a modem is and said there as YAML"},
	{"-o", "NAME", set_output, 0,
	 "into NAME-profile.yaml, NAME-scenario.yaml (stdout)"},
	{"--personal", NULL, NULL, offsetof(struct sim_options, personal),
	 "with its personal data, not test numbers"},
	{"--imei", "DIGITS", set_imei, 0, "also the USB serial number"},
	{"--iccid", "DIGITS", set_iccid, 0, "of the SIM"},
	{"--profile", "NAME|PATH", set_profile, 0,
	 "what the modem is: profiles/*.yaml"},
	{"--scenario", "PATH", set_scenario, 0, "what happens to it: YAML"},
	{"--pin", "DIGITS", set_pin, 0, "the SIM is locked with this PIN"},
	{"--puk", "DIGITS", set_puk, 0, "its PUK (00000000)"},
	{"--apn", "NAME", set_apn, 0, "the only APN that is accepted"},
	{"--max-control", "N", set_max_control, 0, "wMaxControlMessage (4096)"},
	{"--mbimex", "V", set_mbimex, 0, "highest version: 1.0, 2.0 or 3.0"},
	{"--delay-ms", "N", set_delay, 0, "before each answer"},
	{"--network-ms", "N", set_network_ms, 0,
	 "for SIM, register, attach..."},
	{"--sessions", "N", set_sessions, 0, "MaxSessions (4)"},
	{"--outstanding", "N", set_outstanding, 0, "commands at once (16)"},
	{"--mtu", "N", set_mtu, 0, "of the IP sessions (1500)"},
	{"--rate-up", "BITS", set_rate_up, 0,
	 "a second, that the radio sends (USB)"},
	{"--rate-down", "BITS", set_rate_down, 0,
	 "a second, that it receives (USB)"},
	{"--id", "VID:PID", set_id, 0, "USB ids, in hex (1209:0001)"},
	{"--configuration", "N", set_configuration, 0, "that holds MBIM (1)"},
	{"--no-union", NULL, NULL,
	 offsetof(struct sim_options, config.no_union),
	 "no CDC Union descriptor"},
	{"--ntb32", NULL, NULL, offsetof(struct sim_options, config.ntb32),
	 "NTB32 is offered"},
	{"--speed", "WORD", set_speed, 0, "full, high or super"},
	{"--radio-off", NULL, NULL,
	 offsetof(struct sim_options, config.radio_off),
	 "radio off at power-up"},
	{"--no-sim", NULL, set_no_sim, 0, "no SIM card at first"},
	{"--no-auto-attach", NULL, set_no_auto_attach, 0, "the host attaches"},
	{"--ipv4-only", NULL, NULL,
	 offsetof(struct sim_options, config.ipv4_only),
	 "IPv6 is refused (NwError 50)"},
	{"--roaming", NULL, set_roaming, 0, "registered abroad"},
	{"--deny", "CAUSE", set_deny, 0, "registration denied (NwError)"},
	{"--reopen-closes", NULL, set_reopen_closes, 0,
	 "OPEN again: CLOSE_DONE"},
	{"--fuzz", "SEED[,KEY=N...]", set_fuzz, 0,
	 "what it says is changed at random"},
	{"--needs-ntb-input", NULL, set_needs_ntb_input, 0,
	 "OPEN fails before SET_NTB_INPUT_SIZE"},
};

#define N_OPTIONS (sizeof(options) / sizeof(options[0]))

static void help(void)
{
	printf("simodem [options] --pty [LINK]\n"
	       "simodem [options] --mbim-proxy|--qmi-proxy [@NAME|PATH]\n"
	       "simodem [options] --qrtr\n"
	       "simodem [options] --usbfs [-- PROGRAM ARGS...]\n"
	       "simodem [options] --usbredir unix:PATH|PORT\n"
	       "simodem --learn CAPTURE [-o NAME] [--personal]\n\n"
	       "A simulated MBIM or QMI modem.\n\n");
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const char *v = options[i].value;
		int n = printf("  %s%s%s", options[i].name,
			       v != NULL ? " " : "", v != NULL ? v : "");

		printf("%*s%s\n", n < 29 ? 29 - n : 1, "", options[i].help);
	}
	printf("\nCommands, one a line: unplug, plug, network on|off, "
	       "sim in|out, detach,\nhalt in|out|notify, disconnect SESSION, "
	       "signal RSSI, cell ID,\nreaddress SESSION [silently], "
	       "fail FAILURE [REMEDY], heal, restart,\nforget, ping on|off, "
	       "dns on|off, "
	       "sms [flash] NUMBER TEXT, sms pdu HEX,\nussd ask TEXT, "
	       "ussd notify TEXT, ussd end, count.\nBehind "
	       "\"modem 2 \", for the second modem.\n");
	sim_options_profiles();
}

static const struct option *find(const char *name)
{
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}

static bool unknown(const char *name)
{
	struct att_nearest near;

	/* without the "--" that all have */
	att_nearest_init(&near, name, strlen(name));
	if (strncmp(name, "--", 2) == 0)
		att_nearest_init(&near, name + 2, strlen(name + 2));
	for (size_t i = 0; i < N_OPTIONS; i++)
		att_nearest_try(&near, options[i].name + 2);
	fprintf(stderr, "simodem: unknown option %s", name);
	if (near.name != NULL)
		fprintf(stderr, ", did you mean --%s?\n", near.name);
	else
		fputs(" (try --help)\n", stderr);
	return false;
}

/* What the setters take. */
static const struct {
	const char *name, *what;
} allowed[] = {
	{"--mbim-proxy", "@NAME or a path"},
	{"--qmi-proxy", "@NAME or a path"},
	{"--usbredir", "unix:PATH or a port from 1 to 65535"},
	{"--tun", "1 to 15 characters"},
	{"--commands", "a path"},
	{"--pin", "4 to 8 digits"},
	{"--puk", "8 digits"},
	{"--apn", "at most 63 characters"},
	{"--max-control", "64 to 4096"},
	{"--mbimex", "1.0, 2.0 or 3.0"},
	{"--delay-ms", "0 to 600000"},
	{"--network-ms", "0 to 600000"},
	{"--sessions", "1 to 8"},
	{"--outstanding", "1 to 255"},
	{"--mtu", "576 to 2048"},
	{"--rate-up", "8000 to 1000000000"},
	{"--rate-down", "8000 to 1000000000"},
	{"--id", "VID:PID, each 4 hexadecimal digits"},
	{"--configuration", "1 to 4"},
	{"--speed", "full, high or super"},
	{"--deny", "1 to 255"},
	{"--fuzz", "a number; then every, most, from, to, keep=N, "
		   "of=control|data|all"},
};

static bool bad_value(struct sim_options *o, const char *name,
		      const char *value)
{
	fprintf(stderr, "simodem: %s: bad value: %s", name, value);
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (strcmp(allowed[i].name, name) == 0)
			fprintf(stderr, " (%s)", allowed[i].what);
	fprintf(stderr, "%s\n", att_nearest_hint(&o->near));
	return false;
}

/* One option; value is the next word or NULL, and *used if it was taken. */
static bool one(struct sim_options *o, const char *name, const char *value,
		bool *used)
{
	const struct option *option = find(name);

	if (option == NULL)
		return unknown(name);
	if (option->set == NULL) {
		*(bool *)((char *)o + option->flag) = true;
		return true;
	}
	if (option->value != NULL && option->value[0] == '[' &&
	    (value == NULL || value[0] == '-'))
		return option->set(o, NULL);
	*used = option->value != NULL;
	if (*used && value == NULL) {
		fprintf(stderr, "simodem: %s needs %s\n", name, option->value);
		return false;
	}
	o->near.name = NULL;
	if (option->set(o, value))
		return true;
	/* a file tells its own errors */
	return option->set != set_profile && option->set != set_scenario &&
	       bad_value(o, name, value);
}

enum sim_options_result sim_options_parse(struct sim_options *o, int argc,
					  char **argv)
{
	const char *problem;

	memset(o, 0, sizeof(*o));
	begin_modem(o);
	for (int i = 1; i < argc; i++) {
		bool used = false;

		if (strcmp(argv[i], "--help") == 0) {
			help();
			return SIM_OPTIONS_HELP;
		}
		if (strcmp(argv[i], "--") == 0) {
			o->program = i + 1 < argc ? argv + i + 1 : NULL;
			break;
		}
		if (!one(o, argv[i], i + 1 < argc ? argv[i + 1] : NULL, &used))
			return SIM_OPTIONS_BAD;
		i += used;
	}
	end_modem(o);
	o->modem[o->modems++] = o->config;
	problem = sim_options_problem(o);
	if (problem == NULL)
		return SIM_OPTIONS_RUN;
	fprintf(stderr, "simodem: %s (try --help)\n", problem);
	return SIM_OPTIONS_BAD;
}
