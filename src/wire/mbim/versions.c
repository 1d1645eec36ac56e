/* A message of one MBIMEx version as another version has it. The C struct of
 * the source is decoded, that of the target is filled from it, field by field,
 * and encoded: a view in it is one of the source's bytes. Structs of arrays are
 * carried over one by one where they differ, and copied where they do not. */
#include "wire/mbim/versions.h"

#include "base/errors.h"
#include "wire/put.h"
#include "wire/walk.h"

struct versions {
	uint16_t from, to;
};

/* Any C struct. */
union room {
	uint64_t numbers[MBIM_VERSION_STRUCT_MAX / sizeof(uint64_t)];
	struct att_array views[1]; /* so that it is aligned for them */
	uint8_t bytes[MBIM_VERSION_STRUCT_MAX];
};

/* What an empty buffer is to the other version. */
static const struct att_field no_field;
static const struct att_layout nothing = {.fields = &no_field};

/* --- the tables ------------------------------------------------------------
 */

static bool same_name(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* What the tables say of a field; NULL: nothing. */
static const struct mbim_field_change *change_of(const struct att_layout *l,
						 unsigned i)
{
	const struct mbim_field_change *c = mbim_field_changes;

	while (c->of && (c->of != l || c->field != i))
		c++;
	return c->of ? c : NULL;
}

static bool was(const struct att_layout *l, unsigned i, const char *name)
{
	const struct mbim_field_change *c = change_of(l, i);

	return c && c->was && same_name(c->was, name);
}

/* The field of `from` that says what field i of `to` does, or NULL. */
static const struct att_field *counterpart(const struct att_layout *from,
					   const struct att_layout *to,
					   unsigned i)
{
	const char *name = to->fields[i].name;

	for (unsigned k = 0; k < from->n_fields; k++)
		if (same_name(from->fields[k].name, name))
			return &from->fields[k];
	for (unsigned k = 0; k < from->n_fields; k++)
		if (was(from, k, name) || was(to, i, from->fields[k].name))
			return &from->fields[k];
	return NULL;
}

static bool is_of(const struct mbim_value_change *r, const struct att_enum *e)
{
	return e && (r->of == e || r->then == e);
}

/* In which of the three times of a bit a version is. */
static int time_of(const struct mbim_value_change *r, uint16_t ex)
{
	return (ex >= r->since) + (ex >= r->until);
}

static bool is_other(const struct versions *v, const struct att_enum *e)
{
	for (const struct mbim_value_change *r = mbim_value_changes; r->of; r++)
		if (is_of(r, e) && time_of(r, v->from) != time_of(r, v->to))
			return true;
	return false;
}

/* True if the versions mean something else by the same layout. */
static bool means_other(const struct versions *v, const struct att_layout *l)
{
	for (unsigned i = 0; i < l->n_fields; i++) {
		const struct att_field *f = &l->fields[i];

		if (is_other(v, f->values) || (f->of && means_other(v, f->of)))
			return true;
	}
	return false;
}

/* --- bits that become others -----------------------------------------------
 */

/* The first field of an enum, or NULL. */
static const struct att_field *field_of(const struct att_layout *l,
					const struct att_enum *e)
{
	for (unsigned i = 0; i < l->n_fields; i++)
		if (l->fields[i].values == e)
			return &l->fields[i];
	return NULL;
}

/* What the struct says beside a bit of row r, and whether any row means it. */
static bool is_told(const struct mbim_value_change *r, uint64_t beside)
{
	const struct mbim_value_change *first = r;
	uint64_t any = 0;

	while (first > mbim_value_changes && first[-1].of == r->of)
		first--;
	for (const struct mbim_value_change *k = first; k->of == r->of; k++)
		any |= k->any;
	return beside & any ? (beside & r->any) != 0 : r == first;
}

/* True if `value` of a field of *in has the bit of row r. */
static bool has_bit(const struct versions *v, const struct mbim_value_change *r,
		    const struct att_layout *l, const uint8_t *in,
		    uint64_t value)
{
	const struct att_field *f = field_of(l, r->beside);

	switch (time_of(r, v->from)) {
	case 0:
		return false;
	case 1:
		return (value & r->value) != 0;
	}
	return value & r->is &&
	       is_told(r, f ? att_put_value(f, in + f->at) : 0);
}

/* A value of field f of *in, in the bits of the target. */
static uint64_t carry(const struct versions *v, const struct att_field *f,
		      const struct att_layout *l, const uint8_t *in)
{
	uint64_t value = att_put_value(f, in + f->at), out = value;
	const struct mbim_value_change *r;

	for (r = mbim_value_changes; r->of; r++)
		if (is_of(r, f->values))
			out &= ~(uint64_t)(r->value | r->is);
	for (r = mbim_value_changes; r->of; r++) {
		const uint32_t bits[] = {r->before, r->value, r->is};

		if (is_of(r, f->values) && has_bit(v, r, l, in, value))
			out |= bits[time_of(r, v->to)];
	}
	return out;
}

/* What a field of the enum e says beside the bits that *in has. */
static uint64_t beside(const struct versions *v, const struct att_enum *e,
		       const struct att_layout *l, const uint8_t *in)
{
	uint64_t out = 0;

	for (const struct mbim_value_change *r = mbim_value_changes; r->of;
	     r++) {
		const struct att_field *f = field_of(l, r->of);

		if (f && r->beside == e && time_of(r, v->to) == 2 &&
		    has_bit(v, r, l, in, att_put_value(f, in + f->at)))
			out |= r->as;
	}
	return out;
}

/* --- filling the C struct of the target ------------------------------------
 */

static bool is_number(const struct att_field *f)
{
	return f->type <= ATT_T_U64;
}

static bool is_text(const struct att_field *f)
{
	return f->type == ATT_T_STRING || f->type == ATT_T_TLV_STRING;
}

static bool is_bytes(const struct att_field *f)
{
	return f->type == ATT_T_REF_BYTES || f->type == ATT_T_SIZE_BYTES ||
	       f->type == ATT_T_HERE_BYTES;
}

/* Arrays whose structs are carried over one by one. */
static bool has_structs(const struct att_field *f)
{
	return f->type == ATT_T_REF_STRUCT_ARRAY ||
	       f->type == ATT_T_MS_STRUCT || f->type == ATT_T_MS_STRUCT_ARRAY;
}

/* True if what g holds can be said by f. */
static bool can_take(const struct att_field *f, const struct att_field *g)
{
	if (is_number(f))
		return is_number(g);
	if (is_text(f))
		return is_text(g);
	if (is_bytes(f))
		return is_bytes(g);
	return f->type == g->type && f->width == g->width &&
	       (f->of == g->of || f->type == ATT_T_STRUCT || has_structs(f));
}

static void store(const struct att_field *f, uint8_t *dst, uint64_t value)
{
	uint8_t v8 = (uint8_t)value;
	uint16_t v16 = (uint16_t)value;
	uint32_t v32 = (uint32_t)value;

	switch (f->width) {
	case 1:
		memcpy(dst, &v8, sizeof(v8));
		return;
	case 2:
		memcpy(dst, &v16, sizeof(v16));
		return;
	case 4:
		memcpy(dst, &v32, sizeof(v32));
		return;
	}
	memcpy(dst, &value, sizeof(value));
}

/* Where the source has nothing; *dst is 0. */
static void fill_absent(const struct versions *v, const struct att_layout *to,
			unsigned i, const struct att_layout *from,
			const uint8_t *in, uint8_t *dst)
{
	const struct mbim_field_change *c = change_of(to, i);
	const struct att_field *f = &to->fields[i];

	if (c && c->absent)
		memcpy(dst, c->absent, sizeof(*c->absent));
	else if (att_walk_is_fixed(f) && f->flags & ATT_F_UNKNOWN)
		store(f, dst, (uint64_t)(int32_t)f->max);
	else if (is_number(f) && f->values)
		store(f, dst, beside(v, f->values, from, in));
}

/* *out from *in. A number that does not fit is as good as not there. */
static void fill(const struct versions *v, const struct att_layout *from,
		 const uint8_t *in, const struct att_layout *to, uint8_t *out)
{
	for (unsigned i = 0; i < to->n_fields; i++) {
		const struct att_field *f = &to->fields[i];
		const struct att_field *g = counterpart(from, to, i);
		uint8_t *dst = out + f->at;
		uint64_t value;

		memset(dst, 0, att_walk_size(f));
		if (!g || !can_take(f, g)) {
			fill_absent(v, to, i, from, in, dst);
		} else if (f->type == ATT_T_STRUCT) {
			fill(v, g->of, in + g->at, f->of, dst);
		} else if (is_number(f)) {
			value = carry(v, g, from, in);
			if (f->width < 8 && value >> 8 * f->width)
				fill_absent(v, to, i, from, in, dst);
			else
				store(f, dst, value);
		} else {
			memcpy(dst, in + g->at, att_walk_size(f));
		}
	}
}

/* --- writing it ------------------------------------------------------------
 */

/* One field that is there. A text may be of any length. */
static int put_field(struct att_put *o, struct att_put_frame *s,
		     const struct att_field *f)
{
	if (f->type == ATT_T_STRING)
		return att_put_string(o, s, (const void *)(s->in + f->at), 0);
	return att_put_field(o, s, f);
}

/* The next struct of an array, at the end. */
static int put_element(const struct versions *v, struct att_put *o,
		       struct att_cursor *c, const struct att_layout *from,
		       const struct att_layout *to)
{
	union room in, out;
	struct att_put_frame s = {to, out.bytes, o->end, o->end};

	if (from->size > sizeof(in) || to->size > sizeof(out))
		return ATT_E_ROOM;
	att_walk_load(from, att_walk_next(c, from), &in);
	fill(v, from, in.bytes, to, out.bytes);
	if (!att_put_room(o, att_put_inline_len(to, &out)))
		return ATT_E_ROOM;
	for (unsigned i = 0; i < to->n_fields; i++) {
		const struct att_field *f = &to->fields[i];
		int err = att_put_has(to, f, s.in) ? put_field(o, &s, f) : 0;

		if (err)
			return err;
	}
	return 0;
}

/* The structs of f, which are those of g in the source. */
static int put_structs(const struct versions *v, struct att_put *o,
		       struct att_put_frame *s, const struct att_field *f,
		       const struct att_field *g)
{
	const struct att_array *a = (const void *)(s->in + f->at);
	struct att_cursor c = att_cursor_of(a);
	bool pairs = f->type == ATT_T_REF_STRUCT_ARRAY;
	size_t from = o->end;
	uint8_t *count;
	int err = 0;

	if (f->count != ATT_NO_FIELD)
		att_put_count(o, s, f, a->count);
	if (f->type == ATT_T_MS_STRUCT_ARRAY && a->count) {
		count = att_put_room(o, 4);
		if (!count)
			return ATT_E_ROOM;
		att_put32(count, a->count);
	}
	while (c.left && !err) {
		size_t one = o->end;

		err = put_element(v, o, &c, g->of, f->of);
		if (!err)
			err = att_put_pad(o, one);
		if (!err && pairs)
			att_put_pair(o, s, (uint32_t)(one - s->start),
				     (uint32_t)(o->end - one));
	}
	if (!err && !pairs)
		att_put_pair(o, s, a->count ? (uint32_t)(from - s->start) : 0,
			     (uint32_t)(o->end - from));
	return err;
}

static int put_message(const struct versions *v, struct att_put *o,
		       const struct att_layout *from,
		       const struct att_layout *to, const uint8_t *in)
{
	struct att_put_frame s = {to, in, 0, 0};

	if (!att_put_room(o, att_put_inline_len(to, in)))
		return ATT_E_ROOM;
	for (unsigned i = 0; i < to->n_fields; i++) {
		const struct att_field *f = &to->fields[i];
		const struct att_field *g = counterpart(from, to, i);
		int err;

		if (!att_put_has(to, f, in))
			continue;
		if (g && has_structs(f) && can_take(f, g) &&
		    (f->of != g->of || means_other(v, f->of)))
			err = put_structs(v, o, &s, f, g);
		else
			err = put_field(o, &s, f);
		if (err)
			return err;
	}
	return 0;
}

static int translate(const struct versions *v, const struct att_layout *from,
		     const struct att_layout *to, struct att_bytes body,
		     struct att_put *o)
{
	union room in, out;
	int err = 0;

	if (from->size > sizeof(in) || to->size > sizeof(out))
		return ATT_E_ROOM;
	if (from != &nothing)
		err = att_layout_decode(from, body, &in);
	if (err)
		return err;
	fill(v, from, in.bytes, to, out.bytes);
	return put_message(v, o, from, to, out.bytes);
}

static int copy(struct att_bytes body, uint8_t *buf, size_t cap)
{
	if (body.len > cap || body.len > INT32_MAX)
		return ATT_E_ROOM;
	if (body.len)
		memcpy(buf, body.p, body.len);
	return (int)body.len;
}

int mbim_version_translate(const struct mbim_cid *cid, enum mbim_kind kind,
			   uint16_t from, uint16_t to, struct att_bytes body,
			   uint8_t *buf, size_t cap)
{
	const struct versions v = {from, to};
	struct att_put o = {buf, cap, 0};
	const struct att_layout *l, *m;
	int err;

	if (!cid || from == to)
		return copy(body, buf, cap);
	if (from < cid->since || to < cid->since)
		return ATT_E_VALUE;
	l = mbim_cid_layout(cid, kind, from);
	m = mbim_cid_layout(cid, kind, to);
	if (l == m && (!l || !means_other(&v, l)))
		return copy(body, buf, cap);
	err = translate(&v, l ? l : &nothing, m ? m : &nothing, body, &o);
	return err ? err : (int)o.end;
}
