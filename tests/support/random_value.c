/* Fills the C struct of a layout, field by field, by its table. */
#include "random_value.h"

#include <assert.h>
#include <string.h>

#include "wire/tlv.h"
#include "wire/utf16.h"

#define LONGEST_TEXT  600u
#define LONGEST_BYTES 1500u
#define MOST_ELEMENTS 24u

void random_value_init(struct random_value *r, uint64_t seed,
		       enum random_size size, bool plain)
{
	*r = (struct random_value){
		.state = (seed + 1) * 0x9e3779b97f4a7c15u,
		.size = size,
		.plain = plain,
	};
}

uint64_t random_value_bits(struct random_value *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15u; /* splitmix64 */

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint32_t random_value_below(struct random_value *r, uint32_t n)
{
	return (uint32_t)((random_value_bits(r) >> 32) * n >> 32);
}

/* A length up to max (0: no limit but ours). */
static uint32_t any_length(struct random_value *r, uint32_t max, uint32_t ours)
{
	uint32_t few = r->depth > 1 ? 3 : 9;

	if (!max || max > ours)
		max = ours;
	few = few < max ? few : max;
	switch (r->size) {
	case RANDOM_EMPTY:
		return 0;
	case RANDOM_SHORT:
		return 1;
	case RANDOM_ANY:
		return random_value_below(r, 4) ? random_value_below(r, few + 1)
						: 0;
	case RANDOM_LONGEST:
		return r->depth > 1 ? few : max;
	case RANDOM_TYPICAL:
		few = 8 + random_value_below(r, 13);
		return few < max ? few : max;
	case RANDOM_SIZES:
		break;
	}
	return 0;
}

static uint32_t any_elements(struct random_value *r, const struct att_field *f)
{
	uint32_t max = f->type == ATT_T_MS_STRUCT ? 1 : f->max;
	uint32_t n = r->elements;

	if (r->size == RANDOM_TYPICAL) {
		if (r->depth > 1 && n)
			n = 3;
		return max && max < n ? max : n;
	}
	if (f->type == ATT_T_MS_STRUCT)
		return any_length(r, f->max, 1);
	return any_length(r, f->max, MOST_ELEMENTS);
}

static const uint8_t *any_bytes(struct random_value *r, size_t n)
{
	uint8_t *p = value_alloc(&r->pool, n);

	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)random_value_bits(r);
	return p;
}

static const uint8_t *any_letters(struct random_value *r, size_t n)
{
	uint8_t *p = value_alloc(&r->pool, n);

	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)('a' + random_value_below(r, 26));
	return p;
}

static uint64_t any_enum(struct random_value *r, const struct att_enum *e)
{
	uint64_t v = 0;

	if (!random_value_below(r, 8))
		return random_value_below(r, 1000);
	if (!e->flags)
		return e->values[random_value_below(r, e->n_values)].value;
	for (uint32_t i = random_value_below(r, 4); i; i--)
		v |= e->values[random_value_below(r, e->n_values)].value;
	return v;
}

/* The one number without an enum that has a legal range. */
static bool is_prefix_length(const char *name)
{
	return strcmp(name, "on_link_prefix_length") == 0;
}

static uint64_t any_number(struct random_value *r, const struct att_field *f)
{
	static const uint64_t odd[] = {0,	   1,	       0x7fffffff,
				       0x80000000, 0xffffffff, UINT64_MAX};

	if (f->values)
		return any_enum(r, f->values);
	if (r->plain && is_prefix_length(f->name))
		return random_value_below(r, 33);
	switch (random_value_below(r, 4)) {
	case 0:
		return odd[random_value_below(r, 6)];
	case 1:
		return random_value_below(r, 300);
	default:
		return random_value_bits(r);
	}
}

static void set_number(const struct att_field *f, void *dst, uint64_t v)
{
	const uint8_t v8 = (uint8_t)v;
	const uint16_t v16 = (uint16_t)v;
	const uint32_t v32 = (uint32_t)v;

	if (f->width == 1)
		memcpy(dst, &v8, 1);
	else if (f->width == 2)
		memcpy(dst, &v16, 2);
	else if (f->width == 4)
		memcpy(dst, &v32, 4);
	else
		memcpy(dst, &v, 8);
}

static uint64_t number_of(const struct att_field *f, const void *src)
{
	uint64_t v = 0;

	assert(f->width <= sizeof(v));
	if (f->width == 1)
		return *(const uint8_t *)src;
	if (f->width == 2)
		return *(const uint16_t *)src;
	if (f->width == 4)
		return *(const uint32_t *)src;
	memcpy(&v, src, sizeof(v));
	return v;
}

/* A code point, no surrogate. */
static uint32_t any_character(struct random_value *r)
{
	uint32_t c;

	if (r->size == RANDOM_TYPICAL)
		return 'a' + random_value_below(r, 26);
	switch (random_value_below(r, 8)) {
	case 0:
		return r->plain ? 0x1f600 + random_value_below(r, 0x40)
				: 0x10000 + random_value_below(r, 0x100000);
	case 1:
		if (r->plain)
			return 0x3b1 + random_value_below(r, 16);
		c = random_value_below(r, 0xf800);
		return c < 0xd800 ? c : c + 0x800;
	case 2:
		return r->plain ? 0xe4 : random_value_below(r, 0x20);
	default: /* no quote and no backslash: others escape them */
		return '#' + random_value_below(r, '[' - '#' + 1);
	}
}

