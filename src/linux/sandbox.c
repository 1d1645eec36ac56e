/* Users, capabilities, the root folder. capabilities(7), credentials(7). */
#include "linux/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linux/sandbox_landlock.h"

#ifdef ATTACHE_SECCOMP
#include "linux/sandbox_filter.h"
#endif

/* --- who ------------------------------------------------------------------ */

const char *att_sandbox_user(const char *name, struct att_sandbox_user *user)
{
	const struct passwd *p = getpwnam(name);

	if (!p)
		return "there is no such user";
	user->uid = p->pw_uid;
	user->gid = p->pw_gid;
	user->n_groups = ATT_SANDBOX_GROUPS;
	if (!p->pw_uid)
		return "that is root, who has all rights";
	if (getgrouplist(name, p->pw_gid, user->group, &user->n_groups) < 0)
		return "the user is in more than 64 groups";
	if (geteuid() != 0 && geteuid() != user->uid)
		return "only root can become another user";
	return NULL;
}

/* --- what of root is left ------------------------------------------------- */

/* No number of a capability is higher. */
#define CAPABILITIES 64

static int set_capabilities(uint64_t set)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {
		{(uint32_t)set, (uint32_t)set, 0},
		{(uint32_t)(set >> 32), (uint32_t)(set >> 32), 0}};

	return (int)syscall(SYS_capset, &head, data);
}

/* What the kernel does not know, it has not. */
static int bound(uint64_t set)
{
	for (unsigned long i = 0; i < CAPABILITIES; i++)
		if (!(set >> i & 1) &&
		    prctl(PR_CAPBSET_READ, i, 0, 0, 0) == 1 &&
		    prctl(PR_CAPBSET_DROP, i, 0, 0, 0) < 0)
			return -1;
	return 0;
}

static int clear_ambient(void)
{
	return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

bool att_sandbox_filters(void)
{
#ifdef ATTACHE_SECCOMP
	return true;
#else
	return false;
#endif
}

static int filter(bool helper)
{
#ifdef ATTACHE_SECCOMP
	int err = att_sandbox_filter(helper);

	errno = -err;
	return err ? -1 : 0;
#else
	(void)helper;
	return 0;
#endif
}

#define CAP(name) (1ULL << CAP_##name)

/* Links, and the DHCP client; nodes, sockets and files of other users; the
 * manager's end; who has a device. */
#define PLANS                                                       \
	(CAP(NET_ADMIN) | CAP(NET_RAW) | CAP(NET_BIND_SERVICE) |    \
	 CAP(DAC_OVERRIDE) | CAP(CHOWN) | CAP(FOWNER) | CAP(KILL) | \
	 CAP(SYS_PTRACE))

/* What it was not given, it does not ask for. */
static uint64_t permitted(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{0, 0, 0}, {0, 0, 0}};

	syscall(SYS_capget, &head, data);
	return data[0].permitted | (uint64_t)data[1].permitted << 32;
}

static const char *keep_plans(bool program)
{
	if (!program && bound(PLANS) < 0)
		return "the bounding set of capabilities";
	if (clear_ambient() < 0 || set_capabilities(PLANS & permitted()) < 0)
		return "the set of capabilities";
	return NULL;
}

const char *att_sandbox_helper(bool program)
{
	const char *what = NULL;

	if (!program && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return "no_new_privs";
	/* Who is not root has what it was given for this, and no more. */
	if (geteuid() == 0)
		what = keep_plans(program);
	if (what)
		return what;
	return !program && filter(true) < 0 ? "the filter of system calls"
					    : NULL;
}

/* --- nothing -------------------------------------------------------------- */

/* A folder that is removed again: nobody can put anything into it. */
static int leave_files(void)
{
	char folder[] = "/tmp/attache-XXXXXX";
	int fd = -1, err;

	if (!mkdtemp(folder))
		return -1;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err = rmdir(folder) < 0 || fd < 0 || fchdir(fd) < 0 || chroot(".") < 0;
	if (fd >= 0)
		close(fd);
	return err ? -1 : 0;
}

static int become(const struct att_sandbox_user *user)
{
	return setgroups((size_t)user->n_groups, user->group) < 0 ||
			       setresgid(user->gid, user->gid, user->gid) < 0 ||
			       setresuid(user->uid, user->uid, user->uid) < 0
		       ? -1
		       : 0;
}

static const char *leave_root(const struct att_sandbox_user *user)
{
	if (leave_files() < 0)
		return "an empty folder as root";
	if (bound(0) < 0)
		return "the bounding set of capabilities";
	return become(user) < 0 ? "the user and its groups" : NULL;
}

const char *att_sandbox_enter(const struct att_sandbox_user *user)
{
	const char *what = geteuid() == 0 ? leave_root(user) : NULL;

	if (what)
		return what;
	if (clear_ambient() < 0 || set_capabilities(0) < 0)
		return "the set of capabilities";
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return "no_new_privs";
	/* That it ends when the helper does; a change of user forgets it. */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0)
		return "the signal of the parent's end";
	if (att_sandbox_landlock() < 0)
		return "Landlock";
	return filter(false) < 0 ? "the filter of system calls" : NULL;
}
