/* What is the same in the manners of all protocols. */
#include "capture/manners.h"

const struct manners_reason *manners_reason(
	const struct manners *manners, const struct manners_message *request,
	const struct manners_message *answer)
{
	for (const struct manners_reason *r = manners->reasons; r->text; r++)
		if (r->code == answer->code && r->error == answer->error &&
		    (r->when != MANNERS_OPENING || request->opens))
			return r;
	return NULL;
}

bool manners_same_request(const struct manners_message *a,
			  const struct manners_message *b)
{
	return a->kind == MANNERS_REQUEST && b->kind == MANNERS_REQUEST &&
	       a->queries == b->queries &&
	       !memcmp(a->subject, b->subject, sizeof(a->subject));
}
