/* What the messages say of a modem, its SIM and its network, into the
 * configuration of one. What is seen first counts. */
#include "tools/simodem/learn.h"

#include <stdlib.h>
#include <string.h>

bool learn_first(struct learn *l, enum learn_key key,
		 const struct learn_saying *s)
{
	if (l->from[key])
		return false;
	l->from[key] = s->record;
	return true;
}

/* What fits of a text of UTF-8, without half a letter at the end. */
static void copy_letters(char *to, size_t cap, const char *from)
{
	size_t n = strlen(from);

	if (n >= cap)
		for (n = cap - 1; n > 0 && (from[n] & 0xc0) == 0x80; n--)
			;
	memcpy(to, from, n);
	to[n] = '\0';
}

void learn_text(struct learn *l, enum learn_key key,
		const struct learn_saying *s, const char *name, char *to,
		size_t cap)
{
	char buf[256];

	if (learn_get(s->words, name, buf, sizeof(buf)) && buf[0] &&
	    learn_first(l, key, s))
		copy_letters(to, cap, buf);
}

bool learn_has(const struct learn_saying *s, const char *name, const char *word)
{
	char buf[256];

	return learn_get(s->words, name, buf, sizeof(buf)) && strstr(buf, word);
}

void learn_lock(struct learn *l, enum learn_key key,
		const struct learn_saying *s, uint32_t quirk)
{
	if (!learn_first(l, key, s))
		return;
	/* that a radio is locked tells less than what opens it */
	if (key != LEARN_FCC_LOCK)
		l->from[LEARN_FCC_LOCK] = 0;
	l->config.quirks &= ~SIM_QUIRK_LOCKS;
	l->config.quirks |= quirk;
}

/* --- numbers ---------------------------------------------------------------
 */

void learn_digits(const struct learn *l, char *to, size_t cap,
		  const char *prefix, const char *real)
{
	size_t len = strlen(real), at = strlen(prefix);
	size_t plus = strspn(real, "+");

	/* others have letters in it, which no key takes */
	if (l->personal && plus <= 1 && len < cap && len <= 20 &&
	    strspn(real + plus, "0123456789") == len - plus) {
		sim_copy(to, cap, real);
		return;
	}
	if (len >= cap)
		len = cap - 1;
	memset(to, '0', len);
	to[len] = '\0';
	memcpy(to, prefix, at < len ? at : len);
}

void learn_phone(struct learn *l, const struct learn_saying *s,
		 const char *real)
{
	struct sim_config *c = &l->config;

	if (strlen(real) <= 21 && learn_first(l, LEARN_NUMBER, s))
		learn_digits(l, c->number, sizeof(c->number), "+1", real);
}

void learn_pin(struct learn *l, uint32_t record, const char *real)
{
	struct sim_config *c = &l->config;

	if (strlen(real) < 4 || strlen(real) > 8)
		return;
	l->from[LEARN_PIN] = record;
	learn_digits(l, c->pin, sizeof(c->pin), "", real);
}

void learn_home(struct learn *l, const char *id)
{
	struct sim_config *c = &l->config;

	if (!l->personal && strlen(id) >= 5 && strlen(id) < strlen(c->imsi))
		memcpy(c->imsi, id, strlen(id));
}

/* --- who says it -----------------------------------------------------------
 */

static void take(struct learn *l, const struct sim_subject *subject,
		 struct learn_saying *s, const struct talk_message *m)
{
	const struct learn_reader *r = l->protocol->readers;
	struct learn_said said;

	if (!subject->name)
		return;
	l->protocol->read(m->bytes, &said);
	s->body = said.body;
	s->record = m->record;
	s->ex = m->ex_version;
	for (; r->fn; r++)
		if (learn_is(subject, r->service, r->number) &&
		    (r->failures || s->status == 0))
			r->fn(l, s);
}

/* An answer whose command is not in the capture. */
static void orphan(struct learn *l, const struct talk_message *m)
{
	struct learn_saying s = {.e = NULL};
	struct learn_said said;
	bool fields;
	char *words;

	l->protocol->read(m->bytes, &said);
	words = l->protocol->words(l, m->bytes, m->ex_version, &fields);
	s.words = words;
	s.status = said.status;
	take(l, &said.subject, &s, m);
	free(words);
}

void learn_facts(struct learn *l)
{
	for (size_t i = 0; i < l->n_orphans; i++)
		orphan(l, l->orphan[i]);
	for (size_t i = 0; i < l->n_exchanges; i++) {
		const struct learn_exchange *e = &l->exchange[i];
		struct learn_saying s = {
			.words = e->words, .status = e->status, .e = e};

		if (e->answer)
			take(l, &e->subject, &s, e->answer);
	}
	for (size_t i = 0; i < l->n_news; i++) {
		const struct learn_news *n = &l->news[i];
		struct learn_saying s = {.words = n->words};

		take(l, &n->subject, &s, n->message);
	}
	l->protocol->facts(l);
}
