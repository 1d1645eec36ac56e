/* A window over text of a web page. Words in <> that are no tags stay: logs
 * have "<debug>" and "<<<<<<". */
#include "capture/html.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#define ENTITY_MAX 10u
#define TAG_MAX	   1024u

struct name {
	const char *text;
	char is;
};

static const struct name entities[] = {
	{"gt", '>'},   {"lt", '<'},    {"amp", '&'},
	{"quot", '"'}, {"apos", '\''}, {"nbsp", ' '},
};

/* What a tag becomes, 0: nothing. */
static const struct name tags[] = {
	{"br", '\n'},	{"p", '\n'},	{"div", '\n'}, {"li", '\n'},
	{"tr", '\n'},	{"pre", '\n'},	{"td", ' '},   {"th", ' '},
	{"span", 0},	{"code", 0},	{"a", 0},      {"b", 0},
	{"i", 0},	{"em", 0},	{"strong", 0}, {"font", 0},
	{"tt", 0},	{"ul", 0},	{"ol", 0},     {"table", 0},
	{"tbody", 0},	{"html", 0},	{"body", 0},   {"blockquote", 0},
	{"section", 0}, {"article", 0}, {"samp", 0},   {"kbd", 0},
};

static const struct name *find(const struct name *names, size_t n,
			       const char *p, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(names[i].text) == len &&
		    strncasecmp(names[i].text, p, len) == 0)
			return &names[i];
	return NULL;
}

/* "62;" and "x3e;" behind "&#". */
static bool numbered(const char *p, size_t len, char *is)
{
	bool hex = len && (*p | 0x20) == 'x';
	char digits[ENTITY_MAX + 1];
	char *end;
	long c;

	memcpy(digits, p, len);
	digits[len] = '\0';
	c = strtol(digits + hex, &end, hex ? 16 : 10);
	if (*end || end == digits + hex)
		return false;
	if (c == 0xa0)
		c = ' ';
	*is = c > 0 && c < 0x7f ? (char)c : '?';
	return true;
}

/* The entity that b begins with, without its '&': its length with ';', or 0. */
static size_t entity(struct att_bytes b, char *is)
{
	const char *p = (const char *)b.p;
	const char *end = b.len ? memchr(p, ';', b.len) : NULL;
	size_t len = end ? (size_t)(end - p) : 0;
	const struct name *name;

	if (!len)
		return 0;
	if (*p == '#')
		return numbered(p + 1, len - 1, is) ? len + 1 : 0;
	name = find(entities, sizeof(entities) / sizeof(entities[0]), p, len);
	if (name)
		*is = name->is;
	return name ? len + 1 : 0;
}

/* The tag that b begins with: its length, or 0. */
static size_t tag(struct att_bytes b, char *is)
{
	const char *p = (const char *)b.p;
	size_t from = b.len > 1 && p[1] == '/' ? 2 : 1, n = from;
	const struct name *name;
	const char *end;

	while (n < b.len && isalpha((unsigned char)p[n]))
		n++;
	if (n == from || n == b.len || !strchr(" />\t\r\n", p[n]) || !p[n])
		return 0;
	name = find(tags, sizeof(tags) / sizeof(tags[0]), p + from, n - from);
	end = name ? memchr(p, '>', b.len) : NULL;
	if (!end)
		return 0;
	*is = name->is;
	return (size_t)(end - p) + 1;
}

bool html_is(struct att_bytes head)
{
	char c = 0;

	for (size_t i = 0; i < head.len; i++) {
		struct att_bytes rest = {head.p + i, head.len - i};

		if (!head.p[i])
			return false; /* no text */
		if (rest.len > TAG_MAX)
			rest.len = TAG_MAX;
		if (*rest.p == '<' && tag(rest, &c) && c == '\n')
			return true;
		rest.p++;
		rest.len--;
		if (rest.len > ENTITY_MAX)
			rest.len = ENTITY_MAX;
		if (head.p[i] == '&' && entity(rest, &c))
			return true;
	}
	return false;
}

/* A line that ends with a tag and a line end has one end. */
static bool ends_line(struct html *h, char c)
{
	struct att_bytes b;

	if (c != '\n')
		return false;
	b = att_window_look(h->in, 1);
	return b.len && (b.p[0] == '\n' || b.p[0] == '\r');
}

/* The next character into *to: 1; 2: there was one, and it is nothing; 0 at the
 * end; -1: an error. */
static int take(struct html *h, char *to)
{
	int got = att_window_need(h->in, 1);
	struct att_bytes b;
	size_t n = 0;

	if (got <= 0 && h->amp) {
		h->amp = false;
		*to = '&';
		return 1;
	}
	if (got <= 0)
		return got < 0 ? -1 : 0;
	*to = (char)h->in->next.p[0];
	if (h->amp || *to == '&') {
		size_t skip = h->amp ? 0 : 1;

		b = att_window_look(h->in, ENTITY_MAX + skip);
		b.p += skip;
		b.len -= skip;
		n = entity(b, to);
		att_window_take(h->in, n ? n + skip : skip);
		if (!n)
			*to = '&';
		got = n && *to == '&' && !h->amp ? 2 : 1;
		h->amp = got == 2;
		return got;
	}
	if (*to == '<')
		n = tag(att_window_look(h->in, TAG_MAX), to);
	att_window_take(h->in, n ? n : 1);
	return n && (!*to || ends_line(h, *to)) ? 2 : 1;
}

static ssize_t read_html(void *ctx, void *to, size_t n)
{
	struct html *h = ctx;
	char *p = to, c = 0;
	size_t len = 0;
	int got = 1;

	/* do not wait for more than there is */
	while (len < n && (!len || h->in->next.len)) {
		got = take(h, &c);
		if (got <= 0)
			break;
		if (got == 1)
			p[len++] = c;
	}
	return len ? (ssize_t)len : got;
}

void html_open(struct html *h, struct att_window *in, struct att_window *out)
{
	*h = (struct html){.in = in};
	att_window_init(out, read_html, h);
}