/* Element i of an array has the content of the first. */
static bool is_copy(const struct random_value *r, size_t i)
{
	return i && r->size == RANDOM_TYPICAL;
}

/* Text of n UTF-16 units, as such or as UTF-8. */
static struct att_str any_text(struct random_value *r, uint32_t n)
{
	uint8_t *p = value_alloc(&r->pool, (size_t)3 * n + 4);
	bool utf8 = random_value_below(r, 2);
	uint32_t len = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t c = any_character(r);

		if (c >= 0x10000 && i + 1 == n)
			c = 'z';
		i += c >= 0x10000;
		if (utf8) {
			len += att_utf8_put(c, (char *)p + len);
			continue;
		}
		if (c >= 0x10000) {
			c -= 0x10000;
			att_put16(p + len, (uint16_t)(0xd800 | c >> 10));
			len += 2;
			c = 0xdc00 | (c & 0x3ff);
		}
		att_put16(p + len, (uint16_t)c);
		len += 2;
	}
	return (struct att_str){p, len, utf8};
}

static struct att_str any_string(struct random_value *r,
				 const struct att_field *f)
{
	return any_text(r, any_length(r, f->max / 2, LONGEST_TEXT / 2));
}

/* One TLV behind the others: padded, or (MBIMEx 3 allows it) not. */
static size_t put_tlv(struct random_value *r, uint8_t *p)
{
	uint32_t len = any_length(r, 0, 70);
	uint8_t pad = (uint8_t)(att_align(len, 4) - len);
	uint16_t type = (uint16_t)random_value_bits(r);

	/* a type that nobody gives a meaning */
	if (r->plain)
		type = (uint16_t)(200 + random_value_below(r, 50));
	if (!r->plain && !random_value_below(r, 4))
		pad = (uint8_t)random_value_below(r, 6);
	att_put16(p, type);
	p[3] = pad;
	att_put32(p + 4, len);
	if (len)
		memcpy(p + ATT_TLV_HEADER, any_bytes(r, len), len);
	return ATT_TLV_HEADER + len + pad;
}

static struct att_bytes any_tlvs(struct random_value *r, uint32_t n)
{
	uint8_t *p = value_alloc(&r->pool, (size_t)n * 96);
	size_t len = 0;

	for (uint32_t i = 0; i < n; i++) {
		size_t before = i ? len / i : 0;

		if (is_copy(r, i))
			memcpy(p + len, p, before);
		len += is_copy(r, i) ? before : put_tlv(r, p + len);
	}
	return att_bytes_of(p, len);
}

/* n elements of `each` bytes. */
static uint8_t *any_flat(struct random_value *r, size_t each, uint32_t n)
{
	uint8_t *p = value_alloc(&r->pool, each * n);

	for (size_t i = 0; i < each * n; i++)
		p[i] = is_copy(r, i / each) ? p[i - each]
					    : (uint8_t)random_value_bits(r);
	return p;
}

static struct att_str any_text_in_list(struct random_value *r)
{
	return any_text(r, any_length(r, 0, 20) | r->plain);
}

static struct att_array any_array(struct random_value *r,
				  const struct att_field *f, uint32_t n)
{
	struct att_str *strings;
	uint8_t *structs;

	switch (f->type) {
	case ATT_T_U32_ARRAY:
	case ATT_T_IPV4_ARRAY:
		return att_array_of(any_flat(r, 4, n), n);
	case ATT_T_TLV_U16_ARRAY:
		return att_array_of(any_flat(r, 2, n), n);
	case ATT_T_IPV6_ARRAY:
		return att_array_of(any_flat(r, 16, n), n);
	case ATT_T_STRING_ARRAY:
		strings = value_alloc(&r->pool, n * sizeof(*strings));
		for (uint32_t i = 0; i < n; i++)
			strings[i] = is_copy(r, i) ? strings[0]
						   : any_text_in_list(r);
		return att_array_of(strings, n);
	default:
		structs = value_alloc(&r->pool, (size_t)n * f->of->size);
		for (uint32_t i = 0; i < n; i++)
			memcpy(structs + (size_t)i * f->of->size,
			       is_copy(r, i) ? structs
					     : random_value_of(r, f->of),
			       f->of->size);
		return att_array_of(structs, n);
	}
}

/* The bytes of a field; those that share a count field are of one length. */
static struct att_bytes any_ref(struct random_value *r,
				const struct att_layout *l,
				const struct att_field *f, const uint8_t *in)
{
	size_t n = any_length(r, f->max, LONGEST_BYTES);
	const struct att_bytes *other;

	for (const struct att_field *g = l->fields; g < f; g++) {
		other = (const void *)(in + g->at);
		if (f->count != ATT_NO_FIELD && g->count == f->count &&
		    g->type == f->type)
			n = other->len;
	}
	if (f->type == ATT_T_REST && !n && r->plain)
		n = 1;
	if (r->plain)
		return att_bytes_of(any_letters(r, n), n);
	return att_bytes_of(any_bytes(r, n), n);
}

