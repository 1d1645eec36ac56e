/* Visiting the structs of an array, each reached from the one before it. */
#include "wire/walk.h"

bool att_cursor_next(struct att_cursor *c, const struct att_layout *of,
		     void *out)
{
	if (!c->left)
		return false;
	if (c->base) {
		att_walk_load(of, att_walk_next(c, of), out);
		return true;
	}
	memcpy(out, c->at, of->size);
	c->at += of->size;
	c->left--;
	return true;
}
