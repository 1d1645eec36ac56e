/* Programs that attache runs: hooks of the owner, and those that take name
 * servers. One after the other, in the order in which they were asked for; none
 * may last longer than a limit, and what went wrong is said. */
#ifndef ATT_LINUX_CHILD_H
#define ATT_LINUX_CHILD_H

#include <sys/types.h>

#include "base/text.h"
#include "linux/loop.h"

#define ATT_CHILD_QUEUE	  16
#define ATT_CHILD_LIMIT_S 30

/* One call. Words end with a NUL each: the program and its arguments, then
 * "NAME=VALUE" of the environment that it gets beside attache's own. */
struct att_child_job {
	char arguments[512];
	char environment[2048];
	char input[512]; /* on its standard input */
};

struct att_children {
	struct att_loop *loop;
	struct att_loop_timer timer;
	void (*say)(void *ctx, const char *line);
	void *ctx;
	struct att_child_job job[ATT_CHILD_QUEUE];
	unsigned first, n; /* of the queue; the first one runs */
	pid_t pid;	   /* 0: none runs */
	int pidfd;
	bool late, ending; /* why it was killed: its time, attache's end */
};

/* c is zeroed memory. say: "error: ..." where something went wrong. */
void att_children_init(struct att_children *c, struct att_loop *loop,
		       void (*say)(void *ctx, const char *line), void *ctx);
/* Run it, when those before have ended. The job is copied. */
void att_children_run(struct att_children *c, const struct att_child_job *job);
/* Wait for those that are left, at most limit_ms all together; then none is
 * left. */
void att_children_fini(struct att_children *c, unsigned limit_ms);

/* Add a word; false: there is no room, and the words are as before. */
bool att_child_add(char *words, size_t cap, const char *word);

#endif
