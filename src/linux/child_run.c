/* A program of the owner's: its words, its start, its end. */
#include "linux/child_run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

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

static void list(char *words, char *to[ATT_CHILD_WORDS])
{
	unsigned n = 0;

	for (char *w = words; *w && n < ATT_CHILD_WORDS - 1; w += strlen(w) + 1)
		to[n++] = w;
	to[n] = NULL;
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
	char *arguments[ATT_CHILD_WORDS], *environment[ATT_CHILD_WORDS];
	int input = input_of(job);
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || input < 0)
		_exit(ATT_CHILD_NOT_FOUND);
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
	_exit(ATT_CHILD_NOT_FOUND);
}

/* --- its parent ----------------------------------------------------------- */

int att_child_run(struct att_child_job *job, struct att_child *child)
{
	pid_t self = getpid();

	child->fd = -1;
	child->pid = fork();
	if (child->pid == 0)
		become(job, self);
	if (child->pid < 0) {
		child->pid = 0;
		return -1;
	}
	/* here too: it may be killed before it does */
	setpgid(child->pid, child->pid);
	child->fd = (int)syscall(SYS_pidfd_open, child->pid, 0);
	return 0;
}

void att_child_kill(const struct att_child *child)
{
	kill(-child->pid, SIGKILL);
}

int att_child_wait(const struct att_child *child)
{
	int status = 0;

	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}
