/* The table of forms, and each form's reader behind one face. */
#include "capture/forms.h"

#include <stdio.h>

#include "base/text.h"
#include "capture/input.h"
#include "capture/usbmon.h"

static int cannot_read(const struct form_reader *r, uint32_t line, int err)
{
	fflush(stdout);
	fprintf(stderr, "%s:%u: error: %s\n", r->name, line,
		input_why(r->in, err));
	return -1;
}

static void close_nothing(struct form_reader *r)
{
	(void)r;
}

/* --- packets ----------------------------------------------------------- */

static bool open_packets(struct form_reader *r)
{
	urbs_init(&r->urbs);
	tracepdu_init(&r->trace);
	return capture_init(&r->packets, r->in, r->name);
}

/* NULL, or why the packet is no transfer. */
static const char *take_packet(struct form_reader *r,
			       const struct att_pcapng_view *packet,
			       struct transfer *out)
{
	const char *why;
	struct urb urb;

	if (packet->link == ATT_PCAPNG_UPPER_PDU)
		return tracepdu_take(&r->trace, packet, out);
	why = packet->link == USBPCAP_LINK
		      ? usbpcap_read(&r->usbpcap, packet, &urb)
		      : usbmon_read(packet, &urb);
	return why ? why : urbs_take(&r->urbs, &urb, out);
}

static bool link_is_known(uint16_t link)
{
	return link == ATT_PCAPNG_UPPER_PDU || link == USBPCAP_LINK ||
	       link == USBMON_LINK || link == USBMON_LINK_MMAPPED;
}

static int next_packet(struct form_reader *r, struct transfer *out)
{
	struct att_pcapng_view packet;
	const char *why;
	int got;

	while ((got = capture_next(&r->packets, &packet)) > 0) {
		if (!link_is_known(packet.link)) {
			skips_add_number(&r->skips, "packets of link type",
					 packet.link);
			continue;
		}
		why = take_packet(r, &packet, out);
		if (!why)
			return 1;
		skips_add(&r->skips, why);
	}
	return got;
}

/* --- usbmon in words --------------------------------------------------- */

static bool open_usbmon_text(struct form_reader *r)
{
	usbmon_text_init(&r->usbmon, r->in, &r->skips);
	return true;
}

static int next_usbmon_text(struct form_reader *r, struct transfer *out)
{
	int got = usbmon_text_next(&r->usbmon, out);

	return got < 0 ? cannot_read(r, r->usbmon.lines.number + 1, got) : got;
}

static void close_usbmon_text(struct form_reader *r)
{
	usbmon_text_fini(&r->usbmon);
}

/* --- logs -------------------------------------------------------------- */

static bool log_is(struct att_bytes head, enum textlog_kind kind)
{
	return textlog_kind((const char *)head.p, head.len) == kind;
}

static bool libmbim_is(struct att_bytes head)
{
	return log_is(head, TEXTLOG_LIBMBIM);
}

static bool umbim_is(struct att_bytes head)
{
	return log_is(head, TEXTLOG_UMBIM);
}

static bool uqmi_is(struct att_bytes head)
{
	return log_is(head, TEXTLOG_UQMI);
}

static bool open_libmbim(struct form_reader *r)
{
	textlog_init(&r->log, r->in, TEXTLOG_LIBMBIM, &r->skips);
	return true;
}

static bool open_umbim(struct form_reader *r)
{
	textlog_init(&r->log, r->in, TEXTLOG_UMBIM, &r->skips);
	return true;
}

static bool open_uqmi(struct form_reader *r)
{
	textlog_init(&r->log, r->in, TEXTLOG_UQMI, &r->skips);
	return true;
}

static int next_of_log(struct form_reader *r, struct transfer *out)
{
	int got = textlog_next(&r->log, out);

	return got < 0 ? cannot_read(r, r->log.lines + 1, got) : got;
}

static void close_log(struct form_reader *r)
{
	textlog_fini(&r->log);
}

/* --- bytes ------------------------------------------------------------- */

static bool open_raw(struct form_reader *r)
{
	raw_init(&r->raw, r->in, &r->skips);
	return true;
}

static int next_raw(struct form_reader *r, struct transfer *out)
{
	int got = raw_next(&r->raw, out);

	return got < 0 ? cannot_read(r, r->raw.messages + 1, got) : got;
}

static bool open_hex(struct form_reader *r)
{
	/* who names the form means that there is nothing else */
	bool strict = !r->detected || hexfile_is_pure(r->in->next);

	hexfile_init(&r->hex, r->in, r->name, strict, &r->skips);
	return true;
}

static int next_block(struct form_reader *r, struct transfer *out)
{
	struct att_bytes block;
	int got = hexfile_next(&r->hex, &block);
	bool told = r->hex.qrtr >= 0;

	if (got > 0)
		*out = (struct transfer){
			.bytes = block,
			.full_len = r->hex.full_len,
			.record = r->hex.first_line,
			.bare = r->bare || told,
			.service = told && !r->bare ? (uint16_t)r->hex.qrtr
						    : r->service,
		};
	return got;
}

static void close_hex(struct form_reader *r)
{
	hexfile_fini(&r->hex);
}

/* --- the table --------------------------------------------------------- */

static const char full[] = "--verbose-full does not";

/* Rows without `is` are further names of the row above. */
static const struct form forms[] = {
	{"usbmon", "capture", "packets", NULL, false, capture_is, open_packets,
	 next_packet, close_nothing},
	{"usbpcap", "capture", "packets", NULL, false, NULL, open_packets,
	 next_packet, close_nothing},
	{"trace", "capture", "packets", NULL, false, NULL, open_packets,
	 next_packet, close_nothing},
	{"raw", "file", "bytes", NULL, true, raw_is, open_raw, next_raw,
	 close_nothing},
	{"qmux", "file", "bytes", NULL, true, NULL, open_raw, next_raw,
	 close_nothing},
	{"usbmon-text", "capture", "lines", NULL, false, usbmon_text_is,
	 open_usbmon_text, next_usbmon_text, close_usbmon_text},
	{"mbimcli", "log", "lines", full, false, libmbim_is, open_libmbim,
	 next_of_log, close_log},
	{"qmicli", "log", "lines", full, false, NULL, open_libmbim, next_of_log,
	 close_log},
	{"umbim", "log", "lines", NULL, false, umbim_is, open_umbim,
	 next_of_log, close_log},
	{"uqmi", "log", "lines", NULL, false, uqmi_is, open_uqmi, next_of_log,
	 close_log},
	{"hex", "file", "lines", NULL, true, hexfile_is, open_hex, next_block,
	 close_hex},
};

#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

const struct form *form_at(unsigned i)
{
	return i < N_FORMS ? &forms[i] : NULL;
}

bool form_named(const char *name, const struct form **out)
{
	*out = NULL;
	for (size_t i = 0; i < N_FORMS && !*out; i++)
		if (strcmp(forms[i].name, name) == 0)
			*out = &forms[i];
	return *out || strcmp(name, "auto") == 0;
}

const char *form_names(void)
{
	static char names[256];
	struct att_text t;

	att_text_init(&t, names, sizeof(names));
	att_text_put(&t, "auto");
	for (size_t i = 0; i < N_FORMS; i++) {
		att_text_put(&t, i + 1 < N_FORMS ? ", " : " or ");
		att_text_put(&t, forms[i].name);
	}
	return names;
}

const struct form *form_of(struct att_bytes head)
{
	for (size_t i = 0; i < N_FORMS; i++)
		if (forms[i].is && forms[i].is(head))
			return &forms[i];
	return NULL;
}
