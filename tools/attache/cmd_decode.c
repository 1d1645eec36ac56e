/* attache decode: what somebody has captured or logged of a modem. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attache.h"
#include "capture/file.h"
#include "decode.h"
#include "options.h"
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
	"  usbmon       a capture of usbmon, pcap or pcapng\n"
	"  usbpcap      a capture of USBPcap (Windows)\n"
	"  trace        a trace of attache run\n"
	"  raw, qmux    messages of MBIM or QMI as they are, one behind the "
	"other\n"
	"  usbmon-text  what usbmon says in words\n"
	"  mbimcli      the output of mbimcli --verbose-full or ModemManager "
	"--debug\n"
	"  qmicli       the same of qmicli\n"
	"  umbim        the output of umbim -v\n"
	"  uqmi         the output of a uqmi that was built with "
	"DEBUG_PACKET\n"
	"  hex          bytes in hex: dumps of hexdump, xxd, od and tshark, "
	"arrays of C,\n"
	"               bytes among words, or a file of them; # begins a "
	"comment\n"
	"and may be packed with gzip, text in UTF-16, or from the source of a "
	"web page.\n"
	"Status 1: a file cannot be read, or a message does not decode. 3: no "
	"message was\n"
	"found in a file.\n"
	"\n"
	"  -f, --format F     one of these, or auto (default): by what is in "
	"the file;\n"
	"                     hex is then a file of bytes and nothing else\n"
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

struct arguments {
	struct decode decode;
	struct capturefile_how how;
	bool several; /* files */
};

/* "nas" */
static bool read_service(struct arguments *a, const char *command,
			 const char *text)
{
	const struct qmi_service_info *s =
		qmi_service_named(text, strlen(text));

	struct att_nearest near;

	if (!s) {
		att_nearest_init(&near, text, strlen(text));
		for (unsigned i = 0; i < qmi_services_count; i++)
			att_nearest_try(&near, qmi_services[i].name);
		options_bad_word(command, "--qrtr",
				 "a service of QMI, such as nas", text,
				 att_nearest_hint(&near));
		return false;
	}
	(void)form_named("hex", &a->how.form);
	a->how.bare = true;
	a->how.service = s->number;
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
	int c;

	while ((c = options_next(argc, argv, "f:jyh", options)) != -1) {
		switch (c) {
		case 'f':
			if (!options_form(argv[0], optarg, &a->how))
				return ATTACHE_USAGE;
			break;
		case 'j':
			a->decode.as = DECODE_JSON;
			break;
		case 'y':
			a->decode.as = DECODE_YAML;
			break;
		case MBIMEX:
			if (!options_guess(argv[0], optarg, &a->how))
				return ATTACHE_USAGE;
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

/* A message that has no origin in front of it has a heading where several files
 * are shown. */
static void put_heading(const struct arguments *a, const struct capturefile *f,
			const struct message *m, uint32_t *last)
{
	if (!f->plain || !a->several || a->decode.as != DECODE_TEXT ||
	    *last == m->from.record)
		return;
	printf("# %s:%u\n", f->name, m->from.record);
	*last = m->from.record;
}

/* The exit status of one file. */
static int decode_file(struct arguments *a, const char *path)
{
	struct capturefile f;
	struct message m;
	uint32_t last = 0;

	if (!capturefile_open(&f, path, &a->how))
		return ATTACHE_FAILED;
	decode_begin(&a->decode, f.name, f.plain, f.source);
	while (capturefile_next(&f, &m) > 0) {
		put_heading(a, &f, &m, &last);
		decode_put(&a->decode, &m);
	}
	decode_end(&a->decode);
	capturefile_report(&f);
	capturefile_close(&f);
	return f.failed	    ? ATTACHE_FAILED
	       : f.messages ? ATTACHE_DONE
			    : ATTACHE_NOTHING;
}

int cmd_decode(int argc, char **argv)
{
	struct arguments a = {.how = {.ex_version = MBIM_EX_1, .guess = true}};
	int status = read_arguments(&a, argc, argv);

	if (status >= 0)
		return status;
	a.several = argc - optind > 1;
	status = ATTACHE_DONE;
	for (int i = optind; i < argc; i++) {
		int one = decode_file(&a, argv[i]);

		if (one && status != ATTACHE_FAILED)
			status = one;
	}
	return a.decode.failed ? ATTACHE_FAILED : status;
}
