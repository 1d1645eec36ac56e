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
	const struct att_field *f = of->fields;
	uint64_t len = 0;

	for (unsigned n = of->n_strings; n; f++) {
		if (f->type != ATT_T_STRING)
			continue;
		len += att_align(att_get32(p + f->wire + 4), 4);
		n--;
	}
	return len;
}

/* The structs of an MS array have their texts behind them, each its own, as
 * libmbim and Wireshark read it. */
struct att_bytes att_walk_next_ms(struct att_cursor *c,
				  const struct att_layout *of)
{
	struct att_bytes out = {c->at, (size_t)(c->end - c->at)};
	uint64_t len = out.len;

	if (of->wire_len <= out.len)
		len = of->wire_len + texts_len(of, c->at);
	c->at += len < out.len ? (size_t)len : out.len;
	return out;
}
