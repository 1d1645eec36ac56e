/* Access to the elements of arrays: validated views of the wire, or arrays of
 * the caller's C values. */
#include "wire/walk.h"

struct att_array att_array_of(const void *p, uint32_t count)
{
	return (struct att_array){.at = p, .count = count};
}

struct att_str att_array_str(const struct att_array *a, uint32_t i)
{
	struct att_str s;

	if (a->base)
		return att_walk_view(a->base, a->at + (size_t)8 * i);
	memcpy(&s, a->at + sizeof(s) * i, sizeof(s));
	return s;
}

/* Bytes of the texts behind the inline part at p. */
static uint64_t texts_len(const struct att_layout *of, const uint8_t *p)
{
	uint64_t len = 0;

	for (unsigned i = 0; i < of->n_fields; i++)
		if (of->fields[i].type == ATT_T_STRING)
			len += att_align(att_get32(p + of->fields[i].wire + 4),
					 4);
	return len;
}

/* The structs of an MS array have their texts behind them, each its own, as
 * libmbim and Wireshark read it. */
static struct att_bytes take_ms(struct att_cursor *c,
				const struct att_layout *of)
{
	struct att_bytes out = {c->at, (size_t)(c->end - c->at)};
	uint64_t len = out.len;

	if (of->wire_len <= out.len)
		len = of->wire_len + texts_len(of, c->at);
	c->at += len < out.len ? (size_t)len : out.len;
	return out;
}

static struct att_bytes take_ref(struct att_cursor *c)
{
	struct att_bytes base = {c->base, (size_t)(c->end - c->base)};
	struct att_bytes out = {c->base, 0};
	const uint8_t *pair = c->at;

	c->at += 8;
	(void)att_bytes_sub(base, att_get32(pair), att_get32(pair + 4), &out);
	return out;
}

struct att_bytes att_walk_next(struct att_cursor *c,
			       const struct att_layout *of)
{
	struct att_bytes out;

	c->left--;
	switch (c->type) {
	case ATT_T_REF_STRUCT_ARRAY:
		return take_ref(c);
	case ATT_T_MS_STRUCT:
	case ATT_T_MS_STRUCT_ARRAY:
		return take_ms(c, of);
	}
	out = att_bytes_of(c->at, of->wire_len);
	c->at += of->wire_len;
	return out;
}
