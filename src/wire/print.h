/* Private to src/wire: one visitor writes values as text for people and as
 * JSON. It writes pieces at a cursor: there is room for a whole piece wherever
 * one begins, so that nobody asks for each character. */
#ifndef ATT_WIRE_PRINT_H
#define ATT_WIRE_PRINT_H

#include "wire/walk.h"

/* Characters of a text, or digits of bytes, in one piece. */
#define ATT_PRINT_TEXT 256u
/* A piece: an indented name (of at most 255 characters) and a text, or less. */
#define ATT_PRINT_PIECE 640u
/* Deeper than any struct of the spec lies in others. */
#define ATT_PRINT_INDENT 16u

struct att_printer {
	char *at;    /* where the next character goes */
	char *limit; /* up to here a piece can begin */
	struct att_text *t;
	const struct att_formats *formats; /* of the struct being printed */
	enum att_show show;
	bool json;
	bool hide; /* inside a personal field that is not shown */
	unsigned indent;
	/* Where pieces go when there is no room in t for a whole one. */
	char spare[2 * ATT_PRINT_PIECE];
};

/* Go on behind what t has. */
static inline void att_print_begin(struct att_printer *o)
{
	struct att_text *t = o->t;
	bool roomy = t->cap - t->len > ATT_PRINT_PIECE;

	o->at = roomy ? t->p + t->len : o->spare;
	o->limit = roomy ? t->p + t->cap - 1 - ATT_PRINT_PIECE
			 : o->spare + ATT_PRINT_PIECE;
}

/* What is printed is in t after att_print_end. */
static inline void att_print_init(struct att_printer *o, struct att_text *t,
				  enum att_show show, bool json)
{
	o->t = t;
	o->formats = NULL;
	o->show = show;
	o->json = json;
	o->hide = false;
	o->indent = 0;
	att_print_begin(o);
}

/* Give t what was written, or as much of it as fits; nothing is printed after
 * that, or behind it. */
void att_print_end(struct att_printer *o);
void att_print_settle(struct att_printer *o);

/* Back to t as it was before all this. */
static inline void att_print_undo(struct att_printer *o,
				  const struct att_text *before)
{
	*o->t = *before;
	o->hide = false;
	att_print_begin(o);
}

/* A place to which printing can go back. */
struct att_print_mark {
	struct att_text t;
	char *at, *limit;
};

/* Where o is now. What is in spare goes to t first, as it would be lost on the
 * way back. */
static inline struct att_print_mark att_print_mark(struct att_printer *o)
{
	if (o->limit == o->spare + ATT_PRINT_PIECE)
		att_print_settle(o);
	return (struct att_print_mark){*o->t, o->at, o->limit};
}

/* Back to it: all that was printed since is gone. */
static inline void att_print_back(struct att_printer *o,
				  const struct att_print_mark *to)
{
	*o->t = to->t;
	o->at = to->at;
	o->limit = to->limit;
}

/* Where a piece begins; it ends at o->at. */
static inline char *att_print_room(struct att_printer *o)
{
	if (o->at > o->limit)
		att_print_settle(o);
	return o->at;
}

static inline void att_print_char(struct att_printer *o, char c)
{
	*att_print_room(o) = c;
	o->at++;
}

/* Copy n characters; the end. Most are a few: no call, no loop over each. */
static inline char *att_print_copy(char *to, const char *s, size_t n)
{
	if (n >= 16) {
		for (size_t i = 0; i + 16 < n; i += 16)
			memcpy(to + i, s + i, 16);
		memcpy(to + n - 16, s + n - 16, 16);
	} else if (n >= 8) {
		memcpy(to, s, 8);
		memcpy(to + n - 8, s + n - 8, 8);
	} else if (n >= 4) {
		memcpy(to, s, 4);
		memcpy(to + n - 4, s + n - 4, 4);
	} else {
		if (n & 2)
			memcpy(to, s, 2);
		if (n & 1)
			to[n - 1] = s[n - 1];
	}
	return to + n;
}

