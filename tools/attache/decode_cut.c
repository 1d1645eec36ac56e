/* The fields in front of the place where a message was cut: those of a layout
 * that ends there. */
#include "decode_cut.h"

#include <stdlib.h>

#include "wire/mbim/msg.h"

/* The layout with n fields, each read by itself. */
static void shorten(struct decode_cut *c, const struct att_layout *l,
		    unsigned n)
{
	c->layout = *l;
	c->layout.fields = c->fields;
	c->layout.n_fields = (uint8_t)n;
	c->layout.wire_len = 0;
	for (unsigned i = 0; i < n; i++) {
		c->fields[i] = l->fields[i];
		c->fields[i].run_bytes = 0;
		c->fields[i].run_fields = 0;
	}
	c->left_out = l->n_fields - n;
}

bool decode_cut_find(struct decode_cut *c, const struct message *m)
{
	struct att_bytes all = m->from.bytes;
	const struct att_layout *l;
	struct mbim_msg head;
	bool found = false;
	void *fields;

	/* the header alone is whole, and is not one of a later fragment */
	if (m->protocol != MESSAGE_MBIM || !m->cut_from ||
	    mbim_msg_decode(m->bytes, &head) || head.body.len ||
	    !att_bytes_sub(all, m->bytes.len, all.len - m->bytes.len,
			   &c->body) ||
	    !c->body.len)
		return false;
	l = mbim_msg_layout(&head, m->ex_version);
	fields = l ? malloc(l->size) : NULL;
	for (unsigned n = fields ? l->n_fields : 0; n && !found; n--) {
		shorten(c, l, n);
		found = !att_layout_decode(&c->layout, c->body, fields);
	}
	free(fields);
	return found;
}
