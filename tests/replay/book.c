/* A file of stories, each without the lines that it begins with, or ends with,
 * as another does. */
#include "tests/replay/book.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_BACK 200 /* cases that one may begin like */

struct book_case *book_add(struct book *b, const char *name)
{
	struct book_case *c;

	b->list = story_grow(b->list, b->n + 1, &b->cap, sizeof(*b->list));
	c = &b->list[b->n++];
	memset(c, 0, sizeof(*c));
	snprintf(c->name, sizeof(c->name), "%s", name);
	return c;
}

void book_fini(struct book *b)
{
	while (b->n)
		story_fini(&b->list[--b->n].story);
	free(b->list);
	story_messages_fini(&b->messages);
	memset(b, 0, sizeof(*b));
}

/* --- reading ---------------------------------------------------------------
 */

static bool read_message(struct book *b, const char *text)
{
	const char *space = strchr(text, ' ');
	char name[128];

	if (!space)
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)(space - text), text);
	story_messages_add(&b->messages, name, space + 1);
	return true;
}

/* "N NAME": the first N lines are those of that case, or the last. */
static bool read_same(struct book *b, const char *text, bool tail)
{
	struct story *to = &b->list[b->n - 1].story;
	size_t n, first;
	int at = 0;

	if (sscanf(text, "%zu %n", &n, &at) != 1 || !at)
		return false;
	for (size_t i = b->n - 1; i-- > 0;) {
		const struct book_case *c = &b->list[i];

		if (strcmp(c->name, text + at) != 0)
			continue;
		if (n > c->story.n)
			return false;
		first = tail ? c->story.n - n : 0;
		for (size_t k = first; k < first + n; k++)
			story_add(to, c->story.line[k]);
		return true;
	}
	return false;
}

static bool read_line(struct book *b, const char *text)
{
	if (!text[0] || text[0] == '#')
		return true;
	if (strncmp(text, "message ", 8) == 0)
		return read_message(b, text + 8);
	if (strncmp(text, "case ", 5) == 0)
		return book_add(b, text + 5);
	if (!b->n)
		return false;
	if (strncmp(text, "same ", 5) == 0)
		return read_same(b, text + 5, false);
	if (strncmp(text, "tail ", 5) == 0)
		return read_same(b, text + 5, true);
	story_add(&b->list[b->n - 1].story, text);
	return true;
}

bool book_read(struct book *b, const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0, number = 0;
	bool good = f;
	ssize_t len;

	memset(b, 0, sizeof(*b));
	while (good && (len = getline(&line, &cap, f)) > 0) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		good = read_line(b, line);
	}
	if (!good)
		printf("# %s:%zu: %s\n", path, number,
		       f ? "cannot be understood" : strerror(errno));
	free(line);
	if (f)
		fclose(f);
	return good;
}

/* --- writing ---------------------------------------------------------------
 */

/* How many lines of b, but for its first `but`, end it as they end a; or begin
 * it. */
static size_t common(const struct story *a, const struct story *b, bool tail,
		     size_t but)
{
	size_t n = 0;

	while (n < a->n && n < b->n - but &&
	       strcmp(a->line[tail ? a->n - 1 - n : n],
		      b->line[tail ? b->n - 1 - n : n]) == 0)
		n++;
	return n;
}

/* The case before this one that it has most in common with. */
static size_t longest(const struct book *b, size_t i, bool tail, size_t but,
		      size_t *from)
{
	size_t best = 0, n;

	for (size_t k = i > LOOK_BACK ? i - LOOK_BACK : 0; k < i; k++) {
		n = common(&b->list[k].story, &b->list[i].story, tail, but);
		if (n <= best)
			continue;
		best = n;
		*from = k;
	}
	return best;
}

static void write_case(const struct book *b, size_t i, FILE *f)
{
	const struct story *s = &b->list[i].story;
	size_t from = 0, end = 0, n = longest(b, i, false, 0, &from);
	size_t tail = longest(b, i, true, n, &end);

	fprintf(f, "case %s\n", b->list[i].name);
	if (n)
		fprintf(f, "same %zu %s\n", n, b->list[from].name);
	if (tail < 2)
		tail = 0;
	for (; n < s->n - tail; n++)
		fprintf(f, "%s\n", s->line[n]);
	if (tail)
		fprintf(f, "tail %zu %s\n", tail, b->list[end].name);
}

bool book_write(const struct book *b, const char *path)
{
	FILE *f = fopen(path, "w");

	if (!f) {
		printf("# %s: %s\n", path, strerror(errno));
		return false;
	}
	for (size_t i = 0; i < b->messages.n; i++)
		fprintf(f, "message %s %s\n", b->messages.name[i],
			b->messages.hex[i]);
	for (size_t i = 0; i < b->n; i++)
		write_case(b, i, f);
	return fclose(f) == 0;
}
