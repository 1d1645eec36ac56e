/* How long the modem takes for its answers: medians; and how long the SIM and
 * the network take. */
#include "tools/simodem/learn.h"

#include <stdlib.h>
#include <string.h>

#define MOST_MS	  600000u
#define DIFFERENT 20u /* ms, that a CID has a time of its own for */

static uint32_t at_most(uint64_t ms)
{
	return ms > MOST_MS ? MOST_MS : (uint32_t)ms;
}

/* Is it one of these, with one of its words? */
static bool is(const struct learn_mark *mark, const struct sim_subject *s,
	       const char *words)
{
	if (!learn_is(s, mark->service, mark->number))
		return false;
	for (unsigned i = 0; i < 3 && mark->word[i]; i++)
		if (strstr(words, mark->word[i]))
			return true;
	return false;
}

static bool is_any(const struct learn_mark *marks, size_t n,
		   const struct sim_subject *s)
{
	for (size_t i = 0; i < n; i++)
		if (is(&marks[i], s, ""))
			return true;
	return false;
}

/* --- answers ----------------------------------------------------------------
 */

/* Is the network waited for? That has times of its own. */
static bool waits(const struct learn *l, const struct learn_exchange *e)
{
	return l->protocol->acts(e) &&
	       is_any(l->protocol->times->waits, 3, &e->subject);
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Of the answers to this subject; NULL: of all. False: there are none. */
static bool median(const struct learn *l, const struct sim_subject *subject,
		   uint32_t *ms, uint32_t *record)
{
	uint32_t *all = malloc((l->n_exchanges + 1) * sizeof(*all));
	size_t n = 0;

	if (!all)
		abort();
	for (size_t i = 0; i < l->n_exchanges; i++) {
		const struct learn_exchange *e = &l->exchange[i];

		if (!e->answer || !e->subject.name || waits(l, e) ||
		    (subject && !learn_is_same(&e->subject, subject)))
			continue;
		if (!n)
			*record = e->answer->record;
		all[n++] = at_most(e->answer->ms - e->asked->ms);
	}
	qsort(all, n, sizeof(*all), by_size);
	*ms = n ? all[(n - 1) / 2] : 0;
	free(all);
	return n > 0;
}

static bool has_time(const struct sim_scenario *s,
		     const struct learn_exchange *e)
{
	for (uint32_t i = 0; i < s->n_timings; i++)
		if (s->timing[i].service == e->subject.service &&
		    s->timing[i].cid == e->subject.number)
			return true;
	return false;
}

static void answers(struct learn *l)
{
	struct sim_scenario *s = &l->config.scenario;
	uint32_t usual, ms, record = 0;

	if (!median(l, NULL, &l->config.delay_ms, &record))
		return;
	usual = l->config.delay_ms;
	for (size_t i = 0; i < l->n_exchanges; i++) {
		const struct learn_exchange *e = &l->exchange[i];

		if (!e->subject.name || e->occurrence != 1 || has_time(s, e) ||
		    s->n_timings == SIM_TIMINGS ||
		    !median(l, &e->subject, &ms, &record))
			continue;
		if (ms < usual + usual / 2 + DIFFERENT &&
		    ms + DIFFERENT > usual)
			continue;
		l->answers_ms_from[s->n_timings] = record;
		s->timing[s->n_timings++] = (struct sim_timing){
			.service = e->subject.service,
			.cid = e->subject.number,
			.ms = ms,
		};
	}
}

/* --- the SIM and the network ------------------------------------------------
 */

/* When somebody began to wait: the last command of this kind that was carried
 * out before `until`, or the moment when a USB device was plugged in. False:
 * there is none in the capture. */
static bool began(const struct learn *l, uint64_t until, bool commands,
		  uint64_t *ms)
{
	bool found = false;

	for (size_t i = 0; i < l->talk.n; i++) {
		const struct talk_message *m = &l->talk.messages[i];

		if (!m->bytes.len && m->link.configuration.len &&
		    m->ms <= until) {
			*ms = m->ms;
			found = true;
		}
	}
	for (size_t i = 0; commands && i < l->n_exchanges; i++) {
		const struct learn_exchange *e = &l->exchange[i];

		if (e->answer && !e->status && l->protocol->acts(e) &&
		    e->asked->ms <= until &&
		    is_any(l->protocol->times->start, 6, &e->subject)) {
			*ms = e->asked->ms;
			found = true;
		}
	}
	return found;
}

/* The first news of this kind; NULL: there is none. */
static const struct learn_news *heard(const struct learn *l,
				      const struct learn_mark *mark)
{
	for (size_t i = 0; i < l->n_news; i++)
		if (is(mark, &l->news[i].subject, l->news[i].words))
			return &l->news[i];
	return NULL;
}

static void since(struct learn *l, enum learn_key key, uint32_t *to,
		  const struct learn_news *n, uint64_t ms)
{
	l->from[key] = n->message->record;
	*to = at_most(n->message->ms - ms);
	/* the model's news are as late as its answers */
	*to -= *to > l->config.delay_ms ? l->config.delay_ms : *to;
}

static void network(struct learn *l)
{
	const struct learn_times *times = l->protocol->times;
	struct sim_config *c = &l->config;
	const struct learn_news *in, *attached, *card;
	uint64_t ms = 0;

	card = heard(l, &times->card);
	if (card && began(l, card->message->ms, false, &ms))
		since(l, LEARN_SIM_MS, &c->sim_ms, card, ms);
	in = heard(l, &times->registered);
	if (in && began(l, in->message->ms, true, &ms))
		since(l, LEARN_REGISTER_MS, &c->register_ms, in, ms);
	attached = heard(l, &times->attached);
	for (size_t i = 0; attached && in && i < l->n_exchanges; i++)
		if (waits(l, &l->exchange[i]) &&
		    l->exchange[i].asked->ms > in->message->ms &&
		    l->exchange[i].asked->ms < attached->message->ms)
			attached = NULL; /* it was told to */
	if (attached && in && l->from[LEARN_REGISTER_MS] &&
	    attached->message->ms >= in->message->ms) {
		since(l, LEARN_ATTACH_MS, &c->attach_ms, attached,
		      in->message->ms);
		c->attach_ms += c->delay_ms;
	}
}

/* The first session that came up. */
static void connection(struct learn *l)
{
	for (size_t i = 0; i < l->n_exchanges; i++) {
		const struct learn_exchange *e = &l->exchange[i];
		uint32_t ms;

		if (!l->protocol->acts(e) || !e->answer || e->status ||
		    !is(&l->protocol->times->connected, &e->subject, e->words))
			continue;
		ms = at_most(e->answer->ms - e->asked->ms);
		if (ms <= l->config.delay_ms + DIFFERENT)
			return;
		l->from[LEARN_CONNECT_MS] = e->answer->record;
		l->config.connect_ms = ms - l->config.delay_ms;
		return;
	}
}

void learn_delays(struct learn *l)
{
	if (!l->talk.timed)
		return;
	answers(l);
	network(l);
	connection(l);
}
