/* Walks a C struct by its table. */
#include "qmi_value.h"

#include <string.h>

#include "generated/qmi_messages.h"
#include "support/qmi_straight.h"
#include "wire/walk.h"

/* One struct, and where its values go. */
struct frame {
	struct value_pool *pool;
	bool straight;
	struct value *out;
};

static bool next_struct(const struct frame *s, struct att_cursor *c,
			const struct att_layout *of, void *out)
{
	const struct qmi_straight_struct *one = qmi_straight_structs();

	while (s->straight && one->layout && one->layout != of)
		one++;
	return s->straight ? one->next(c, out) : att_cursor_next(c, of, out);
}

static void add_fixed(struct frame *s, const char *name, unsigned type,
		      unsigned width, const uint8_t *in)
{
	uint64_t v = 0;

	if (type >= ATT_T_UUID) {
		value_add_bytes(s->pool, s->out, name, VALUE_BYTES, in, width);
		return;
	}
	for (unsigned i = 0; i < width; i++)
		v |= (uint64_t)in[att_host_is_little() ? i : width - 1 - i]
		     << 8 * i;
	value_add_number(s->pool, s->out, name, v);
}

static void add_struct(struct frame *s, const char *name,
		       const struct att_layout *l, const uint8_t *in);

static void add_elements(struct frame *s, const struct att_field *f,
			 const struct att_array *a)
{
	unsigned each = f->of ? 0 : att_walk_width(f->count);
	struct att_cursor c = att_cursor_of(a);
	struct att_str str;
	uint8_t *room;

	for (uint32_t i = 0; i < a->count; i++) {
		if (f->of) {
			room = value_alloc(s->pool, f->of->size);
			(void)next_struct(s, &c, f->of, room);
			add_struct(s, "", f->of, room);
		} else if (f->count == ATT_T_TEXT) {
			(void)qmi_text_next(&c, &str);
			value_add_bytes(s->pool, s->out, "", VALUE_TEXT, str.p,
					str.len);
		} else {
			add_fixed(s, "", f->count, each,
				  a->at + (size_t)each * i);
		}
	}
}

static void add(struct frame *s, const struct att_field *f, const uint8_t *in)
{
	struct frame inner = *s;
	struct att_array a;
	struct att_bytes b;
	struct att_str str;

	if (f->type == ATT_T_STRUCT) {
		add_struct(s, f->name, f->of, in);
	} else if (f->type == ATT_T_LIST) {
		memcpy(&a, in, sizeof(a));
		inner.out = value_add(s->pool, s->out, f->name, VALUE_LIST);
		add_elements(&inner, f, &a);
	} else if (f->type == ATT_T_TEXT) {
		memcpy(&str, in, sizeof(str));
		value_add_bytes(s->pool, s->out, f->name, VALUE_TEXT, str.p,
				str.len);
	} else if (f->type == ATT_T_DATA) {
		memcpy(&b, in, sizeof(b));
		value_add_bytes(s->pool, s->out, f->name, VALUE_BYTES, b.p,
				b.len);
	} else {
		add_fixed(s, f->name, f->type, f->width, in);
	}
}

/* The recursion over nested types. */
static void add_struct(struct frame *s, const char *name,
		       const struct att_layout *l, const uint8_t *in)
{
	struct frame inner = *s;

	inner.out = value_add(s->pool, s->out, name, VALUE_STRUCT);
	for (unsigned i = 0; i < l->n_fields; i++)
		if (!l->tlvs || in[i])
			add(&inner, &l->fields[i], in + l->fields[i].at);
}

struct value *qmi_value(struct value_pool *pool,
			const struct att_layout *layout, const void *in,
			bool straight)
{
	struct value *root = value_add(pool, NULL, "", VALUE_STRUCT);
	struct frame s = {pool, straight, root};

	add_struct(&s, "", layout, in);
	return root->first;
}
