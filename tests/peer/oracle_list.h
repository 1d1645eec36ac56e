/* Where an oracle and attache are known to differ. One line each:
 *
 *     [RANGE] KIND SUBJECT [WORD]: reason
 *
 * A subject is a pattern (*, ?). A difference that is not listed fails its
 * test, and so does a line that no test has needed. A range is "<4.4", ">=1.30"
 * or both, one after the other: for other versions of the peer the line is not
 * there. */
#ifndef ORACLE_LIST_H
#define ORACLE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct oracle_line {
	char *kind, *subject, *word; /* word: "" if there is none */
	unsigned number;
	bool needed;
};

struct oracle_list {
	const char *path;
	struct oracle_line *lines;
	size_t n;
};

/* The lines for a version of the peer ("1.28.2", whatever follows it). False,
 * and a word on stdout, if it cannot be read or a line is malformed. */
bool oracle_list_read(struct oracle_list *l, const char *path,
		      const char *version);
void oracle_list_fini(struct oracle_list *l);

/* The word of the first line that fits, which is now needed; else NULL. */
const char *oracle_list_find(struct oracle_list *l, const char *kind,
			     const char *subject);
/* True if a line fits that has this word; it is now needed. */
bool oracle_list_has(struct oracle_list *l, const char *kind,
		     const char *subject, const char *word);
/* The lines that nobody needed, one comment each on stdout; how many. */
size_t oracle_list_stale(const struct oracle_list *l);

#endif
