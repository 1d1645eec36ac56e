/* Which word was meant by a misspelt one. */
#include "chart.h"

#define LETTERS (CHART_MAX_WORD + 2)

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How many letters are wrong, missing, too many or swapped with the next one;
 * CHART_FAR for words that are too long to be compared. */
static unsigned distance(struct chart_word a, struct chart_word b)
{
	unsigned d[LETTERS + 1][LETTERS + 1];

	if (a.len > LETTERS || b.len > LETTERS)
		return CHART_FAR;
	for (int i = 0; i <= a.len; i++)
		d[i][0] = (unsigned)i;
	for (int j = 0; j <= b.len; j++)
		d[0][j] = (unsigned)j;
	for (int i = 1; i <= a.len; i++)
		for (int j = 1; j <= b.len; j++) {
			unsigned wrong = a.p[i - 1] != b.p[j - 1];

			d[i][j] = least(d[i - 1][j - 1] + wrong,
					least(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
			    a.p[i - 2] == b.p[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[a.len][b.len];
}

void chart_near(struct chart_near *n, struct chart_word candidate)
{
	unsigned far = distance(n->misspelt, candidate);

	if (far > n->at_most || (n->best.len && far >= n->distance))
		return;
	n->best = candidate;
	n->distance = far;
}

void chart_error_near(struct chart *c, const struct chart_near *n,
		      const char *kind)
{
	if (n->best.len)
		chart_error(c, n->misspelt,
			    "there is no %s '%.*s'; did you mean '%.*s'?", kind,
			    WORD(n->misspelt), WORD(n->best));
	else
		chart_error(c, n->misspelt, "there is no %s '%.*s'", kind,
			    WORD(n->misspelt));
}
