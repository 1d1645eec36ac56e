/* Answers and indications of a scenario, as YAML. */
#include "tools/simodem/learn.h"

#include <stdlib.h>
#include <string.h>

#include "tools/attache/yaml_text.h"

#define MOST_MS 600000u

/* An entry is written as JSON first. */
static void begin(struct att_text *t, char **buf, const char *words)
{
	size_t cap = strlen(words) + 1024;

	*buf = malloc(cap);
	if (!*buf)
		abort();
	att_text_init(t, *buf, cap);
	att_text_put(t, "[{");
}

static void end(struct att_text *t, char *buf, FILE *out)
{
	att_text_put(t, "}]");
	yaml_text(out, buf, t->len);
	free(buf);
}

static void put_name(const struct learn *l, struct att_text *t,
		     const struct sim_subject *s)
{
	att_text_put(t, "\"cid\":\"");
	att_text_put(t, l->protocol->service(s->service));
	att_text_char(t, '.');
	att_text_put(t, s->name);
	att_text_char(t, '"');
}

/* Messages of QMI are asked for in one way. */
static void put_op(struct att_text *t, const struct learn_exchange *e)
{
	if (e->subject.cid)
		att_text_put(t,
			     e->set ? ",\"op\":\"set\"" : ",\"op\":\"query\"");
}

static void put_number(struct att_text *t, const char *name, uint64_t v)
{
	att_text_put(t, ",\"");
	att_text_put(t, name);
	att_text_put(t, "\":");
	att_text_dec(t, v);
}

static void put_body(struct att_text *t, const char *words, bool fields)
{
	if (!*words)
		return;
	att_text_put(t, fields ? ",\"fields\":" : ",\"hex\":\"");
	att_text_put(t, words);
	att_text_put(t, fields ? "" : "\"");
}

static const char *status_name(const struct learn *l, uint32_t status)
{
	const struct att_enum *e = l->protocol->statuses();

	for (unsigned i = 0; i < e->n_values; i++)
		if (e->values[i].value == status)
			return att_enum_value_name(e, &e->values[i]);
	return NULL;
}

bool learn_can_answer(const struct learn *l, const struct learn_exchange *e)
{
	return e->subject.name && l->protocol->can_answer(e) &&
	       (!e->answer || status_name(l, e->status));
}

/* first: the occurrence from which it holds, 0: from the first one; times: 0:
 * for ever. */
static void put_answer(const struct learn *l, const struct learn_exchange *e,
		       uint32_t first, uint32_t times, FILE *out)
{
	const char *words = e->answer ? e->words : "";
	char *hex = NULL, *buf;
	struct att_text t;

	if (e->answer && e->hex && *words)
		words = hex = l->protocol->hex(l, e->answer->bytes,
					       e->answer->ex_version);
	begin(&t, &buf, words);
	put_name(l, &t, &e->subject);
	put_op(&t, e);
	if (first)
		put_number(&t, "occurrence", first);
	if (times)
		put_number(&t, "times", times);
	att_text_put(&t, e->answer ? "" : ",\"silent\":true");
	if (e->answer && e->status) {
		att_text_put(&t, ",\"status\":\"");
		att_text_put(&t, status_name(l, e->status));
		att_text_char(&t, '"');
	}
	att_text_put(&t,
		     e->answer && e->carry_out ? ",\"carry_out\":true" : "");
	put_body(&t, words, e->fields && !e->hex);
	end(&t, buf, out);
	free(hex);
}

static bool is_alike(const struct learn_exchange *a,
		     const struct learn_exchange *b)
{
	if (!a->answer || !b->answer)
		return !a->answer && !b->answer;
	return a->status == b->status && a->carry_out == b->carry_out &&
	       a->hex == b->hex && strcmp(a->words, b->words) == 0;
}

