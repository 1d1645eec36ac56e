/* attache decode: what somebody has captured or logged of a modem. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attache.h"
#include "capture.h"
#include "decode.h"
#include "hexfile.h"
#include "input.h"
#include "options.h"
#include "textlog.h"
#include "tracepdu.h"
#include "usbmon.h"
#include "wire/mbim/cid.h"
#include "wire/qmi/message.h"

static const char usage[] =
	"usage: attache decode [OPTION]... FILE...\n"
	"\n"
	"Decodes what was captured or logged of a modem that speaks MBIM or "
	"QMI: control\n"
	"messages, put together from their fragments, and NTBs. A FILE (- is "
	"standard\n"
	"input) is one of\n"
	"  hex       bytes in hex, one message a block; a blank line ends a "
	"block,\n"
	"            # begins a comment\n"
	"  qmux      frames of QMI as they are, one behind the other\n"
	"  usbmon    a capture of usbmon, pcap or pcapng\n"
	"  trace     a trace of attache run\n"
	"  mbimcli   the output of mbimcli --verbose-full or ModemManager "
	"--debug\n"
	"  qmicli    the same of qmicli\n"
	"  umbim     the output of umbim -v\n"
	"  uqmi      the output of a uqmi that was built with DEBUG_PACKET\n"
	"Status 1: a file cannot be read, or a message does not decode.\n"
	"\n"
	"  -f, --format F     one of these, or auto (default): by what is in "
	"the file\n"
	"  -j, --json         one JSON object a line\n"
	"  -y, --yaml         one YAML document a message\n"
	"      --mbimex V     what the modem speaks at first: 1.0, 2.0 or "
	"3.0; later on\n"
	"                     what it answers to VERSION. auto (default): 1.0, "
	"and what\n"
	"                     does not decode is tried in the other versions\n"
	"      --qrtr S       hex: each block is a message of service S of "
	"QMI, without\n"
	"                     the header of a frame, as on QRTR\n"
	"      --mask         show personal data (numbers of SIM and device, "
	"PINs,\n"
	"                     passwords...) as *; this is on by default, for "
	"the output\n"
	"                     is meant to be shown to others\n"
	"      --personal     show personal data\n"
	"  -h, --help\n";

#define MAX_HEAD (1u << 20) /* that is looked at to know what a file is */

enum format { AUTO, HEX, QMUX, CAPTURE, LOG, UMBIM, UQMI };

struct arguments {
	struct decode decode;
	enum format format;
	bool several; /* files */
	bool bare;    /* messages of `service`, without header */
	uint16_t service;
};

static bool read_format(enum format *to, const char *command, const char *text)
{
	static const struct {
		const char *text;
		enum format format;
	} formats[] = {
		{"auto", AUTO},	     {"hex", HEX},	 {"qmux", QMUX},
		{"usbmon", CAPTURE}, {"trace", CAPTURE}, {"mbimcli", LOG},
		{"qmicli", LOG},     {"umbim", UMBIM},	 {"uqmi", UQMI},
	};

	for (unsigned i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(text, formats[i].text) == 0) {
			*to = formats[i].format;
			return true;
		}
	options_bad_value(command, "--format",
			  "auto, hex, qmux, usbmon, trace, mbimcli, qmicli, "
			  "umbim or uqmi",
			  text);
	return false;
}

/* "nas" */
static bool read_service(struct arguments *a, const char *command,
			 const char *text)
{
	const struct qmi_service_info *s =
		qmi_service_named(text, strlen(text));

	if (!s) {
		options_bad_value(command, "--qrtr",
				  "a service of QMI, such as nas", text);
		return false;
	}
	a->bare = true;
	a->service = s->number;
	return true;
}

