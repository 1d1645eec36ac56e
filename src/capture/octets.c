/* Bytes that are put together one after the other. */
#include "capture/octets.h"

#include <stdlib.h>

#include "trace/window.h"

static bool make_room(struct octets *o, size_t n)
{
	size_t cap = o->cap ? o->cap : 1024;
	uint8_t *p;

	if (n > ATT_WINDOW_MAX - o->len)
		return false;
	while (cap < o->len + n)
		cap *= 2;
	if (cap == o->cap)
		return true;
	p = realloc(o->p, cap);
	if (!p)
		return false;
	o->p = p;
	o->cap = cap;
	return true;
}

bool octets_put(struct octets *o, const void *p, size_t n)
{
	if (!make_room(o, n))
		return false;
	if (n)
		memcpy(o->p + o->len, p, n);
	o->len += n;
	return true;
}

bool octets_put_byte(struct octets *o, uint8_t byte)
{
	return octets_put(o, &byte, 1);
}

struct att_bytes octets_all(const struct octets *o)
{
	return att_bytes_of(o->p, o->len);
}

void octets_free(struct octets *o)
{
	free(o->p);
	*o = (struct octets){.p = NULL};
}
