/* Files of hex bytes. */
#include "capture/hexfile.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/input.h"

void hexfile_init(struct hexfile *h, struct att_window *in, const char *name)
{
	*h = (struct hexfile){.in = in, .name = name, .line = 1, .qrtr = -1};
}

void hexfile_fini(struct hexfile *h)
{
	free(h->bytes);
}

static int complain(const struct hexfile *h, const char *what)
{
	fflush(stdout);
	fprintf(stderr, "%s:%u:%u: error: %s\n", h->name, h->line, h->column,
		what);
	return -1;
}

static int get_char(struct hexfile *h)
{
	int got = att_window_need(h->in, 1), c;

	if (got <= 0) {
		h->error = got;
		return EOF;
	}
	c = h->in->next.p[0];
	att_window_take(h->in, 1);
	return c;
}

/* What of a comment says how to read the bytes. */
static void take_comment(struct hexfile *h)
{
	const char *at = h->comment, *service;

	h->comment[h->comment_len] = '\0';
	if (!strstr(at, "transport:"))
		return;
	service = strstr(at, "service ");
	h->qrtr = strstr(at, "QRTR") && service ? atoi(service + 8) : -1;
}

static int next_char(struct hexfile *h)
{
	int c = get_char(h);

	h->column++;
	if (c != '#')
		return c;
	h->comment_len = 0;
	while (c != '\n' && c != EOF) {
		if (h->comment_len + 1 < sizeof(h->comment))
			h->comment[h->comment_len++] = (char)c;
		c = get_char(h);
	}
	take_comment(h);
	/* a line with a comment is not blank */
	return c == EOF ? EOF : '#';
}

static void next_line(struct hexfile *h)
{
	h->line++;
	h->column = 0;
}

static int digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool append(struct hexfile *h, int byte)
{
	if (h->len == h->cap) {
		size_t cap = h->cap ? 2 * h->cap : 1024;
		uint8_t *p =
			cap > ATT_WINDOW_MAX ? NULL : realloc(h->bytes, cap);

		if (!p)
			return false;
		h->bytes = p;
		h->cap = cap;
	}
	if (!h->len)
		h->first_line = h->line;
	h->bytes[h->len++] = (uint8_t)byte;
	return true;
}

/* The byte that begins with the digit c. */
static int read_byte(struct hexfile *h, int c)
{
	int high = digit(c), low;

	if (high < 0)
		return complain(h, "this is no hex digit");
	low = digit(next_char(h));
	if (low < 0)
		return complain(h, "a byte has two hex digits");
	return append(h, high << 4 | low)
		       ? 0
		       : complain(h, "the block is too long");
}

int hexfile_next(struct hexfile *h, struct att_bytes *block)
{
	bool blank = true;
	int c;

	h->len = 0;
	while ((c = next_char(h)) != EOF) {
		if (c == '\n') {
			next_line(h);
			if (blank && h->len)
				break;
			blank = true;
		} else if (c == '#') {
			next_line(h);
			blank = true;
		} else if (!isspace(c)) {
			blank = false;
			if (read_byte(h, c) < 0)
				return -1;
		}
	}
	if (h->error)
		return complain(h, input_why(h->in, h->error));
	*block = att_bytes_of(h->bytes, h->len);
	return h->len > 0;
}