/* Copy a literal, whose length the compiler knows; the end. */
#define ATT_PRINT_LITERAL(to, s) \
	((char *)memcpy(to, "" s, sizeof(s) - 1) + sizeof(s) - 1)

/* One of two literals, at a place in a piece, the end; or as a piece. */
#define ATT_PRINT_AT(o, at, json_text, text)            \
	((o)->json ? ATT_PRINT_LITERAL((at), json_text) \
		   : ATT_PRINT_LITERAL((at), text))
#define ATT_PRINT(o, json_text, text)                                     \
	do {                                                              \
		if ((o)->json ? sizeof(json_text) > 1 : sizeof(text) > 1) \
			(o)->at = ATT_PRINT_AT((o), att_print_room(o),    \
					       json_text, text);          \
	} while (0)

/* What stands around words in JSON. */
static inline char *att_print_quote(const struct att_printer *o, char *at)
{
	if (o->json)
		*at++ = '"';
	return at;
}

/* A name of at most 255 characters. */
static inline void att_print_name(struct att_printer *o, const char *s,
				  size_t len)
{
	char *at = att_print_quote(o, att_print_room(o));

	at = att_print_copy(at, s, len);
	o->at = att_print_quote(o, at);
}

/* The same, of a name that has no length with it. */
void att_print_word(struct att_printer *o, const char *s);

/* The key of what follows on the same line; in text only some have one. */
#define ATT_PRINT_KEY(o, name)	    ATT_PRINT(o, ",\"" name "\":", " " name " ")
#define ATT_PRINT_JSON_KEY(o, name) ATT_PRINT(o, ",\"" name "\":", " ")

/* v in decimal. */
static inline void att_print_number(struct att_printer *o, uint64_t v)
{
	o->at = att_text_write_dec(att_print_room(o), v);
}

/* print_text.c: words, numbers with names, strings, bytes. */

/* The name of an ATT_E_*, in small letters as all names here. */
void att_print_error(struct att_printer *o, int err);

/* The name of v, the names of its bits, or v; e may be NULL. */
void att_print_enum(struct att_printer *o, const struct att_enum *e,
		    uint64_t v);
/* The same at a place that has room for a piece; the end. */
char *att_print_any_enum(struct att_printer *o, const struct att_enum *e,
			 uint64_t v, char *at);
/* "a|b|0x40": the names of the bits of v (not 0), then those without one. */
void att_print_flags(struct att_printer *o, const struct att_enum *e,
		     uint64_t v);
/* Quoted; U+FFFD for what is no UTF-16, or no UTF-8. */
void att_print_string(struct att_printer *o, const struct att_str *s);
/* The same of one that is hidden, has to be escaped, is not ASCII, short, or
 * long. */
void att_print_any_string(struct att_printer *o, const struct att_str *s);
void att_print_uuid(struct att_printer *o, const struct att_uuid *uuid);
/* Bytes in hex; hidden ones as two '*' each. */
void att_print_hex(struct att_printer *o, struct att_bytes b);

/* print_number.c: v, with at most nine digits behind the point. */
void att_print_double(struct att_printer *o, double v);

/* print_value.c: a value of fixed width at p that is no plain number; one of a
 * variable field that is no struct. */
void att_print_special(struct att_printer *o, const struct att_field *f,
		       const uint8_t *p);
void att_print_value(struct att_printer *o, const struct att_field *f,
		     const union att_walk_value *v);

/* print.c: the fields of the struct at w, which moves behind it: lines, or one
 * JSON object. They are checked on the way: errors as for att_layout_decode,
 * and then what was printed has to be undone. */
int att_print_walk(struct att_printer *o, struct att_walk *w);
/* One field, the next of w, as a line or as a member, perhaps the first one of
 * its object; errors the same. */
int att_print_field(struct att_printer *o, struct att_walk *w,
		    const struct att_field *f, bool first);

#endif
