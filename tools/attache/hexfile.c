/* Files of hex bytes. */
#include "hexfile.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

bool hexfile_open(struct hexfile *h, const char *path)
{
	bool standard = strcmp(path, "-") == 0;

	memset(h, 0, sizeof(*h));
	h->line = 1;
	h->name = standard ? "standard input" : path;
	h->in = standard ? stdin : fopen(path, "r");
	if (!h->in)
		fprintf(stderr, "%s: error: %s\n", path, strerror(errno));
	return h->in;
}

void hexfile_close(struct hexfile *h)
{
	if (h->in && h->in != stdin)
		fclose(h->in);
	free(h->bytes);
}

static int complain(const struct hexfile *h, const char *what)
{
	fprintf(stderr, "%s:%u:%u: error: %s\n", h->name, h->line, h->column,
		what);
	return -1;
}

static int next_char(struct hexfile *h)
{
	int c = getc(h->in);

	h->column++;
	if (c != '#')
		return c;
	while (c != '\n' && c != EOF)
		c = getc(h->in);
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
		uint8_t *p = realloc(h->bytes, cap);

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
	return append(h, high << 4 | low) ? 0 : complain(h, "out of memory");
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
	if (ferror(h->in))
		return complain(h, strerror(errno));
	*block = att_bytes_of(h->bytes, h->len);
	return h->len > 0;
}
