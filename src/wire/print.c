/* Decoded fields as text for people and as JSON, by one visitor. */
#include "wire/print_fast.h"

#include <assert.h>

#include "base/errors.h"

static inline char *put_name(const struct mbim_printer *o,
			     const struct mbim_field *f, char *at)
{
	assert(o->indent <= MBIM_PRINT_INDENT);
	memset(at, ' ', 2 * MBIM_PRINT_INDENT); /* two stores, no loop */
	return mbim_print_copy(at + 2 * o->indent, f->name, f->name_len);
}

/* In text a line begins with the name; JSON has had its key. */
static void start_line(struct mbim_printer *o, const struct mbim_field *f)
{
	char *at = mbim_print_room(o);

	if (!o->json)
		o->at = put_name(o, f, at);
}

/* A value of fixed width. */
MBIM_WALK_INLINE int print_fixed(struct mbim_printer *o, struct mbim_walk *w,
				 const struct mbim_field *f, bool json)
{
	const uint8_t *p = w->rest.p;

	if (w->rest.len < f->width)
		return MBIM_E_SHORT;
	(void)mbim_walk_skip(w, f->width);
	if (f->type > MBIM_T_U64 || o->hide)
		mbim_print_special(o, f, p);
	else
		mbim_print_fast_number(o, f->values,
				       f->type == MBIM_T_U32
					       ? mbim_get32(p)
					       : mbim_walk_number(f, p),
				       json);
	return 0;
}

/* The recursion over nested types. */
static int print_nested(struct mbim_printer *o, const struct mbim_layout *of,
			struct mbim_bytes body, size_t *used)
{
	int err;

	MBIM_PRINT(o, "", ":\n");
	o->indent++;
	err = mbim_print_struct(o, of, body, used);
	o->indent--;
	return err;
}

/* A struct that may be absent: null, or itself. */
static int print_ms_struct(struct mbim_printer *o, const struct mbim_field *f,
			   const struct mbim_array *a)
{
	start_line(o, f);
	if (a->count)
		return print_nested(o, f->of, mbim_walk_element(a, f->of, 0),
				    NULL);
	MBIM_PRINT(o, "null", ": none\n");
	return 0;
}

/* A list in JSON; in text "name[0]:" and its fields, for each. */
static int print_elements(struct mbim_printer *o, const struct mbim_field *f,
			  const struct mbim_array *a)
{
	int err = 0;

	MBIM_PRINT(o, "[", "");
	for (uint32_t i = 0; i < a->count && !err; i++) {
		start_line(o, f);
		if (!o->json) {
			*o->at++ = '[';
			mbim_print_number(o, i);
			*o->at++ = ']';
		} else if (i) {
			MBIM_PRINT(o, ",", "");
		}
		err = print_nested(o, f->of, mbim_walk_element(a, f->of, i),
				   NULL);
	}
	if (!a->count) {
		start_line(o, f);
		MBIM_PRINT(o, "", ": []\n");
	}
	MBIM_PRINT(o, "]", "");
	return err;
}

/* A string field: checked as mbim_walk_take does, but whether it is text is
 * seen when it is printed. */
MBIM_WALK_INLINE int print_string(struct mbim_printer *o, struct mbim_walk *w,
				  bool json)
{
	const uint8_t *pair = w->rest.p;
	struct mbim_str s;

	if (w->rest.len < 8)
		return MBIM_E_SHORT;
	(void)mbim_walk_skip(w, 8);
	s = mbim_walk_view(w->body.p, pair);
	if (s.len && !mbim_bytes_has(w->body, mbim_get32(pair), s.len))
		return MBIM_E_RANGE;
	return mbim_print_fast_string(o, &s, json);
}

static int print_variable(struct mbim_printer *o, struct mbim_walk *w,
			  const struct mbim_field *f)
{
	union mbim_walk_value v;
	int err = mbim_walk_take(w, f, &v);

	return err ? err : mbim_print_value(o, f, &v);
}