/* The next command of the same kind, or NULL. */
static const struct learn_exchange *next_of(const struct learn *l,
					    const struct learn_exchange *e)
{
	for (const struct learn_exchange *n = e + 1;
	     n < l->exchange + l->n_exchanges; n++)
		if (learn_is_same(&n->subject, &e->subject) && n->set == e->set)
			return n;
	return NULL;
}

/* All answers of this kind from e on, those alike as one entry; how many. */
static uint32_t put_run(const struct learn *l, const struct learn_exchange *e,
			uint32_t room, FILE *out)
{
	uint32_t n = 0;

	while (e) {
		const struct learn_exchange *next = next_of(l, e);
		uint32_t first = e->occurrence, times = 1;

		if (!e->told) {
			e = next;
			continue;
		}
		for (; next && next->told && is_alike(e, next); times++)
			next = next_of(l, next);
		if (++n <= room) {
			learn_from(l,
				   (e->answer ? e->answer : e->asked)->record,
				   out);
			put_answer(l, e, first == 1 && !next ? 0 : first,
				   next ? times : 0, out);
		}
		e = next;
	}
	return n;
}

static void put_answers(struct learn *l, FILE *out)
{
	uint32_t n = 0;
	bool any = false;

	for (size_t i = 0; i < l->n_exchanges; i++)
		any = any || l->exchange[i].told;
	if (any)
		fputs("answers: # that the model does not give by itself\n",
		      out);
	for (size_t i = 0; i < l->n_exchanges; i++)
		if (l->exchange[i].subject.name &&
		    l->exchange[i].occurrence == 1)
			n += put_run(l, &l->exchange[i],
				     n < SIM_ANSWERS ? SIM_ANSWERS - n : 0,
				     out);
	if (n > SIM_ANSWERS)
		l->left_out += n - SIM_ANSWERS;
}

static void put_indication(const struct learn *l, const struct learn_news *n,
			   FILE *out)
{
	const struct learn_exchange *e = n->after;
	const char *words = n->words;
	char *hex = NULL, *buf;
	struct att_text t;
	uint64_t ms;

	if (n->hex && *words)
		words = hex = l->protocol->hex(l, n->message->bytes,
					       n->message->ex_version);
	begin(&t, &buf, words);
	put_name(l, &t, &n->subject);
	if (e) {
		att_text_put(&t, ",\"after\":{");
		put_name(l, &t, &e->subject);
		put_op(&t, e);
		put_number(&t, "occurrence", e->occurrence);
		att_text_char(&t, '}');
	}
	/* it takes as long as an answer */
	ms = n->message->ms - (e ? e->asked->ms : 0);
	ms -= ms < l->config.delay_ms ? ms : l->config.delay_ms;
	put_number(&t, "at_ms", ms > MOST_MS ? MOST_MS : ms);
	put_body(&t, words, n->fields && !n->hex);
	end(&t, buf, out);
	free(hex);
}

static void put_indications(struct learn *l, FILE *out)
{
	uint32_t n = 0;

	for (size_t i = 0; i < l->n_news; i++) {
		if (!l->news[i].told)
			continue;
		if (!n)
			fputs("indications: # that the model does not give\n",
			      out);
		if (++n > SIM_INDICATIONS)
			continue;
		learn_from(l, l->news[i].message->record, out);
		put_indication(l, &l->news[i], out);
	}
	if (n > SIM_INDICATIONS)
		l->left_out += n - SIM_INDICATIONS;
}

void learn_one_answer(const struct learn *l, const struct learn_exchange *e,
		      FILE *out)
{
	fputs("answers:\n", out);
	put_answer(l, e, 0, 0, out);
}

void learn_one_indication(const struct learn *l, const struct learn_news *n,
			  FILE *out)
{
	fputs("indications:\n", out);
	put_indication(l, n, out);
}

void learn_write_answers(struct learn *l, FILE *out)
{
	l->left_out = 0;
	put_answers(l, out);
	put_indications(l, out);
}
