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
#include <netinet/in.h>
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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/sandbox.h"
#include "linux_tried.h"
#include "linux/sandbox_landlock.h"

static int root_folder = -1;
static struct att_sandbox_user user;
/* For datagrams, and where they go: an abstract socket of the test itself. */
static int outgoing = -1;
static struct sockaddr_un abstract;
static socklen_t abstract_len = sizeof(abstract);

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

/* In the folder of this test, where "file" is. */
static bool unlinks(void)
{
	return !unlink("file");
}

static bool links(void)
{
	return !symlink("/", "link");
}

static bool makes_folder(void)
{
	return !mkdir("folder", 0700);
}

static bool makes_pipe(void)
{
	return !mkfifo("pipe", 0600);
}

static bool renames(void)
{
	return !rename("file", "renamed");
}

static bool truncates(void)
{
	return !truncate("file", 0);
}

static bool lists(void)
{
	int fd = open("/proc", O_RDONLY | O_DIRECTORY);

	return fd >= 0 && !close(fd);
}

/* It has a status of its own, which is that of what works. */
static bool executes_true(void)
{
	char *const words[] = {"/bin/true", NULL};

	execv(words[0], words);
	return false;
}

static bool listens_at_a_path(void)
{
	const struct sockaddr_un at = {.sun_family = AF_UNIX,
				       .sun_path = "socket"};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return fd >= 0 && !bind(fd, (const struct sockaddr *)&at, sizeof(at));
}

static bool listens_at_a_port(void)
{
	const struct sockaddr_in at = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd >= 0 && !bind(fd, (const struct sockaddr *)&at, sizeof(at));
}

/* With a socket from before, to another process. */
static bool sends_outside(void)
{
	return sendto(outgoing, "", 1, MSG_DONTWAIT,
		      (const struct sockaddr *)&abstract, abstract_len) == 1;
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

static bool enter(void)
{
	return !att_sandbox_enter(&user);
}

static void take_user(void)
{
	tried_needs_root("can become another user");
	assert_null(att_sandbox_user("nobody", &user));
}

#define SAYS(name)                                                            \
	static void nothing_##name(void **state)                              \
	{                                                                     \
		(void)state;                                                  \
		take_user();                                                  \
		assert_int_equal(tried_in_child(tried_as_it_is, name),        \
				 TRIED_WORKED);                               \
		assert_int_equal(tried_in_child(enter, name), TRIED_REFUSED); \
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
	int status = 0;
	pid_t pid;

	(void)state;
	take_user();
	pid = fork();
	if (pid == 0) {
		status_fd = open("/proc/self/status", O_RDONLY);
		if (att_sandbox_enter(&user))
			_exit(TRIED_NOT_ENTERED);
		_exit(has_nothing() && getuid() == user.uid &&
				      getgid() == user.gid
			      ? TRIED_WORKED
			      : TRIED_REFUSED);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), TRIED_WORKED);
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
	(void)state;
	take_user();
	assert_int_equal(tried_in_child(enter, works), TRIED_WORKED);
}

static void users_that_serve_not_are_named(void **state)
{
	(void)state;
	assert_string_equal(att_sandbox_user("no such user", &user),
			    "there is no such user");
	assert_string_equal(att_sandbox_user("root", &user),
			    "that is root, who has all rights");
}

/* As a service manager starts it: not root, with a capability. */
static bool is_nobody(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {
		{1u << CAP_NET_ADMIN, 1u << CAP_NET_ADMIN, 0}, {0, 0, 0}};

	return !prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) && !setgroups(0, NULL) &&
	       !setresgid(user.gid, user.gid, user.gid) &&
	       !setresuid(user.uid, user.uid, user.uid) &&
	       !syscall(SYS_capset, &head, data);
}

static bool enter_as_nobody(void)
{
	return is_nobody() && enter();
}

static bool is_nobody_with_nothing(void)
{
	if (att_sandbox_user("nobody", &user) || !is_nobody())
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
	(void)state;
	take_user();
	assert_int_equal(tried_in_child(tried_as_it_is, is_nobody_with_nothing),
			 TRIED_WORKED);
}

static bool keeps_its_capability(void)
{
	int fd;

	if (att_sandbox_user("nobody", &user) || !is_nobody())
		return false;
	fd = open("/proc/self/status", O_RDONLY);
	return !att_sandbox_helper(false) &&
	       status_of(fd, "\nCapEff:") == 1 << CAP_NET_ADMIN &&
	       status_of(fd, "\nNoNewPrivs:") == 1;
}

