/* Visiting the structs of an array, each reached from the one before it. */
#include <assert.h>

#include "wire/walk.h"

bool att_cursor_next(struct att_cursor *c, const struct att_layout *of,
		     void *out)
{
	int err;

	if (!c->left)
		return false;
	if (c->base) {
		err = att_walk_struct(of, att_walk_next(c, of), out, NULL);
		assert(err == 0);
		(void)err;
		return true;
	}
	memcpy(out, c->at, of->size);
	c->at += of->size;
	c->left--;
	return true;
}
