/* A chart for people and scripts: the list of its edges, and the page with its
 * tables. */
#include <string.h>

#include "chart.h"

/* "attach idle channel_open surveying [survey]", a row a line. */
void chart_write_edges(FILE *f, const struct chart *c)
{
	for (unsigned i = 0; i < c->n_rows; i++) {
		const struct chart_row *row = &c->rows[i];

		fprintf(f, "%.*s %.*s %.*s %.*s", WORD(c->name),
			WORD(c->states[row->from].name),
			WORD(chart_event(c, row->event_number)),
			WORD(c->states[row->to].name));
		if (row->effect.len)
			fprintf(f, " [%.*s]", WORD(row->effect));
		fputc('\n', f);
	}
}

static void put_note(FILE *f, const struct chart *c, struct chart_note note)
{
	for (unsigned i = 0; i < note.n; i++)
		fprintf(f, "%.*s\n", WORD(c->lines[note.first + i]));
	if (note.n)
		fputc('\n', f);
}

static void put_rules(FILE *f, const struct chart *c)
{
	for (unsigned i = 0; i < c->n_rules; i++)
		fprintf(f,
			"Every state but `%.*s` takes `%.*s`, to `%.*s`.\n\n",
			WORD(c->rules[i].except), c->rules[i].event.len - 3,
			c->rules[i].event.p + 3, WORD(c->rules[i].target));
}

/* The rows of one state; its name stands in the first one only. */
static void put_rows(FILE *f, const struct chart *c, unsigned state)
{
	bool first = true;

	for (unsigned i = 0; i < c->n_rows; i++) {
		const struct chart_row *row = &c->rows[i];

		if (row->from != state)
			continue;
		fputs("| ", f);
		if (first)
			fprintf(f, "**%.*s** ", WORD(c->states[state].name));
		first = false;
		fprintf(f, "| %.*s | %.*s%s| %.*s |\n",
			WORD(chart_event(c, row->event_number)),
			WORD(row->effect), row->effect.len ? " " : "",
			WORD(c->states[row->to].name));
	}
}

void chart_put_lasts(FILE *f, const struct chart_about *a)
{
	if (a->backoff)
		fputs("backs off", f);
	else
		fprintf(f, "lasts %.*s", WORD(a->lasts));
}

/* "**sim_absent**: says "no SIM is inserted", lasts 30 s, is stuck" */
static void put_about(FILE *f, const struct chart_state *st)
{
	const struct chart_about *a = &st->about;
	const char *comma = "";

	if (!a->says.len && !a->lasts.len && !a->stuck.len)
		return;
	fprintf(f, "**%.*s**: ", WORD(st->name));
	if (a->says.len) {
		fprintf(f, "says \"%.*s\"", WORD(a->says));
		comma = ", ";
	}
	if (a->lasts.len) {
		fputs(comma, f);
		chart_put_lasts(f, a);
		comma = ", ";
	}
	if (a->stuck.len)
		fprintf(f, "%sis stuck", comma);
	fputs("\n\n", f);
}

static void put_group(FILE *f, const struct chart *c, unsigned first,
		      unsigned end)
{
	const struct chart_word group = c->states[first].group;

	if (group.len)
		fprintf(f, "## %.*s\n\n", WORD(group));
	for (unsigned i = first; i < end; i++) {
		const struct chart_state *st = &c->states[i];

		if (st->note.n)
			fprintf(f, "**%.*s**: ", WORD(st->name));
		put_note(f, c, st->note);
		put_about(f, st);
	}
	fputs("| in | on | do | go to |\n|---|---|---|---|\n", f);
	for (unsigned i = first; i < end; i++)
		put_rows(f, c, i);
	fputc('\n', f);
}

static void put_meaning(FILE *f, const struct chart *c,
			const struct chart_meaning *m)
{
	const bool event = m->kind < CHART_ASKS;

	fprintf(f, "| %.*s | %.*s", m->word.len - (event ? 3 : 0),
		m->word.p + (event ? 3 : 0), WORD(m->meaning));
	for (unsigned i = 0; i < c->n_bounds; i++)
		if (chart_same(c->bounds[i].event, m->word))
			fprintf(f, " (bounded: %.*s)",
				WORD(c->bounds[i].reason));
	fputs(" |\n", f);
}

/* What the words mean, kind by kind. */
static void put_words(FILE *f, const struct chart *c)
{
	if (c->n_meanings)
		fputs("## The words\n\n", f);
	for (enum chart_kind k = CHART_ANSWER; k < CHART_KINDS; k++) {
		const char *name = chart_kind_name(k);
		bool any = false;

		for (unsigned i = 0; i < c->n_meanings; i++) {
			if (c->meanings[i].kind != k)
				continue;
			if (!any)
				fprintf(f, "| %.*s | |\n|---|---|\n",
					(int)strlen(name) - 1, name);
			any = true;
			put_meaning(f, c, &c->meanings[i]);
		}
		if (any)
			fputc('\n', f);
	}
}

void chart_write_table(FILE *f, const struct chart *c)
{
	unsigned first = 0;

	fprintf(f, "# The machine %.*s\n\n", WORD(c->name));
	put_note(f, c, c->head);
	fprintf(f, "![the states of %.*s](%.*s.svg)\n\n", WORD(c->name),
		WORD(c->file));
	put_rules(f, c);
	for (unsigned i = 1; i <= c->n_states; i++) {
		if (i < c->n_states &&
		    chart_same(c->states[i].group, c->states[first].group))
			continue;
		put_group(f, c, first, i);
		first = i;
	}
	put_words(f, c);
}
