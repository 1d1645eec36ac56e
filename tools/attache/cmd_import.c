/* attache import: a trace of what another host and a modem said. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "attache.h"
#include "capture/talk.h"
#include "options.h"
#include "trace/file.h"
#include "trace/protocols.h"
#include "trace/text.h"
#include "wire/mbim/cid.h"
#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"
#include "wire/qmi/dialect.h"

#define FRAGMENT 4096u /* of a modem that has not said how long they may be */

static const char usage[] =
	"usage: attache import [OPTION]... CAPTURE... -o TRACE\n"
	"\n"
	"Makes a trace, as attache run --trace writes them, of what a modem "
	"and its host\n"
	"said in anything that attache decode reads: attache trace show, "
	"attache decode\n"
	"and Wireshark read it. It has no transitions, so attache replay does "
	"not.\n"
	"CAPTUREs are put behind each other. Status 1: one cannot be read, or "
	"there is no\n"
	"message in them.\n"
	"\n"
	"  -o, --output TRACE  the file; one that is there is overwritten\n"
	"  -f, --format F      as of attache decode\n"
	"      --mbimex V      as of attache decode\n"
	"      --device NAME   of several: this one, \"usb 1.4\" or "
	"\"/dev/cdc-wdm0\", as\n"
	"                      attache decode names them; without this the "
	"first\n"
	"      --no-mask       leave personal data in the trace as they are\n"
	"  -h, --help\n";

struct arguments {
	struct capturefile_how how;
	const char *output, *device;
	bool no_mask;
};

/* What is written. */
struct import {
	const struct arguments *a;
	struct att_tracefile *file;
	/* Bytes of a control transfer: at most; and as OPEN has said. */
	uint32_t max_control, max;
	uint64_t base_ms, last_ms;
	uint32_t messages;
};

/* -1: go on; else the exit status. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
	enum { MBIMEX = 256, DEVICE, NO_MASK };
	static const struct option options[] = {
		{"output", required_argument, NULL, 'o'},
		{"format", required_argument, NULL, 'f'},
		{"mbimex", required_argument, NULL, MBIMEX},
		{"device", required_argument, NULL, DEVICE},
		{"no-mask", no_argument, NULL, NO_MASK},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}};
	int c;

	while ((c = options_next(argc, argv, "o:f:h", options)) != -1) {
		switch (c) {
		case 'o':
			a->output = optarg;
			break;
		case 'f':
			if (!options_form(argv[0], optarg, &a->how))
				return ATTACHE_USAGE;
			break;
		case MBIMEX:
			if (!options_guess(argv[0], optarg, &a->how))
				return ATTACHE_USAGE;
			break;
		case DEVICE:
			a->device = optarg;
			break;
		case NO_MASK:
			a->no_mask = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return ATTACHE_DONE;
		default: /* it was said what is wrong */
			return ATTACHE_USAGE;
		}
	}
	if (optind < argc && a->output)
		return -1;
	fprintf(stderr, "%s: no %s (attache import --help)\n", argv[0],
		a->output ? "file" : "-o TRACE");
	return ATTACHE_USAGE;
}

/* --- records ----------------------------------------------------------- */

static void put_plug(struct import *in, const struct talk *t,
		     const struct transfer_link *link, uint64_t ms)
{
	bool qmi = t->protocol == MESSAGE_QMI;
	const char *speaks = qmi ? qmi_dialect.name : "";
	const struct att_input plug = {
		.kind = ATT_INPUT_PLUG,
		.protocol = att_protocols_find(
			att_protocols, att_bytes_of(speaks, strlen(speaks))),
		.link = {.max_control = link->max_control,
			 .ex_version = link->ex_version,
			 .max_outstanding = link->max_outstanding,
			 .mtu = link->mtu,
			 .vendor = link->vendor,
			 .product = link->product,
			 .framed = true},
	};
	char buf[512];
	struct att_text text;

	in->max_control = link->max_control;
	if (in->max_control < MBIM_MSG_MIN_CONTROL)
		in->max_control = FRAGMENT;
	in->max = in->max_control;
	att_text_init(&text, buf, sizeof(buf));
	att_input_put(&text, &plug, NULL);
	att_tracefile_event(in->file, ms, buf);
}

static void put_transfer(struct import *in, bool to_host, uint64_t ms,
			 struct att_bytes b)
{
	if (to_host)
		att_tracefile_input(in->file, ms, b);
	else
		att_tracefile_output(in->file, ms, b);
}

