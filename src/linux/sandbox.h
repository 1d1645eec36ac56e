/* Rights, given up for good. */
#ifndef ATT_LINUX_SANDBOX_H
#define ATT_LINUX_SANDBOX_H

#include <grp.h>
#include <stdbool.h>
#include <sys/types.h>

#define ATT_SANDBOX_GROUPS 64

struct att_sandbox_user {
	uid_t uid;
	gid_t gid;
	gid_t group[ATT_SANDBOX_GROUPS]; /* all of them */
	int n_groups;
};

/* The user with this name: another one where root asks, or the one who asks.
 * NULL, or what is wrong in one sentence. */
const char *att_sandbox_user(const char *name, struct att_sandbox_user *user);

/* Become this user, with its groups and no capability, now or ever; without a
 * file system (the root is an empty folder that no longer has a name, and where
 * the kernel has Landlock nothing may be opened in any); and where attache is
 * built with libseccomp, with the system calls that a manager at work needs,
 * and no others: those fail with EPERM, as a C library may try one that we do
 * not know. Who is that user already, as a service manager may have it, cannot
 * change its root, and has the other two.
 * NULL, or what failed (errno). */
const char *att_sandbox_enter(const struct att_sandbox_user *user);
/* Is there such a filter in this program? */
bool att_sandbox_filters(void);

/* Keep of root's capabilities those that plans need; another user keeps its
 * own. Of system calls those that plans and the programs of name servers and
 * DHCP need, if there is a filter. program: it starts programs of the owner,
 * which are to have all that root has. NULL, or what failed (errno). */
const char *att_sandbox_helper(bool program);

#endif
