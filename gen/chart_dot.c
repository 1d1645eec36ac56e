/* The picture of a chart, for graphviz: a box a state, a frame a group. What
 * would cover the picture with lines is text in the box instead. */
#include <string.h>

#include "chart.h"

/* Of this many rows that are alike only the first is drawn. */
#define SHARED 4

static bool alike(const struct chart_row *a, const struct chart_row *b)
{
	return a->event_number == b->event_number &&
	       a->effect_number == b->effect_number && a->to == b->to;
}

/* False for a row that stays in its state, that returns to an earlier group,
 * or that many states share. */
static bool drawn(const struct chart *c, const struct chart_row *row)
{
	const struct chart_row *first = NULL;
	unsigned n = 0;

	if (row->from == row->to)
		return false;
	if (row->to < row->from &&
	    !chart_same(c->states[row->from].group, c->states[row->to].group))
		return false;
	for (unsigned i = 0; i < c->n_rows; i++) {
		if (!alike(&c->rows[i], row))
			continue;
		if (!n++)
			first = &c->rows[i];
	}
	return n < SHARED || row == first;
}

static void put_event(FILE *f, const struct chart *c,
		      const struct chart_row *row)
{
	fprintf(f, "%.*s", WORD(chart_event(c, row->event_number)));
	if (row->effect.len)
		fprintf(f, " [%.*s]", WORD(row->effect));
}

static void put_escaped(FILE *f, struct chart_word w)
{
	for (int i = 0; i < w.len; i++)
		if (strchr("<>&", w.p[i]))
			fprintf(f, "&#%d;", w.p[i]);
		else
			fputc(w.p[i], f);
}

/* "lasts 30 s, stuck", and below it what it says. */
static void put_about(FILE *f, const struct chart_about *a)
{
	static const char *const row =
		"<tr><td align=\"left\"><font point-size=\"10\"><i>";
	static const char *const end = "</i></font></td></tr>";

	if (a->lasts.len) {
		fputs(row, f);
		chart_put_lasts(f, a);
		fprintf(f, "%s%s", a->stuck.len ? ", stuck" : "", end);
	} else if (a->stuck.len) {
		fprintf(f, "%sstuck%s", row, end);
	}
	if (a->says.len) {
		fprintf(f, "%s&#8220;", row);
		put_escaped(f, a->says);
		fprintf(f, "&#8221;%s", end);
	}
}

/* The state's name, what is said of it, and its rows that are not drawn. */
static void put_state(FILE *f, const struct chart *c, unsigned state)
{
	fprintf(f,
		"\t%.*s [URL=\"%.*s.html#state.%.*s\", target=\"_top\", "
		"%slabel=<<table border=\"0\" cellspacing=\"0\" "
		"cellpadding=\"1\"><tr><td "
		"align=\"left\"><b>%.*s</b></td></tr>",
		WORD(c->states[state].name), WORD(c->file),
		WORD(c->states[state].name), state ? "" : "penwidth=2.5, ",
		WORD(c->states[state].name));
	put_about(f, &c->states[state].about);
	for (unsigned i = 0; i < c->n_rows; i++) {
		const struct chart_row *row = &c->rows[i];

		if (row->from != state || drawn(c, row) || chart_common(c, row))
			continue;
		fputs("<tr><td align=\"left\"><font point-size=\"10\">", f);
		put_event(f, c, row);
		if (row->to != state)
			fprintf(f, " &#8594; %.*s",
				WORD(c->states[row->to].name));
		fputs("</font></td></tr>", f);
	}
	fputs("</table>>];\n", f);
}

/* One arrow for all rows that lead from one state to another. An arrow to an
 * earlier state is turned round for graphviz, which then keeps the order of
 * the chart from top to bottom. */
static void put_arrow(FILE *f, const struct chart *c, unsigned from,
		      unsigned to)
{
	const bool back = to < from;
	bool any = false;

	for (unsigned i = 0; i < c->n_rows; i++) {
		const struct chart_row *row = &c->rows[i];

		if (row->from != from || row->to != to || !drawn(c, row) ||
		    chart_common(c, row))
			continue;
		if (!any)
			fprintf(f, "\t%.*s -> %.*s [%slabel=\"",
				WORD(c->states[back ? to : from].name),
				WORD(c->states[back ? from : to].name),
				back ? "dir=back, " : "");
		any = true;
		fputc(' ', f);
		put_event(f, c, row);
		fputs(" \\l", f);
	}
	if (any)
		fputs("\"];\n", f);
}

static void put_states(FILE *f, const struct chart *c)
{
	for (unsigned i = 0; i < c->n_states; i++) {
		const struct chart_word group = c->states[i].group;
		bool opens = !i || !chart_same(group, c->states[i - 1].group);
		bool closes = i + 1 == c->n_states ||
			      !chart_same(group, c->states[i + 1].group);

		if (group.len && opens)
			fprintf(f,
				"\tsubgraph cluster_%u {\n"
				"\tlabel=\"%.*s\";\n",
				i, WORD(group));
		put_state(f, c, i);
		if (group.len && closes)
			fputs("\t}\n", f);
	}
}

/* Unseen arrows that put every group below the one before it. */
static void put_order(FILE *f, const struct chart *c)
{
	unsigned first = 0;

	for (unsigned i = 1; i < c->n_states; i++) {
		if (chart_same(c->states[i].group, c->states[i - 1].group))
			continue;
		for (; first < i; first++)
			fprintf(f, "\t%.*s -> %.*s [style=invis];\n",
				WORD(c->states[first].name),
				WORD(c->states[i].name));
	}
}

static void put_rules(FILE *f, const struct chart *c)
{
	if (!c->n_rules)
		return;
	fputs("\tlabel=\"", f);
	for (unsigned i = 0; i < c->n_rules; i++)
		fprintf(f,
			"not drawn: every state but %.*s takes %.*s, to "
			"%.*s\\l",
			WORD(c->rules[i].except), c->rules[i].event.len - 3,
			c->rules[i].event.p + 3, WORD(c->rules[i].target));
	fputs("\";\n", f);
}

void chart_write_dot(FILE *f, const struct chart *c)
{
	fprintf(f,
		"digraph %.*s {\n"
		"\tfontname=\"Helvetica\";\n"
		"\tbgcolor=white;\n"
		"\tlabelloc=t;\n"
		"\tlabeljust=l;\n"
		"\tnodesep=0.25;\n"
		"\tranksep=0.45;\n"
		"\tnode [shape=box, style=\"rounded,filled\", "
		"fillcolor=\"#eef3fa\", fontname=\"Helvetica\", "
		"fontsize=12];\n"
		"\tedge [fontname=\"Helvetica\", fontsize=10, "
		"color=\"#555555\"];\n",
		WORD(c->name));
	put_rules(f, c);
	put_states(f, c);
	for (unsigned from = 0; from < c->n_states; from++)
		for (unsigned to = 0; to < c->n_states; to++)
			put_arrow(f, c, from, to);
	put_order(f, c);
	fputs("}\n", f);
}
