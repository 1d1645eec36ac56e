/* In place of gunzip.c in a program without zlib: what is compressed is known,
 * and cannot be read. */
#include "capture/gunzip.h"

#include <errno.h>

struct gunzip {
	bool unused;
};

bool gunzip_is(struct att_bytes head)
{
	return head.len >= 3 && head.p[0] == 0x1f && head.p[1] == 0x8b &&
	       head.p[2] == 8;
}

static ssize_t refuse(void *ctx, void *to, size_t n)
{
	(void)ctx;
	(void)to;
	(void)n;
	errno = ENOSYS;
	return -1;
}

/* NULL would say that memory was missing. */
struct gunzip *gunzip_open(struct att_window *in, struct att_window *out)
{
	static struct gunzip nothing;

	(void)in;
	att_window_init(out, refuse, NULL);
	return &nothing;
}

void gunzip_close(struct gunzip *g)
{
	(void)g;
}
