/* Decoded fields as text for people and as JSON, by one visitor. */
#include "wire/print_fast.h"

#include <assert.h>

#include "base/errors.h"

static inline char *put_name(const struct att_printer *o,
			     const struct att_field *f, char *at)
{
	assert(o->indent <= ATT_PRINT_INDENT);
	memset(at, ' ', 2 * ATT_PRINT_INDENT); /* two stores, no loop */
	return att_print_copy(at + 2 * o->indent, f->name, f->name_len);
}

/* In text a line begins with the name; JSON has had its key. */
static void start_line(struct att_printer *o, const struct att_field *f)
{
	char *at = att_print_room(o);

	if (!o->json)
		o->at = put_name(o, f, at);
}

/* A value of fixed width. */
ATT_WALK_INLINE int print_fixed(struct att_printer *o, struct att_walk *w,
				const struct att_field *f, bool json)
{
	const uint8_t *p = w->rest.p;

	if (w->rest.len < f->width)
		return ATT_E_SHORT;
	(void)att_walk_skip(w, f->width);
	if (f->type > ATT_T_U64 || o->hide || f->flags & ATT_F_UNKNOWN)
		att_print_special(o, f, p);
	else
		att_print_fast_number(o, f->values,
				      f->type == ATT_T_U32
					      ? att_get32(p)
					      : att_walk_number(f, p),
				      json);
	return 0;
}

/* The recursion over nested types. */
static int print_nested(struct att_printer *o, const struct att_layout *of,
			struct att_bytes body, size_t *used)
{
	int err;

	ATT_PRINT(o, "", ":\n");
	o->indent++;
	err = att_print_struct(o, of, body, used);
	o->indent--;
	return err;
}

/* A struct that may be absent: null, or itself. */
static int print_ms_struct(struct att_printer *o, const struct att_field *f,
			   const struct att_array *a)
{
	struct att_cursor c = att_cursor_of(a);

	start_line(o, f);
	if (c.left)
		return print_nested(o, f->of, att_walk_next(&c, f->of), NULL);
	ATT_PRINT(o, "null", ": none\n");
	return 0;
}

/* A list in JSON; in text "name[0]:" and its fields, for each. */
static int print_elements(struct att_printer *o, const struct att_field *f,
			  const struct att_array *a)
{
	struct att_cursor c = att_cursor_of(a);
	int err = 0;

	ATT_PRINT(o, "[", "");
	for (uint32_t i = 0; c.left && !err; i++) {
		start_line(o, f);
		if (!o->json) {
			*o->at++ = '[';
			att_print_number(o, i);
			*o->at++ = ']';
		} else if (i) {
			ATT_PRINT(o, ",", "");
		}
		err = print_nested(o, f->of, att_walk_next(&c, f->of), NULL);
	}
	if (!a->count) {
		start_line(o, f);
		ATT_PRINT(o, "", ": []\n");
	}
	ATT_PRINT(o, "]", "");
	return err;
}

/* A string field: checked as att_walk_take does. */
ATT_WALK_INLINE int print_string(struct att_printer *o, struct att_walk *w,
				 const struct att_field *f, bool json)
{
	const uint8_t *pair = w->rest.p;
	struct att_str s;

	if (w->rest.len < 8)
		return ATT_E_SHORT;
	(void)att_walk_skip(w, 8);
	s = att_walk_view(w->body.p, pair);
	if (s.len && !att_bytes_has(w->body, att_get32(pair), s.len))
		return ATT_E_RANGE;
	if (!s.len && f->flags & ATT_F_UNKNOWN)
		ATT_PRINT(o, "null", "unknown");
	else
		att_print_fast_string(o, &s, json);
	return 0;
}

static int print_variable(struct att_printer *o, struct att_walk *w,
			  const struct att_field *f)
{
	union att_walk_value v;
	int err = att_walk_take(w, f, &v);

	if (!err)
		att_print_value(o, f, &v);
	return err;
}

