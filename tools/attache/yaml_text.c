/* From JSON to YAML (1.1 and 1.2): strings stay in quotes, so that none is
 * taken for a number or for "no". */
#include "yaml_text.h"

#include <stdbool.h>
#include <string.h>

#define MAX_DEPTH 64

struct cursor {
	FILE *out;
	const char *at, *end;
};

static char peek(const struct cursor *c)
{
	return c->at < c->end ? *c->at : '\0';
}

static bool take(struct cursor *c, char what)
{
	if (peek(c) != what)
		return false;
	c->at++;
	return true;
}

/* Bytes of a UTF-8 character that YAML forbids unless escaped, and its code:
 * DEL and the C1 controls, and U+FEFF, U+FFFE, U+FFFF. */
static unsigned forbidden(const struct cursor *c, unsigned *code)
{
	size_t n = (size_t)(c->end - c->at);
	const unsigned char *p = (const unsigned char *)c->at;

	if (p[0] == 0x7f) {
		*code = p[0];
		return 1;
	}
	if (n >= 2 && p[0] == 0xc2 && p[1] < 0xa0) {
		*code = p[1];
		return 2;
	}
	if (n < 3 || p[0] != 0xef || (p[1] != 0xbb && p[1] != 0xbf))
		return 0;
	*code = (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
	return *code == 0xfeff || *code >= 0xfffe ? 3 : 0;
}

/* A string with its quotes; JSON's escapes are YAML's. */
static void put_string(struct cursor *c)
{
	putc('"', c->out);
	c->at++;
	while (c->at < c->end && *c->at != '"') {
		unsigned code, n = forbidden(c, &code);

		if (n) {
			fprintf(c->out, "\\u%04x", code);
			c->at += n;
			continue;
		}
		if (*c->at == '\\' && c->at + 1 < c->end)
			putc(*c->at++, c->out);
		putc(*c->at++, c->out);
	}
	take(c, '"');
	putc('"', c->out);
}

/* A key; those that YAML 1.1 takes for flags keep their quotes. */
static void put_key(struct cursor *c)
{
	static const char *const flags[] = {"y",   "n",	   "yes",   "no",  "on",
					    "off", "true", "false", "null"};
	const char *start = ++c->at;
	const char *quote = "";
	size_t len;

	while (c->at < c->end && *c->at != '"')
		c->at++;
	len = (size_t)(c->at - start);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (strlen(flags[i]) == len &&
		    memcmp(flags[i], start, len) == 0)
			quote = "\"";
	fprintf(c->out, "%s%.*s%s:", quote, (int)len, start, quote);
	take(c, '"');
	take(c, ':');
}

static void indent(const struct cursor *c, unsigned n)
{
	fprintf(c->out, "%*s", (int)(2 * n), "");
}

static void put_scalar(struct cursor *c)
{
	if (peek(c) == '"') {
		put_string(c);
		return;
	}
	while (c->at < c->end && !strchr(",]}", *c->at))
		putc(*c->at++, c->out);
}

static bool is_scalar(const struct cursor *c)
{
	return peek(c) != '[' && peek(c) != '{';
}

/* "[1, 2]" */
static void put_flow(struct cursor *c)
{
	const char *between = "[";

	do {
		fputs(between, c->out);
		put_scalar(c);
		between = ", ";
	} while (take(c, ','));
	fputs("]\n", c->out);
}

/* The value at the cursor; `inside` of a list, its first line has begun. */
static void put_value(struct cursor *c, unsigned depth, bool inside)
{
	bool list = peek(c) == '[';
	char end = list ? ']' : '}';
	bool first = true;

	if (depth > MAX_DEPTH || is_scalar(c)) {
		fputs(inside ? "" : " ", c->out);
		put_scalar(c);
		putc('\n', c->out);
		return;
	}
	c->at++;
	if (take(c, end)) {
		fputs(inside ? "" : " ", c->out);
		fputs(list ? "[]\n" : "{}\n", c->out);
		return;
	}
	if (list && is_scalar(c)) {
		fputs(inside ? "" : " ", c->out);
		put_flow(c);
		take(c, end);
		return;
	}
	if (!inside && depth)
		putc('\n', c->out);
	do {
		if (!first || !inside)
			indent(c, depth);
		first = false;
		if (list)
			fputs("- ", c->out);
		else
			put_key(c);
		put_value(c, depth + 1, list);
	} while (take(c, ','));
	take(c, end);
}

void yaml_text(FILE *out, const char *json, size_t len)
{
	struct cursor c = {out, json, json + len};

	put_value(&c, 0, false);
}
