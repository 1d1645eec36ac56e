/* Who may what at the control socket. Where no group is set it is for root and
 * for the user of attache, who may all. Else members of the group may ask
 * (status, events, queries), and those of the group of admins, who have to be
 * in the first one as well, may also change something. */
#ifndef ATT_LINUX_CONTROL_RIGHTS_H
#define ATT_LINUX_CONTROL_RIGHTS_H

#include <stddef.h>

#include "linux/config.h"

/* Give the socket at this path to the group: mode 0660. 0, or -1 (errno). */
int att_control_rights_share(const char *path, gid_t gid);

/* May the client at this socket, which anybody can reach, use it at all? */
bool att_control_rights_enter(const struct att_config *config, int fd);
/* May the client at this socket have something carried out that changes
 * something, as what the spec has as a set, or only asks? config: its groups;
 * NULL: none is set. */
bool att_control_rights_may(const struct att_config *config, int fd,
			    bool changes);
/* Why not, in a sentence, for the client: its length. */
size_t att_control_rights_refusal(const struct att_config *config, char *text,
				  size_t cap);

#endif
