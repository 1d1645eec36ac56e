/* From packets to the records of a trace. */
#include "trace/read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors.h"
#include "trace/text.h"

void mbim_tracefile_reader_init(struct mbim_tracefile_reader *r,
				struct mbim_bytes file)
{
	memset(r, 0, sizeof(*r));
	mbim_pcapng_reader_init(&r->file, file);
}

static bool is(struct mbim_bytes b, const char *text)
{
	return mbim_bytes_equal(b, mbim_bytes_of(text, strlen(text)));
}

static bool has_comment(struct mbim_bytes options, const char *text)
{
	struct mbim_bytes comment;

	while (mbim_pcapng_next_comment(&options, &comment))
		if (is(comment, text))
			return true;
	return false;
}

static int kind_of(const struct mbim_pcapng_view *v)
{
	bool out = v->direction == MBIM_PCAPNG_OUT;

	if (v->link != MBIM_PCAPNG_UPPER_PDU || !v->direction)
		return MBIM_E_CONFIG;
	if (v->number == 1 && att_start_is(v->data))
		return MBIM_TRACEFILE_START;
	if (v->number == 1)
		return MBIM_E_CONFIG;
	if (is(v->dissector, MBIM_TRACEFILE_TEXTUAL))
		return out ? MBIM_TRACEFILE_EFFECT : MBIM_TRACEFILE_EVENT;
	if (att_input_is_message(v->dissector) ||
	    is(v->dissector, MBIM_TRACEFILE_BYTES))
		return out ? MBIM_TRACEFILE_OUTPUT : MBIM_TRACEFILE_INPUT;
	return MBIM_E_CONFIG;
}

static int next_packet(struct mbim_tracefile_reader *r,
		       struct mbim_tracefile_record *out)
{
	struct mbim_pcapng_view v;
	int got = mbim_pcapng_next(&r->file, &v), kind;

	/* Without a single packet it is not even the beginning of a trace. */
	if (got <= 0)
		return got || r->number ? got : MBIM_E_CONFIG;
	kind = kind_of(&v);
	if (kind < 0)
		return kind;
	if (v.number == 1)
		r->first_ms = v.ms;
	if (v.ms < r->first_ms + r->ms)
		return MBIM_E_VALUE;
	r->number = v.number;
	r->ms = v.ms - r->first_ms;
	r->comments = v.options;
	out->kind = (enum mbim_tracefile_kind)kind;
	out->bytes = v.data;
	out->message = att_input_is_message(v.dissector);
	out->goes_on = has_comment(v.options, MBIM_TRACEFILE_GOES_ON);
	return 1;
}

static bool next_comment(struct mbim_tracefile_reader *r,
			 struct mbim_tracefile_record *out)
{
	while (mbim_pcapng_next_comment(&r->comments, &out->bytes)) {
		if (out->bytes.len && out->bytes.p[0] == '+') {
			out->kind = MBIM_TRACEFILE_STEP;
			return true;
		}
		if (is(out->bytes, MBIM_TRACEFILE_BUSY)) {
			out->kind = MBIM_TRACEFILE_BUSY_PORT;
			return true;
		}
		if (is(out->bytes, MBIM_TRACEFILE_LATER)) {
			out->kind = MBIM_TRACEFILE_LATER_EFFECTS;
			return true;
		}
	}
	return false;
}

int mbim_tracefile_next(struct mbim_tracefile_reader *r,
			struct mbim_tracefile_record *out)
{
	int got = 1;

	memset(out, 0, sizeof(*out));
	if (!next_comment(r, out))
		got = next_packet(r, out);
	out->number = r->number;
	out->ms = r->ms;
	return got;
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

static bool is_pcap(struct mbim_bytes file)
{
	uint32_t magic = file.len >= 4 ? mbim_get32(file.p) : 0;

	return magic == 0xa1b2c3d4u || magic == 0xd4c3b2a1u ||
	       magic == 0xa1b23c4du || magic == 0x4d3cb2a1u;
}

static void explain_foreign(const struct mbim_tracefile_reader *r,
			    struct mbim_text *t)
{
	uint16_t link = r->file.interface[0].link;

	mbim_text_put(t, "not a trace of attache");
	if (!r->file.n_interfaces || link == MBIM_PCAPNG_UPPER_PDU)
		return;
	mbim_text_put(t, ", but packets of link type ");
	mbim_text_dec(t, link);
	mbim_text_put(t, link_name(link));
}

void mbim_tracefile_explain(const struct mbim_tracefile_reader *r, int err,
			    struct mbim_text *t)
{
	switch (err) {
	case MBIM_E_CONFIG:
		explain_foreign(r, t);
		return;
	case MBIM_E_TYPE:
		mbim_text_put(t, is_pcap(r->file.file)
					 ? "a pcap file, not a trace of attache"
					 : "not a pcapng file of this kind");
		return;
	case MBIM_E_SHORT:
		mbim_text_put(t, "ends in the middle of a block, after ");
		break;
	case MBIM_E_VALUE:
		mbim_text_put(t, "time goes backwards after ");
		break;
	default:
		mbim_text_put(t, "corrupt after ");
		break;
	}
	mbim_text_put(t, "packet ");
	mbim_text_dec(t, r->number);
}

/* --- the file ------------------------------------------------------------ */

static int read_all(FILE *f, struct mbim_bytes *out)
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
		return MBIM_E_MEMORY;
	*out = mbim_bytes_of(p, len);
	if (!ferror(f))
		return 0;
	free(p);
	return MBIM_E_IO;
}

int mbim_tracefile_load(const char *path, struct mbim_bytes *out)
{
	FILE *f = fopen(path, "rb");
	int err;

	if (!f)
		return MBIM_E_IO;
	err = read_all(f, out);
	fclose(f);
	return err;
}
