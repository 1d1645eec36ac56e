/* The host of a capture against the model, in virtual time: which answers are
 * those of the capture? */
#include "tools/simodem/learn.h"

#include <stdlib.h>
#include <string.h>

#include "wire/mbim/frag.h"
#include "wire/qmi/qmi.h"

#define START_MS   1000u   /* when the modem is there */
#define PATIENT_MS 120000u /* that an answer is waited for */
#define SILENT_MS  5000u   /* after which no answer comes any more */

struct stage {
	struct learn *l;
	const struct learn_protocol *protocol;
	struct sim_modem *m;
	uint64_t now_ms;
	size_t next;	  /* exchange */
	uint32_t prelude; /* the transaction of what was said before, */
	bool waits;	  /* and whether it is waited for */
	struct learn_stage host;
	struct mbim_frag_rx rx; /* of MBIM */
	uint8_t whole[1u << 16];
};

/* --- what the model says ----------------------------------------------------
 */

static bool is_same(const struct stage *s, const char *words,
		    struct att_bytes message, uint16_t ex)
{
	bool fields, same;
	char *ours = s->protocol->words(s->l, message, ex, &fields);

	same = strcmp(ours, words) == 0;
	free(ours);
	return same;
}

static void judge(struct stage *s, struct learn_exchange *e,
		  struct att_bytes bytes, const struct learn_said *said)
{
	e->heard = true;
	s->protocol->hear(&s->host, e, bytes);
	if (!e->answer)
		return;
	e->same = said->status == e->status &&
		  is_same(s, e->words, bytes, e->answer->ex_version);
	e->carry_out = e->subject.name && said->status == e->status &&
		       !said->status && s->protocol->acts(e);
}

static void take_answer(struct stage *s, struct att_bytes bytes,
			const struct learn_said *said)
{
	if (s->waits && said->transaction == s->prelude) {
		s->waits = false;
		s->protocol->hear(&s->host, NULL, bytes);
		return;
	}
	for (size_t i = s->next; i-- > 0;) {
		struct learn_exchange *e = &s->l->exchange[i];

		if (!e->sent || e->heard || e->sent_as != said->transaction)
			continue;
		judge(s, e, bytes, said);
		return;
	}
}

static void take_news(struct stage *s, struct att_bytes bytes,
		      const struct learn_said *said)
{
	for (size_t i = 0; i < s->l->n_news; i++) {
		struct learn_news *n = &s->l->news[i];

		/* what comes earlier than in the capture is something else */
		if (n->heard || (n->after && !n->after->sent) ||
		    !learn_is_same(&n->subject, &said->subject) ||
		    !is_same(s, n->words, bytes, n->message->ex_version))
			continue;
		n->heard = true;
		return;
	}
	s->l->extra++;
}

static void take(struct stage *s, struct att_bytes bytes)
{
	struct learn_said said;

	s->protocol->read(bytes, &said);
	if (said.kind == LEARN_ANSWER)
		take_answer(s, bytes, &said);
	else if (said.kind == LEARN_NEWS)
		take_news(s, bytes, &said);
}

/* Messages of MBIM may come in pieces. */
static void put_together(struct stage *s, struct att_bytes transfer)
{
	struct mbim_frag_fault fault;
	struct att_bytes message;
	int got;

	mbim_frag_rx_put(&s->rx, transfer);
	while ((got = mbim_frag_rx_get(&s->rx, s->now_ms, &message, &fault)))
		if (got > 0)
			take(s, message);
}

static void drain(struct stage *s)
{
	static uint8_t transfer[1u << 14];
	size_t len;

	while ((len = sim_modem_output(s->m, transfer, sizeof(transfer),
				       s->now_ms)))
		if (s->l->config.speaks_qmi)
			take(s, att_bytes_of(transfer, len));
		else
			put_together(s, att_bytes_of(transfer, len));
}

/* Time passes, from one deadline to the next. */
static void pass_until(struct stage *s, uint64_t ms)
{
	drain(s);
	for (;;) {
		uint64_t at = sim_modem_deadline(s->m);

		if (at > ms)
			break;
		if (at > s->now_ms)
			s->now_ms = at;
		sim_modem_expire(s->m, s->now_ms);
		drain(s);
	}
	if (ms > s->now_ms)
		s->now_ms = ms;
}

/* What was answered before this in the capture is answered now. */
static void wait_for(struct stage *s, const struct learn_exchange *e)
{
	uint64_t until = s->now_ms + PATIENT_MS;

	while (e->sent && !e->heard) {
		uint64_t at = sim_modem_deadline(s->m);

		if (at > until)
			return;
		pass_until(s, at > s->now_ms ? at : s->now_ms + 1);
		if (s->now_ms >= until)
			return;
	}
}

/* --- what the host says -----------------------------------------------------
 */

