/* Reads the table of what the effects of the charts ask. */
#include "requests.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool load(struct gen_requests *r, const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t len = f ? fread(r->text, 1, sizeof(r->text), f) : 0;

	if (f)
		fclose(f);
	if (f && len < sizeof(r->text))
		return true;
	fprintf(stderr, "%s: error: %s\n", path,
		f ? "the table is too long" : strerror(errno));
	return false;
}

/* Four words, parted by tabs. */
static bool split(struct gen_request *row, char *line)
{
	const char *word[4];
	char *at = line;

	for (int i = 0; i < 4; i++) {
		word[i] = at;
		at += strcspn(at, "\t");
		if (at == word[i] || (*at != '\0') != (i < 3))
			return false;
		*at++ = '\0';
	}
	row->chart = word[0];
	row->effect = word[1];
	row->cid = word[2];
	row->op = word[3];
	return true;
}

bool gen_requests_read(struct gen_requests *r, const char *path)
{
	unsigned line = 0;
	char *end;

	memset(r, 0, sizeof(*r));
	if (!load(r, path))
		return false;
	r->path = path;
	for (char *at = r->text; *at; at = end) {
		end = at + strcspn(at, "\n");
		if (*end)
			*end++ = '\0';
		line++;
		if (*at == '#')
			continue;
		if (r->n == GEN_REQUESTS || !split(&r->row[r->n], at)) {
			fprintf(stderr,
				"%s:%u:1: error: a row is chart, effect, "
				"service.cid and query or set, parted by "
				"tabs\n",
				path, line);
			return false;
		}
		r->row[r->n++].line = line;
	}
	return true;
}

bool gen_requests_wrong(const struct gen_requests *r,
			const struct gen_request *row, const char *what,
			const char *name)
{
	fprintf(stderr, "%s:%u:1: error: there is no %s '%s'\n", r->path,
		row->line, what, name);
	return false;
}
