/* Programs that attache runs. */
#include "linux/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS	  64
#define NOT_FOUND 127

bool att_child_add(char *words, size_t cap, const char *word)
{
	size_t at = 0, len = strlen(word);

	while (words[at])
		at += strlen(words + at) + 1;
	/* an empty word behind them ends them */
	if (!len || at + len + 2 > cap)
		return false;
	memcpy(words + at, word, len + 1);
	words[at + len + 1] = '\0';
	return true;
}

static void list(char *words, char *to[WORDS])
{
	unsigned n = 0;

	for (char *w = words; *w && n < WORDS - 1; w += strlen(w) + 1)
		to[n++] = w;
	to[n] = NULL;
}

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

/* --- the child ----------------------------------------------------------- */

static int input_of(const struct att_child_job *job)
{
	size_t len = strlen(job->input);
	int ends[2];

	if (!len)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	/* It fits into the pipe. */
	if (write(ends[1], job->input, len) != (ssize_t)len) {
		close(ends[0]);
		ends[0] = -1;
	}
	close(ends[1]);
	return ends[0];
}

/* Its output goes where attache's messages go. */
static void become(struct att_child_job *job, pid_t parent)
{
	char *arguments[WORDS], *environment[WORDS];
	int input = input_of(job);
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || input < 0)
		_exit(NOT_FOUND);
	dup2(input, STDIN_FILENO);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	list(job->arguments, arguments);
	list(job->environment, environment);
	for (unsigned i = 0; environment[i]; i++)
		putenv(environment[i]);
	execvp(arguments[0], arguments);
	_exit(NOT_FOUND);
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
	c->pid = 0;
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
	else if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND)
		tell(c, program, "is not there, or cannot be run");
	else if (WIFEXITED(status) && WEXITSTATUS(status))
		tell(c, program, "ended with %d", WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		tell(c, program, "was ended by signal %d", WTERMSIG(status));
	take_out(c);
}

static void reap(struct att_children *c)
{
	int status = 0;

	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (c->pidfd >= 0) {
		att_loop_unwatch(c->loop, c->pidfd);
		close(c->pidfd);
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
	kill(-c->pid, SIGKILL);
}

static void begin(struct att_children *c)
{
	pid_t self = getpid();

	if (c->pid || !c->n)
		return;
	c->late = false;
	c->pid = fork();
	if (c->pid == 0)
		become(current(c), self);
	if (c->pid < 0) {
		tell(c, current(c)->arguments, "cannot be run: %s",
		     strerror(errno));
		take_out(c);
		return;
	}
	setpgid(c->pid, c->pid); /* here too: it may be killed before it does */
	c->timer.at_ms = att_loop_now(c->loop) + ATT_CHILD_LIMIT_S * 1000u;
	c->pidfd = (int)syscall(SYS_pidfd_open, c->pid, 0);
	if (c->pidfd < 0 ||
	    att_loop_watch(c->loop, c->pidfd, EPOLLIN, on_end, c))
		reap(c); /* waits for it */
}

void att_children_init(struct att_children *c, struct att_loop *loop,
		       void (*say)(void *ctx, const char *line), void *ctx)
{
	c->loop = loop;
	c->say = say;
	c->ctx = ctx;
	c->pidfd = -1;
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
	kill(-c->pid, SIGKILL);
	reap(c);
	if (c->n)
		tell(c, current(c)->arguments,
		     "is not run any more: calls that were left: %u", c->n);
	c->n = 0;
}

void att_children_fini(struct att_children *c, unsigned limit_ms)
{
	const uint64_t until = att_loop_now(c->loop) + limit_ms;

	while (c->pid) {
		struct pollfd p = {.fd = c->pidfd, .events = POLLIN};
		uint64_t now = att_loop_now(c->loop);

		if (now >= until || poll(&p, 1, (int)(until - now)) == 0) {
			give_up(c);
			return;
		}
		reap(c);
		begin(c);
	}
}