static void input(struct stage *s, const uint8_t *p, size_t len)
{
	sim_modem_input(s->m, att_bytes_of(p, len), s->now_ms);
	drain(s);
}

/* What has to be said before it, and answered. */
static void prepare(struct stage *s, const struct talk_message *m)
{
	uint8_t buf[64];
	struct learn_said said;
	size_t len;

	while ((len = s->protocol->before(&s->host, m, buf, sizeof(buf)))) {
		uint64_t until = s->now_ms + PATIENT_MS;

		s->protocol->read(att_bytes_of(buf, len), &said);
		s->prelude = said.transaction;
		s->waits = said.kind == LEARN_COMMAND;
		input(s, buf, len);
		while (s->waits && s->now_ms < until) {
			uint64_t at = sim_modem_deadline(s->m);

			if (at > until)
				break;
			pass_until(s, at > s->now_ms ? at : s->now_ms + 1);
		}
		s->waits = false;
	}
}

static void send(struct stage *s, const struct talk_message *m,
		 struct learn_exchange *e)
{
	uint8_t buf[4096];
	size_t len = s->protocol->say(&s->host, m, e, buf, sizeof(buf));
	struct att_bytes said = len ? att_bytes_of(buf, len) : m->bytes;
	struct learn_said what;

	if (e) {
		s->protocol->read(said, &what);
		e->sent_as = what.transaction;
	}
	input(s, said.p, said.len);
}

/* The exchange that this message begins, or NULL; one that the capture has only
 * the answer of begins with that. */
static struct learn_exchange *begins(struct stage *s,
				     const struct talk_message *m)
{
	struct learn_exchange *e = &s->l->exchange[s->next];

	if (s->next == s->l->n_exchanges)
		return NULL;
	return (e->made ? e->answer : e->asked) == m ? e : NULL;
}

static void ask(struct stage *s, const struct talk_message *m,
		struct learn_exchange *e)
{
	prepare(s, m);
	if (e) {
		e->sent = true;
		s->next++;
	}
	send(s, m, e);
}

/* What is not answered yet, and in the capture was. */
static void wait_before_close(struct stage *s, const struct talk_message *m)
{
	if (!s->protocol->closes(m->bytes))
		return;
	for (size_t i = 0; i < s->next; i++)
		if (s->l->exchange[i].answer)
			wait_for(s, &s->l->exchange[i]);
}

static void play(struct stage *s, const struct talk_message *m)
{
	struct learn_exchange *e = begins(s, m);

	if (m->cut_from)
		return;
	if (m->to_host && e)
		ask(s, e->asked, e);
	if (m->to_host) {
		for (size_t i = 0; i < s->next; i++)
			if (s->l->exchange[i].answer == m)
				wait_for(s, &s->l->exchange[i]);
		return;
	}
	pass_until(s, START_MS + m->ms);
	wait_before_close(s, m);
	if (!m->bytes.len) {
		if (m != s->l->talk.messages)
			sim_modem_power_up(s->m, SIM_REMEDY_POWER, s->now_ms);
		s->host.n_clients = 0;
		return;
	}
	ask(s, m, e);
}

static size_t count_same(const struct learn *l)
{
	const struct talk_message *last = &l->talk.messages[l->talk.n - 1];
	size_t n = 0;

	for (size_t i = 0; i < l->n_exchanges; i++) {
		struct learn_exchange *e = &l->exchange[i];

		/* silence is an answer, but for the end of the capture */
		if (!e->answer)
			e->same = !e->cut &&
				  (!e->heard ||
				   last->ms - e->asked->ms < SILENT_MS);
		n += e->same;
	}
	return n;
}

static const struct talk_message *first(const struct learn *l)
{
	const struct talk_message *m = l->talk.messages;

	while (!m->bytes.len || m->cut_from)
		m++;
	return m;
}

size_t learn_rehearse(struct learn *l, const struct sim_config *config)
{
	struct stage *s = calloc(1, sizeof(*s));
	size_t same;

	if (!s)
		abort();
	s->l = l;
	s->protocol = l->protocol;
	s->host.l = l;
	s->now_ms = START_MS;
	s->m = sim_modem_new(config, s->now_ms);
	sim_modem_framing(s->m, false);
	mbim_frag_rx_init(&s->rx, true, NULL, 0, s->whole, sizeof(s->whole));
	l->extra = 0;
	for (size_t i = 0; i < l->n_exchanges; i++)
		l->exchange[i].sent = l->exchange[i].heard =
			l->exchange[i].same = false;
	for (size_t i = 0; i < l->n_news; i++)
		l->news[i].heard = false;
	prepare(s, first(l));
	for (size_t i = 0; i < l->talk.n; i++)
		play(s, &l->talk.messages[i]);
	pass_until(s, s->now_ms + 2000);
	same = count_same(l);
	sim_modem_free(s->m);
	free(s);
	return same;
}
