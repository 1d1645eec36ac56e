/* Commands with their answers, and indications, of a conversation. */
#include "tools/simodem/learn.h"

#include <stdlib.h>

const struct mbim_cid *learn_cid(const struct mbim_msg *msg, uint8_t *service)
{
	const struct mbim_service *s = mbim_service_find(&msg->service);

	for (unsigned i = 0; s && i < s->n_cids; i++)
		if (s->cids[i].number == msg->cid) {
			*service = (uint8_t)(s - mbim_services);
			return &s->cids[i];
		}
	return NULL;
}

static uint32_t occurrence_of(const struct learn *l,
			      const struct learn_exchange *e)
{
	uint32_t n = 1;

	for (size_t i = 0; i < l->n_exchanges; i++)
		n += l->exchange[i].cid == e->cid &&
		     l->exchange[i].set == e->set;
	return n;
}

static void add_command(struct learn *l, const struct talk_message *m,
			const struct mbim_msg *msg)
{
	struct learn_exchange *e = &l->exchange[l->n_exchanges];

	*e = (struct learn_exchange){.asked = m, .set = msg->code == 1};
	e->cid = learn_cid(msg, &e->service);
	if (e->cid)
		e->occurrence = occurrence_of(l, e);
	else
		l->unknown++;
	l->n_exchanges++;
}

/* The last command of this transaction that has no answer yet. */
static void add_answer(struct learn *l, const struct talk_message *m,
		       const struct mbim_msg *msg)
{
	for (size_t i = l->n_exchanges; i-- > 0;) {
		struct learn_exchange *e = &l->exchange[i];

		if (att_get32(e->asked->bytes.p + 8) != msg->transaction ||
		    e->answer)
			continue;
		e->answer = m;
		e->status = msg->code;
		return;
	}
	l->orphan[l->n_orphans++] = m;
}

static void add_news(struct learn *l, const struct talk_message *m,
		     const struct mbim_msg *msg)
{
	struct learn_news *n = &l->news[l->n_news];

	*n = (struct learn_news){.message = m};
	n->cid = learn_cid(msg, &n->service);
	for (size_t i = l->n_exchanges; i-- > 0 && !n->after;)
		if (l->exchange[i].cid)
			n->after = &l->exchange[i];
	if (n->cid)
		l->n_news++;
	else
		l->unknown++;
}

void learn_talk(struct learn *l)
{
	l->exchange = calloc(l->talk.n + 1, sizeof(*l->exchange));
	l->news = calloc(l->talk.n + 1, sizeof(*l->news));
	l->orphan = calloc(l->talk.n + 1, sizeof(*l->orphan));
	if (!l->exchange || !l->news || !l->orphan)
		abort();
	for (size_t i = 0; i < l->talk.n; i++) {
		const struct talk_message *m = &l->talk.messages[i];
		struct mbim_msg msg = {.type = 0};

		if (!m->bytes.len || mbim_msg_decode(m->bytes, &msg))
			continue;
		if (msg.type == MBIM_MSG_COMMAND)
			add_command(l, m, &msg);
		else if (msg.type == (uint32_t)MBIM_MSG_COMMAND_DONE)
			add_answer(l, m, &msg);
		else if (msg.type == (uint32_t)MBIM_MSG_INDICATE_STATUS)
			add_news(l, m, &msg);
		else if (msg.type == (uint32_t)MBIM_MSG_FUNCTION_ERROR ||
			 msg.type == MBIM_MSG_HOST_ERROR)
			l->errors++;
	}
}

static void say(struct learn *l, const struct talk_message *m, char **words,
		bool *fields)
{
	free(*words);
	*words = learn_words(l, m->bytes, m->ex_version, fields);
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
	for (size_t i = 0; i < l->n_exchanges; i++)
		free(l->exchange[i].words);
	for (size_t i = 0; i < l->n_news; i++)
		free(l->news[i].words);
	free(l->exchange);
	free(l->news);
	free(l->orphan);
}
