/* Blocks of a pcapng file on the heap. */
#include <stdlib.h>

#include "trace/pcapng_write.h"

bool att_pcapng_grow(struct att_pcapng_block *b, size_t cap)
{
	uint8_t *p = realloc(b->p, cap);

	if (!p)
		return false;
	b->p = p;
	b->cap = cap;
	return true;
}

void att_pcapng_fini(struct att_pcapng_block *b)
{
	free(b->p);
	*b = (struct att_pcapng_block){.p = NULL};
}
