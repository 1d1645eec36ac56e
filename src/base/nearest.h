/* "Did you mean": the name that is most like a word that is none. */
#ifndef ATT_BASE_NEAREST_H
#define ATT_BASE_NEAREST_H

#include <stddef.h>

struct att_nearest {
	const char *word;
	size_t len;
	unsigned within;  /* more letters than so many are not like it */
	const char *name; /* the most similar so far, or NULL */
	size_t name_len;
	unsigned distance; /* of it; 0: only capital letters are wrong */
	char hint[128];
};

/* Nothing is near the word yet, which outlives n. A third of its letters may
 * be wrong. */
void att_nearest_init(struct att_nearest *n, const char *word, size_t len);
/* Take name, which outlives n, if it is nearer than the best: letters that are
 * wrong, missing, too many or swapped with the next count. Capital letters
 * count as small ones. */
void att_nearest_try(struct att_nearest *n, const char *name);
/* The same of a name of len characters. */
void att_nearest_try_span(struct att_nearest *n, const char *name, size_t len);
/* What to say behind the word: ", did you mean "name"?", also that names are
 * lower case where that is all; "" if nothing is near, or the word is a name.
 * Lives in n. */
const char *att_nearest_hint(struct att_nearest *n);

#endif