/* The value that some later field waits for, most of the time. */
static bool is_awaited(struct random_value *r, const struct att_layout *l,
		       const struct att_field *f, uint64_t *v)
{
	bool found = false;

	for (unsigned i = 0; i < l->n_fields; i++) {
		if (l->fields[i].when != f - l->fields)
			continue;
		if (!found ||
		    (r->size != RANDOM_TYPICAL && random_value_below(r, 2)))
			*v = l->fields[i].when_value;
		found = true;
	}
	return found && (r->size == RANDOM_TYPICAL || random_value_below(r, 8));
}

static void fill_number(struct random_value *r, const struct att_layout *l,
			const struct att_field *f, uint8_t *dst)
{
	uint64_t v = any_number(r, f), awaited = v;

	if (is_awaited(r, l, f, &awaited))
		v = awaited;
	if (f->flags & ATT_F_COUNT)
		v = 0; /* until something is counted */
	set_number(f, dst, v);
}

static void fill_address(struct random_value *r, const struct att_field *f,
			 uint8_t *dst)
{
	size_t n = f->type == ATT_T_REF_IPV4 ? 4 : 16;
	const void *p = any_length(r, 1, 1) ? any_bytes(r, n) : NULL;

	memcpy(dst, &p, sizeof(p));
}

static void fill_bytes(struct random_value *r, const struct att_layout *l,
		       const struct att_field *f, uint8_t *in)
{
	struct att_bytes *b = (void *)(in + f->at);

	if (f->type == ATT_T_TLV)
		*b = any_tlvs(r, 1);
	else if (f->type == ATT_T_TLV_LIST)
		*b = any_tlvs(r, any_elements(r, f));
	else
		*b = any_ref(r, l, f, in);
	if (f->count != ATT_NO_FIELD)
		set_number(&l->fields[f->count], in + l->fields[f->count].at,
			   b->len);
}

static void fill_array(struct random_value *r, const struct att_layout *l,
		       const struct att_field *f, uint8_t *in)
{
	uint32_t n = any_elements(r, f);
	const struct att_array a = any_array(r, f, n);

	memcpy(in + f->at, &a, sizeof(a));
	if (f->count != ATT_NO_FIELD)
		set_number(&l->fields[f->count], in + l->fields[f->count].at,
			   n);
}

static void fill(struct random_value *r, const struct att_layout *l,
		 const struct att_field *f, uint8_t *in)
{
	uint8_t *dst = in + f->at;

	switch (f->type) {
	case ATT_T_U8:
	case ATT_T_U16:
	case ATT_T_U32:
	case ATT_T_U64:
	case ATT_T_I32:
		fill_number(r, l, f, dst);
		return;
	case ATT_T_UUID:
	case ATT_T_IPV4:
	case ATT_T_IPV6:
	case ATT_T_BYTES:
		memcpy(dst, any_bytes(r, f->width), f->width);
		return;
	case ATT_T_STRUCT:
		memcpy(dst, random_value_of(r, f->of), f->of->size);
		return;
	case ATT_T_STRING:
	case ATT_T_TLV_STRING:
		*(struct att_str *)(void *)dst = any_string(r, f);
		return;
	case ATT_T_REF_BYTES:
	case ATT_T_SIZE_BYTES:
	case ATT_T_HERE_BYTES:
	case ATT_T_REST:
	case ATT_T_TLV:
	case ATT_T_TLV_LIST:
		fill_bytes(r, l, f, in);
		return;
	case ATT_T_REF_IPV4:
	case ATT_T_REF_IPV6:
		fill_address(r, f, dst);
		return;
	case ATT_T_MS_STRUCT:
	case ATT_T_U32_ARRAY:
	case ATT_T_IPV4_ARRAY:
	case ATT_T_IPV6_ARRAY:
	case ATT_T_STRING_ARRAY:
	case ATT_T_STRUCT_ARRAY:
	case ATT_T_REF_STRUCT_ARRAY:
	case ATT_T_MS_STRUCT_ARRAY:
	case ATT_T_TLV_U16_ARRAY:
		fill_array(r, l, f, in);
		return;
	}
	assert(false); /* not a type of a field of MBIM */
}

static bool is_present(const struct att_layout *l, const struct att_field *f,
		       const uint8_t *in)
{
	const struct att_field *on;

	if (f->when == ATT_NO_FIELD)
		return true;
	on = &l->fields[f->when];
	return number_of(on, in + on->at) == f->when_value;
}

void *random_value_of(struct random_value *r, const struct att_layout *layout)
{
	uint8_t *in = value_alloc(&r->pool, layout->size);

	r->depth++;
	for (unsigned i = 0; i < layout->n_fields; i++)
		if (is_present(layout, &layout->fields[i], in))
			fill(r, layout, &layout->fields[i], in);
	r->depth--;
	return in;
}
