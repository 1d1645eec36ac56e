/* Text for people, written into the caller's buffer: what the layers below
 * the loop use in place of stdio. Always NUL-terminated; text that does not
 * fit is cut, and `cut` says so. */
#ifndef ATT_BASE_TEXT_H
#define ATT_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct att_text {
	char *p;
	size_t cap; /* size of the buffer, at least 1 */
	size_t len; /* characters written, without the NUL */
	bool cut;   /* something did not fit */
};

/* Empty text in buf, which outlives t; cap is at least 1. */
void att_text_init(struct att_text *t, char *buf, size_t cap);
/* The same characters. */
bool att_text_same(const char *a, const char *b);
/* Append a character, a string, len characters, a number in decimal. */
void att_text_char(struct att_text *t, char c);
void att_text_put(struct att_text *t, const char *s);
void att_text_span(struct att_text *t, const char *s, size_t len);
void att_text_dec(struct att_text *t, uint64_t v);
void att_text_int(struct att_text *t, int64_t v);
/* v in decimal, padded on the left with '0' to at least width digits. */
void att_text_pad(struct att_text *t, uint64_t v, unsigned width);
/* ": 13 (name)", or without a name ": 13". */
void att_text_number(struct att_text *t, uint64_t v, const char *name);
/* v in hex with exactly `digits` digits, no prefix. */
void att_text_hex(struct att_text *t, uint64_t v, unsigned digits);

/* The same two at a place that has room for them; the end, without a NUL. */
char *att_text_write_dec(char *at, uint64_t v); /* at most 20 characters */
char *att_text_write_hex(char *at, uint64_t v, unsigned digits);
/* Bytes in hex, the same way: 2 * len digits. */
char *att_text_write_bytes(char *at, const uint8_t *p, size_t len);

#endif
