/* The DHCP client as a child: its start, its output, its end. */
#include "linux/dhcp.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors.h"

#define PATH "/usr/sbin:/usr/bin:/sbin:/bin"

/* What udhcpc calls at each change: the change as its argument, the lease in
 * the environment. A line of less than PIPE_BUF bytes is written at once. */
static const char handler[] =
	"#!/bin/sh\n"
	"echo \"" ATT_DHCP_MARK
	"$1;ip=$ip;mask=$mask;router=$router;dns=$dns;mtu=$mtu;\"\n";

/* --- in the child ----------------------------------------------------------
 */

/* Linux 6.3; the C library may be older. */
#ifndef MFD_EXEC
#define MFD_EXEC 0x10U
#endif

/* One that may be run, also where that has to be asked for (vm.memfd_noexec).
 * An older kernel does not know the question. */
static int make_memory(void)
{
	int fd = memfd_create("attache-dhcp", MFD_EXEC);

	return fd < 0 ? memfd_create("attache-dhcp", 0) : fd;
}

/* A file without a name that stays open for udhcpc; its path in name. */
static bool make_handler(char *name, size_t cap)
{
	const size_t len = sizeof(handler) - 1;
	int fd = make_memory();

	if (fd < 0 || write(fd, handler, len) != (ssize_t)len)
		return false;
	snprintf(name, cap, "/proc/self/fd/%d", fd);
	return true;
}

/* Ends with attache, also where that is killed, but not by a signal of the
 * terminal: attache still needs the address to end well. */
static void bind_to(pid_t parent)
{
	sigset_t none;

	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
}

static void use_output(int output)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	dup2(null, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
}

/* Five questions, 2 s apart; without an answer that is told, and they begin
 * again. */
static void exec_client(const char *device, const char *path)
{
	char script[32];
	char *const argv[] = {"busybox", "udhcpc", "-f", "-i", (char *)device,
			      "-s",	 script,   "-t", "5",  "-T",
			      "2",	 "-A",	   "2",	 "-O", "mtu",
			      NULL};

	if (!make_handler(script, sizeof(script)))
		return;
	clearenv();
	setenv("PATH", path ? path : PATH, 1);
	execvp("udhcpc", argv + 1);
	execvp("busybox", argv);
}

static void run_child(const char *device, const char *path, int output,
		      pid_t parent)
{
	static const char missing[] = ATT_DHCP_MARK "missing;\n";

	bind_to(parent);
	use_output(output);
	exec_client(device, path);
	if (write(STDOUT_FILENO, missing, sizeof(missing) - 1) < 0)
		_exit(2);
	_exit(1);
}

/* --- in attache ------------------------------------------------------------
 */

/* The client begins with the news that there is no lease. */
static void take_line(struct att_dhcp *d)
{
	struct att_ip_config ip = {0};
	enum att_dhcp_change change = att_dhcp_lease_read(d->line, &ip);
	bool was = d->bound;

	if (change == ATT_DHCP_NOTHING || (change == ATT_DHCP_LOST && !was))
		return;
	d->bound = change == ATT_DHCP_BOUND;
	/* Silence after a lease has been told as its loss. */
	d->fn(d->ctx, change, &ip);
}

/* False: it was stopped from within. */
static bool take(struct att_dhcp *d, const char *bytes, size_t n)
{
	pid_t pid = d->pid;

	for (size_t i = 0; i < n; i++) {
		if (bytes[i] != '\n') {
			if (d->len + 1 < sizeof(d->line))
				d->line[d->len++] = bytes[i];
			continue;
		}
		d->line[d->len] = '\0';
		d->len = 0;
		take_line(d);
		if (d->pid != pid)
			return false;
	}
	return true;
}

/* It has ended by itself, which it is not to: as if nobody answered. */
static void ended(struct att_dhcp *d)
{
	const struct att_ip_config none = {0};

	att_dhcp_stop(d);
	d->fn(d->ctx, ATT_DHCP_SILENT, &none);
}

static void on_output(void *arg, uint32_t revents)
{
	struct att_dhcp *d = arg;
	char bytes[ATT_DHCP_LINE];
	ssize_t n = read(d->fd, bytes, sizeof(bytes));

	(void)revents;
	if (n > 0)
		take(d, bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		ended(d);
}

static int watch(struct att_dhcp *d, int output)
{
	int err = att_loop_watch(d->loop, output, EPOLLIN, on_output, d);

	if (err)
		return err;
	d->fd = output;
	return 0;
}

int att_dhcp_start(struct att_dhcp *d, struct att_loop *loop,
		   const char *device, const char *path, att_dhcp_fn *fn,
		   void *ctx)
{
	pid_t self = getpid();
	int ends[2], err;

	*d = (struct att_dhcp){.loop = loop, .fn = fn, .ctx = ctx};
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return ATT_E_IO;
	d->pid = fork();
	if (d->pid == 0)
		run_child(device, path, ends[1], self);
	close(ends[1]);
	err = d->pid < 0 ? ATT_E_IO : watch(d, ends[0]);
	if (!err)
		return 0;
	close(ends[0]);
	if (d->pid > 0) {
		kill(d->pid, SIGKILL);
		waitpid(d->pid, NULL, 0);
	}
	d->pid = 0;
	return err;
}

/* It has no file and no state that a signal which cannot be caught would
 * spoil. */
void att_dhcp_stop(struct att_dhcp *d)
{
	if (d->pid <= 0)
		return;
	att_loop_unwatch(d->loop, d->fd);
	close(d->fd);
	kill(d->pid, SIGKILL);
	while (waitpid(d->pid, NULL, 0) < 0 && errno == EINTR)
		;
	d->pid = 0;
	d->bound = false;
}
