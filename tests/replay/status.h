/* The status of the core as words, to compare. */
#ifndef TESTS_REPLAY_STATUS_H
#define TESTS_REPLAY_STATUS_H

#include "core/core.h"

#define STATUS_KEYS    21
#define STATUS_VALUE   512
#define STATUS_PROBLEM (STATUS_KEYS - 1) /* compared last */

/* The values of status_keys. */
struct status {
	char value[STATUS_KEYS][STATUS_VALUE];
};

extern const char *const status_keys[STATUS_KEYS];

/* As it is before anything happened: all empty. */
void status_init(struct status *s);
void status_take(struct status *s, const struct att_core *core);
/* What of `now` is not as in `old`: "control=open attach=idle ...", "" for
 * nothing. Blanks in values are "%20". */
void status_put_changes(struct att_text *t, const struct status *old,
			const struct status *now);
/* Such words back into s. False: there is another key. */
bool status_get_changes(struct status *s, const char *words);
/* The first key whose values differ, or -1. */
int status_differs(const struct status *a, const struct status *b);

#endif
