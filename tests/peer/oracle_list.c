/* Known differences, each with its reason. */
#include "oracle_list.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Up to three numbers with dots between them, as one number to compare by;
 * *text goes behind them. */
static bool read_version(const char **text, unsigned *out)
{
	unsigned part[3] = {0, 0, 0};
	int len = 0;

	if (!isdigit((unsigned char)**text))
		return false;
	(void)sscanf(*text, "%u%n.%u%n.%u%n", &part[0], &len, &part[1], &len,
		     &part[2], &len);
	*text += len;
	*out = (part[0] * 1000 + part[1]) * 1000 + part[2];
	return true;
}

/* The range in front of a line, if any; *text goes behind it. */
static bool read_range(const char **text, unsigned version, bool *within)
{
	*within = true;
	while (**text == '<' || strncmp(*text, ">=", 2) == 0) {
		bool below = **text == '<';
		unsigned bound;

		*text += below ? 1 : 2;
		if (!read_version(text, &bound) || **text != ' ')
			return false;
		if (below == (version >= bound))
			*within = false;
		(*text)++;
	}
	return true;
}

static bool add(struct oracle_list *l, const char *text, unsigned version,
		unsigned number)
{
	struct oracle_line *line, *lines;
	const char *colon = strstr(text, ": ");
	char kind[32], subject[200], word[100] = "";
	bool within;

	if (!colon || strlen(colon) < 10 ||
	    !read_range(&text, version, &within) ||
	    sscanf(text, "%31[a-z] %199[^: ] %99[^: ]", kind, subject, word) <
		    2)
		return false;
	if (!within)
		return true;
	lines = realloc(l->lines, (l->n + 1) * sizeof(*lines));
	if (!lines)
		return false;
	l->lines = lines;
	line = &lines[l->n++];
	*line = (struct oracle_line){strdup(kind), strdup(subject),
				     strdup(word), number, false};
	return line->kind && line->subject && line->word;
}

bool oracle_list_read(struct oracle_list *l, const char *path,
		      const char *version)
{
	FILE *f = fopen(path, "r");
	unsigned number = 0, peer = 0;
	bool good = f != NULL;
	char *text = NULL;
	size_t cap = 0;

	*l = (struct oracle_list){path, NULL, 0};
	if (!read_version(&version, &peer)) {
		printf("# what is the version of the peer? Not '%s'\n",
		       version);
		good = false;
	}
	while (f && getline(&text, &cap, f) > 0) {
		number++;
		if (text[0] == '#' || text[0] == '\n')
			continue;
		if (!add(l, text, peer, number)) {
			printf("# %s:%u: expected: [<1.2] [>=1.2] kind "
			       "subject: reason\n",
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
