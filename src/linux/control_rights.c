/* The peer of a socket, as the kernel knows it: unix(7), SO_PEERCRED,
 * SO_PEERGROUPS. */
#include "linux/control_rights.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of a user; who is in more counts for a member of the first one alone. */
#define GROUPS 256

int att_control_rights_share(const char *path, gid_t gid)
{
	return chown(path, (uid_t)-1, gid) < 0 || chmod(path, 0660) < 0 ? -1
									: 0;
}

static bool is_member(int fd, const struct ucred *peer, gid_t gid)
{
	gid_t group[GROUPS];
	socklen_t len = sizeof(group);

	if (peer->gid == gid)
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, group, &len) < 0)
		return false;
	for (socklen_t i = 0; i < len / sizeof(group[0]); i++)
		if (group[i] == gid)
			return true;
	return false;
}

static bool is_owner(const struct ucred *peer)
{
	return peer->uid == 0 || peer->uid == geteuid();
}

bool att_control_rights_enter(const struct att_config *config, int fd)
{
	socklen_t len = sizeof(struct ucred);
	struct ucred peer;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0)
		return false;
	return is_owner(&peer) || (config && config->group.name[0] &&
				   is_member(fd, &peer, config->group.gid));
}

bool att_control_rights_may(const struct att_config *config, int fd,
			    bool changes)
{
	socklen_t len = sizeof(struct ucred);
	struct ucred peer;

	if (!changes || !config || !config->group.name[0])
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0)
		return false;
	return is_owner(&peer) ||
	       (config->admin_group.name[0] &&
		is_member(fd, &peer, config->admin_group.gid));
}

size_t att_control_rights_refusal(const struct att_config *config, char *text,
				  size_t cap)
{
	const char *admins = config->admin_group.name;
	int n = snprintf(text, cap,
			 "only root%s%s may change something here, and read "
			 "short messages; members of the group %s may ask",
			 admins[0] ? " and members of the group " : "", admins,
			 config->group.name);

	return n < 0 ? 0 : (size_t)n < cap ? (size_t)n : cap - 1;
}
