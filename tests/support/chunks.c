/* Pieces of bytes. */
#include "tests/support/chunks.h"

ssize_t chunks_read(void *ctx, void *to, size_t n)
{
	struct chunks *c = ctx;
	size_t most = c->most;

	if (c->random) {
		c->random = c->random * 1664525u + 1013904223u;
		most = 1 + (c->random >> 8) % c->most;
	}
	n = n < most ? n : most;
	n = n < c->bytes.len ? n : c->bytes.len;
	if (n)
		memcpy(to, c->bytes.p, n);
	c->bytes.p += n;
	c->bytes.len -= n;
	return (ssize_t)n;
}
