/* A stream that can be looked at before it is read. */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define MAX_HEAD (1u << 20)

static ssize_t read_input(void *cookie, char *to, size_t n)
{
	struct input *in = cookie;
	size_t rest = in->len - in->at;

	if (!rest)
		return read(in->fd, to, n);
	n = n < rest ? n : rest;
	memcpy(to, in->head + in->at, n);
	in->at += n;
	return (ssize_t)n;
}

bool input_open(struct input *in, const char *path)
{
	static const cookie_io_functions_t functions = {.read = read_input};
	bool standard = strcmp(path, "-") == 0;

	memset(in, 0, sizeof(*in));
	in->name = standard ? "standard input" : path;
	in->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd >= 0)
		in->file = fopencookie(in, "r", functions);
	if (in->file && (input_more(in) || in->ended))
		return true;
	fprintf(stderr, "%s: error: %s\n", in->name, strerror(errno));
	input_close(in);
	return false;
}

void input_close(struct input *in)
{
	if (in->file)
		fclose(in->file);
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	free(in->head);
}

struct att_bytes input_head(const struct input *in)
{
	return att_bytes_of(in->head, in->len);
}

bool input_more(struct input *in)
{
	ssize_t n;

	if (in->ended || in->len == MAX_HEAD)
		return false;
	if (in->len == in->cap) {
		size_t cap = in->cap ? 4 * in->cap : 4096;
		uint8_t *p = realloc(in->head, cap);

		if (!p)
			return false;
		in->head = p;
		in->cap = cap;
	}
	n = read(in->fd, in->head + in->len, in->cap - in->len);
	in->ended = n == 0;
	if (n <= 0)
		return false;
	in->len += (size_t)n;
	return true;
}
