/* A set of rules without a rule: of what it names, nothing is allowed. */
#include "linux/sandbox_landlock.h"

#include <linux/landlock.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* struct landlock_ruleset_attr as of version 6; what an older kernel does not
 * know has to be zero. */
struct rules {
	uint64_t files;	 /* handled_access_fs */
	uint64_t ports;	 /* handled_access_net */
	uint64_t scoped; /* scoped */
};

#define BITS(n) ((1ULL << (n)) - 1)

/* What each version has brought: LANDLOCK_ACCESS_FS_EXECUTE to _MAKE_SYM;
 * _REFER; _TRUNCATE; LANDLOCK_ACCESS_NET_BIND_TCP and _CONNECT_TCP;
 * LANDLOCK_ACCESS_FS_IOCTL_DEV; LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET and
 * _SIGNAL. */
static const struct rules known[] = {
	{BITS(13), 0, 0},	{BITS(14), 0, 0},
	{BITS(15), 0, 0},	{BITS(15), BITS(2), 0},
	{BITS(16), BITS(2), 0}, {BITS(16), BITS(2), BITS(2)},
};

#define VERSIONS (int)(sizeof(known) / sizeof(known[0]))

int att_sandbox_landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			       LANDLOCK_CREATE_RULESET_VERSION);

	return version > 0 ? (int)version : 0;
}

int att_sandbox_landlock(void)
{
	const int version = att_sandbox_landlock_version();
	struct rules all;
	long fd, done;

	if (!version)
		return 0;
	all = known[(version < VERSIONS ? version : VERSIONS) - 1];
	fd = syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (fd < 0)
		return -1;
	done = syscall(SYS_landlock_restrict_self, (int)fd, 0);
	close((int)fd);
	return done < 0 ? -1 : 0;
}
