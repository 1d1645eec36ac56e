/* Decoded fields as text for people and as JSON, by one visitor. */
#include "wire/print_fast.h"

#include <assert.h>

#include "base/errors.h"

/* The name of a field, indented, at a place that has room for a piece. */
static inline char *put_name(const struct att_printer *o,
			     const struct att_field *f, char *at)
{
	assert(o->indent <= ATT_PRINT_INDENT);
	memset(at, ' ', 2 * ATT_PRINT_INDENT); /* two stores, no loop */
	at += (size_t)2 * o->indent;
	return att_print_copy(at, f->name, f->name_len);
}

/* In text a line begins with the name; JSON has had its key. */
static inline void start_line(struct att_printer *o, const struct att_field *f)
{
	char *at = att_print_room(o);

	if (!o->json)
		o->at = put_name(o, f, at);
}

/* True if it is always there, shown as it is, and a number without a sign: as
 * most are. */
static inline bool is_plain(const struct att_field *f)
{
	_Static_assert(ATT_T_U64 == 3, "the unsigned types are 0 to 3");
	return !(f->type & ~3u) &&
	       !(f->flags & (ATT_F_PERSONAL | ATT_F_UNKNOWN)) &&
	       f->when == ATT_NO_FIELD;
}

/* Such a one at p. */
ATT_WALK_INLINE uint64_t plain_number(const struct att_field *f,
				      const uint8_t *p)
{
	switch (f->type) {
	case ATT_T_U8:
		return p[0];
	case ATT_T_U16:
		return att_get16(p);
	case ATT_T_U32:
		return att_get32(p);
	}
	return att_walk_number(f, p);
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
		o->at = att_print_fast_number(o, f->values, plain_number(f, p),
					      json, att_print_room(o));
	return 0;
}

/* A struct, whose name was printed; w moves behind it. The recursion over
 * nested types. */
static int print_nested(struct att_printer *o, const struct att_layout *of,
			struct att_walk *w)
{
	struct att_walk inner = att_walk_of(of, w->rest);
	int err;

	o->indent++;
	err = att_print_walk(o, &inner);
	o->indent--;
	w->rest = inner.rest;
	return err;
}

/* The same of the next one of an array. */
static int print_element(struct att_printer *o, const struct att_layout *of,
			 struct att_cursor *c)
{
	struct att_walk w = att_walk_of(of, att_walk_next(c, of));

	ATT_PRINT(o, "", ":\n");
	return print_nested(o, of, &w);
}

