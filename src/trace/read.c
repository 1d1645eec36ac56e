/* From packets to the records of a trace. */
#include "trace/read.h"

#include <string.h>

#include "base/errors.h"
#include "trace/text.h"

void att_tracefile_reader_init(struct att_tracefile_reader *r,
			       struct att_window *file)
{
	memset(r, 0, sizeof(*r));
	att_pcapng_reader_init(&r->file, file);
}

void att_tracefile_reader_continue(struct att_tracefile_reader *r,
				   struct att_window *file)
{
	uint32_t packets = r->file.packets;

	att_pcapng_reader_init(&r->file, file);
	r->file.packets = packets;
}

static bool is(struct att_bytes b, const char *text)
{
	return att_bytes_equal(b, att_bytes_of(text, strlen(text)));
}

static bool has_comment(const struct att_pcapng_view *v, const char *text)
{
	struct att_bytes comments = v->comments, comment;

	while (att_pcapng_next_comment(v->big, &comments, &comment))
		if (is(comment, text))
			return true;
	return false;
}

static int kind_of(const struct att_pcapng_view *v, bool message)
{
	bool out = v->direction == ATT_PCAPNG_OUT;
	bool text = !message && is(v->dissector, ATT_TRACEFILE_TEXTUAL);

	if (v->link != ATT_PCAPNG_UPPER_PDU || !v->direction)
		return ATT_E_CONFIG;
	if (text && att_start_is(v->data))
		return ATT_TRACEFILE_START;
	if (v->number == 1)
		return ATT_E_CONFIG;
	if (text)
		return out ? ATT_TRACEFILE_EFFECT : ATT_TRACEFILE_EVENT;
	if (message || is(v->dissector, ATT_TRACEFILE_BYTES))
		return out ? ATT_TRACEFILE_OUTPUT : ATT_TRACEFILE_INPUT;
	return ATT_E_CONFIG;
}

static int next_packet(struct att_tracefile_reader *r,
		       struct att_tracefile_record *out)
{
	struct att_pcapng_view v;
	int got, kind;

	r->comments = att_bytes_of(NULL, 0); /* gone with the packet */
	got = att_pcapng_next(&r->file, &v);
	/* Without a single packet it is not even the beginning of a trace. */
	if (got <= 0)
		return got || r->number ? got : ATT_E_CONFIG;
	out->message = att_input_is_message(v.dissector);
	kind = kind_of(&v, out->message);
	if (kind < 0)
		return kind;
	if (v.number == 1)
		r->first_ms = v.ms;
	if (v.ms < r->first_ms + r->ms)
		return ATT_E_VALUE;
	r->number = v.number;
	r->ms = v.ms - r->first_ms;
	r->comments = v.comments;
	out->kind = (enum att_tracefile_kind)kind;
	out->bytes = v.data;
	out->goes_on = has_comment(&v, ATT_TRACEFILE_GOES_ON);
	return 1;
}

static bool next_comment(struct att_tracefile_reader *r,
			 struct att_tracefile_record *out)
{
	while (att_pcapng_next_comment(r->file.big, &r->comments,
				       &out->bytes)) {
		if (out->bytes.len && out->bytes.p[0] == '+') {
			out->kind = ATT_TRACEFILE_STEP;
			return true;
		}
		if (is(out->bytes, ATT_TRACEFILE_BUSY)) {
			out->kind = ATT_TRACEFILE_BUSY_PORT;
			return true;
		}
		if (is(out->bytes, ATT_TRACEFILE_LATER)) {
			out->kind = ATT_TRACEFILE_LATER_EFFECTS;
			return true;
		}
	}
	return false;
}

int att_tracefile_next(struct att_tracefile_reader *r,
		       struct att_tracefile_record *out)
{
	int got = 1;

	memset(out, 0, sizeof(*out));
	if (!next_comment(r, out))
		got = next_packet(r, out);
	out->number = r->number;
	out->ms = r->ms;
	return got;
}

bool att_tracefile_goes_on(struct att_bytes head)
{
	struct att_window file = att_window_of(head);
	struct att_tracefile_reader r;
	struct att_tracefile_record rec;
	struct att_start start;

	att_tracefile_reader_init(&r, &file);
	return att_tracefile_next(&r, &rec) > 0 &&
	       rec.kind == ATT_TRACEFILE_START &&
	       !att_start_get(rec.bytes, &start) && start.part;
}

/* --- in words ------------------------------------------------------------ */

static const char *link_name(uint16_t link)
{
	switch (link) {
	case 189:
	case 220:
		return " (usbmon)";
	case 249:
		return " (USBPcap)";
	case 1:
		return " (Ethernet)";
	case 101:
		return " (IP)";
	default:
		return "";
	}
}

static bool is_pcap(const struct att_window *file)
{
	bool head = !file->at && file->next.len >= 4;
	uint32_t magic = head ? att_get32(file->next.p) : 0;

	return magic == 0xa1b2c3d4u || magic == 0xd4c3b2a1u ||
	       magic == 0xa1b23c4du || magic == 0x4d3cb2a1u;
}

static void explain_foreign(const struct att_tracefile_reader *r,
			    struct att_text *t)
{
	uint16_t link = r->file.interface[0].link;

	att_text_put(t, "not a trace of attache");
	if (!r->file.n_interfaces || link == ATT_PCAPNG_UPPER_PDU)
		return;
	att_text_put(t, ", but packets of link type ");
	att_text_dec(t, link);
	att_text_put(t, link_name(link));
}

void att_tracefile_explain(const struct att_tracefile_reader *r, int err,
			   struct att_text *t)
{
	static const char instead[] = "; attache decode shows captures and "
				      "logs";

	switch (err) {
	case ATT_E_CONFIG:
		explain_foreign(r, t);
		att_text_put(t, instead);
		return;
	case ATT_E_TYPE:
		att_text_put(t, is_pcap(r->file.file)
					? "a pcap file, not a trace of attache"
					: "not a pcapng file of this kind");
		att_text_put(t, instead);
		return;
	case ATT_E_IO:
		att_text_put(t, strerror(r->file.file->error));
		return;
	case ATT_E_MEMORY:
		att_text_put(t, att_errors_text(err));
		return;
	case ATT_E_ROOM:
		att_text_put(t, "has a block of more than 2 MiB, after ");
		break;
	case ATT_E_SHORT:
		att_text_put(t, "ends in the middle of a block, after ");
		break;
	case ATT_E_VALUE:
		att_text_put(t, "time goes backwards after ");
		break;
	default:
		att_text_put(t, "corrupt after ");
		break;
	}
	att_text_put(t, "packet ");
	att_text_dec(t, r->number);
	if (err == ATT_E_VALUE)
		return;
	att_text_put(t, " (at byte ");
	att_text_dec(t, r->file.file->at);
	att_text_put(t, ")");
}
