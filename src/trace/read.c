/* From packets to the records of a trace. */
#include "trace/read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors.h"
#include "trace/text.h"

void att_tracefile_reader_init(struct att_tracefile_reader *r,
			       struct att_bytes file)
{
	memset(r, 0, sizeof(*r));
	att_pcapng_reader_init(&r->file, file);
}

static bool is(struct att_bytes b, const char *text)
{
	return att_bytes_equal(b, att_bytes_of(text, strlen(text)));
}

static bool has_comment(struct att_bytes options, const char *text)
{
	struct att_bytes comment;

	while (att_pcapng_next_comment(&options, &comment))
		if (is(comment, text))
			return true;
	return false;
}

static int kind_of(const struct att_pcapng_view *v)
{
	bool out = v->direction == ATT_PCAPNG_OUT;

	if (v->link != ATT_PCAPNG_UPPER_PDU || !v->direction)
		return ATT_E_CONFIG;
	if (att_start_is(v->data))
		return ATT_TRACEFILE_START;
	if (v->number == 1)
		return ATT_E_CONFIG;
	if (is(v->dissector, ATT_TRACEFILE_TEXTUAL))
		return out ? ATT_TRACEFILE_EFFECT : ATT_TRACEFILE_EVENT;
	if (att_input_is_message(v->dissector) ||
	    is(v->dissector, ATT_TRACEFILE_BYTES))
		return out ? ATT_TRACEFILE_OUTPUT : ATT_TRACEFILE_INPUT;
	return ATT_E_CONFIG;
}

static int next_packet(struct att_tracefile_reader *r,
		       struct att_tracefile_record *out)
{
	struct att_pcapng_view v;
	int got = att_pcapng_next(&r->file, &v), kind;

	/* Without a single packet it is not even the beginning of a trace. */
	if (got <= 0)
		return got || r->number ? got : ATT_E_CONFIG;
	kind = kind_of(&v);
	if (kind < 0)
		return kind;
	if (v.number == 1)
		r->first_ms = v.ms;
	if (v.ms < r->first_ms + r->ms)
		return ATT_E_VALUE;
	r->number = v.number;
	r->ms = v.ms - r->first_ms;
	r->comments = v.options;
	out->kind = (enum att_tracefile_kind)kind;
	out->bytes = v.data;
	out->message = att_input_is_message(v.dissector);
	out->goes_on = has_comment(v.options, ATT_TRACEFILE_GOES_ON);
	return 1;
}

static bool next_comment(struct att_tracefile_reader *r,
			 struct att_tracefile_record *out)
{
	while (att_pcapng_next_comment(&r->comments, &out->bytes)) {
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

bool att_tracefile_goes_on(struct att_bytes file)
{
	struct att_tracefile_reader r;
	struct att_tracefile_record rec;
	struct att_start start;

	att_tracefile_reader_init(&r, file);
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

static bool is_pcap(struct att_bytes file)
{
	uint32_t magic = file.len >= 4 ? att_get32(file.p) : 0;

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
}

/* --- the file ------------------------------------------------------------ */

static int read_all(FILE *f, struct att_bytes *out)
{
	size_t cap = 65536, len = 0, n;
	uint8_t *p = malloc(cap), *more;

	while (p && (n = fread(p + len, 1, cap - len, f)) > 0) {
		len += n;
		if (len < cap)
			continue;
		cap *= 2;
		more = realloc(p, cap);
		if (!more)
			free(p);
		p = more;
	}
	if (!p)
		return ATT_E_MEMORY;
	*out = att_bytes_of(p, len);
	if (!ferror(f))
		return 0;
	free(p);
	return ATT_E_IO;
}

int att_tracefile_load(const char *path, struct att_bytes *out)
{
	FILE *f = fopen(path, "rb");
	int err;

	if (!f)
		return ATT_E_IO;
	err = read_all(f, out);
	fclose(f);
	return err;
}