/* -1: go on; else the exit status. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
	enum { MBIMEX = 256, MASK, PERSONAL, QRTR };
	static const struct option options[] = {
		{"format", required_argument, NULL, 'f'},
		{"json", no_argument, NULL, 'j'},
		{"yaml", no_argument, NULL, 'y'},
		{"mbimex", required_argument, NULL, MBIMEX},
		{"qrtr", required_argument, NULL, QRTR},
		{"mask", no_argument, NULL, MASK},
		{"personal", no_argument, NULL, PERSONAL},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	uint16_t version;
	int c;

	while ((c = options_next(argc, argv, "f:jyh", options)) != -1) {
		switch (c) {
		case 'f':
			if (!read_format(&a->format, argv[0], optarg))
				return ATTACHE_USAGE;
			break;
		case 'j':
			a->decode.as = DECODE_JSON;
			break;
		case 'y':
			a->decode.as = DECODE_YAML;
			break;
		case MBIMEX:
			if (!options_version(argv[0], optarg, 0, &version))
				return ATTACHE_USAGE;
			a->decode.guess = version == 0;
			a->decode.ex_version = version ? version : MBIM_EX_1;
			break;
		case QRTR:
			if (!read_service(a, argv[0], optarg))
				return ATTACHE_USAGE;
			break;
		case MASK:
			a->decode.show = ATT_SHOW_MASKED;
			break;
		case PERSONAL:
			a->decode.show = ATT_SHOW_ALL;
			break;
		case 'h':
			fputs(usage, stdout);
			return ATTACHE_DONE;
		default: /* it was said what is wrong */
			return ATTACHE_USAGE;
		}
	}
	if (optind < argc)
		return -1;
	fputs("attache decode: no file (attache decode --help)\n", stderr);
	return ATTACHE_USAGE;
}

/* --- files, by format -------------------------------------------------- */

static bool decode_hex(struct arguments *a, struct input *in)
{
	struct att_bytes block;
	struct hexfile h;
	int got;

	hexfile_init(&h, &in->window, in->name);
	decode_begin(&a->decode, in->name, true, "file");
	while ((got = hexfile_next(&h, &block)) > 0) {
		struct transfer t = {.bytes = block,
				     .full_len = block.len,
				     .record = h.first_line,
				     .bare = a->bare || h.qrtr >= 0,
				     .service = a->service};

		if (t.bare && !a->bare)
			t.service = (uint16_t)h.qrtr;
		if (a->several && a->decode.as == DECODE_TEXT)
			printf("# %s:%u\n", in->name, h.first_line);
		decode_put(&a->decode, &t);
	}
	decode_end(&a->decode);
	hexfile_fini(&h);
	return !got;
}

static void report(const struct arguments *a, const char *name,
		   unsigned skipped, const char *what)
{
	fflush(stdout);
	fprintf(stderr, "%s: messages and NTBs: %u, %s skipped: %u\n", name,
		a->decode.shown, what, skipped);
}

/* Bytes as they came from a device. */
static bool decode_qmux(struct arguments *a, struct input *in)
{
	struct att_bytes head;
	int got;

	decode_begin(&a->decode, in->name, true, "file");
	while ((got = att_window_need(&in->window, 1)) > 0) {
		struct transfer t = {.stream = true, .qmi = true};

		head = in->window.next;
		t.bytes = head;
		t.full_len = head.len;
		decode_put(&a->decode, &t);
		att_window_take(&in->window, head.len);
	}
	decode_end(&a->decode);
	return !got;
}

static bool decode_capture(struct arguments *a, struct input *in)
{
	struct att_pcapng_view packet;
	struct capture c;
	struct usbmon usb;
	struct tracepdu trace;
	struct transfer t;
	uint32_t skipped = 0;
	int got;

	if (!capture_init(&c, &in->window, in->name))
		return false;
	usbmon_init(&usb);
	tracepdu_init(&trace);
	decode_begin(&a->decode, in->name, false, "capture");
	while ((got = capture_next(&c, &packet)) > 0)
		if (usbmon_take(&usb, &packet, &t) ||
		    tracepdu_take(&trace, &packet, &t))
			decode_put(&a->decode, &t);
		else
			skipped++;
	decode_end(&a->decode);
	report(a, in->name, skipped, "packets");
	return !got;
}

