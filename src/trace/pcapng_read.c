/* Packets of a pcapng file, which may be cut off or hold anything. */
#include "base/errors.h"
#include "trace/pcapng.h"
#include "trace/pcapng_blocks.h"

#define FRAME	    12u /* of a block: type, length in front and behind */
#define PACKET_HEAD 20u

void att_pcapng_reader_init(struct att_pcapng_reader *r,
			    struct att_window *file)
{
	memset(r, 0, sizeof(*r));
	r->file = file;
}

static uint16_t get16(bool big, const uint8_t *p)
{
	return big ? att_get16_be(p) : att_get16(p);
}

static uint32_t get32(bool big, const uint8_t *p)
{
	return big ? att_get32_be(p) : att_get32(p);
}

static int64_t get_i64(bool big, const uint8_t *p)
{
	uint64_t high = get32(big, p + (big ? 0 : 4));

	return (int64_t)(high << 32 | get32(big, p + (big ? 4 : 0)));
}

/* The next option: its code, or OPTION_END. */
static uint16_t next_option(bool big, struct att_bytes *list,
			    struct att_bytes *value)
{
	uint16_t code;
	size_t step;

	if (list->len < 4)
		return OPTION_END;
	code = get16(big, list->p);
	if (!att_bytes_sub(*list, 4, get16(big, list->p + 2), value))
		return OPTION_END;
	step = (size_t)att_align(4 + value->len, 4);
	if (step > list->len)
		step = list->len;
	list->p += step;
	list->len -= step;
	return code;
}

bool att_pcapng_next_comment(bool big, struct att_bytes *comments,
			     struct att_bytes *text)
{
	uint16_t code;

	do {
		code = next_option(big, comments, text);
	} while (code != OPTION_END && code != OPTION_COMMENT);
	return code == OPTION_COMMENT;
}

/* The type and the length of the block whose first bytes are these. */
static int read_head(struct att_pcapng_reader *r, const uint8_t *head,
		     uint32_t *type, uint32_t *len)
{
	*type = get32(r->big, head);
	if (*type == BLOCK_SECTION) { /* the same in both orders */
		r->big = get32(true, head + 8) == BYTE_ORDER_MAGIC;
		if (get32(r->big, head + 8) != BYTE_ORDER_MAGIC)
			return ATT_E_TYPE;
		r->begun = true;
	}
	if (!r->begun)
		return ATT_E_TYPE;
	*len = get32(r->big, head + 4);
	return *len < FRAME || *len % 4 ? ATT_E_LENGTH : 0;
}

static int add_interface(struct att_pcapng_reader *r, struct att_bytes body)
{
	uint32_t i = r->n_interfaces;
	struct att_bytes options, value;
	int64_t epoch_s = 0;
	uint16_t code;

	if (i == ATT_PCAPNG_INTERFACES ||
	    !att_bytes_sub(body, 8, body.len - 8, &options))
		return ATT_E_LENGTH;
	r->interface[i].link = get16(r->big, body.p);
	r->interface[i].resolution = 6; /* the default of the format */
	while ((code = next_option(r->big, &options, &value)) != OPTION_END) {
		if (code == OPTION_IF_TSRESOL && value.len)
			r->interface[i].resolution = value.p[0];
		if (code == OPTION_IF_TSOFFSET && value.len == 8)
			epoch_s = get_i64(r->big, value.p);
	}
	r->interface[i].epoch_s = epoch_s;
	if (r->interface[i].resolution > 18)
		return ATT_E_TYPE;
	r->n_interfaces++;
	return 0;
}

static uint64_t to_ms(uint64_t ticks, unsigned resolution)
{
	for (; resolution > 3; resolution--)
		ticks /= 10;
	for (; resolution < 3; resolution++)
		ticks *= 10;
	return ticks;
}

/* The tags in front of an exported PDU. */
static int read_tags(struct att_pcapng_view *v)
{
	struct att_bytes value;
	uint16_t code;

	do {
		if (v->data.len < 4)
			return ATT_E_LENGTH;
		code = get16(true, v->data.p);
		if (!att_bytes_sub(v->data, 4, get16(true, v->data.p + 2),
				   &value))
			return ATT_E_RANGE;
		v->data.p += 4 + value.len;
		v->data.len -= 4 + value.len;
		if (code != TAG_DISSECTOR)
			continue;
		while (value.len && !value.p[value.len - 1])
			value.len--;
		v->dissector = value;
	} while (code != TAG_END);
	return 0;
}

