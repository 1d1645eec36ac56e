/* Captures and logs of any form: what they are, and their messages. */
#include "capture/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "wire/qmi/message.h"

#define MAX_HEAD (1u << 20) /* that is looked at to know what a file is */

bool capturefile_format(const char *name, enum capturefile_format *out)
{
	static const struct {
		const char *name;
		enum capturefile_format format;
	} formats[] = {
		{"auto", CAPTUREFILE_AUTO},
		{"hex", CAPTUREFILE_HEX},
		{"qmux", CAPTUREFILE_QMUX},
		{"usbmon", CAPTUREFILE_PACKETS},
		{"trace", CAPTUREFILE_PACKETS},
		{"mbimcli", CAPTUREFILE_LIBMBIM},
		{"qmicli", CAPTUREFILE_LIBMBIM},
		{"umbim", CAPTUREFILE_UMBIM},
		{"uqmi", CAPTUREFILE_UQMI},
	};

	for (unsigned i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(name, formats[i].name) == 0) {
			*out = formats[i].format;
			return true;
		}
	return false;
}

/* Hex is what a file is taken for that is nothing else. */
static enum capturefile_format find_format(struct input *in)
{
	struct att_bytes head = att_window_look(&in->window, 1);

	do {
		head = in->window.next;
		if (capture_is(head))
			return CAPTUREFILE_PACKETS;
		if (head.len && qmi_frame_begins(head))
			return CAPTUREFILE_QMUX;
		switch (textlog_kind((const char *)head.p, head.len)) {
		case TEXTLOG_LIBMBIM:
			return CAPTUREFILE_LIBMBIM;
		case TEXTLOG_UMBIM:
			return CAPTUREFILE_UMBIM;
		case TEXTLOG_UQMI:
			return CAPTUREFILE_UQMI;
		case TEXTLOG_NONE:
			break;
		}
	} while (head.len < MAX_HEAD &&
		 att_window_need(&in->window, head.len + 1) > 0);
	return CAPTUREFILE_HEX;
}

static bool cannot_read(const char *name, const char *why)
{
	fflush(stdout);
	fprintf(stderr, "%s: error: %s\n", name, why);
	return false;
}

/* Prepare the reader of the format: false: it cannot read this (reported). */
static bool begin(struct capturefile *f)
{
	struct att_window *in = &f->input.window;

	f->source = "log";
	switch (f->how.format) {
	case CAPTUREFILE_AUTO:
	case CAPTUREFILE_HEX:
		hexfile_init(&f->hex, in, f->name);
		f->plain = true;
		f->source = "file";
		break;
	case CAPTUREFILE_QMUX:
		f->plain = true;
		f->source = "file";
		break;
	case CAPTUREFILE_PACKETS:
		f->source = "capture";
		usbmon_init(&f->usb);
		tracepdu_init(&f->trace);
		return capture_init(&f->packets, in, f->name);
	case CAPTUREFILE_LIBMBIM:
		textlog_init(&f->log, in, TEXTLOG_LIBMBIM);
		break;
	case CAPTUREFILE_UMBIM:
		textlog_init(&f->log, in, TEXTLOG_UMBIM);
		break;
	case CAPTUREFILE_UQMI:
		textlog_init(&f->log, in, TEXTLOG_UQMI);
		break;
	}
	return true;
}

bool capturefile_open(struct capturefile *f, const char *path,
		      const struct capturefile_how *how)
{
	int got;

	memset(f, 0, sizeof(*f));
	f->how = *how;
	f->detected = how->format == CAPTUREFILE_AUTO;
	f->assembly.ex_version = how->ex_version;
	f->assembly.guess = how->guess;
	if (!input_open(&f->input, path))
		return cannot_read(path, strerror(errno));
	f->name = f->input.name;
	got = att_window_need(&f->input.window, 1);
	if (got < 0) /* a directory opens */
		cannot_read(f->name, input_why(&f->input.window, got));
	if (got >= 0 && f->detected)
		f->how.format = find_format(&f->input);
	if (got < 0 || !begin(f)) {
		input_close(&f->input);
		return false;
	}
	return true;
}

/* --- transfers, by format ---------------------------------------------- */