static bool decode_log(struct arguments *a, struct input *in,
		       enum textlog_kind kind)
{
	struct textlog l;
	struct transfer t;
	int got;

	textlog_init(&l, &in->window, kind);
	decode_begin(&a->decode, in->name, false, "log");
	while ((got = textlog_next(&l, &t)) > 0)
		decode_put(&a->decode, &t);
	decode_end(&a->decode);
	fflush(stdout);
	if (got)
		fprintf(stderr, "%s:%u: error: %s\n", in->name, l.lines + 1,
			input_why(&in->window, got));
	report(a, in->name, l.skipped, "lines");
	if (l.other)
		fprintf(stderr, "%s: %u blocks are neither MBIM nor QMI\n",
			in->name, l.other);
	if (a->decode.cut && kind == TEXTLOG_LIBMBIM)
		fprintf(stderr,
			"%s: the log has cut %u messages; "
			"--verbose-full does not\n",
			in->name, a->decode.cut);
	textlog_fini(&l);
	return !got;
}

static enum format find_format(struct input *in)
{
	struct att_bytes head = att_window_look(&in->window, 1);

	do {
		head = in->window.next;
		if (capture_is(head))
			return CAPTURE;
		if (head.len && qmi_frame_begins(head))
			return QMUX;
		switch (textlog_kind((const char *)head.p, head.len)) {
		case TEXTLOG_LIBMBIM:
			return LOG;
		case TEXTLOG_UMBIM:
			return UMBIM;
		case TEXTLOG_UQMI:
			return UQMI;
		case TEXTLOG_NONE:
			break;
		}
	} while (head.len < MAX_HEAD &&
		 att_window_need(&in->window, head.len + 1) > 0);
	return HEX;
}

/* Hex is what a file is taken for that is nothing else. */
static void tell_nothing(const struct arguments *a, const struct input *in,
			 bool good)
{
	if (a->decode.shown)
		return;
	fflush(stdout);
	if (good)
		fprintf(stderr, "%s: no message in it\n", in->name);
	else if (a->format == AUTO)
		fprintf(stderr,
			"%s: it is no capture or log that is known, so it was "
			"taken for hex (see --format)\n",
			in->name);
}

static bool cannot_read(const char *name, const char *why)
{
	fflush(stdout);
	fprintf(stderr, "%s: error: %s\n", name, why);
	return false;
}

static bool decode_file(struct arguments *a, const char *path)
{
	enum format format = a->format;
	struct input in;
	bool good = false;
	int got;

	if (!input_open(&in, path))
		return cannot_read(path, strerror(errno));
	got = att_window_need(&in.window, 1);
	if (got < 0) { /* a directory opens */
		cannot_read(in.name, input_why(&in.window, got));
		input_close(&in);
		return false;
	}
	if (format == AUTO)
		format = find_format(&in);
	switch (format) {
	case AUTO:
	case HEX:
		good = decode_hex(a, &in);
		tell_nothing(a, &in, good);
		break;
	case QMUX:
		good = decode_qmux(a, &in);
		tell_nothing(a, &in, good);
		break;
	case CAPTURE:
		good = decode_capture(a, &in);
		break;
	case LOG:
		good = decode_log(a, &in, TEXTLOG_LIBMBIM);
		break;
	case UMBIM:
		good = decode_log(a, &in, TEXTLOG_UMBIM);
		break;
	case UQMI:
		good = decode_log(a, &in, TEXTLOG_UQMI);
		break;
	}
	input_close(&in);
	return good;
}

int cmd_decode(int argc, char **argv)
{
	struct arguments a = {
		.decode = {.ex_version = MBIM_EX_1, .guess = true}};
	int status = read_arguments(&a, argc, argv);

	if (status >= 0)
		return status;
	a.several = argc - optind > 1;
	status = ATTACHE_DONE;
	for (int i = optind; i < argc; i++)
		if (!decode_file(&a, argv[i]))
			status = ATTACHE_FAILED;
	return a.decode.failed ? ATTACHE_FAILED : status;
}
