/* One program that attache starts, as a child of its own. */
#ifndef ATT_LINUX_CHILD_RUN_H
#define ATT_LINUX_CHILD_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The exit status of a program that is not there. */
#define ATT_CHILD_NOT_FOUND 127
/* At most as many words, of a program and its arguments as of an environment.
 */
#define ATT_CHILD_WORDS 64

/* One call. Words end with a NUL each: the program and its arguments, then
 * "NAME=VALUE" of the environment that it gets beside attache's own. */
struct att_child_job {
	char arguments[512];
	char environment[2048];
	char input[512]; /* on its standard input */
	bool may_fail;	 /* that it does is not said: there was nothing to do */
};

struct att_child {
	pid_t pid; /* 0: none; else of a process group of its own, too */
	/* Can be read when it has ended, or its output; -1: none. */
	int fd;
};

/* Start it; its output goes where attache's messages go. It ends with attache,
 * also where that is killed. 0, or -1 (errno). child->fd is to be closed by the
 * caller. */
int att_child_run(struct att_child_job *job, struct att_child *child);
/* Kill it, and what it has started. */
void att_child_kill(const struct att_child *child);
/* Wait for its end: a status as of waitpid(2). */
int att_child_wait(const struct att_child *child);

/* Add a word; false: there is no room, and the words are as before. */
bool att_child_add(char *words, size_t cap, const char *word);

#endif
