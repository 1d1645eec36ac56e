/* Access to the elements of arrays: validated views of the wire, or arrays of
 * the caller's C values. */
#include "wire/walk.h"

struct att_array att_array_of(const void *p, uint32_t count)
{
	return (struct att_array){.at = p, .count = count};
}

uint32_t att_array_u32(const struct att_array *a, uint32_t i)
{
	uint32_t v;

	if (a->base)
		return att_get32(a->at + (size_t)4 * i);
	memcpy(&v, a->at + (size_t)4 * i, sizeof(v));
	return v;
}

uint16_t att_array_u16(const struct att_array *a, uint32_t i)
{
	uint16_t v;

	if (a->base)
		return att_get16(a->at + (size_t)2 * i);
	memcpy(&v, a->at + (size_t)2 * i, sizeof(v));
	return v;
}

struct att_ipv4 att_array_ipv4(const struct att_array *a, uint32_t i)
{
	struct att_ipv4 v;

	memcpy(&v, a->at + sizeof(v) * i, sizeof(v));
	return v;
}

struct att_ipv6 att_array_ipv6(const struct att_array *a, uint32_t i)
{
	struct att_ipv6 v;

	memcpy(&v, a->at + sizeof(v) * i, sizeof(v));
	return v;
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

/* Where element i of an MS array begins: each one has its texts behind it,
 * as libmbim and Wireshark read it. */
static uint64_t ms_element_at(const struct att_array *a,
			      const struct att_layout *of, uint32_t i)
{
	struct att_bytes base = {a->base, a->base_len};
	uint64_t at = 0;

	for (; i && att_bytes_has(base, at, of->wire_len); i--)
		at += of->wire_len + texts_len(of, a->base + at);
	return i ? a->base_len : at;
}

struct att_bytes att_walk_element(const struct att_array *a,
				  const struct att_layout *of, uint32_t i)
{
	struct att_bytes base = {a->base, a->base_len}, out = {a->base, 0};
	const uint8_t *pair = a->at + (size_t)8 * i;
	uint64_t at;

	switch (a->type) {
	case ATT_T_REF_STRUCT_ARRAY:
		(void)att_bytes_sub(base, att_get32(pair), att_get32(pair + 4),
				    &out);
		return out;
	case ATT_T_MS_STRUCT:
	case ATT_T_MS_STRUCT_ARRAY:
		at = ms_element_at(a, of, i);
		if (at <= a->base_len)
			(void)att_bytes_sub(base, at, a->base_len - at, &out);
		return out;
	}
	return att_bytes_of(a->at + (size_t)of->wire_len * i, of->wire_len);
}
