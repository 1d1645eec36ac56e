/* Names that a person may have meant. */
#include "linux/nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LONGEST 64 /* longer words are not looked at */

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* How many letters have to be changed, added or taken away. */
static unsigned distance(const char *a, size_t a_len, const char *b,
			 size_t b_len)
{
	unsigned row[LONGEST + 1];

	for (size_t j = 0; j <= b_len; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			unsigned above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1,
				       diagonal + !same(a[i - 1], b[j - 1]));
			diagonal = above;
		}
	}
	return row[b_len];
}

void att_nearest_init(struct att_nearest *n, const char *word, size_t len)
{
	*n = (struct att_nearest){
		.word = word,
		.len = len,
		/* a third of it may be wrong */
		.distance = (unsigned)((len < LONGEST ? len : LONGEST) + 2) / 3,
	};
}

void att_nearest_try(struct att_nearest *n, const char *name)
{
	size_t len = strlen(name);
	unsigned d;

	if (n->len > LONGEST || len > LONGEST)
		return;
	/* the beginning of a name is as good as one wrong letter */
	d = n->len > 2 && n->len < len &&
			    strncasecmp(n->word, name, n->len) == 0
		    ? 1
		    : distance(n->word, n->len, name, len);
	if (d >= n->len || d > n->distance || (n->name && d == n->distance))
		return;
	n->distance = d;
	n->name = name;
}

const char *att_nearest_hint(struct att_nearest *n)
{
	n->hint[0] = '\0';
	if (n->name)
		snprintf(n->hint, sizeof(n->hint), ", did you mean \"%s\"?%s",
			 n->name, n->distance ? "" : " (names are lower case)");
	return n->hint;
}
