/* A file, or standard input, as a window that moves over it. */
#ifndef ATTACHE_INPUT_H
#define ATTACHE_INPUT_H

#include "trace/window.h"

struct input {
	struct att_window window;
	const char *name; /* for complaints */
	int fd;
	bool waits; /* more may come only later */
};

/* path "-": standard input. False: errno says why; there is nothing to
 * close. What was printed is shown before a pipe is waited for. */
bool input_open(struct input *in, const char *path);
void input_close(struct input *in);
/* Why the window gave this error, in words. */
const char *input_why(const struct att_window *w, int err);

#endif
