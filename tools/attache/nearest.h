/* "Did you mean": the name that is most like a word that is none. */
#ifndef ATTACHE_NEAREST_H
#define ATTACHE_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *word;
	size_t len;
	const char *name; /* the most similar so far, or NULL */
	unsigned distance;
};

/* Nothing is near the word yet, which outlives n. */
void nearest_init(struct nearest *n, const char *word, size_t len);
/* Take name, which outlives n, if it is nearer than the best. */
void nearest_try(struct nearest *n, const char *name);

#endif
