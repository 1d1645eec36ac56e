/* What comes from a device that may be no modem. */
#include "linux/hearing.h"

#include <stdio.h>

/* A first request has 5 s; one that is repeated each second is lost now and
 * then. */
struct att_hearing_language {
	const char *speaks, *name;
	unsigned patience; /* requests without an answer */
};

static const struct att_hearing_language languages[] = {
	{"mbim", "MBIM", 1},
	{"qmi", "QMI", 5},
};

static const struct att_hearing_language *language_of(const char *speaks)
{
	return &languages[speaks && !strcmp(speaks, languages[1].speaks)];
}

void att_hearing_plugged(struct att_hearing *h, const struct att_core_status *s,
			 const char *speaks)
{
	*h = (struct att_hearing){.garbage = s->garbage,
				  .timeouts = s->timeouts,
				  .language = language_of(speaks)};
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

static const char *say(struct att_hearing *h, const char *format)
{
	snprintf(h->words, sizeof(h->words), format,
		 h->language ? h->language->name : languages[0].name);
	return h->words;
}

static bool patient(const struct att_hearing *h,
		    const struct att_core_status *s)
{
	return s->timeouts - h->timeouts <
	       (h->language ? h->language->patience : 1);
}

const char *att_hearing_problem(struct att_hearing *h,
				const struct att_core_status *s)
{
	h->opened |= s->open;
	if (h->opened || s->open_refusal.code || patient(h, s))
		return NULL;
	if (h->echo)
		return "it sends back what it is sent: a terminal or a loop, "
		       "no modem";
	if (s->garbage != h->garbage)
		return say(h, "what it sends is not %s: it may speak AT "
			      "commands, or be in another mode");
	if (h->heard)
		return "it answers, but not what it was asked: another program "
		       "may use it";
	return say(h, "it does not answer %s: it hangs, is in another mode, or "
		      "is no modem");
}
