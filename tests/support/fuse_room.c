/* FUSE, and namespaces for its mounts. */
#include "support/fuse_room.h"

#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

const char *fuse_room_missing(void)
{
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC), status;
	pid_t pid;

	if (fd < 0)
		return "/dev/fuse cannot be opened";
	close(fd);
	pid = fork();
	if (pid == 0)
		_exit(unshare(CLONE_NEWNS | CLONE_NEWNET) < 0 &&
		      unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) < 0);
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0)
		return "no new namespaces are allowed";
	return NULL;
}
