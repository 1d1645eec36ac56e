/* The words of a text record: what its files share. A record is one line: a
 * word, then key=value separated by single spaces. */
#ifndef ATT_TRACE_TEXT_WORDS_H
#define ATT_TRACE_TEXT_WORDS_H

#include "base/bytes.h"
#include "base/text.h"

/* Letters, digits and harmless signs; the rest as %XX. */
void att_words_put(struct att_text *t, const char *s);
/* " key=value", only if the value is not 0: absent means 0, so a record that an
 * earlier version wrote stays as it is. */
void att_words_put_number(struct att_text *t, const char *key, uint64_t value);

/* True if this is the first word. */
bool att_words_begin(struct att_bytes text, const char *word);
/* The value of the first word with that key. 0 or ATT_E_CONFIG: there is
 * none. */
int att_words_find(struct att_bytes text, const char *key,
		   struct att_bytes *value);
/* Of a hexadecimal number in small letters, or -1. */
int att_words_digit(uint8_t c);
/* Bytes, each as two of these: how many, or ATT_E_CONFIG: they are none, or
 * more than cap. */
int att_words_bytes(struct att_bytes hex, uint8_t *to, size_t cap);
/* A number, decimal or 0x...; 0 or ATT_E_CONFIG: it is none, or above max. */
int att_words_number(struct att_bytes s, uint64_t max, uint64_t *value);
/* The same of a key. */
int att_words_get_number(struct att_bytes text, const char *key, uint64_t max,
			 uint64_t *value);
/* The same; 0 where the key is absent. */
int att_words_get_optional(struct att_bytes text, const char *key, uint64_t max,
			   uint64_t *value);
/* Undo att_words_put, up to an unescaped '#' or the end: how much of s was
 * read, or ATT_E_CONFIG. The array behind the string is zero. */
int att_words_unescape(struct att_bytes s, char *to, size_t cap);
/* The same of a key, to the end of its value: 0 or ATT_E_CONFIG. */
int att_words_get_text(struct att_bytes text, const char *key, char *to,
		       size_t cap);

#endif
