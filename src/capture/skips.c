/* What an importer has left out, counted for each reason. */
#include "capture/skips.h"

#include <stdio.h>
#include <string.h>

static void add(struct skips *s, const char *why, int64_t number)
{
	unsigned i = 0;

	s->total++;
	while (i < s->n &&
	       (strcmp(s->of[i].why, why) != 0 || s->of[i].number != number))
		i++;
	if (i == SKIPS_REASONS) {
		i--;
		s->of[i].why = "others";
		s->of[i].number = -1;
	} else if (i == s->n) {
		s->n++;
		s->of[i].why = why;
		s->of[i].number = number;
		s->of[i].count = 0;
	}
	s->of[i].count++;
}

void skips_add(struct skips *s, const char *why)
{
	if (why)
		add(s, why, -1);
	else
		s->total++;
}

void skips_add_number(struct skips *s, const char *why, uint32_t number)
{
	add(s, why, number);
}

void skips_print(const struct skips *s, const char *name)
{
	for (unsigned i = 0; i < s->n; i++) {
		fprintf(stderr, "%s: skipped: %u %s", name, s->of[i].count,
			s->of[i].why);
		if (s->of[i].number >= 0)
			fprintf(stderr, " %lld", (long long)s->of[i].number);
		fputc('\n', stderr);
	}
}