/* A struct, an array of them, or one that may be absent. */
static int print_structs(struct mbim_printer *o, struct mbim_walk *w,
			 const struct mbim_field *f)
{
	struct mbim_array a;
	size_t used;
	int err;

	if (f->type == MBIM_T_STRUCT) {
		start_line(o, f);
		err = print_nested(o, f->of, w->rest, &used);
		if (!err)
			(void)mbim_walk_skip(w, used);
		return err;
	}
	err = mbim_walk_take(w, f, &a);
	if (err)
		return err;
	if (f->type == MBIM_T_MS_STRUCT)
		return print_ms_struct(o, f, &a);
	return print_elements(o, f, &a);
}

/* "name": in JSON, or "name":null. */
static void print_member(struct mbim_printer *o, const struct mbim_field *f,
			 bool first, bool has)
{
	char *at = mbim_print_room(o);

	if (!first)
		*at++ = ',';
	*at++ = '"';
	at = mbim_print_copy(at, f->name, f->name_len);
	at = MBIM_PRINT_LITERAL(at, "\":");
	o->at = has ? at : MBIM_PRINT_LITERAL(at, "null");
}

/* A field that is present. */
MBIM_WALK_INLINE int print_field(struct mbim_printer *o, struct mbim_walk *w,
				 const struct mbim_field *f, bool json)
{
	char *at;
	int err;

	if (f->of)
		return print_structs(o, w, f);
	at = mbim_print_room(o);
	if (!json)
		o->at = MBIM_PRINT_LITERAL(put_name(o, f, at), ": ");
	if (mbim_walk_is_fixed(f))
		err = print_fixed(o, w, f, json);
	else if (f->type == MBIM_T_STRING)
		err = print_string(o, w, json);
	else
		err = print_variable(o, w, f);
	if (!json)
		*o->at++ = '\n';
	return err;
}

MBIM_WALK_INLINE int print_fields(struct mbim_printer *o, struct mbim_walk *w,
				  bool json)
{
	const struct mbim_field *f = w->layout->fields;
	const struct mbim_field *end = f + w->layout->n_fields;
	bool hidden = o->hide;
	int err;

	for (; f < end; f++) {
		bool has = f->when == MBIM_NO_FIELD || mbim_walk_has(w, f);

		if (json)
			print_member(o, f, f == w->layout->fields, has);
		if (!has)
			continue;
		if (f->flags & MBIM_F_PERSONAL && o->show == MBIM_SHOW_MASKED)
			o->hide = true;
		err = print_field(o, w, f, json);
		if (err)
			return err;
		o->hide = hidden;
	}
	return 0;
}

int mbim_print_struct(struct mbim_printer *o, const struct mbim_layout *layout,
		      struct mbim_bytes body, size_t *used)
{
	struct mbim_walk w = mbim_walk_of(layout, body);
	int err;

	o->formats = layout->formats;
	MBIM_PRINT(o, "{", "");
	/* Lines of text and members of JSON: two loops, each without a
	 * question which of the two it is. */
	err = o->json ? print_fields(o, &w, true) : print_fields(o, &w, false);
	MBIM_PRINT(o, "}", "");
	if (used)
		*used = mbim_walk_used(&w);
	return err;
}

static int print_layout(struct mbim_printer *o,
			const struct mbim_layout *layout,
			struct mbim_bytes body)
{
	struct mbim_text before = *o->t;
	int err = mbim_print_struct(o, layout, body, NULL);

	if (err)
		mbim_print_undo(o, &before);
	mbim_print_settle(o);
	return err;
}

int mbim_layout_print(const struct mbim_layout *layout, struct mbim_bytes body,
		      enum mbim_show show, unsigned indent, struct mbim_text *t)
{
	struct mbim_printer o;

	mbim_print_init(&o, t, show, false);
	o.indent = indent;
	return print_layout(&o, layout, body);
}

int mbim_layout_json(const struct mbim_layout *layout, struct mbim_bytes body,
		     enum mbim_show show, struct mbim_text *t)
{
	struct mbim_printer o;

	mbim_print_init(&o, t, show, true);
	return print_layout(&o, layout, body);
}
