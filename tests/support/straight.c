/* Visits of arrays in three ways, the last of them plain and slow. */
#include "support/straight.h"

#include <stdlib.h>
#include <string.h>

#define ROOM (1u << 16)

const struct straight_message *straight_find(const struct att_layout *layout)
{
	const struct straight_message *m = straight_messages;

	while (m->layout && m->layout != layout)
		m++;
	return m->layout ? m : NULL;
}

static const struct straight_struct *struct_of(const struct att_layout *layout)
{
	const struct straight_struct *s = straight_structs;

	while (s->layout != layout)
		s++;
	return s;
}

static uint64_t texts_len(const struct att_layout *of, const uint8_t *p)
{
	uint64_t len = 0;

	for (unsigned i = 0; i < of->n_fields; i++)
		if (of->fields[i].type == ATT_T_STRING)
			len += att_align(att_get32(p + of->fields[i].wire + 4),
					 4);
	return len;
}

/* What struct number i may refer to, from its first byte on. */
static struct att_bytes bytes_of(const struct att_array *a,
				 const struct att_layout *of, uint32_t i)
{
	const uint8_t *pair = a->at + (size_t)8 * i;
	uint64_t at = 0;

	switch (a->type) {
	case ATT_T_REF_STRUCT_ARRAY:
		return att_bytes_of(a->base + att_get32(pair),
				    att_get32(pair + 4));
	case ATT_T_MS_STRUCT:
	case ATT_T_MS_STRUCT_ARRAY:
		for (; i; i--)
			at += of->wire_len + texts_len(of, a->base + at);
		return att_bytes_of(a->base + at, a->base_len - (size_t)at);
	}
	return att_bytes_of(a->at + (size_t)of->wire_len * i, of->wire_len);
}

/* Two decoded structs are the same if they are written alike. */
static bool same(const struct att_layout *of, const void *a, const void *b)
{
	static uint8_t one[ROOM], other[ROOM];
	int n = att_layout_encode(of, a, one, ROOM);

	return att_layout_encode(of, b, other, ROOM) == n &&
	       (n < 0 || !memcmp(one, other, (size_t)n));
}

static bool visit(const struct att_array *a, const struct att_layout *of)
{
	const struct straight_struct *s = struct_of(of);
	struct att_cursor fast = att_cursor_of(a), slow = fast;
	uint8_t *room = calloc(3, of->size), *third = room + 2 * of->size;
	bool good = true;
	uint32_t n = 0;

	for (; good && s->next(&fast, room); n++)
		good = att_cursor_next(&slow, of, room + of->size) &&
		       att_layout_decode(of, bytes_of(a, of, n), third) == 0 &&
		       same(of, room, third) &&
		       same(of, room + of->size, third) &&
		       straight_visits_alike(of, room);
	good = good && n == a->count && !att_cursor_next(&slow, of, third);
	free(room);
	return good;
}

bool straight_visits_alike(const struct att_layout *layout, const void *in)
{
	for (unsigned i = 0; i < layout->n_fields; i++) {
		const struct att_field *f = &layout->fields[i];
		const uint8_t *at = (const uint8_t *)in + f->at;

		if (!f->of)
			continue;
		if (f->type == ATT_T_STRUCT ? !straight_visits_alike(f->of, at)
					    : !visit((const void *)at, f->of))
			return false;
	}
	return true;
}