/* A struct that may be absent: null, or itself. */
static int print_ms_struct(struct att_printer *o, const struct att_field *f,
			   const struct att_array *a)
{
	struct att_cursor c = att_cursor_of(a);

	start_line(o, f);
	if (c.left)
		return print_element(o, f->of, &c);
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
		err = print_element(o, f->of, &c);
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

ATT_WALK_INLINE int print_variable(struct att_printer *o, struct att_walk *w,
				   const struct att_field *f)
{
	union att_walk_value v;
	int err = f->type >= ATT_T_TEXT ? att_walk_take_counted(w, f, &v)
					: att_walk_take(w, f, &v);

	if (err)
		return err;
	if (f->type == ATT_T_TEXT)
		att_print_any_string(o, &v.str);
	else
		att_print_value(o, f, &v);
	return 0;
}

/* An array of structs, or one that may be absent. */
static int print_structs(struct att_printer *o, struct att_walk *w,
			 const struct att_field *f)
{
	struct att_array a;
	int err;

	err = att_walk_take(w, f, &a);
	if (err)
		return err;
	if (f->type == ATT_T_MS_STRUCT)
		return print_ms_struct(o, f, &a);
	return print_elements(o, f, &a);
}

/* "name": in JSON, behind what was before it. */
static inline char *put_key(const struct att_field *f, bool first, char *at)
{
	if (!first)
		*at++ = ',';
	*at++ = '"';
	at = att_print_copy(at, f->name, f->name_len);
	return ATT_PRINT_LITERAL(at, "\":");
}

/* What stands in front of a value that has no lines of its own. */
ATT_WALK_INLINE char *put_front(const struct att_printer *o,
				const struct att_field *f, bool first,
				bool json, char *at)
{
	return json ? put_key(f, first, at)
		    : ATT_PRINT_LITERAL(put_name(o, f, at), ": ");
}

/* A field that is present. */
ATT_WALK_INLINE int print_present(struct att_printer *o, struct att_walk *w,
				  const struct att_field *f, bool first,
				  bool json)
{
	char *at = att_print_room(o);
	int err;

	if (f->type == ATT_T_STRUCT) {
		o->at = json ? put_key(f, first, at)
			     : ATT_PRINT_LITERAL(put_name(o, f, at), ":\n");
		return print_nested(o, f->of, w);
	}
	if (f->of) {
		o->at = json ? put_key(f, first, at) : at;
		return print_structs(o, w, f);
	}
	o->at = put_front(o, f, first, json, at);
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

ATT_WALK_INLINE int print_any(struct att_printer *o, struct att_walk *w,
			      const struct att_field *f, bool first, bool json)
{
	const bool hidden = o->hide;
	int err;

	if (f->when != ATT_NO_FIELD && !att_walk_has(w, f)) {
		if (json) {
			o->at = put_key(f, first, att_print_room(o));
			o->at = ATT_PRINT_LITERAL(o->at, "null");
		}
		return 0;
	}
	if (f->flags & ATT_F_PERSONAL && o->show == ATT_SHOW_MASKED)
		o->hide = true;
	err = print_present(o, w, f, first, json);
	o->hide = hidden;
	return err;
}

/* The fields from f to end. */
ATT_WALK_INLINE int print_fields(struct att_printer *o, struct att_walk *to,
				 const struct att_field *f,
				 const struct att_field *end, bool json)
{
	struct att_bytes rest = to->rest; /* in registers */
	bool first = true;
	int err;

	for (; f < end; f++, first = false) {
		char *at;

		if (!is_plain(f) || o->hide) {
			to->rest = rest;
			err = print_any(o, to, f, first, json);
			if (err)
				return err;
			rest = to->rest;
			continue;
		}
		if (rest.len < f->width)
			return ATT_E_SHORT;
		at = put_front(o, f, first, json, att_print_room(o));
		at = att_print_fast_number(o, f->values,
					   plain_number(f, rest.p), json, at);
		if (!json)
			*at++ = '\n';
		o->at = at;
		rest = att_bytes_of(rest.p + f->width, rest.len - f->width);
	}
	to->rest = rest;
	return 0;
}

/* Lines of text and members of JSON: two functions, each without a question
 * which of the two it is. */
static int print_lines(struct att_printer *o, struct att_walk *w,
		       const struct att_field *f, const struct att_field *end)
{
	return print_fields(o, w, f, end, false);
}

static int print_members(struct att_printer *o, struct att_walk *w,
			 const struct att_field *f, const struct att_field *end)
{
	return print_fields(o, w, f, end, true);
}

int att_print_field(struct att_printer *o, struct att_walk *w,
		    const struct att_field *f, bool first)
{
	return print_any(o, w, f, first, o->json);
}

int att_print_walk(struct att_printer *o, struct att_walk *w)
{
	const struct att_field *f = w->layout->fields;
	const struct att_field *end = f + w->layout->n_fields;
	int err;

	o->formats = w->layout->formats;
	if (!o->json)
		return print_lines(o, w, f, end);
	att_print_char(o, '{');
	err = print_members(o, w, f, end);
	att_print_char(o, '}');
	return err;
}

static int print_layout(struct att_printer *o, const struct att_layout *layout,
			struct att_bytes body)
{
	struct att_walk w = att_walk_of(layout, body);
	struct att_text before = *o->t;
	int err = att_print_walk(o, &w);

	if (err)
		att_print_undo(o, &before);
	att_print_end(o);
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
