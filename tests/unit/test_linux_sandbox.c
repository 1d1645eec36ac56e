/* A process that has given up its rights is told to take them back. Each of
 * these is tried before, where it works, and after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/sandbox.h"

static int root_folder = -1;

/* --- what is tried: true, it works ---------------------------------------- */

static bool opens(void)
{
	int fd = open("/etc/passwd", O_RDONLY);

	return fd >= 0 && !close(fd);
}

static bool makes(void)
{
	int fd = open("/made", O_WRONLY | O_CREAT, 0600);

	return fd >= 0 && !close(fd) && !unlink("/made");
}

/* By a folder that is still open, out of the empty root. */
static bool opens_beside(void)
{
	int fd = openat(root_folder, "etc/passwd", O_RDONLY);

	return fd >= 0 && !close(fd);
}

static bool escapes(void)
{
	return !fchdir(root_folder) && !chroot(".");
}

static bool makes_socket(int family, int type)
{
	int fd = socket(family, type, 0);

	return fd >= 0 && !close(fd);
}

static bool makes_inet(void)
{
	return makes_socket(AF_INET, SOCK_DGRAM);
}

static bool makes_unix(void)
{
	return makes_socket(AF_UNIX, SOCK_STREAM);
}

static bool makes_netlink(void)
{
	return makes_socket(AF_NETLINK, SOCK_RAW);
}

static bool forks(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0 && waitpid(pid, NULL, 0) == pid;
}

/* In place, so as not to need a fork: what is not there is told as that. */
static bool executes(void)
{
	char *const words[] = {"/nowhere", NULL};

	execv(words[0], words);
	return errno == ENOENT;
}

static bool traces(void)
{
	return !ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static bool signals_others(void)
{
	return !kill(getppid(), 0);
}

static bool becomes_root(void)
{
	return !setuid(0);
}

static bool unshares(void)
{
	return !unshare(CLONE_NEWNS);
}

static bool runs_memory(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p != MAP_FAILED && !munmap(p, 4096);
}

/* --- in a process of its own ---------------------------------------------- */

/* The number of a line of /proc/self/status in base 16, or -1. */
static long long status_of(int fd, const char *name)
{
	char text[4096] = "";
	const char *at;

	if (pread(fd, text, sizeof(text) - 1, 0) <= 0)
		return -1;
	at = strstr(text, name);
	return at ? strtoll(at + strlen(name), NULL, 16) : -1;
}

enum { WORKED = 0, REFUSED = 1, NOT_ENTERED = 2, WORDS = 3 };

/* What try says, before (user NULL) or after. */
static int in_child(const struct att_sandbox_user *user, bool (*try)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (user && att_sandbox_enter(user))
			_exit(NOT_ENTERED);
		_exit(try() ? WORKED : REFUSED);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void take_user(struct att_sandbox_user *user)
{
	if (geteuid() != 0) {
		printf("# skipped: only root can become another user\n");
		skip();
	}
	if (!att_sandbox_filters()) {
		printf("# skipped: built without libseccomp\n");
		skip();
	}
	assert_null(att_sandbox_user("nobody", user));
}

#define SAYS(name)                                                \
	static void nothing_##name(void **state)                  \
	{                                                         \
		struct att_sandbox_user user;                     \
                                                                  \
		(void)state;                                      \
		take_user(&user);                                 \
		assert_int_equal(in_child(NULL, name), WORKED);   \
		assert_int_equal(in_child(&user, name), REFUSED); \
	}

SAYS(opens)
SAYS(makes)
SAYS(opens_beside)
SAYS(escapes)
SAYS(makes_inet)
SAYS(makes_unix)
SAYS(makes_netlink)
SAYS(forks)
SAYS(executes)
SAYS(traces)
SAYS(signals_others)
SAYS(becomes_root)
SAYS(unshares)
SAYS(runs_memory)

static int status_fd = -1;

static bool has_nothing(void)
{
	return status_of(status_fd, "\nCapInh:") == 0 &&
	       status_of(status_fd, "\nCapPrm:") == 0 &&
	       status_of(status_fd, "\nCapEff:") == 0 &&
	       status_of(status_fd, "\nCapBnd:") == 0 &&
	       status_of(status_fd, "\nCapAmb:") == 0 &&
	       status_of(status_fd, "\nNoNewPrivs:") == 1 &&
	       status_of(status_fd, "\nSeccomp:") == 2;
}

/* The file is of the process that reads: opened in the child, before. */
static void nothing_is_left_of_root(void **state)
{
	struct att_sandbox_user user;
	int status = 0;
	pid_t pid;

	(void)state;
	take_user(&user);
	pid = fork();
	if (pid == 0) {
		status_fd = open("/proc/self/status", O_RDONLY);
		if (att_sandbox_enter(&user))
			_exit(NOT_ENTERED);
		_exit(has_nothing() && getuid() == user.uid &&
				      getgid() == user.gid
			      ? WORKED
			      : REFUSED);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), WORKED);
}

static bool works(void)
{
	char byte = 0;
	int ends[2] = {-1, -1};

	/* made before */
	return read(root_folder, &byte, 1) < 0 && errno == EISDIR &&
	       pipe2(ends, O_CLOEXEC) < 0 && errno == EPERM &&
	       malloc(1 << 20) && getpid() > 0;
}

static void what_a_manager_needs_works(void **state)
{
	struct att_sandbox_user user;

	(void)state;
	take_user(&user);
	assert_int_equal(in_child(&user, works), WORKED);
}

static void users_that_serve_not_are_named(void **state)
{
	struct att_sandbox_user user;

	(void)state;
	assert_string_equal(att_sandbox_user("no such user", &user),
			    "there is no such user");
	assert_string_equal(att_sandbox_user("root", &user),
			    "that is root, who has all rights");
}

/* As a service manager starts it: not root, with a capability. */
static bool is_nobody(const struct att_sandbox_user *user)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {
		{1u << CAP_NET_ADMIN, 1u << CAP_NET_ADMIN, 0}, {0, 0, 0}};

	return !prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) && !setgroups(0, NULL) &&
	       !setresgid(user->gid, user->gid, user->gid) &&
	       !setresuid(user->uid, user->uid, user->uid) &&
	       !syscall(SYS_capset, &head, data);
}

