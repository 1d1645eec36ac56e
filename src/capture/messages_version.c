/* Which MBIMEx version a message is in: the one that was agreed on, or the
 * first one in which it decodes. */
#include "capture/messages_version.h"

#include <stdlib.h>

#include "base/errors.h"
#include "wire/mbim/cid.h"
#include "wire/mbim/msg.h"

/* n bytes, which hold nothing; NULL: out of memory. */
static void *room(struct messages *m, size_t n)
{
	if (m->fields_cap >= n)
		return m->fields;
	free(m->fields);
	m->fields = malloc(n);
	m->fields_cap = m->fields ? n : 0;
	return m->fields;
}

/* Do the fields decode, if their layout is known? 0 or ATT_E_*. */
static int check(struct messages *m, struct att_bytes bytes,
		 uint16_t ex_version)
{
	const struct att_layout *l;
	struct mbim_msg msg;
	void *fields;

	if (mbim_msg_decode(bytes, &msg))
		return 0; /* a fragment, or known to be wrong already */
	l = mbim_msg_layout(&msg, ex_version);
	if (!l || (!msg.body.len && l->wire_len))
		return 0;
	fields = room(m, l->size);
	return fields ? att_layout_decode(l, msg.body, fields) : ATT_E_MEMORY;
}

/* The two sides may have agreed on a version before the log begins, or one of
 * them has forgotten what they speak: the one that decodes. */
static uint16_t find(struct messages *m, const struct message *of)
{
	static const uint16_t versions[] = {MBIM_EX_1, MBIM_EX_2, MBIM_EX_3};

	for (unsigned i = 0; i < 3; i++)
		if (!check(m, of->bytes, versions[i]))
			return versions[i];
	return of->ex_version;
}

void messages_check(struct messages *m, struct message *out)
{
	out->error = check(m, out->bytes, out->ex_version);
	if (!out->error || !m->guess)
		return;
	out->ex_version = find(m, out);
	out->error = check(m, out->bytes, out->ex_version);
	if (!out->error)
		out->guessed = out->ex_version;
}
