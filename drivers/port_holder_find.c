/* The program that has a file open, found in /proc. */
#include "drivers/port_holder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file that is looked for. */
struct target {
	char path[PATH_MAX];
	struct stat st;
	bool hidden; /* so far, as in struct port_holder */
};

static bool same_file(const struct stat *a, const struct stat *b)
{
	if (S_ISCHR(a->st_mode) && S_ISCHR(b->st_mode))
		return a->st_rdev == b->st_rdev;
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The name is compared first: what else a process has open may lie on a file
 * system that does not answer. */
static bool is_target(int folder, const char *entry, const struct target *t)
{
	char path[PATH_MAX];
	struct stat st;
	ssize_t n = readlinkat(folder, entry, path, sizeof(path) - 1);

	if (n <= 0)
		return false;
	path[n] = '\0';
	return strcmp(path, t->path) == 0 &&
	       fstatat(folder, entry, &st, 0) == 0 && same_file(&st, &t->st);
}

static bool has_open(const char *pid, struct target *t)
{
	char path[64];
	struct dirent *e;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%.20s/fd", pid);
	dir = opendir(path);
	t->hidden |= !dir && errno == EACCES;
	if (!dir)
		return false;
	while (!found && (e = readdir(dir)))
		found = is_target(dirfd(dir), e->d_name, t);
	closedir(dir);
	return found;
}

static void take_name(const char *pid, struct port_holder *h)
{
	char path[64];
	ssize_t n = -1;
	int fd;

	h->pid = atoi(pid);
	snprintf(path, sizeof(path), "/proc/%.20s/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, h->name, sizeof(h->name) - 1);
		close(fd);
	}
	h->name[n > 0 ? n : 0] = '\0';
	h->name[strcspn(h->name, "\n")] = '\0';
}

bool port_holder_find(const char *path, pid_t self, struct port_holder *h)
{
	struct target t;
	struct dirent *e;
	DIR *dir;

	memset(h, 0, sizeof(*h));
	if (!realpath(path, t.path) || stat(t.path, &t.st))
		return false;
	dir = opendir("/proc");
	if (!dir)
		return false;
	t.hidden = access("/proc/1", F_OK) < 0; /* hidepid */
	while (!h->pid && (e = readdir(dir))) {
		int pid = atoi(e->d_name);

		if (pid > 0 && pid != self && has_open(e->d_name, &t))
			take_name(e->d_name, h);
	}
	closedir(dir);
	h->hidden = t.hidden;
	return h->pid;
}
