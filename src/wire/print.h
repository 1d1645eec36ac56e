/* Private to src/wire: one visitor writes values as text for people and as
 * JSON. It writes pieces at a cursor: there is room for a whole piece wherever
 * one begins, so that nobody asks for each character. */
#ifndef MBIM_WIRE_PRINT_H
#define MBIM_WIRE_PRINT_H

#include "wire/walk.h"

/* Characters of a text, or digits of bytes, in one piece. */
#define MBIM_PRINT_TEXT 256u
/* A piece: an indented name (of at most 255 characters) and a text, or less. */
#define MBIM_PRINT_PIECE 640u
/* Deeper than any struct of the spec lies in others. */
#define MBIM_PRINT_INDENT 16u

struct mbim_printer {
	char *at;    /* where the next character goes */
	char *limit; /* up to here a piece can begin */
	struct mbim_text *t;
	const struct att_formats *formats; /* of the struct being printed */
	enum mbim_show show;
	bool json;
	bool hide; /* inside a personal field that is not shown */
	unsigned indent;
	/* Where pieces go when there is no room in t for a whole one. */
	char spare[2 * MBIM_PRINT_PIECE];
};

/* Go on behind what t has. */
static inline void mbim_print_begin(struct mbim_printer *o)
{
	struct mbim_text *t = o->t;
	bool roomy = t->cap - t->len > MBIM_PRINT_PIECE;

	o->at = roomy ? t->p + t->len : o->spare;
	o->limit = roomy ? t->p + t->cap - 1 - MBIM_PRINT_PIECE
			 : o->spare + MBIM_PRINT_PIECE;
}

/* What is printed is in t after mbim_print_settle. */
static inline void mbim_print_init(struct mbim_printer *o, struct mbim_text *t,
				   enum mbim_show show, bool json)
{
	o->t = t;
	o->formats = NULL;
	o->show = show;
	o->json = json;
	o->hide = false;
	o->indent = 0;
	mbim_print_begin(o);
}

/* Give t what was written, or as much of it as fits. */
void mbim_print_settle(struct mbim_printer *o);

/* Back to t as it was before all this. */
static inline void mbim_print_undo(struct mbim_printer *o,
				   const struct mbim_text *before)
{
	*o->t = *before;
	o->hide = false;
	mbim_print_begin(o);
}

/* Where a piece begins; it ends at o->at. */
static inline char *mbim_print_room(struct mbim_printer *o)
{
	if (o->at > o->limit)
		mbim_print_settle(o);
	return o->at;
}

static inline void mbim_print_char(struct mbim_printer *o, char c)
{
	*mbim_print_room(o) = c;
	o->at++;
}

/* Copy n characters; the end. Most are a few: no call, no loop over each. */
static inline char *mbim_print_copy(char *to, const char *s, size_t n)
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
#define MBIM_PRINT_LITERAL(to, s) \
	((char *)memcpy(to, "" s, sizeof(s) - 1) + sizeof(s) - 1)

/* One of two literals. */
static inline void mbim_print_text(struct mbim_printer *o, const char *json,
				   size_t json_len, const char *text,
				   size_t text_len)
{
	char *at = mbim_print_room(o);

	o->at = o->json ? (char *)memcpy(at, json, json_len) + json_len
			: (char *)memcpy(at, text, text_len) + text_len;
}
#define MBIM_PRINT(o, json, text) \
	mbim_print_text(o, "" json, sizeof(json) - 1, "" text, sizeof(text) - 1)

/* What stands around words in JSON. */
static inline char *mbim_print_quote(const struct mbim_printer *o, char *at)
{
	if (o->json)
		*at++ = '"';
	return at;
}

/* A name of at most 255 characters. */
static inline void mbim_print_name(struct mbim_printer *o, const char *s,
				   size_t len)
{
	char *at = mbim_print_quote(o, mbim_print_room(o));

	at = mbim_print_copy(at, s, len);
	o->at = mbim_print_quote(o, at);
}

/* The same, of a name that has no length with it. */
void mbim_print_word(struct mbim_printer *o, const char *s);

/* The key of what follows on the same line; in text only some have one. */
#define MBIM_PRINT_KEY(o, name)	     MBIM_PRINT(o, ",\"" name "\":", " " name " ")
#define MBIM_PRINT_JSON_KEY(o, name) MBIM_PRINT(o, ",\"" name "\":", " ")

/* v in decimal. */
static inline void mbim_print_number(struct mbim_printer *o, uint64_t v)
{
	o->at = mbim_text_write_dec(mbim_print_room(o), v);
}

/* print_text.c: words, numbers with names, strings, bytes. */

/* The name of v, the names of its bits, or v; e may be NULL. */
void mbim_print_enum(struct mbim_printer *o, const struct mbim_enum *e,
		     uint64_t v);
/* "a|b|0x40": the names of the bits of v (not 0), then those without one. */
void mbim_print_flags(struct mbim_printer *o, const struct mbim_enum *e,
		      uint64_t v);
/* Quoted; MBIM_E_TEXT if it is no UTF-16. */
int mbim_print_string(struct mbim_printer *o, const struct mbim_str *s);
/* The same of one that is hidden, has to be escaped, is not ASCII, short, or
 * long. */
int mbim_print_any_string(struct mbim_printer *o, const struct mbim_str *s);
void mbim_print_uuid(struct mbim_printer *o, const struct mbim_uuid *uuid);
/* Bytes in hex; hidden ones as two '*' each. */
void mbim_print_hex(struct mbim_printer *o, struct mbim_bytes b);

/* print_value.c: a value of fixed width at p that is no plain number; one of a
 * variable field that is no struct. */
void mbim_print_special(struct mbim_printer *o, const struct mbim_field *f,
			const uint8_t *p);
int mbim_print_value(struct mbim_printer *o, const struct mbim_field *f,
		     const union mbim_walk_value *v);

/* print.c: the fields of a struct: lines, or one JSON object; *used as in
 * mbim_walk_struct. They are checked on the way: errors as for
 * mbim_layout_decode, and then what was printed has to be undone. */
int mbim_print_struct(struct mbim_printer *o, const struct mbim_layout *layout,
		      struct mbim_bytes body, size_t *used);

#endif