static bool is_nobody_with_nothing(void)
{
	struct att_sandbox_user user;

	if (att_sandbox_user("nobody", &user) || !is_nobody(&user))
		return false;
	status_fd = open("/proc/self/status", O_RDONLY);
	if (att_sandbox_user("nobody", &user) ||
	    !att_sandbox_user("daemon", &user) ||
	    att_sandbox_user("nobody", &user) || att_sandbox_enter(&user))
		return false;
	return status_of(status_fd, "\nCapPrm:") == 0 &&
	       status_of(status_fd, "\nCapEff:") == 0 &&
	       status_of(status_fd, "\nNoNewPrivs:") == 1 &&
	       status_of(status_fd, "\nSeccomp:") == 2 && !opens() &&
	       !opens_beside() && !makes_inet() && !forks();
}

static void who_is_the_user_already_gives_up_the_rest(void **state)
{
	struct att_sandbox_user user;

	(void)state;
	take_user(&user);
	assert_int_equal(in_child(NULL, is_nobody_with_nothing), WORKED);
}

static bool keeps_its_capability(void)
{
	struct att_sandbox_user user;
	int fd;

	if (att_sandbox_user("nobody", &user) || !is_nobody(&user))
		return false;
	fd = open("/proc/self/status", O_RDONLY);
	return !att_sandbox_helper(false) &&
	       status_of(fd, "\nCapEff:") == 1 << CAP_NET_ADMIN &&
	       status_of(fd, "\nNoNewPrivs:") == 1;
}

static void a_helper_who_is_not_root_keeps_what_it_has(void **state)
{
	struct att_sandbox_user user;

	(void)state;
	take_user(&user);
	assert_int_equal(in_child(NULL, keeps_its_capability), WORKED);
}

/* It keeps what plans need: the link, and not the clock. */
static bool helper_has_little(void)
{
	int fd = open("/proc/self/status", O_RDONLY);
	long long bounds, has;

	if (att_sandbox_helper(false))
		return false;
	bounds = status_of(fd, "\nCapBnd:");
	has = status_of(fd, "\nCapEff:");
	return bounds > 0 && bounds == has && (has >> 12 & 1) /* NET_ADMIN */ &&
	       !(has >> 21 & 1) /* SYS_ADMIN */ && !(has >> 25 & 1) &&
	       status_of(fd, "\nNoNewPrivs:") == 1;
}

static void a_helper_keeps_what_plans_need(void **state)
{
	struct att_sandbox_user user;

	(void)state;
	take_user(&user);
	assert_int_equal(in_child(NULL, helper_has_little), WORKED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_opens),
		cmocka_unit_test(nothing_makes),
		cmocka_unit_test(nothing_opens_beside),
		cmocka_unit_test(nothing_escapes),
		cmocka_unit_test(nothing_makes_inet),
		cmocka_unit_test(nothing_makes_unix),
		cmocka_unit_test(nothing_makes_netlink),
		cmocka_unit_test(nothing_forks),
		cmocka_unit_test(nothing_executes),
		cmocka_unit_test(nothing_traces),
		cmocka_unit_test(nothing_signals_others),
		cmocka_unit_test(nothing_becomes_root),
		cmocka_unit_test(nothing_unshares),
		cmocka_unit_test(nothing_runs_memory),
		cmocka_unit_test(nothing_is_left_of_root),
		cmocka_unit_test(what_a_manager_needs_works),
		cmocka_unit_test(users_that_serve_not_are_named),
		cmocka_unit_test(a_helper_keeps_what_plans_need),
		cmocka_unit_test(who_is_the_user_already_gives_up_the_rest),
		cmocka_unit_test(a_helper_who_is_not_root_keeps_what_it_has),
	};

	root_folder = open("/", O_RDONLY | O_DIRECTORY);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