/* A struct, an array of them, or one that may be absent. */
static int print_structs(struct att_printer *o, struct att_walk *w,
			 const struct att_field *f)
{
	struct att_array a;
	size_t used;
	int err;

	if (f->type == ATT_T_STRUCT) {
		start_line(o, f);
		err = print_nested(o, f->of, w->rest, &used);
		if (!err)
			(void)att_walk_skip(w, used);
		return err;
	}
	err = att_walk_take(w, f, &a);
	if (err)
		return err;
	if (f->type == ATT_T_MS_STRUCT)
		return print_ms_struct(o, f, &a);
	return print_elements(o, f, &a);
}

/* "name": in JSON, or "name":null. */
static void print_member(struct att_printer *o, const struct att_field *f,
			 bool first, bool has)
{
	char *at = att_print_room(o);

	if (!first)
		*at++ = ',';
	*at++ = '"';
	at = att_print_copy(at, f->name, f->name_len);
	at = ATT_PRINT_LITERAL(at, "\":");
	o->at = has ? at : ATT_PRINT_LITERAL(at, "null");
}

/* A field that is present. */
ATT_WALK_INLINE int print_field(struct att_printer *o, struct att_walk *w,
				const struct att_field *f, bool json)
{
	char *at;
	int err;

	if (f->of)
		return print_structs(o, w, f);
	at = att_print_room(o);
	if (!json)
		o->at = ATT_PRINT_LITERAL(put_name(o, f, at), ": ");
	if (att_walk_is_fixed(f))
		err = print_fixed(o, w, f, json);
	else if (f->type == ATT_T_STRING)
		err = print_string(o, w, f, json);
	else
		err = print_variable(o, w, f);
	if (!json)
		*o->at++ = '\n';
	return err;
}

ATT_WALK_INLINE int print_fields(struct att_printer *o, struct att_walk *w,
				 bool json)
{
	const struct att_field *f = w->layout->fields;
	const struct att_field *end = f + w->layout->n_fields;
	bool hidden = o->hide;
	int err;

	for (; f < end; f++) {
		bool has = f->when == ATT_NO_FIELD || att_walk_has(w, f);

		if (json)
			print_member(o, f, f == w->layout->fields, has);
		if (!has)
			continue;
		if (f->flags & ATT_F_PERSONAL && o->show == ATT_SHOW_MASKED)
			o->hide = true;
		err = print_field(o, w, f, json);
		if (err)
			return err;
		o->hide = hidden;
	}
	return 0;
}

int att_print_field(struct att_printer *o, struct att_walk *w,
		    const struct att_field *f)
{
	bool hidden = o->hide;
	int err;

	o->hide = hidden ||
		  (o->show == ATT_SHOW_MASKED && f->flags & ATT_F_PERSONAL);
	err = print_field(o, w, f, o->json);
	o->hide = hidden;
	return err;
}

int att_print_struct(struct att_printer *o, const struct att_layout *layout,
		     struct att_bytes body, size_t *used)
{
	struct att_walk w = att_walk_of(layout, body);
	int err;

	o->formats = layout->formats;
	ATT_PRINT(o, "{", "");
	/* Lines of text and members of JSON: two loops, each without a
	 * question which of the two it is. */
	err = o->json ? print_fields(o, &w, true) : print_fields(o, &w, false);
	ATT_PRINT(o, "}", "");
	if (used)
		*used = att_walk_used(&w);
	return err;
}

static int print_layout(struct att_printer *o, const struct att_layout *layout,
			struct att_bytes body)
{
	struct att_text before = *o->t;
	int err = att_print_struct(o, layout, body, NULL);

	if (err)
		att_print_undo(o, &before);
	att_print_settle(o);
	return err;
}

int att_layout_print(const struct att_layout *layout, struct att_bytes body,
		     enum att_show show, unsigned indent, struct att_text *t)
{
	struct att_printer o;

	att_print_init(&o, t, show, false);
	o.indent = indent;
	return print_layout(&o, layout, body);
}

int att_layout_json(const struct att_layout *layout, struct att_bytes body,
		    enum att_show show, struct att_text *t)
{
	struct att_printer o;

	att_print_init(&o, t, show, true);
	return print_layout(&o, layout, body);
}
