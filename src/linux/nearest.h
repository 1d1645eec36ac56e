/* "Did you mean": the name that is most like a word that is none. */
#ifndef ATT_LINUX_NEAREST_H
#define ATT_LINUX_NEAREST_H

#include <stddef.h>

struct att_nearest {
	const char *word;
	size_t len;
	const char *name;  /* the most similar so far, or NULL */
	unsigned distance; /* 0: only capital letters are wrong */
	char hint[128];
};

/* Nothing is near the word yet, which outlives n. */
void att_nearest_init(struct att_nearest *n, const char *word, size_t len);
/* Take name, which outlives n, if it is nearer than the best. Capital letters
 * count as small ones. */
void att_nearest_try(struct att_nearest *n, const char *name);
/* What to say behind the word: ", did you mean "name"?", also that names are
 * lower case where that is all; "" if nothing is near. Lives in n. */
const char *att_nearest_hint(struct att_nearest *n);

#endif
