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

/* How well a message fits a version, the best first. */
enum fit {
	FITS,
	HAS_SPARE,  /* bytes that no field holds */
	IS_UNKNOWN, /* the version has no such CID, or no fields of it */
	FITS_NOT
};

static enum fit try(struct messages *m, struct message *msg, uint16_t ex)
{
	const struct att_layout *l;
	struct mbim_msg head;
	void *fields;

	msg->ex_version = ex;
	msg->error = 0;
	msg->spare = 0;
	if (mbim_msg_decode(msg->bytes, &head))
		return FITS; /* a fragment, or known to be wrong already */
	l = mbim_msg_layout(&head, ex);
	if (!l)
		return head.body.len ? IS_UNKNOWN : FITS;
	if (!head.body.len && l->wire_len)
		return FITS; /* an error without an answer */
	fields = room(m, l->size);
	msg->error =
		fields ? att_layout_decode(l, head.body, fields) : ATT_E_MEMORY;
	if (msg->error)
		return FITS_NOT;
	msg->spare = att_layout_spare(l, head.body);
	return msg->spare ? HAS_SPARE : FITS;
}

/* The two sides may have agreed on a version before the log begins, or one of
 * them has forgotten what they speak. A newer one has more CIDs and more
 * fields; what does not decode may be of an older one too. */
void messages_check(struct messages *m, struct message *out)
{
	static const uint16_t versions[] = {MBIM_EX_1, MBIM_EX_2, MBIM_EX_3};
	uint16_t given = out->ex_version, best = given;
	enum fit fit = try(m, out, given), first = fit;

	if (!fit || !m->guess)
		return;
	for (unsigned i = 0; i < 3 && fit; i++) {
		struct message other = *out;
		enum fit now;

		if (versions[i] == given ||
		    (versions[i] < given && first != FITS_NOT))
			continue;
		now = try(m, &other, versions[i]);
		/* with spare bytes it is no better than it was */
		if (now < fit && (now == FITS || first == FITS_NOT)) {
			fit = now;
			best = versions[i];
		}
	}
	(void)try(m, out, best);
	out->guessed = best == given ? 0 : best;
}