/* The flags; and the comments, from the first one on. */
static void read_options(struct att_pcapng_view *v, struct att_bytes options)
{
	struct att_bytes rest = options, value;
	uint16_t code;

	while ((code = next_option(v->big, &rest, &value)) != OPTION_END) {
		if (code == OPTION_EPB_FLAGS && value.len >= 4)
			v->direction = get32(v->big, value.p) & 3;
		if (code == OPTION_COMMENT && !v->comments.len)
			v->comments = options;
		options = rest;
	}
}

static int read_packet(struct att_pcapng_reader *r, struct att_bytes body,
		       struct att_pcapng_view *v)
{
	uint32_t i, len;
	uint64_t ticks;
	struct att_bytes options;
	size_t at;

	if (body.len < PACKET_HEAD)
		return ATT_E_LENGTH;
	i = get32(r->big, body.p);
	if (i >= r->n_interfaces)
		return ATT_E_RANGE;
	ticks = (uint64_t)get32(r->big, body.p + 4) << 32 |
		get32(r->big, body.p + 8);
	len = get32(r->big, body.p + 12);
	memset(v, 0, sizeof(*v));
	v->number = ++r->packets;
	v->big = r->big;
	v->link = r->interface[i].link;
	v->ms = to_ms(ticks, r->interface[i].resolution);
	v->epoch_s = r->interface[i].epoch_s;
	v->original_len = get32(r->big, body.p + 16);
	if (!att_bytes_sub(body, PACKET_HEAD, len, &v->data))
		return ATT_E_RANGE;
	at = PACKET_HEAD + (size_t)att_align(len, 4);
	if (att_bytes_sub(body, at, body.len - at, &options))
		read_options(v, options);
	return v->link == ATT_PCAPNG_UPPER_PDU ? read_tags(v) : 0;
}

static int read_block(struct att_pcapng_reader *r, uint32_t type,
		      struct att_bytes block, struct att_pcapng_view *out)
{
	struct att_bytes body = {block.p + FRAME - 4, block.len - FRAME};
	int err = 0;

	if (get32(r->big, block.p + block.len - 4) != block.len)
		return ATT_E_LENGTH;
	switch (type) {
	case BLOCK_PACKET:
		err = read_packet(r, body, out);
		return err ? err : 1;
	case BLOCK_SECTION:
		r->n_interfaces = 0;
		return 0;
	case BLOCK_INTERFACE:
		return add_interface(r, body);
	default: /* of no interest here */
		return 0;
	}
}

/* Go behind a block that is of no interest and too long to be held. */
static int pass_over(struct att_pcapng_reader *r, uint32_t len)
{
	struct att_window *w = r->file;
	int got = att_window_pass(w, len - 4);

	if (got > 0)
		got = att_window_need(w, 4);
	if (got <= 0)
		return got ? got : ATT_E_SHORT;
	if (get32(r->big, w->next.p) != len)
		return ATT_E_LENGTH;
	att_window_take(w, 4);
	return 0;
}

/* The next block: 1: it is a packet; 0: it is none. */
static int next_block(struct att_pcapng_reader *r, struct att_pcapng_view *out)
{
	struct att_window *w = r->file;
	uint32_t type, len;
	int got = read_head(r, w->next.p, &type, &len);

	if (got)
		return got;
	if (len > ATT_WINDOW_MAX && type != BLOCK_PACKET &&
	    type != BLOCK_SECTION && type != BLOCK_INTERFACE)
		return pass_over(r, len);
	got = att_window_need(w, len);
	if (got > 0)
		got = read_block(r, type, att_bytes_of(w->next.p, len), out);
	if (got >= 0)
		att_window_take(w, len);
	return got;
}

int att_pcapng_next(struct att_pcapng_reader *r, struct att_pcapng_view *out)
{
	int got;

	do {
		got = att_window_need(r->file, FRAME);
		if (got <= 0)
			return got;
		got = next_block(r, out);
	} while (!got);
	return got;
}
