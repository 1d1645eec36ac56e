/* Every cycle passes a state that waits. A state that awaits the answer to a
 * request is left at once when the answer comes; were there a way back to it
 * by answers alone, requests would follow each other as fast as the modem can
 * answer, and for ever. */
#include <stdio.h>

#include "chart.h"

static bool bounded(const struct chart *c, struct chart_word event)
{
	for (unsigned i = 0; i < c->n_bounds; i++)
		if (chart_same(c->bounds[i].event, event))
			return true;
	return false;
}

/* Which states are entered with a request and have no time of their own. */
static void find_awaiting(const struct chart *c, bool *awaits)
{
	for (unsigned i = 0; i < c->n_rows; i++) {
		const struct chart_row *row = &c->rows[i];
		const struct chart_meaning *m = chart_meaning(c, row->effect);

		if (m && m->kind == CHART_ASKS &&
		    !c->states[row->to].about.lasts.len)
			awaits[row->to] = true;
	}
}

/* Which rows hurry: an answer leads from one such state to another, and
 * nothing bounds how often. */
static void find_fast(const struct chart *c, bool *fast)
{
	bool awaits[CHART_MAX_NAMES] = {false};

	find_awaiting(c, awaits);
	for (unsigned i = 0; i < c->n_rows; i++) {
		const struct chart_row *row = &c->rows[i];
		const struct chart_meaning *m = chart_meaning(c, row->event);

		fast[i] = m && m->kind == CHART_ANSWER &&
			  !bounded(c, row->event) && awaits[row->from] &&
			  awaits[row->to];
	}
}

/* For each state that is reached from start by rows that hurry, the first row
 * of a shortest way there: into[state]; into[start] closes a cycle. */
static void find_ways(const struct chart *c, const bool *fast, unsigned start,
		      const struct chart_row **into)
{
	unsigned queue[CHART_MAX_NAMES + 1], head = 0, n = 1;

	queue[0] = start;
	while (head < n && !into[start]) {
		unsigned at = queue[head++];

		for (unsigned i = 0; i < c->n_rows; i++) {
			const struct chart_row *row = &c->rows[i];

			if (row->from != at || !fast[i] || into[row->to])
				continue;
			into[row->to] = row;
			queue[n++] = row->to;
		}
	}
}

/* The cycle from start to start, last row first. */
static unsigned collect(unsigned start, const struct chart_row *const *into,
			const struct chart_row **way)
{
	unsigned n = 0, at = start;

	do {
		way[n] = into[at];
		at = way[n++]->from;
	} while (at != start);
	return n;
}

/* An error at the first row of the cycle. */
static void report(struct chart *c, const struct chart_row *const *way,
		   unsigned n)
{
	char text[4096]; /* a longer one is cut off */
	size_t len = (size_t)snprintf(text, sizeof(text), "%.*s",
				      WORD(c->states[way[0]->to].name));

	for (unsigned i = n; i-- > 0 && len < sizeof(text);)
		len += (size_t)snprintf(
			text + len, sizeof(text) - len, " --%.*s--> %.*s",
			WORD(chart_event(c, way[i]->event_number)),
			WORD(c->states[way[i]->to].name));
	chart_error(c, way[n - 1]->event, "a cycle in which no state waits: %s",
		    text);
}

void chart_lint_cycles(struct chart *c)
{
	const struct chart_row *way[CHART_MAX_NAMES];
	bool fast[CHART_MAX_ROWS];

	find_fast(c, fast);
	for (unsigned start = 0; start < c->n_states; start++)
		for (;;) {
			const struct chart_row *into[CHART_MAX_NAMES] = {NULL};

			find_ways(c, fast, start, into);
			if (!into[start])
				break;
			report(c, way, collect(start, into, way));
			/* Others may go through the same states. */
			fast[way[0] - c->rows] = false;
		}
}
