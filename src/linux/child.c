/* Programs that attache runs. */
#include "linux/child.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/rights.h"

__attribute__((format(printf, 3, 4))) static void tell(struct att_children *c,
						       const char *program,
						       const char *format, ...)
{
	char what[128], line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	snprintf(line, sizeof(line), "error: %s %s", program, what);
	c->say(c->ctx, line);
}

/* --- one after the other ------------------------------------------------- */

static struct att_child_job *current(struct att_children *c)
{
	return &c->job[c->first];
}

static void begin(struct att_children *c);

/* The first one is over. */
static void take_out(struct att_children *c)
{
	c->child.pid = 0;
	c->first = (c->first + 1) % ATT_CHILD_QUEUE;
	c->n--;
}

static void ended(struct att_children *c, int status)
{
	const char *program = current(c)->arguments;

	if (c->ending)
		tell(c, program,
		     "had not ended when attache did, and was killed");
	else if (c->late)
		tell(c, program, "did not end within %d s, and was killed",
		     ATT_CHILD_LIMIT_S);
	else if (WIFEXITED(status) &&
		 WEXITSTATUS(status) == ATT_CHILD_NOT_FOUND)
		tell(c, program, "is not there, or cannot be run");
	else if (WIFEXITED(status) && WEXITSTATUS(status) &&
		 !current(c)->may_fail)
		tell(c, program, "ended with %d", WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		tell(c, program, "was ended by signal %d", WTERMSIG(status));
	take_out(c);
}

static void reap(struct att_children *c)
{
	int status = att_rights->wait(&c->child);

	if (c->child.fd >= 0) {
		att_loop_unwatch(c->loop, c->child.fd);
		close(c->child.fd);
	}
	c->timer.at_ms = ATT_LOOP_NEVER;
	ended(c, status);
}

static void on_end(void *arg, uint32_t revents)
{
	(void)revents;
	reap(arg);
	begin(arg);
}

static void on_late(void *arg)
{
	struct att_children *c = arg;

	c->late = true;
	att_rights->kill(&c->child);
}

static void begin(struct att_children *c)
{
	if (c->child.pid || !c->n)
		return;
	c->late = false;
	if (att_rights->run(current(c), &c->child) < 0) {
		if (!current(c)->may_fail)
			tell(c, current(c)->arguments, "cannot be run: %s",
			     strerror(errno));
		take_out(c);
		return;
	}
	c->timer.at_ms = att_loop_now(c->loop) + ATT_CHILD_LIMIT_S * 1000u;
	if (c->child.fd < 0 ||
	    att_loop_watch(c->loop, c->child.fd, EPOLLIN, on_end, c))
		reap(c); /* waits for it */
}

void att_children_init(struct att_children *c, struct att_loop *loop,
		       void (*say)(void *ctx, const char *line), void *ctx)
{
	c->loop = loop;
	c->say = say;
	c->ctx = ctx;
	c->child.fd = -1;
	att_loop_timer_init(loop, &c->timer, on_late, c);
}

void att_children_run(struct att_children *c, const struct att_child_job *job)
{
	if (c->n == ATT_CHILD_QUEUE) {
		tell(c, job->arguments,
		     "is not run: %d programs wait for the one that runs",
		     ATT_CHILD_QUEUE - 1);
		return;
	}
	c->job[(c->first + c->n++) % ATT_CHILD_QUEUE] = *job;
	begin(c);
}

static void give_up(struct att_children *c)
{
	c->ending = true;
	att_rights->kill(&c->child);
	reap(c);
	if (c->n)
		tell(c, current(c)->arguments,
		     "is not run any more: calls that were left: %u", c->n);
	c->n = 0;
}

void att_children_fini(struct att_children *c, unsigned limit_ms)
{
	const uint64_t until = att_loop_now(c->loop) + limit_ms;

	while (c->child.pid) {
		struct pollfd p = {.fd = c->child.fd, .events = POLLIN};
		uint64_t now = att_loop_now(c->loop);

		if (now >= until || poll(&p, 1, (int)(until - now)) == 0) {
			give_up(c);
			return;
		}
		reap(c);
		begin(c);
	}
}
