/* What comes from a device that may be no modem. */
#include "linux/hearing.h"

void att_hearing_plugged(struct att_hearing *h, const struct att_core_status *s)
{
	*h = (struct att_hearing){.garbage = s->garbage,
				  .timeouts = s->timeouts};
}

void att_hearing_sent(struct att_hearing *h, struct att_bytes bytes)
{
	h->sent_len = bytes.len < sizeof(h->sent) ? bytes.len : sizeof(h->sent);
	memcpy(h->sent, bytes.p, h->sent_len);
}

void att_hearing_came(struct att_hearing *h, struct att_bytes bytes)
{
	h->heard++;
	h->echo |= h->sent_len && bytes.len >= h->sent_len &&
		   att_bytes_equal(att_bytes_of(bytes.p, h->sent_len),
				   att_bytes_of(h->sent, h->sent_len));
}

const char *att_hearing_problem(struct att_hearing *h,
				const struct att_core_status *s)
{
	h->opened |= s->open;
	if (h->opened || s->open_refusal.code || s->timeouts == h->timeouts)
		return NULL;
	if (h->echo)
		return "it sends back what it is sent: a terminal or a loop, "
		       "no modem";
	if (s->garbage != h->garbage)
		return "what it sends is not MBIM: it may speak AT commands, "
		       "or be in another mode";
	if (h->heard)
		return "it answers, but not what it was asked: another program "
		       "may use it";
	return "it does not answer MBIM: it hangs, is in another mode, or is "
	       "no modem";
}
