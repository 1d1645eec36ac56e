/* Commands with their answers, and indications, of a conversation. */
#include "tools/simodem/learn.h"

#include <stdlib.h>

bool learn_is_same(const struct sim_subject *a, const struct sim_subject *b)
{
	return a->name && b->name && a->service == b->service &&
	       a->number == b->number;
}

bool learn_is(const struct sim_subject *s, uint8_t service, uint32_t number)
{
	return s->name && s->service == service && s->number == number;
}

static uint32_t occurrence_of(const struct learn *l,
			      const struct learn_exchange *e)
{
	uint32_t n = 1;

	for (size_t i = 0; i < l->n_exchanges; i++)
		n += learn_is_same(&l->exchange[i].subject, &e->subject) &&
		     l->exchange[i].set == e->set;
	return n;
}

static void add_command(struct learn *l, const struct talk_message *m,
			const struct learn_said *said)
{
	struct learn_exchange *e = &l->exchange[l->n_exchanges];

	*e = (struct learn_exchange){.asked = m,
				     .subject = said->subject,
				     .set = said->set,
				     .transaction = said->transaction};
	if (e->subject.name)
		e->occurrence = occurrence_of(l, e);
	else
		l->unknown++;
	l->n_exchanges++;
}

static bool was_asked(const struct learn *l, const struct learn_said *said)
{
	for (size_t i = 0; i < l->n_exchanges; i++)
		if (l->exchange[i].transaction == said->transaction)
			return true;
	return false;
}

/* A command that the capture does not have, for an answer that says what was
 * asked. */
static void add_made(struct learn *l, const struct talk_message *m,
		     const struct learn_said *said)
{
	struct talk_message *asked = calloc(1, sizeof(*asked));
	uint8_t *bytes = malloc(64);
	struct learn_said made;

	if (!asked || !bytes)
		abort();
	*asked = (struct talk_message){.record = m->record, .ms = m->ms};
	asked->bytes = att_bytes_of(bytes, l->protocol->ask(m->bytes, bytes));
	l->protocol->read(asked->bytes, &made);
	if (!made.subject.name) {
		free(bytes);
		free(asked);
		l->orphan[l->n_orphans++] = m;
		return;
	}
	add_command(l, asked, &made);
	l->exchange[l->n_exchanges - 1].made = asked;
	l->exchange[l->n_exchanges - 1].answer = m;
	l->exchange[l->n_exchanges - 1].status = said->status;
}

/* The last command of this transaction that has no answer yet. */
static void add_answer(struct learn *l, const struct talk_message *m,
		       const struct learn_said *said)
{
	for (size_t i = l->n_exchanges; i-- > 0;) {
		struct learn_exchange *e = &l->exchange[i];

		if (e->transaction != said->transaction || e->answer || e->cut)
			continue;
		e->answer = m;
		e->status = said->status;
		return;
	}
	if (l->protocol->ask && said->subject.name && !was_asked(l, said))
		add_made(l, m, said);
	else
		l->orphan[l->n_orphans++] = m;
}

static void add_news(struct learn *l, const struct talk_message *m,
		     const struct learn_said *said)
{
	struct learn_news *n = &l->news[l->n_news];

	*n = (struct learn_news){.message = m, .subject = said->subject};
	for (size_t i = l->n_exchanges; i-- > 0 && !n->after;)
		if (l->exchange[i].subject.name)
			n->after = &l->exchange[i];
	if (n->subject.name)
		l->n_news++;
	else
		l->unknown++;
}

/* An answer of which the capture has only the beginning is no silence. */
static void add_cut(struct learn *l, const struct learn_said *said)
{
	for (size_t i = l->n_exchanges; i-- > 0;) {
		struct learn_exchange *e = &l->exchange[i];

		if (said->kind == LEARN_ANSWER && !e->answer && !e->cut &&
		    e->transaction == said->transaction) {
			e->cut = true;
			return;
		}
	}
}

static void add(struct learn *l, const struct talk_message *m)
{
	struct learn_said said;

	l->protocol->read(m->bytes, &said);
	if (m->cut_from) {
		add_cut(l, &said);
		return;
	}
	switch (said.kind) {
	case LEARN_COMMAND:
		add_command(l, m, &said);
		break;
	case LEARN_ANSWER:
		add_answer(l, m, &said);
		break;
	case LEARN_NEWS:
		add_news(l, m, &said);
		break;
	case LEARN_ERROR:
		l->errors++;
		break;
	case LEARN_OTHER:
		break;
	}
}

void learn_talk(struct learn *l)
{
	l->exchange = calloc(l->talk.n + 1, sizeof(*l->exchange));
	l->news = calloc(l->talk.n + 1, sizeof(*l->news));
	l->orphan = calloc(l->talk.n + 1, sizeof(*l->orphan));
	if (!l->exchange || !l->news || !l->orphan)
		abort();
	for (size_t i = 0; i < l->talk.n; i++)
		if (l->talk.messages[i].bytes.len)
			add(l, &l->talk.messages[i]);
}

static void say(struct learn *l, const struct talk_message *m, char **words,
		bool *fields)
{
	free(*words);
	*words = l->protocol->words(l, m->bytes, m->ex_version, fields);
}

void learn_say(struct learn *l)
{
	for (size_t i = 0; i < l->n_exchanges; i++)
		if (l->exchange[i].answer)
			say(l, l->exchange[i].answer, &l->exchange[i].words,
			    &l->exchange[i].fields);
	for (size_t i = 0; i < l->n_news; i++)
		say(l, l->news[i].message, &l->news[i].words,
		    &l->news[i].fields);
}

void learn_talk_fini(struct learn *l)
{
	for (size_t i = 0; i < l->n_exchanges; i++) {
		struct talk_message *made = l->exchange[i].made;

		if (made)
			free((void *)(uintptr_t)made->bytes.p);
		free(made);
		free(l->exchange[i].words);
	}
	for (size_t i = 0; i < l->n_news; i++)
		free(l->news[i].words);
	free(l->exchange);
	free(l->news);
	free(l->orphan);
}
