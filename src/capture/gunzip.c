/* A window over what gzip has compressed: one member behind the other. */
#include "capture/gunzip.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include <zlib.h>

#define GZIP_ONLY (16 + MAX_WBITS)

struct gunzip {
	struct att_window *in;
	z_stream z;
	bool ended, wrong;
};

bool gunzip_is(struct att_bytes head)
{
	return head.len >= 3 && head.p[0] == 0x1f && head.p[1] == 0x8b &&
	       head.p[2] == Z_DEFLATED;
}

/* Another member, or the end: what is no member is passed over, as gzip does.
 */
static bool begin_member(struct gunzip *g)
{
	if (g->ended && !gunzip_is(att_window_look(g->in, 3)))
		return false;
	if (g->ended)
		inflateReset(&g->z);
	g->ended = false;
	return true;
}

/* One step of zlib. */
static void inflate_some(struct gunzip *g)
{
	struct att_window *in = g->in;
	uInt given;
	int is;

	g->wrong = att_window_need(in, 1) <= 0;
	if (g->wrong)
		return;
	given = in->next.len > UINT_MAX ? UINT_MAX : (uInt)in->next.len;
	/* zlib's interface is older than const */
	g->z.next_in = (Bytef *)(uintptr_t)in->next.p;
	g->z.avail_in = given;
	is = inflate(&g->z, Z_NO_FLUSH);
	att_window_take(in, given - g->z.avail_in);
	g->ended = is == Z_STREAM_END;
	g->wrong = !g->ended && is != Z_OK && is != Z_BUF_ERROR;
}

static ssize_t read_gunzip(void *ctx, void *to, size_t n)
{
	struct gunzip *g = ctx;
	uInt room = n > INT_MAX ? INT_MAX : (uInt)n;

	g->z.next_out = to;
	g->z.avail_out = room;
	while (!g->wrong && g->z.avail_out == room) {
		if (!begin_member(g))
			return 0;
		inflate_some(g);
	}
	/* what came before the damage is shown first */
	if (g->z.avail_out < room)
		return (ssize_t)(room - g->z.avail_out);
	errno = EBADMSG;
	return -1;
}

struct gunzip *gunzip_open(struct att_window *in, struct att_window *out)
{
	struct gunzip *g = calloc(1, sizeof(*g));

	if (!g || inflateInit2(&g->z, GZIP_ONLY) != Z_OK) {
		free(g);
		return NULL;
	}
	g->in = in;
	att_window_init(out, read_gunzip, g);
	return g;
}

void gunzip_close(struct gunzip *g)
{
	if (!g)
		return;
	inflateEnd(&g->z);
	free(g);
}
