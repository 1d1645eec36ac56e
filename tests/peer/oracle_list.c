/* Known differences, each with its reason. */
#include "oracle_list.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool add(struct oracle_list *l, const char *text, unsigned number)
{
	struct oracle_line *line, *lines;
	const char *colon = strstr(text, ": ");
	char kind[32], subject[200], word[100] = "";
	int n = 0;

	if (!colon || strlen(colon) < 10)
		return false;
	n = sscanf(text, "%31s %199[^: ] %99[^: ]", kind, subject, word);
	lines = realloc(l->lines, (l->n + 1) * sizeof(*lines));
	if (!lines || n < 2)
		return false;
	l->lines = lines;
	line = &lines[l->n++];
	*line = (struct oracle_line){strdup(kind), strdup(subject),
				     strdup(word), number, false};
	return line->kind && line->subject && line->word;
}

bool oracle_list_read(struct oracle_list *l, const char *path)
{
	FILE *f = fopen(path, "r");
	unsigned number = 0;
	bool good = f != NULL;
	char *text = NULL;
	size_t cap = 0;

	*l = (struct oracle_list){path, NULL, 0};
	while (f && getline(&text, &cap, f) > 0) {
		number++;
		if (text[0] == '#' || text[0] == '\n')
			continue;
		if (!add(l, text, number)) {
			printf("# %s:%u: expected: kind subject: reason\n",
			       path, number);
			good = false;
		}
	}
	if (!f)
		printf("# cannot read %s\n", path);
	free(text);
	if (f)
		(void)fclose(f);
	return good;
}

void oracle_list_fini(struct oracle_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->lines[i].kind);
		free(l->lines[i].subject);
		free(l->lines[i].word);
	}
	free(l->lines);
	*l = (struct oracle_list){NULL, NULL, 0};
}

/* word: NULL for any */
static struct oracle_line *find(struct oracle_list *l, const char *kind,
				const char *subject, const char *word)
{
	for (size_t i = 0; i < l->n; i++) {
		struct oracle_line *line = &l->lines[i];

		if (strcmp(line->kind, kind) != 0 ||
		    fnmatch(line->subject, subject, 0) != 0 ||
		    (word && strcmp(line->word, word) != 0))
			continue;
		line->needed = true;
		return line;
	}
	return NULL;
}

const char *oracle_list_find(struct oracle_list *l, const char *kind,
			     const char *subject)
{
	const struct oracle_line *line = find(l, kind, subject, NULL);

	return line ? line->word : NULL;
}

bool oracle_list_has(struct oracle_list *l, const char *kind,
		     const char *subject, const char *word)
{
	return find(l, kind, subject, word) != NULL;
}

size_t oracle_list_stale(const struct oracle_list *l)
{
	size_t stale = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (l->lines[i].needed)
			continue;
		printf("# %s:%u: no longer needed: %s %s\n", l->path,
		       l->lines[i].number, l->lines[i].kind,
		       l->lines[i].subject);
		stale++;
	}
	return stale;
}
