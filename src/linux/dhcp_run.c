/* The start of busybox' udhcpc, whose handler is a script in a memfd. */
#include "linux/dhcp_run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/dhcp_lease.h"

#define PATH "/usr/sbin:/usr/bin:/sbin:/bin"

/* What udhcpc calls at each change: the change as its argument, the lease in
 * the environment. A line of less than PIPE_BUF bytes is written at once. */
static const char handler[] =
	"#!/bin/sh\n"
	"echo \"" ATT_DHCP_MARK
	"$1;ip=$ip;mask=$mask;router=$router;dns=$dns;mtu=$mtu;\"\n";

/* --- the child ----------------------------------------------------------- */

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

/* The client would only end. */
static bool may_ask(void)
{
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return fd >= 0 || (errno != EPERM && errno != EAFNOSUPPORT);
}

static void say(const char *line)
{
	if (write(STDOUT_FILENO, line, strlen(line)) < 0)
		_exit(2);
}

static void run_child(const char *device, const char *path, int output,
		      pid_t parent)
{
	bind_to(parent);
	use_output(output);
	if (path || may_ask()) {
		exec_client(device, path);
		say(ATT_DHCP_MARK "missing;\n");
	} else {
		say(ATT_DHCP_MARK "refused;\n");
	}
	_exit(1);
}

int att_dhcp_run(const char *device, const char *path, struct att_child *child)
{
	pid_t self = getpid();
	int ends[2];

	child->pid = 0;
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -1;
	child->pid = fork();
	if (child->pid == 0)
		run_child(device, path, ends[1], self);
	close(ends[1]);
	if (child->pid < 0) {
		int error = errno;

		close(ends[0]);
		errno = error;
		child->pid = 0;
		return -1;
	}
	setpgid(child->pid, child->pid); /* as for att_child_run */
	child->fd = ends[0];
	return 0;
}
