/* What is wrapped around a capture or a log. */
#include "capture/coats.h"

void coats_init(struct coats *c, struct att_window *in)
{
	memset(c, 0, sizeof(*c));
	c->in = in;
}

bool coats_take_off(struct coats *c)
{
	struct att_bytes head = c->in->next;

	if (!c->gunzip && gunzip_is(head)) {
		c->gunzip = gunzip_open(c->in, &c->inside[0]);
		if (!c->gunzip)
			return false;
		c->in = &c->inside[0];
		return true;
	}
	if (!c->has_utf16 && utf16text_is(head)) {
		c->has_utf16 = true;
		utf16text_open(&c->utf16, c->in, &c->inside[1]);
		c->in = &c->inside[1];
		return true;
	}
	if (!c->has_html && html_is(head)) {
		c->has_html = true;
		html_open(&c->html, c->in, &c->inside[2]);
		c->in = &c->inside[2];
		return true;
	}
	return false;
}

void coats_fini(struct coats *c)
{
	for (unsigned i = 0; i < 3; i++)
		att_window_fini(&c->inside[i]);
	gunzip_close(c->gunzip);
	memset(c, 0, sizeof(*c));
}
