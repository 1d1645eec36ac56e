/* The words of a chart: what events and effects there are, of which kind, and
 * what each of them means. The chart says so above its first state. */
#include <string.h>

#include "chart.h"

static const struct {
	const char *heading;
	bool effects;
} kinds[] = {
	[CHART_ANSWER] = {"answers:", false},
	[CHART_TIME] = {"time:", false},
	[CHART_WISH] = {"wishes:", false},
	[CHART_OTHER] = {"machines:", false},
	[CHART_PLUG] = {"plugging:", false},
	[CHART_ASKS] = {"asks:", true},
	[CHART_DOES] = {"does:", true},
};

const char *chart_kind_name(enum chart_kind kind)
{
	return kinds[kind].heading;
}

enum chart_kind chart_kind_find(struct chart_word line)
{
	for (enum chart_kind k = CHART_ANSWER; k < CHART_KINDS; k++)
		if (chart_is(line, kinds[k].heading))
			return k;
	return CHART_NO_KIND;
}

const struct chart_meaning *chart_meaning(const struct chart *c,
					  struct chart_word w)
{
	for (unsigned i = 0; i < c->n_meanings; i++)
		if (chart_same(c->meanings[i].word, w))
			return &c->meanings[i];
	return NULL;
}

/* "ev_sim_locked   the SIM asks for a code" or "@query_pin   ..." */
bool chart_word_declare(struct chart *c, enum chart_kind kind,
			struct chart_word word, struct chart_word meaning)
{
	const bool effect = *word.p == '@';
	const struct chart_meaning *before;

	if (effect) {
		word.p++;
		word.len--;
		word.col++;
	}
	before = chart_meaning(c, word);
	if (!kind)
		chart_error(c, word,
			    "the kind of '%.*s' is missing above it, "
			    "such as '# answers:'",
			    WORD(word));
	else if (effect != kinds[kind].effects)
		chart_error(c, word, "'# %s' is for %s", kinds[kind].heading,
			    effect ? "events" : "effects");
	else if (!meaning.len)
		chart_error(c, word, "the meaning of '%.*s' is missing",
			    WORD(word));
	else if (before)
		chart_error(c, word, "'%.*s' is also in line %u", WORD(word),
			    before->word.line);
	else if (c->n_meanings == CHART_MAX_MEANINGS)
		chart_error(c, word, "more than %d words", CHART_MAX_MEANINGS);
	else
		c->meanings[c->n_meanings++] = (struct chart_meaning){
			.word = word, .meaning = meaning, .kind = kind};
	return !c->errors;
}

static void check_declared(struct chart *c, struct chart_word w, bool effect)
{
	const struct chart_meaning *m = chart_meaning(c, w);
	struct att_nearest n;

	if (m && kinds[m->kind].effects == effect)
		return;
	chart_near_init(&n, w);
	for (unsigned i = 0; i < c->n_meanings; i++)
		if (kinds[c->meanings[i].kind].effects == effect)
			chart_near_try(&n, c->meanings[i].word);
	chart_error_near(c, w, &n, effect ? "effect" : "event");
}

static bool in(const struct chart_word *words, unsigned n, struct chart_word w)
{
	for (unsigned i = 0; i < n; i++)
		if (chart_same(words[i], w))
			return true;
	return false;
}

static void check_used(struct chart *c, const struct chart_meaning *m)
{
	if (!(kinds[m->kind].effects ? in(c->effects, c->n_effects, m->word)
				     : in(c->events, c->n_events, m->word)))
		chart_error(c, m->word, "no row has '%.*s'", WORD(m->word));
}

static void check_bound(struct chart *c, const struct chart_bound *b)
{
	const struct chart_meaning *m = chart_meaning(c, b->event);

	for (const struct chart_bound *o = c->bounds; o < b; o++)
		if (chart_same(o->event, b->event))
			chart_error(c, b->event, "'%.*s' is also in line %u",
				    WORD(b->event), o->event.line);
	check_declared(c, b->event, false);
	if (m && m->kind != CHART_ANSWER)
		chart_error(c, b->event,
			    "'%.*s' is no answer: it needs no bound",
			    WORD(b->event));
}

static bool takes_time(const struct chart *c, unsigned state)
{
	for (unsigned i = 0; i < c->n_rows; i++) {
		const struct chart_meaning *m;

		if (c->rows[i].from != state)
			continue;
		m = chart_meaning(c, c->rows[i].event);
		if (m && m->kind == CHART_TIME)
			return true;
	}
	return false;
}

static void check_lasts(struct chart *c)
{
	for (unsigned i = 0; i < c->n_states; i++) {
		const struct chart_state *st = &c->states[i];

		if (st->about.lasts.len && !takes_time(c, i))
			chart_error(c, st->about.lasts,
				    "state '%.*s' has no row for the end of "
				    "its time",
				    WORD(st->name));
	}
}

void chart_lint_words(struct chart *c)
{
	const unsigned before = c->errors;

	for (unsigned i = 0; c->n_meanings && i < c->n_events; i++)
		check_declared(c, c->events[i], false);
	for (unsigned i = 0; c->n_meanings && i < c->n_effects; i++)
		check_declared(c, c->effects[i], true);
	for (unsigned i = 0; i < c->n_bounds; i++)
		check_bound(c, &c->bounds[i]);
	/* A misspelt word would make its own one look unused, too. */
	if (c->errors > before)
		return;
	for (unsigned i = 0; i < c->n_meanings; i++)
		check_used(c, &c->meanings[i]);
	if (c->n_meanings)
		check_lasts(c);
}
