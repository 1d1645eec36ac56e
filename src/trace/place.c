/* Where a trace goes: the files of before get other names, then there is a new
 * one. */
#include "trace/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* PATH.i; 0: PATH */
static void name_of(const char *path, unsigned i, char *buf, size_t cap)
{
	struct att_text text;

	att_text_init(&text, buf, cap);
	att_text_put(&text, path);
	if (!i)
		return;
	att_text_put(&text, ".");
	att_text_dec(&text, i);
}

/* What is in PATH is PATH.1 from now on, and so on; false: it is not, and must
 * not be overwritten. */
static bool keep_old(const char *path, unsigned files)
{
	char from[4096 + 16], to[4096 + 16];
	struct stat st;
	bool kept = true;

	if (lstat(path, &st) || !S_ISREG(st.st_mode) || !st.st_size)
		return true;
	for (unsigned i = files; i > 0; i--) {
		name_of(path, i - 1, from, sizeof(from));
		name_of(path, i, to, sizeof(to));
		kept = !rename(from, to);
	}
	return kept;
}

static int open_file(const char *path)
{
	struct stat st;
	int fd = open(path,
		      O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		      0600);
	int error = ESPIPE;

	if (fd < 0)
		return -1;
	/* records are written again; and an old file may be readable by all */
	if (!fstat(fd, &st) && S_ISREG(st.st_mode)) {
		if (!ftruncate(fd, 0) && !fchmod(fd, 0600))
			return fd;
		error = errno;
	}
	close(fd);
	errno = error;
	return -1;
}

int att_trace_place(const char *path, unsigned files)
{
	if (keep_old(path, files))
		return open_file(path);
	errno = EEXIST;
	return -1;
}