static int next_block(struct capturefile *f, struct transfer *out)
{
	struct att_bytes block;
	int got = hexfile_next(&f->hex, &block);
	bool told = f->hex.qrtr >= 0;

	if (got > 0)
		*out = (struct transfer){
			.bytes = block,
			.full_len = block.len,
			.record = f->hex.first_line,
			.bare = f->how.bare || told,
			.service = told && !f->how.bare ? (uint16_t)f->hex.qrtr
							: f->how.service,
		};
	return got;
}

/* Bytes as they came from a device. */
static int next_bytes(struct capturefile *f, struct transfer *out)
{
	struct att_window *in = &f->input.window;
	int got;

	att_window_take(in, f->taken);
	f->taken = 0;
	got = att_window_need(in, 1);
	if (got < 0) {
		cannot_read(f->name, input_why(in, got));
		return -1;
	}
	if (!got)
		return 0;
	f->taken = in->next.len;
	*out = (struct transfer){
		.bytes = in->next,
		.full_len = in->next.len,
		.stream = true,
	};
	return 1;
}

static int next_packet(struct capturefile *f, struct transfer *out)
{
	struct att_pcapng_view packet;
	int got;

	while ((got = capture_next(&f->packets, &packet)) > 0) {
		if (usbmon_take(&f->usb, &packet, out) ||
		    tracepdu_take(&f->trace, &packet, out))
			break;
		f->skipped++;
	}
	return got;
}

static int next_of_log(struct capturefile *f, struct transfer *out)
{
	int got = textlog_next(&f->log, out);

	f->skipped = f->log.skipped;
	if (got >= 0)
		return got;
	fflush(stdout);
	fprintf(stderr, "%s:%u: error: %s\n", f->name, f->log.lines + 1,
		input_why(&f->input.window, got));
	return -1;
}

static int next_transfer(struct capturefile *f, struct transfer *out)
{
	switch (f->how.format) {
	case CAPTUREFILE_AUTO:
	case CAPTUREFILE_HEX:
		return next_block(f, out);
	case CAPTUREFILE_QMUX:
		return next_bytes(f, out);
	case CAPTUREFILE_PACKETS:
		return next_packet(f, out);
	case CAPTUREFILE_LIBMBIM:
	case CAPTUREFILE_UMBIM:
	case CAPTUREFILE_UQMI:
		break;
	}
	return next_of_log(f, out);
}

/* --- messages ---------------------------------------------------------- */

int capturefile_next(struct capturefile *f, struct message *out)
{
	struct transfer t;
	int got;

	while (!messages_next(&f->assembly, out)) {
		if (f->ended)
			return f->failed ? -1 : 0;
		got = next_transfer(f, &t);
		f->ended = got <= 0;
		f->failed = got < 0;
		if (f->ended) {
			messages_end(&f->assembly);
		} else if (!messages_put(&f->assembly, &t)) {
			f->ended = f->failed = true;
			cannot_read(f->name, "out of memory");
			messages_end(&f->assembly);
		}
	}
	f->messages += out->protocol != MESSAGE_PLUG;
	f->cut += out->cut_from > 0;
	return 1;
}

static void report_plain(const struct capturefile *f)
{
	if (f->messages)
		return;
	if (!f->failed)
		fprintf(stderr, "%s: no message in it\n", f->name);
	else if (f->detected)
		fprintf(stderr,
			"%s: it is no capture or log that is known, so it was "
			"taken for hex (see --format)\n",
			f->name);
}

void capturefile_report(const struct capturefile *f)
{
	bool packets = f->how.format == CAPTUREFILE_PACKETS;

	fflush(stdout);
	if (f->plain) {
		report_plain(f);
		return;
	}
	fprintf(stderr, "%s: messages and NTBs: %u, %s skipped: %u\n", f->name,
		f->messages, packets ? "packets" : "lines", f->skipped);
	if (packets)
		return;
	if (f->log.other)
		fprintf(stderr, "%s: %u blocks are neither MBIM nor QMI\n",
			f->name, f->log.other);
	if (f->cut && f->how.format == CAPTUREFILE_LIBMBIM)
		fprintf(stderr,
			"%s: the log has cut %u messages; "
			"--verbose-full does not\n",
			f->name, f->cut);
}

void capturefile_close(struct capturefile *f)
{
	messages_fini(&f->assembly);
	hexfile_fini(&f->hex);
	textlog_fini(&f->log);
	input_close(&f->input);
}
