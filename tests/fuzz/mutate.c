/* Structure-aware mutation by the tables. */
#include "mutate.h"

#include "fuzz.h"
#include "support/random_value.h"
#include "wire/mbim/cid.h"

uint32_t mutate_below(struct mutate *m, uint32_t n)
{
	uint64_t z = m->state += 0x9e3779b97f4a7c15u; /* splitmix64 */

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (uint32_t)(((z ^ z >> 31) >> 32) * n >> 32);
}

uint32_t mutate_variants(void)
{
	static uint32_t n;

	if (n)
		return n;
	for (unsigned s = 0; s < mbim_services_count; s++)
		for (unsigned c = 0; c < mbim_services[s].n_cids; c++)
			n += mbim_services[s].cids[c].n_variants;
	return n;
}

struct mutate_variant mutate_variant(uint32_t i)
{
	i %= mutate_variants();
	for (const struct mbim_service *s = mbim_services;; s++) {
		for (unsigned k = 0; k < s->n_cids; k++) {
			const struct mbim_cid *c = &s->cids[k];
			const struct mbim_variant *v = c->variants;

			if (i < c->n_variants)
				return (struct mutate_variant){s, c, v[i].since,
							       v[i].kind,
							       v[i].layout};
			i -= c->n_variants;
		}
	}
}

/* A number in the message, and the struct that it belongs to. */
struct place {
	size_t at, width;
	size_t base; /* where offsets count from */
	const struct att_field *field;
};

static size_t get_offset(const uint8_t *body, size_t len, size_t at)
{
	return at + 4 <= len ? att_get32(body + at) : len;
}

/* Where a struct of field f, which is `at`, stands (one of its elements), or
 * len. */
static size_t inner_at(struct mutate *m, const struct att_field *f,
		       const uint8_t *body, size_t len, size_t base, size_t at)
{
	size_t element = mutate_below(m, 4);

	switch ((enum att_type)f->type) {
	case ATT_T_STRUCT:
		return at;
	case ATT_T_MS_STRUCT:
		return base + get_offset(body, len, at);
	case ATT_T_STRUCT_ARRAY:
		return base + get_offset(body, len, at) +
		       element * f->of->wire_len;
	case ATT_T_MS_STRUCT_ARRAY:
		return base + get_offset(body, len, at) + 4 +
		       element * f->of->wire_len;
	case ATT_T_REF_STRUCT_ARRAY:
		return base + get_offset(body, len, at + 8 * element);
	default:
		return len;
	}
}

/* The number of field f, which is `at`: itself, its offset or its size, or one
 * of those that follow it. */
static void place_of(struct mutate *m, const struct att_field *f, size_t base,
		     size_t at, struct place *p)
{
	p->field = f;
	p->base = base;
	p->at = at;
	p->width = f->width && f->width < 4 ? f->width : 4;
	if (!f->width)
		p->at += 4 * mutate_below(m, 8);
	else if (f->type > ATT_T_STRUCT && f->width == 8)
		p->at += 4 * mutate_below(m, 2);
}

/* A number of some field: of this struct, or of one in it. */
static bool find_place(struct mutate *m, const struct att_layout *layout,
		       const uint8_t *body, size_t len, struct place *p)
{
	size_t base = 0, start = 0, at, inner;

	for (unsigned depth = 0; depth < 4; depth++) {
		const struct att_field *f =
			&layout->fields[mutate_below(m, layout->n_fields)];

		at = start + f->wire;
		if (f->wire == UINT16_MAX) /* behind the fixed part */
			at = start + layout->wire_len + 4 * mutate_below(m, 16);
		place_of(m, f, base, at, p);
		if (!f->of || !mutate_below(m, 3))
			break;
		inner = inner_at(m, f, body, len, base, at);
		if (inner >= len)
			break;
		if (f->type != ATT_T_STRUCT && f->type != ATT_T_STRUCT_ARRAY)
			base = inner;
		start = inner;
		layout = f->of;
	}
	return p->at + p->width <= len;
}

/* Numbers at which checks turn over, for a message of len bytes. */
static uint32_t edge(struct mutate *m, size_t len, const struct place *p)
{
	uint32_t l = (uint32_t)(len - p->base);
	const uint32_t edges[] = {
		0,
		1,
		2,
		4,
		8,
		l,
		l - 1,
		l - 4,
		l - 8,
		l + 1,
		l / 2,
		l / 4,
		l / 8,
		l / 8 + 1,
		(uint32_t)(p->at - p->base),
		0x7fffffff,
		0x80000000,
		0xffffffff,
		0xfffffffc,
		0x40000000,
		0x20000000,
		0x10000,
		mutate_below(m, l + 1),
		mutate_below(m, l + 1) & ~3u,
	};

	return edges[mutate_below(m, sizeof(edges) / sizeof(edges[0]))];
}

void mutate_field(struct mutate *m, const struct att_layout *layout,
		  uint8_t *body, size_t len)
{
	const struct att_enum *e;
	struct place p;
	uint32_t v;

	if (!layout->n_fields || !find_place(m, layout, body, len, &p))
		return;
	v = edge(m, len, &p);
	e = p.field->values;
	if (e && mutate_below(m, 4))
		v = (uint32_t)e->values[mutate_below(m, e->n_values)].value;
	else if (!mutate_below(m, 4) && p.width == 4)
		v = att_get32(body + p.at) + mutate_below(m, 9) - 4;
	for (size_t i = 0; i < p.width; i++)
		body[p.at + i] = (uint8_t)(v >> 8 * i);
}

size_t mutate_make(struct mutate *m, const struct att_layout *layout,
		   uint8_t *body, size_t max)
{
	struct random_value r;
	int len;

	random_value_init(&r, mutate_below(m, UINT32_MAX),
			  mutate_below(m, RANDOM_SIZES), false);
	len = att_layout_encode(layout, random_value_of(&r, layout), body, max);
	value_release(&r.pool);
	return len > 0 ? (size_t)len : 0;
}

size_t mutate_body(struct mutate *m, const struct att_layout *layout,
		   uint8_t *body, size_t len, size_t max)
{
	switch (mutate_below(m, 10)) {
	case 0:
		return mutate_make(m, layout, body, max);
	case 1:
	case 2:
		return LLVMFuzzerMutate(body, len, max);
	case 3: /* shorter, or longer by zeros */
		if (mutate_below(m, 2))
			return mutate_below(m, (uint32_t)len + 1);
		for (uint32_t n = mutate_below(m, 9); n && len < max; n--)
			body[len++] = 0;
		return len;
	default:
		for (uint32_t n = 1 + mutate_below(m, 3); n; n--)
			mutate_field(m, layout, body, len);
		return len;
	}
}
