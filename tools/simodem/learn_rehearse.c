/* The host of a capture against the model, in virtual time: which answers are
 * those of the capture? */
#include "tools/simodem/learn.h"

#include <stdlib.h>
#include <string.h>

#include "generated/cids.h"
#include "wire/mbim/frag.h"

#define START_MS   1000u   /* when the modem is there */
#define PATIENT_MS 120000u /* that an answer is waited for */
#define SILENT_MS  5000u   /* after which no answer comes any more */
#define OPEN_ID	   0xfffffff0u
#define MOST	   4096u

struct stage {
	struct learn *l;
	struct sim_modem *m;
	uint64_t now_ms;
	uint16_t ex;
	size_t next; /* exchange */
	struct mbim_frag_rx rx;
	uint8_t whole[1u << 16];
};

/* --- what the model says ----------------------------------------------------
 */

static bool is_same(const struct stage *s, const char *words,
		    struct att_bytes message, uint16_t ex)
{
	bool fields, same;
	char *ours = learn_words(s->l, message, ex, &fields);

	same = strcmp(ours, words) == 0;
	free(ours);
	return same;
}

/* Queries change nothing, but for the version that is agreed on. */
static bool does_something(const struct learn_exchange *e)
{
	return e->set ||
	       (e->service == MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS &&
		e->cid->number == MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION);
}

static void take_answer(struct stage *s, struct att_bytes bytes,
			const struct mbim_msg *msg)
{
	for (size_t i = s->next; i-- > 0;) {
		struct learn_exchange *e = &s->l->exchange[i];

		if (!e->sent || e->heard ||
		    att_get32(e->asked->bytes.p + 8) != msg->transaction)
			continue;
		e->heard = true;
		if (!e->answer)
			return;
		e->same = msg->code == e->status &&
			  is_same(s, e->words, bytes, e->answer->ex_version);
		e->carry_out = e->cid && msg->code == e->status && !msg->code &&
			       e->cid && does_something(e);
		return;
	}
}

static void take_news(struct stage *s, struct att_bytes bytes,
		      const struct mbim_msg *msg)
{
	for (size_t i = 0; i < s->l->n_news; i++) {
		struct learn_news *n = &s->l->news[i];

		/* what comes earlier than in the capture is something else */
		if (n->heard || (n->after && !n->after->sent) ||
		    n->cid->number != msg->cid ||
		    mbim_service_find(&msg->service) !=
			    &mbim_services[n->service] ||
		    !is_same(s, n->words, bytes, n->message->ex_version))
			continue;
		n->heard = true;
		return;
	}
	s->l->extra++;
}

static void take(struct stage *s, struct att_bytes bytes)
{
	struct mbim_msg msg;

	if (mbim_msg_decode(bytes, &msg))
		return;
	if (msg.type == (uint32_t)MBIM_MSG_COMMAND_DONE)
		take_answer(s, bytes, &msg);
	else if (msg.type == (uint32_t)MBIM_MSG_INDICATE_STATUS)
		take_news(s, bytes, &msg);
}

