/* The scripts that make a shell complete the words of attache: completion.bash
 * and so on, which are installed as well. They ask `attache complete`, which
 * reads the tables, so they never go stale. */
#ifndef ATTACHE_COMPLETION_H
#define ATTACHE_COMPLETION_H

struct completion {
	const char *shell, *script;
};

/* Behind the last a row with NULL. */
extern const struct completion completions[];

#endif
