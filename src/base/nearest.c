/* Names that a person may have meant. */
#include "base/nearest.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

#define LONGEST 64 /* longer words are not looked at */

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	if (a >= 'A' && a <= 'Z')
		a = (char)(a - 'A' + 'a');
	if (b >= 'A' && b <= 'Z')
		b = (char)(b - 'A' + 'a');
	return a == b;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What it costs that b stands where a was meant. Nobody takes one number for
 * another: 4.0 is no misspelt 3.0. */
static unsigned cost(char a, char b)
{
	if (same(a, b))
		return 0;
	return is_digit(a) && is_digit(b) ? LONGEST : 1;
}

static bool begins_with(const char *name, const char *word, size_t len)
{
	while (len && same(name[len - 1], word[len - 1]))
		len--;
	return len == 0;
}

static bool is_it(const char *name, const char *word, size_t len)
{
	while (len && name[len - 1] == word[len - 1])
		len--;
	return len == 0;
}

/* How many letters are wrong, missing, too many or swapped with the next one.
 * A row for each letter of a; those of the two letters before stay. */
static unsigned distance(const char *a, size_t a_len, const char *b,
			 size_t b_len)
{
	unsigned rows[3][LONGEST + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *above = rows[(i + 2) % 3];
		const unsigned *higher = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = least(least(above[j], row[j - 1]) + 1,
				       above[j - 1] + cost(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
			    same(a[i - 2], b[j - 1]))
				row[j] = least(row[j], higher[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

void att_nearest_init(struct att_nearest *n, const char *word, size_t len)
{
	*n = (struct att_nearest){
		.word = word,
		.len = len,
		.within = (unsigned)((len < LONGEST ? len : LONGEST) + 2) / 3,
	};
}

void att_nearest_try_span(struct att_nearest *n, const char *name, size_t len)
{
	unsigned d;

	if (n->len > LONGEST || len > LONGEST)
		return;
	/* the beginning of a name is as good as one wrong letter */
	d = n->len > 2 && n->len < len && begins_with(name, n->word, n->len)
		    ? 1
		    : distance(n->word, n->len, name, len);
	if (d >= n->len || d > n->within || (n->name && d >= n->distance))
		return;
	n->distance = d;
	n->name = name;
	n->name_len = len;
}

void att_nearest_try(struct att_nearest *n, const char *name)
{
	size_t len = 0;

	while (name[len])
		len++;
	att_nearest_try_span(n, name, len);
}

const char *att_nearest_hint(struct att_nearest *n)
{
	struct att_text t;

	att_text_init(&t, n->hint, sizeof(n->hint));
	if (!n->name ||
	    (n->name_len == n->len && is_it(n->name, n->word, n->len)))
		return n->hint;
	att_text_put(&t, ", did you mean \"");
	att_text_span(&t, n->name, n->name_len);
	att_text_put(&t, "\"?");
	if (!n->distance)
		att_text_put(&t, " (names are lower case)");
	return n->hint;
}