static void drain(struct stage *s)
{
	uint8_t transfer[MOST];
	struct mbim_frag_fault fault;
	struct att_bytes message;
	size_t len;
	int got;

	while ((len = sim_modem_output(s->m, transfer, sizeof(transfer),
				       s->now_ms))) {
		mbim_frag_rx_put(&s->rx, att_bytes_of(transfer, len));
		while ((got = mbim_frag_rx_get(&s->rx, s->now_ms, &message,
					       &fault)))
			if (got > 0)
				take(s, message);
	}
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

/* A PIN is a test number as well; one that was wrong is another. */
static int put_pin(const struct stage *s, const struct learn_exchange *e,
		   const struct mbim_msg *msg, uint8_t *to, size_t cap)
{
	const char *right = s->l->config.pin;
	struct mbim_basic_connect_pin_set set;
	char wrong[12] = "";

	if (s->l->personal ||
	    mbim_basic_connect_pin_set_decode(msg->body, &set) ||
	    set.pin_type != MBIM_PIN_TYPE_PIN1 || !right[0])
		return -1;
	memset(wrong, '1', strlen(right));
	set.pin = att_str_utf8(
		e->answer && e->status == MBIM_STATUS_NONE ? right : wrong);
	set.new_pin = att_str_utf8("");
	return mbim_basic_connect_pin_set_encode(
		&set, to + MBIM_MSG_COMMAND_BODY, cap - MBIM_MSG_COMMAND_BODY);
}

static void send(struct stage *s, const struct talk_message *m,
		 const struct learn_exchange *e)
{
	uint8_t buf[1024];
	struct mbim_msg msg = {.type = 0};
	int len = -1;

	(void)mbim_msg_decode(m->bytes, &msg);
	if (msg.type == MBIM_MSG_OPEN)
		len = mbim_msg_encode_simple(buf, sizeof(buf), msg.type,
					     msg.transaction,
					     msg.code > MOST ? MOST : msg.code);
	if (e && e->set && e->cid && e->service == MBIM_SERVICE_BASIC_CONNECT &&
	    e->cid->number == MBIM_CID_BASIC_CONNECT_PIN) {
		len = put_pin(s, e, &msg, buf, sizeof(buf));
		if (len >= 0)
			len = mbim_msg_encode_command(
				buf, sizeof(buf), msg.transaction, &msg.service,
				msg.cid, 1, (size_t)len);
	}
	if (len > 0)
		input(s, buf, (size_t)len);
	else
		input(s, m->bytes.p, m->bytes.len);
}

/* The exchange that this message begins, or NULL. */
static struct learn_exchange *begins(struct stage *s,
				     const struct talk_message *m)
{
	struct learn_exchange *e = &s->l->exchange[s->next];

	return s->next < s->l->n_exchanges && e->asked == m ? e : NULL;
}

/* A capture that begins later: what must have been before. */
static void catch_up(struct stage *s)
{
	const struct talk_message *first = s->l->talk.messages;
	uint8_t buf[64];
	int len;

	while (!first->bytes.len)
		first++;
	if (first->bytes.len >= 4 && att_get32(first->bytes.p) == MBIM_MSG_OPEN)
		return;
	len = mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_OPEN, OPEN_ID,
				     MOST);
	input(s, buf, (size_t)len);
	if (first->ex_version < MBIM_EX_2)
		return;
	att_put16(buf + MBIM_MSG_COMMAND_BODY, 0x0100);
	att_put16(buf + MBIM_MSG_COMMAND_BODY + 2, first->ex_version);
	len = mbim_msg_encode_command(
		buf, sizeof(buf), OPEN_ID + 1,
		&mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS].uuid,
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION, 0, 4);
	input(s, buf, (size_t)len);
}

/* CLOSE would end what is not answered yet, and in the capture was. */
static void wait_before_close(struct stage *s, const struct talk_message *m)
{
	if (m->bytes.len < 4 || att_get32(m->bytes.p) != MBIM_MSG_CLOSE)
		return;
	for (size_t i = 0; i < s->next; i++)
		if (s->l->exchange[i].answer)
			wait_for(s, &s->l->exchange[i]);
}

static void play(struct stage *s, const struct talk_message *m)
{
	struct learn_exchange *e;

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
		return;
	}
	e = begins(s, m);
	if (e) {
		e->sent = true;
		s->next++;
	}
	send(s, m, e);
}

static size_t count_same(const struct learn *l)
{
	const struct talk_message *last = &l->talk.messages[l->talk.n - 1];
	size_t n = 0;

	for (size_t i = 0; i < l->n_exchanges; i++) {
		struct learn_exchange *e = &l->exchange[i];

		/* silence is an answer, but for the end of the capture */
		if (!e->answer)
			e->same = !e->heard ||
				  last->ms - e->asked->ms < SILENT_MS;
		n += e->same;
	}
	return n;
}

size_t learn_rehearse(struct learn *l, const struct sim_config *config)
{
	struct stage *s = calloc(1, sizeof(*s));
	size_t same;

	if (!s)
		abort();
	s->l = l;
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
	catch_up(s);
	for (size_t i = 0; i < l->talk.n; i++)
		play(s, &l->talk.messages[i]);
	pass_until(s, s->now_ms + 2000);
	same = count_same(l);
	sim_modem_free(s->m);
	free(s);
	return same;
}
