/* Programs that attache runs: hooks of the owner, and those that take name
 * servers. One after the other, in the order in which they were asked for; none
 * may last longer than a limit, and what went wrong is said. */
#ifndef ATT_LINUX_CHILD_H
#define ATT_LINUX_CHILD_H

#include "linux/child_run.h"
#include "linux/loop.h"

#define ATT_CHILD_QUEUE	  16
#define ATT_CHILD_LIMIT_S 30

struct att_children {
	struct att_loop *loop;
	struct att_loop_timer timer;
	void (*say)(void *ctx, const char *line);
	void *ctx;
	struct att_child_job job[ATT_CHILD_QUEUE];
	unsigned first, n; /* of the queue; the first one runs */
	struct att_child child;
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

#endif
