/* Files and standard input, read as they are needed. */
#include "capture/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors.h"

static ssize_t read_input(void *ctx, void *to, size_t n)
{
	struct input *in = ctx;

	if (in->waits)
		fflush(stdout);
	return read(in->fd, to, n);
}

bool input_open(struct input *in, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	struct stat st;

	in->name = standard ? "standard input" : path;
	in->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		return false;
	in->waits = fstat(in->fd, &st) || !S_ISREG(st.st_mode);
	att_window_init(&in->window, read_input, in);
	return true;
}

void input_close(struct input *in)
{
	att_window_fini(&in->window);
	if (in->fd > STDIN_FILENO)
		close(in->fd);
}

const char *input_why(const struct att_window *w, int err)
{
	if (err == ATT_E_IO && w->error == EBADMSG)
		return "what is compressed is damaged, or its end is missing";
	if (err == ATT_E_IO && w->error == ENOSYS)
		return "gzip has compressed it, and this attache was built "
		       "without zlib";
	if (err == ATT_E_IO)
		return strerror(w->error);
	if (err == ATT_E_ROOM)
		return "it is longer than 2 MiB";
	return att_errors_text(err);
}
