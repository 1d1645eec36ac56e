/* The list of renamed words, and steps in the words of today. */
#include "tests/replay/words.h"

#include <stdio.h>
#include <string.h>

static bool known(const struct word *w, int n)
{
	if (strcmp(w->what, "gone") == 0)
		return n == 6;
	return n == 4 && (strcmp(w->what, "state") == 0 ||
			  strcmp(w->what, "event") == 0 ||
			  strcmp(w->what, "effect") == 0);
}

bool words_read(struct words *w, const char *path)
{
	FILE *f = fopen(path, "r");
	char line[512];
	unsigned number = 0;

	memset(w, 0, sizeof(*w));
	if (!f) {
		printf("# cannot read %s\n", path);
		return false;
	}
	while (fgets(line, sizeof(line), f)) {
		struct word *one = &w->list[w->n];
		int n = sscanf(line, "%31s %15s %63s %63s %63s %63s",
			       one->machine, one->what, one->word[0],
			       one->word[1], one->word[2], one->word[3]);

		number++;
		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (!known(one, n) || ++w->n == WORDS_MAX) {
			printf("# %s:%u: cannot be understood\n", path, number);
			fclose(f);
			return false;
		}
	}
	fclose(f);
	return true;
}

const char *words_now(struct words *w, const char *machine, const char *what,
		      const char *old)
{
	for (unsigned i = 0; i < w->n; i++) {
		struct word *one = &w->list[i];

		if (strcmp(one->machine, machine) != 0 ||
		    strcmp(one->what, what) != 0 ||
		    strcmp(one->word[0], old) != 0)
			continue;
		one->used++;
		return one->word[1];
	}
	return old;
}

/* The parts of one step. */
struct step {
	char instance[32], machine[32], from[64], event[64], to[64], effect[64];
};

static bool is_gone(struct words *w, const struct step *s)
{
	for (unsigned i = 0; i < w->n; i++) {
		struct word *one = &w->list[i];

		if (strcmp(one->what, "gone") != 0 ||
		    strcmp(one->machine, s->machine) != 0 ||
		    strcmp(one->word[0], s->from) != 0 ||
		    strcmp(one->word[1], s->event) != 0 ||
		    strcmp(one->word[2], s->to) != 0 ||
		    strcmp(one->word[3], s->effect[0] ? s->effect : "-") != 0)
			continue;
		one->used++;
		return true;
	}
	return false;
}

static bool split(struct step *s, const char *line)
{
	char arrow[80];
	size_t len;
	int n;

	memset(s, 0, sizeof(*s));
	n = sscanf(line, "%31s %63s %79s %63s [%63[^]]", s->instance, s->from,
		   arrow, s->to, s->effect);
	len = strlen(arrow);
	if (n < 4 || len < 6 || len - 5 >= sizeof(s->event))
		return false;
	memcpy(s->event, arrow + 2, len - 5); /* --event--> */
	snprintf(s->machine, sizeof(s->machine), "%.*s",
		 (int)strcspn(s->instance, "."), s->instance);
	return true;
}

bool words_step(struct words *w, const char *line, char *buf, size_t cap)
{
	struct step s;
	int n;

	snprintf(buf, cap, "%s", line);
	if (!w->n || !split(&s, line))
		return true;
	if (is_gone(w, &s))
		return false;
	n = snprintf(buf, cap, "%s %s --%s--> %s", s.instance,
		     words_now(w, s.machine, "state", s.from),
		     words_now(w, s.machine, "event", s.event),
		     words_now(w, s.machine, "state", s.to));
	if (s.effect[0] && (size_t)n < cap)
		snprintf(buf + n, cap - (size_t)n, " [%s]",
			 words_now(w, s.machine, "effect", s.effect));
	return true;
}

/* --- sentences -------------------------------------------------------------
 */

static bool add_sentence(struct words *w, const char *was, const char *now)
{
	struct sentence *s = &w->sentence[w->n_sentences];

	if (w->n_sentences == WORDS_MAX || strlen(was) >= sizeof(s->was) ||
	    strlen(now) >= sizeof(s->now))
		return false;
	strcpy(s->was, was);
	strcpy(s->now, now);
	s->used = 0;
	w->n_sentences++;
	return true;
}

bool words_read_sentences(struct words *w, const char *path)
{
	FILE *f = fopen(path, "r");
	char line[SENTENCE_MAX + 8], was[sizeof(line)] = "";
	bool good = f, has_was = false;

	w->n_sentences = 0;
	while (good && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (!line[0] || line[0] == '#')
			continue;
		if (!strncmp(line, "was ", 4) || !strcmp(line, "was")) {
			strcpy(was, line + 3);
			has_was = true;
			continue;
		}
		good = has_was && !strncmp(line, "now ", 4) &&
		       add_sentence(w, was[0] ? was + 1 : was, line + 4);
	}
	if (!good)
		printf("# %s: cannot be understood\n", path);
	if (f)
		fclose(f);
	return good;
}

static bool reads(const char *now, const char *pattern)
{
	size_t len = strlen(pattern);

	if (len && pattern[len - 1] == '*')
		return strncmp(now, pattern, len - 1) == 0;
	return strcmp(now, pattern) == 0;
}

bool words_sentence(struct words *w, const char *old, const char *now)
{
	for (unsigned i = 0; i < w->n_sentences; i++) {
		struct sentence *s = &w->sentence[i];

		if (strcmp(s->was, old) != 0 || !reads(now, s->now))
			continue;
		s->used++;
		return true;
	}
	return false;
}

bool words_used(const struct words *w)
{
	bool all = true;

	for (unsigned i = 0; i < w->n_sentences; i++)
		if (!w->sentence[i].used) {
			printf("# reworded.txt: no story needs \"now %s\"\n",
			       w->sentence[i].now);
			all = false;
		}

	for (unsigned i = 0; i < w->n; i++)
		if (!w->list[i].used) {
			printf("# renamed.txt: no story has %s %s %s\n",
			       w->list[i].machine, w->list[i].what,
			       w->list[i].word[0]);
			all = false;
		}
	return all;
}
