/* Packets of a pcapng file, which may be cut off or hold anything. */
#include "base/errors.h"
#include "linux/pcapng.h"
#include "linux/pcapng_blocks.h"

#define HEAD	    8u	/* type, length */
#define FRAME	    12u /* ... and length again */
#define PACKET_HEAD 20u

void mbim_pcapng_reader_init(struct mbim_pcapng_reader *r,
			     struct mbim_bytes file)
{
	memset(r, 0, sizeof(*r));
	r->file = file;
}

/* The next option: its code, or OPTION_END. */
static uint16_t next_option(struct mbim_bytes *list, struct mbim_bytes *value)
{
	uint16_t code;
	size_t step;

	if (list->len < 4)
		return OPTION_END;
	code = mbim_get16(list->p);
	if (!mbim_bytes_sub(*list, 4, mbim_get16(list->p + 2), value))
		return OPTION_END;
	step = (size_t)mbim_align(4 + value->len, 4);
	if (step > list->len)
		step = list->len;
	list->p += step;
	list->len -= step;
	return code;
}

bool mbim_pcapng_next_comment(struct mbim_bytes *options,
			      struct mbim_bytes *text)
{
	uint16_t code;

	do {
		code = next_option(options, text);
	} while (code != OPTION_END && code != OPTION_COMMENT);
	return code == OPTION_COMMENT;
}

/* One whole block: its type, and what is in it. 1, 0 at the end, or an error.
 */
static int next_block(struct mbim_pcapng_reader *r, uint32_t *type,
		      struct mbim_bytes *body)
{
	struct mbim_bytes rest;
	uint32_t len;

	if (!mbim_bytes_sub(r->file, r->at, r->file.len - r->at, &rest))
		return 0;
	if (!rest.len)
		return 0;
	if (rest.len < FRAME)
		return MBIM_E_SHORT;
	*type = mbim_get32(rest.p);
	if (!r->at && *type != BLOCK_SECTION)
		return MBIM_E_TYPE;
	if (*type == BLOCK_SECTION &&
	    mbim_get32(rest.p + 8) != BYTE_ORDER_MAGIC)
		return MBIM_E_TYPE;
	len = mbim_get32(rest.p + 4);
	if (len < FRAME || len % 4)
		return MBIM_E_LENGTH;
	if (len > rest.len)
		return MBIM_E_SHORT;
	if (mbim_get32(rest.p + len - 4) != len)
		return MBIM_E_LENGTH;
	*body = mbim_bytes_of(rest.p + HEAD, len - FRAME);
	r->at += len;
	return 1;
}

static int add_interface(struct mbim_pcapng_reader *r, struct mbim_bytes body)
{
	uint32_t i = r->n_interfaces;
	struct mbim_bytes options, value;
	uint16_t code;

	if (i == MBIM_PCAPNG_INTERFACES ||
	    !mbim_bytes_sub(body, 8, body.len - 8, &options))
		return MBIM_E_LENGTH;
	r->interface[i].link = mbim_get16(body.p);
	r->interface[i].resolution = 6; /* the default of the format */
	while ((code = next_option(&options, &value)) != OPTION_END)
		if (code == OPTION_IF_TSRESOL && value.len)
			r->interface[i].resolution = value.p[0];
	if (r->interface[i].resolution > 18)
		return MBIM_E_TYPE;
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

static uint16_t get16be(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* The tags in front of an exported PDU. */
static int read_tags(struct mbim_pcapng_view *v)
{
	struct mbim_bytes value;
	uint16_t code;

	do {
		if (v->data.len < 4)
			return MBIM_E_LENGTH;
		code = get16be(v->data.p);
		if (!mbim_bytes_sub(v->data, 4, get16be(v->data.p + 2), &value))
			return MBIM_E_RANGE;
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

static void read_flags(struct mbim_pcapng_view *v)
{
	struct mbim_bytes options = v->options, value;
	uint16_t code;

	while ((code = next_option(&options, &value)) != OPTION_END)
		if (code == OPTION_EPB_FLAGS && value.len >= 4)
			v->direction = mbim_get32(value.p) & 3;
}

static int read_packet(struct mbim_pcapng_reader *r, struct mbim_bytes body,
		       struct mbim_pcapng_view *v)
{
	uint32_t interface, len;
	uint64_t ticks;
	size_t at;

	if (body.len < PACKET_HEAD)
		return MBIM_E_LENGTH;
	interface = mbim_get32(body.p);
	if (interface >= r->n_interfaces)
		return MBIM_E_RANGE;
	ticks = (uint64_t)mbim_get32(body.p + 4) << 32 | mbim_get32(body.p + 8);
	len = mbim_get32(body.p + 12);
	memset(v, 0, sizeof(*v));
	v->number = ++r->packets;
	v->link = r->interface[interface].link;
	v->ms = to_ms(ticks, r->interface[interface].resolution);
	if (!mbim_bytes_sub(body, PACKET_HEAD, len, &v->data))
		return MBIM_E_RANGE;
	at = PACKET_HEAD + (size_t)mbim_align(len, 4);
	if (mbim_bytes_has(body, at, 0))
		mbim_bytes_sub(body, at, body.len - at, &v->options);
	read_flags(v);
	return v->link == MBIM_PCAPNG_UPPER_PDU ? read_tags(v) : 0;
}

int mbim_pcapng_next(struct mbim_pcapng_reader *r, struct mbim_pcapng_view *out)
{
	struct mbim_bytes body;
	uint32_t type;
	int got, err = 0;

	while ((got = next_block(r, &type, &body)) > 0) {
		if (type == BLOCK_PACKET) {
			err = read_packet(r, body, out);
			return err ? err : 1;
		}
		if (type == BLOCK_SECTION)
			r->n_interfaces = 0;
		if (type == BLOCK_INTERFACE)
			err = add_interface(r, body);
		if (err)
			return err;
	}
	return got;
}
