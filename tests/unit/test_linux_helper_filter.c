/* What the filter of a helper that root has started leaves, beside its
 * capabilities. Each is tried before, where it works, and after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/sandbox.h"
#include "linux_tried.h"

/* --- what is tried: true, it works ---------------------------------------- */

static bool traces(void)
{
	return !ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static bool reads_memory_of_processes(void)
{
	char from = 1, to = 0;
	const struct iovec local = {&to, 1}, remote = {&from, 1};

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == 1;
}

static bool unshares(void)
{
	return !unshare(CLONE_NEWUSER);
}

static bool clones_into_a_namespace(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL,
				   NULL, NULL, NULL);

	if (pid == 0)
		_exit(0);
	return pid > 0 && waitpid(pid, NULL, 0) == pid;
}

static bool mounts(void)
{
	return mount("/nowhere", "/nowhere", "tmpfs", 0, NULL) < 0 &&
	       errno == ENOENT;
}

static bool asks_the_clock(void)
{
	struct timex t = {.modes = 0};

	return adjtimex(&t) >= 0;
}

static bool changes_its_personality(void)
{
	return personality(0xffffffff) >= 0;
}

static bool makes_a_socket_of_a_family_for_no_plan(void)
{
	return socket(AF_UNSPEC, SOCK_STREAM, 0) < 0 && errno == EAFNOSUPPORT;
}

/* --- in a process of its own ---------------------------------------------- */

static bool helper(void)
{
	return !att_sandbox_helper(false);
}

static void needs_root(void)
{
	tried_needs_root("starts a helper with rights");
}

#define SAYS(name)                                                             \
	static void no_helper_##name(void **state)                             \
	{                                                                      \
		(void)state;                                                   \
		needs_root();                                                  \
		assert_int_equal(tried_in_child(tried_as_it_is, name),         \
				 TRIED_WORKED);                                \
		assert_int_equal(tried_in_child(helper, name), TRIED_REFUSED); \
	}

SAYS(traces)
SAYS(reads_memory_of_processes)
SAYS(unshares)
SAYS(clones_into_a_namespace)
SAYS(mounts)
SAYS(asks_the_clock)
SAYS(changes_its_personality)
SAYS(makes_a_socket_of_a_family_for_no_plan)

/* --- what is left --------------------------------------------------------- */

static bool has_socket(int family, int type)
{
	int fd = socket(family, type, 0);

	return fd >= 0 && !close(fd);
}

static bool makes_sockets(void)
{
	return has_socket(AF_NETLINK, SOCK_RAW) &&
	       has_socket(AF_UNIX, SOCK_STREAM) &&
	       has_socket(AF_INET, SOCK_DGRAM) &&
	       has_socket(AF_INET6, SOCK_DGRAM) &&
	       has_socket(AF_PACKET, SOCK_DGRAM);
}

static bool writes_files(void)
{
	char path[] = "/tmp/test_linux_helper_filter_XXXXXX";
	int fd = mkstemp(path);

	return fd >= 0 && !fchmod(fd, 0640) && !fchown(fd, 1, 1) &&
	       !close(fd) && !unlink(path);
}

/* As resolvconf does: a shell, pipes, programs, a file that takes the place of
 * another one. */
static bool runs_scripts(void)
{
	return system("d=$(mktemp -d) && cd $d && echo a >b && "
		      "{ sort b | sed s/a/c/ >e; mv e b; } && sleep 0.01 && "
		      "[ $(cat b) = c ] && cd / && rm -r $d") == 0;
}

static bool kills_its_children(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			pause();
	return pid > 0 && !kill(pid, SIGKILL) &&
	       waitpid(pid, &status, 0) == pid && WIFSIGNALED(status);
}

static void what_plans_need_works(void **state)
{
	(void)state;
	needs_root();
	assert_int_equal(tried_in_child(helper, makes_sockets), TRIED_WORKED);
	assert_int_equal(tried_in_child(helper, writes_files), TRIED_WORKED);
	assert_int_equal(tried_in_child(helper, runs_scripts), TRIED_WORKED);
	assert_int_equal(tried_in_child(helper, kills_its_children),
			 TRIED_WORKED);
}

/* A hook is the owner's, and has all that root has. */
static bool starts_a_hook_unfiltered(void)
{
	return !att_sandbox_helper(true) && changes_its_personality();
}

static void a_hook_is_not_filtered(void **state)
{
	(void)state;
	needs_root();
	assert_int_equal(
		tried_in_child(tried_as_it_is, starts_a_hook_unfiltered),
		TRIED_WORKED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_helper_traces),
		cmocka_unit_test(no_helper_reads_memory_of_processes),
		cmocka_unit_test(no_helper_unshares),
		cmocka_unit_test(no_helper_clones_into_a_namespace),
		cmocka_unit_test(no_helper_mounts),
		cmocka_unit_test(no_helper_asks_the_clock),
		cmocka_unit_test(no_helper_changes_its_personality),
		cmocka_unit_test(
			no_helper_makes_a_socket_of_a_family_for_no_plan),
		cmocka_unit_test(what_plans_need_works),
		cmocka_unit_test(a_hook_is_not_filtered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
