/* What a process can do behind a sandbox: tried in a child, which may give up
 * what it has before. */
#ifndef TESTS_LINUX_TRIED_H
#define TESTS_LINUX_TRIED_H

#include <stdbool.h>

enum { TRIED_WORKED = 0, TRIED_REFUSED = 1, TRIED_NOT_ENTERED = 2 };

/* Gives nothing up. */
bool tried_as_it_is(void);
/* What try says after give_up, in a child. */
int tried_in_child(bool (*give_up)(void), bool (*try)(void));
/* The test is left out, and says so, where this is not root, for whose sake it
 * has to be, or where there is no filter. */
void tried_needs_root(const char *why);

#endif
