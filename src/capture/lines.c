/* The lines of a text. */
#include "capture/lines.h"

#include "base/errors.h"

void lines_init(struct lines *l, struct att_window *in)
{
	*l = (struct lines){.in = in};
}

int lines_next(struct lines *l)
{
	struct att_window *in = l->in;
	const uint8_t *end = NULL;
	size_t looked = 0;
	int got = 1;

	l->len = 0;
	while (!end && (got = att_window_need(in, looked + 1)) > 0) {
		end = memchr(in->next.p + looked, '\n', in->next.len - looked);
		looked = in->next.len;
	}
	if (!end && got != ATT_E_SHORT)
		return got;
	l->p = (const char *)in->next.p;
	l->len = end ? (size_t)(end - in->next.p) + 1 : looked;
	l->number++;
	att_window_take(in, l->len);
	return 1;
}
