/* Collects the names of a spec and writes each once. */
#include "spec_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void mbim_names_add(struct mbim_names *names, const char *s)
{
	if (names->n == names->room) {
		unsigned room = names->room ? 2 * names->room : 1024;
		const char **more =
			mbim_spec_alloc(names->ctx, room, sizeof(*more));

		if (names->n)
			memcpy(more, names->s, names->n * sizeof(*more));
		names->s = more;
		names->room = room;
	}
	names->s[names->n++] = s;
}

/* By their ends: a name stands right in front of those that end with it. */
static int compare(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;
	size_t l = strlen(*left), r = strlen(*right);

	while (l && r) {
		char c = (*left)[--l], d = (*right)[--r];

		if (c != d)
			return (unsigned char)c - (unsigned char)d;
	}
	return l ? 1 : r ? -1 : 0;
}

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return n <= len && strcmp(s + len - n, end) == 0;
}

/* The longest name that ends with name i. */
static unsigned holder_of(const struct mbim_names *names, unsigned i)
{
	while (i + 1 < names->n && ends_with(names->s[i + 1], names->s[i]))
		i++;
	return i;
}

/* Drop all but one of equal names. */
static void make_unique(struct mbim_names *names)
{
	unsigned n = 0;

	for (unsigned i = 0; i < names->n; i++)
		if (!n || strcmp(names->s[n - 1], names->s[i]) != 0)
			names->s[n++] = names->s[i];
	names->n = n;
}

void mbim_names_emit(struct mbim_names *names, FILE *out)
{
	if (names->n)
		qsort(names->s, names->n, sizeof(*names->s), compare);
	make_unique(names);
	fputs("\n/* clang-format off */\n#define NAMES(X)", out);
	for (unsigned i = 0; i < names->n; i++)
		if (holder_of(names, i) == i)
			fprintf(out, " \\\n\tX(%s)", names->s[i]);
	fputs("\n#define ENDS(X)", out);
	for (unsigned i = 0; i < names->n; i++)
		if (holder_of(names, i) != i)
			fprintf(out, " \\\n\tX(%s, %s)", names->s[i],
				names->s[holder_of(names, i)]);
	fputs("\n/* clang-format on */\nNAMES_OF_THE_SPEC;\n", out);
}