/* OPEN says how long a transfer may be. */
static void note_open(struct import *in, const struct talk_message *m)
{
	struct mbim_msg msg;

	if (m->to_host || mbim_msg_decode(m->bytes, &msg) ||
	    msg.type != MBIM_MSG_OPEN)
		return;
	in->max = in->max_control;
	if (msg.code >= MBIM_MSG_MIN_CONTROL && msg.code < in->max)
		in->max = msg.code;
}

/* A message that was put together is cut again. */
static void put_message(struct import *in, const struct talk *t,
			const struct talk_message *m, uint64_t ms)
{
	uint8_t part[UINT16_MAX];
	uint32_t n = 1;
	int len;

	if (t->protocol == MESSAGE_MBIM)
		note_open(in, m);
	if (t->protocol == MESSAGE_MBIM && m->bytes.len > in->max)
		n = mbim_frag_tx_count(m->bytes, in->max);
	for (uint32_t i = 0; i < n && n > 1; i++) {
		len = mbim_frag_tx_get(m->bytes, in->max, i, part,
				       sizeof(part));
		if (len > 0)
			put_transfer(in, m->to_host, ms,
				     att_bytes_of(part, (size_t)len));
	}
	if (n == 1)
		put_transfer(in, m->to_host, ms, m->bytes);
	in->messages++;
}

/* The modem of a capture that begins later. */
static void put_unknown(struct import *in, const struct talk *t)
{
	const struct transfer_link link = {.ex_version = t->ex_version};

	put_plug(in, t, &link, in->last_ms);
}

static bool put_talk(struct import *in, const struct talk *t)
{
	if (!in->file) {
		bool dated = t->first_ms / 1000 > 86400;

		in->file = att_tracefile_import(
			in->a->output, !in->a->no_mask,
			dated ? (int64_t)(t->first_ms / 1000) : 0);
		in->base_ms = dated ? t->first_ms % 1000 : 0;
	} else {
		in->base_ms = in->last_ms;
	}
	if (!in->file)
		return false;
	if (t->messages[0].bytes.len)
		put_unknown(in, t);
	for (size_t i = 0; i < t->n; i++) {
		const struct talk_message *m = &t->messages[i];

		in->last_ms = in->base_ms + m->ms;
		if (m->bytes.len)
			put_message(in, t, m, in->last_ms);
		else
			put_plug(in, t, &m->link, in->last_ms);
	}
	return true;
}

/* --- files ------------------------------------------------------------- */

static bool is_output(const struct import *in, const char *path)
{
	struct stat one, other;

	return stat(path, &one) == 0 && stat(in->a->output, &other) == 0 &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static bool cannot_write(const struct import *in, const char *why)
{
	fprintf(stderr, "attache import: %s: %s\n", in->a->output, why);
	return false;
}

static bool import_file(struct import *in, const char *path)
{
	struct capturefile f;
	struct talk t;
	bool read, good = true;

	if (is_output(in, path))
		return cannot_write(in, "it is what is to be read");
	if (!capturefile_open(&f, path, &in->a->how))
		return false;
	read = talk_read(&t, &f, in->a->device);
	if (t.begun)
		good = put_talk(in, &t);
	if (!good)
		cannot_write(in, att_tracefile_why(errno));
	capturefile_report(&f);
	talk_report(&t, &f);
	talk_fini(&t);
	capturefile_close(&f);
	return read && good;
}

int cmd_import(int argc, char **argv)
{
	struct arguments a = {.how = {.ex_version = MBIM_EX_1, .guess = true}};
	struct import in = {.a = &a};
	int status = read_arguments(&a, argc, argv);
	bool good = true;

	if (status >= 0)
		return status;
	for (int i = optind; i < argc && good; i++)
		good = import_file(&in, argv[i]);
	if (!in.file) {
		if (good)
			cannot_write(&in, "not made: there is no message to "
					  "put into it");
		return ATTACHE_FAILED;
	}
	if (att_tracefile_close(in.file))
		good = cannot_write(&in, att_tracefile_why(errno));
	fprintf(stderr, "%s: messages: %u%s\n", a.output, in.messages,
		a.no_mask ? ", with personal data in clear" : "");
	return good ? ATTACHE_DONE : ATTACHE_FAILED;
}
