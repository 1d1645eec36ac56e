/* How many instructions a program takes in user space, from its first one until
 * it says something, or until it ends. Counted one by one with ptrace, so of
 * any program, static or not; `rep` counts each turn. Of a program that waits
 * for another one only its own are counted.
 *
 *   bench_steps TEXT PROGRAM ARGS...    until a write holds TEXT
 *   bench_steps "" PROGRAM ARGS...      until it exits
 *
 * Prints instructions, system calls and page faults; then ends the program. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define SYSCALL 0x050fu /* the instruction, as a number */

struct counts {
	unsigned long long instructions, syscalls;
};

static void start(char **argv)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	execvp(argv[0], argv);
	_exit(127);
}

static bool get(pid_t pid, unsigned long long at, void *out, size_t len)
{
	struct iovec to = {out, len}, from = {(void *)(uintptr_t)at, len};

	return process_vm_readv(pid, &to, 1, &from, 1, 0) == (ssize_t)len;
}

static bool holds(pid_t pid, unsigned long long at, unsigned long long len,
		  const char *text)
{
	char buf[4096];

	if (len > sizeof(buf))
		len = sizeof(buf);
	return get(pid, at, buf, len) && memmem(buf, len, text, strlen(text));
}

static bool says(pid_t pid, const struct user_regs_struct *r, const char *text)
{
	struct iovec v[16];

	if (r->rax == SYS_write)
		return holds(pid, r->rsi, r->rdx, text);
	if (r->rax != SYS_writev || r->rdx > 16 ||
	    !get(pid, r->rsi, v, (size_t)r->rdx * sizeof(v[0])))
		return false;
	for (unsigned i = 0; i < r->rdx; i++)
		if (holds(pid, (uintptr_t)v[i].iov_base, v[i].iov_len, text))
			return true;
	return false;
}

/* One instruction; false: the program has ended, or said the text. */
static bool step(pid_t pid, const char *text, struct counts *c, int *signo)
{
	struct user_regs_struct r;
	uint16_t code = 0;
	int status;

	ptrace(PTRACE_GETREGS, pid, NULL, &r);
	get(pid, r.rip, &code, sizeof(code));
	c->instructions++;
	if (code == SYSCALL) {
		c->syscalls++;
		if (text[0] && says(pid, &r, text))
			return false;
	}
	ptrace(PTRACE_SINGLESTEP, pid, NULL, (void *)(intptr_t)*signo);
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return false;
	*signo = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
	return true;
}

int main(int argc, char **argv)
{
	struct counts c = {0, 0};
	struct rusage use;
	int signo = 0;
	pid_t pid;

	if (argc < 3)
		return 2;
	pid = fork();
	if (pid == 0)
		start(argv + 2);
	waitpid(pid, NULL, 0);
	while (step(pid, argv[1], &c, &signo))
		;
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) > 0)
		;
	getrusage(RUSAGE_CHILDREN, &use);
	printf("%llu %llu %ld\n", c.instructions, c.syscalls, use.ru_minflt);
	return 0;
}
