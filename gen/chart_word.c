/* Words of a chart, an error that names where one stands, and which word was
 * meant by a misspelt one. */
#include <stdarg.h>
#include <string.h>

#include "chart.h"

void chart_error(struct chart *c, struct chart_word at, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%u:%u: error: ", c->path, at.line, at.col);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	c->errors++;
}

void chart_near_init(struct att_nearest *n, struct chart_word misspelt)
{
	att_nearest_init(n, misspelt.p, (size_t)misspelt.len);
}

void chart_near_try(struct att_nearest *n, struct chart_word candidate)
{
	att_nearest_try_span(n, candidate.p, (size_t)candidate.len);
}

void chart_error_near(struct chart *c, struct chart_word misspelt,
		      const struct att_nearest *n, const char *kind)
{
	if (n->name)
		chart_error(c, misspelt,
			    "there is no %s '%.*s'; did you mean '%.*s'?", kind,
			    WORD(misspelt), (int)n->name_len, n->name);
	else
		chart_error(c, misspelt, "there is no %s '%.*s'", kind,
			    WORD(misspelt));
}

bool chart_same(struct chart_word a, struct chart_word b)
{
	return a.len == b.len &&
	       (!a.len || memcmp(a.p, b.p, (size_t)a.len) == 0);
}

bool chart_is(struct chart_word w, const char *s)
{
	return (size_t)w.len == strlen(s) && memcmp(w.p, s, strlen(s)) == 0;
}

struct chart_word chart_word_of(const char *s)
{
	return (struct chart_word){s, (int)strlen(s), 0, 0};
}

struct chart_word chart_event(const struct chart *c, unsigned number)
{
	const struct chart_word w = c->events[number];

	return (struct chart_word){w.p + 3, w.len - 3, w.line, w.col + 3};
}