static void a_helper_who_is_not_root_keeps_what_it_has(void **state)
{
	(void)state;
	take_user();
	assert_int_equal(tried_in_child(tried_as_it_is, keeps_its_capability),
			 TRIED_WORKED);
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
	(void)state;
	take_user();
	assert_int_equal(tried_in_child(tried_as_it_is, helper_has_little),
			 TRIED_WORKED);
}

/* --- Landlock, without the filter and with all of root's rights ----------- */

static bool landlock(void)
{
	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !att_sandbox_landlock();
}

static void needs_landlock(int version)
{
	const int have = att_sandbox_landlock_version();

	if (have >= version)
		return;
	printf("# skipped: needs Landlock of version %d, this kernel has %s\n",
	       version, have ? "an older one" : "none");
	skip();
}

static void clean(void)
{
	static const char *const made[] = {"file", "link",    "pipe",
					   "made", "renamed", "socket"};

	for (unsigned i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		unlink(made[i]);
	rmdir("folder");
}

/* The folder as each try is to find it. */
static void make_anew(void)
{
	int fd;

	clean();
	fd = open("file", O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	close(fd);
}

#define LANDLOCK_SAYS(version, name)                                   \
	static void landlock_stops_what_##name(void **state)           \
	{                                                              \
		(void)state;                                           \
		needs_landlock(version);                               \
		make_anew();                                           \
		assert_int_equal(tried_in_child(tried_as_it_is, name), \
				 TRIED_WORKED);                        \
		make_anew();                                           \
		assert_int_equal(tried_in_child(landlock, name),       \
				 TRIED_REFUSED);                       \
	}

LANDLOCK_SAYS(1, opens)
LANDLOCK_SAYS(1, opens_beside)
LANDLOCK_SAYS(1, lists)
LANDLOCK_SAYS(1, makes)
LANDLOCK_SAYS(1, makes_folder)
LANDLOCK_SAYS(1, makes_pipe)
LANDLOCK_SAYS(1, listens_at_a_path)
LANDLOCK_SAYS(1, links)
LANDLOCK_SAYS(1, renames)
LANDLOCK_SAYS(1, unlinks)
LANDLOCK_SAYS(1, executes_true)
LANDLOCK_SAYS(3, truncates)
LANDLOCK_SAYS(4, listens_at_a_port)
LANDLOCK_SAYS(6, sends_outside)
LANDLOCK_SAYS(6, signals_others)

/* What the filter lets pass shows that the sandbox has Landlock as well, for
 * either start. */
static void a_manager_sends_nothing_outside(void **state)
{
	(void)state;
	take_user();
	needs_landlock(6);
	assert_int_equal(tried_in_child(tried_as_it_is, sends_outside),
			 TRIED_WORKED);
	assert_int_equal(tried_in_child(enter, sends_outside), TRIED_REFUSED);
	assert_int_equal(tried_in_child(is_nobody, sends_outside),
			 TRIED_WORKED);
	assert_int_equal(tried_in_child(enter_as_nobody, sends_outside),
			 TRIED_REFUSED);
}

/* The kernel chooses the name. */
static bool listens_abstract(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	abstract.sun_family = AF_UNIX;
	return !bind(fd, (const struct sockaddr *)&abstract,
		     sizeof(sa_family_t)) &&
	       !getsockname(fd, (struct sockaddr *)&abstract, &abstract_len);
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
		cmocka_unit_test(landlock_stops_what_opens),
		cmocka_unit_test(landlock_stops_what_opens_beside),
		cmocka_unit_test(landlock_stops_what_lists),
		cmocka_unit_test(landlock_stops_what_makes),
		cmocka_unit_test(landlock_stops_what_makes_folder),
		cmocka_unit_test(landlock_stops_what_makes_pipe),
		cmocka_unit_test(landlock_stops_what_listens_at_a_path),
		cmocka_unit_test(landlock_stops_what_links),
		cmocka_unit_test(landlock_stops_what_renames),
		cmocka_unit_test(landlock_stops_what_unlinks),
		cmocka_unit_test(landlock_stops_what_executes_true),
		cmocka_unit_test(landlock_stops_what_truncates),
		cmocka_unit_test(landlock_stops_what_listens_at_a_port),
		cmocka_unit_test(landlock_stops_what_sends_outside),
		cmocka_unit_test(landlock_stops_what_signals_others),
		cmocka_unit_test(a_manager_sends_nothing_outside),
	};
	char folder[] = "/tmp/attache-test-sandbox-XXXXXX";
	int failed;

	root_folder = open("/", O_RDONLY | O_DIRECTORY);
	outgoing = socket(AF_UNIX, SOCK_DGRAM, 0);
	if (!mkdtemp(folder) || chdir(folder) < 0 || !listens_abstract())
		return 99;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	clean();
	rmdir(folder);
	return failed;
}
