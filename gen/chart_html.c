/* A chart as an HTML page: its picture, its states and its words, with links to
 * the CIDs that an effect asks for. Anchors: state.sim, do.query_pin,
 * ev.sim_locked.
 */
#include <string.h>

#include "chart.h"
#include "spec_html.h"

struct page {
	FILE *f;
	const struct chart *c;
	const struct gen_requests *requests;
};

static void put_word(FILE *f, struct chart_word w)
{
	char text[512];

	snprintf(text, sizeof(text), "%.*s", WORD(w));
	mbim_html_text(f, text);
}

static void put_note(FILE *f, const struct chart *c, struct chart_note note)
{
	if (!note.n)
		return;
	fputs("<p>", f);
	for (unsigned i = 0; i < note.n; i++) {
		fputs(i ? "\n" : "", f);
		put_word(f, c->lines[note.first + i]);
	}
	fputs("</p>\n", f);
}

/* A link to a word of this page, by the beginning of its anchor. */
static void put_link(FILE *f, const char *kind, struct chart_word w)
{
	fprintf(f, "<a href=\"#%s.%.*s\"><code>%.*s</code></a>", kind, WORD(w),
		WORD(w));
}

static void put_about(FILE *f, const struct chart_about *a)
{
	if (!a->says.len && !a->lasts.len && !a->stuck.len)
		return;
	fputs("<dl>\n", f);
	if (a->says.len) {
		fputs("<dt>Says</dt><dd>", f);
		put_word(f, a->says);
		fputs("</dd>\n", f);
	}
	if (a->lasts.len) {
		fputs("<dt>Time</dt><dd>", f);
		chart_put_lasts(f, a);
		fputs("</dd>\n", f);
	}
	if (a->stuck.len)
		fputs("<dt>Stuck</dt><dd>it waits for what it cannot bring "
		      "about itself</dd>\n",
		      f);
	fputs("</dl>\n", f);
}

static void put_state(const struct page *p, unsigned state)
{
	const struct chart *c = p->c;
	const struct chart_state *st = &c->states[state];
	FILE *f = p->f;

	fprintf(f, "<h3 id=\"state.%.*s\">%.*s</h3>\n", WORD(st->name),
		WORD(st->name));
	put_note(f, c, st->note);
	put_about(f, &st->about);
	fputs("<table><thead><tr><th class=\"name\">On</th><th>Do</th>"
	      "<th>Go to</th></tr></thead><tbody>\n",
	      f);
	for (unsigned i = 0; i < c->n_rows; i++) {
		const struct chart_row *row = &c->rows[i];

		if (row->from != state)
			continue;
		fputs("<tr><td class=\"name\">", f);
		put_link(f, "ev", chart_event(c, row->event_number));
		fputs("</td><td>", f);
		if (row->effect.len)
			put_link(f, "do", row->effect);
		fputs("</td><td>", f);
		put_link(f, "state", c->states[row->to].name);
		fputs("</td></tr>\n", f);
	}
	fputs("</tbody></table>\n", f);
}

/* The heading of the states that follow; the end of those before. */
static void put_group(const struct page *p, unsigned state)
{
	const struct chart_word group = p->c->states[state].group;

	if (state && chart_same(group, p->c->states[state - 1].group))
		return;
	fprintf(p->f, "%s<section>\n<h2 id=\"group.%u\">",
		state ? "</section>\n" : "", state);
	put_word(p->f, group.len ? group : chart_word_of("States"));
	fputs("</h2>\n", p->f);
}

/* What the effect asks for. */
static void put_requests(const struct page *p, struct chart_word effect)
{
	const char *glue = "";

	for (unsigned i = 0; i < p->requests->n; i++) {
		const struct gen_request *r = &p->requests->row[i];

		if (!chart_is(p->c->file, r->chart) ||
		    !chart_is(effect, r->effect) || r->cid[0] == '-')
			continue;
		fprintf(p->f,
			"%s<a href=\"mbim_cids.html#%s.%s\"><code>%s</code> "
			"%s</a>",
			glue, r->cid, r->op, r->cid, r->op);
		glue = ", ";
	}
}

static void put_meaning(const struct page *p, const struct chart_meaning *m)
{
	const bool event = m->kind < CHART_ASKS;
	const struct chart_word name = {m->word.p + (event ? 3 : 0),
					m->word.len - (event ? 3 : 0), 0, 0};

	fprintf(p->f,
		"<tr id=\"%s.%.*s\"><td class=\"name\"><code>%.*s</code></td>"
		"<td>",
		event ? "ev" : "do", WORD(name), WORD(name));
	put_word(p->f, m->meaning);
	fputs("</td><td>", p->f);
	if (!event)
		put_requests(p, name);
	fputs("</td></tr>\n", p->f);
}

static void put_words(const struct page *p)
{
	const struct chart *c = p->c;

	fputs("<section>\n<h2 id=\"words\">The words</h2>\n", p->f);
	for (enum chart_kind k = CHART_ANSWER; k < CHART_KINDS; k++) {
		const char *name = chart_kind_name(k);
		bool any = false;

		for (unsigned i = 0; i < c->n_meanings; i++) {
			if (c->meanings[i].kind != k)
				continue;
			if (!any)
				fprintf(p->f,
					"<h3 id=\"kind.%.*s\">%.*s</h3>\n"
					"<table><tbody>\n",
					(int)strlen(name) - 1, name,
					(int)strlen(name) - 1, name);
			any = true;
			put_meaning(p, &c->meanings[i]);
		}
		if (any)
			fputs("</tbody></table>\n", p->f);
	}
	fputs("</section>\n", p->f);
}

static void put_contents(const struct page *p)
{
	fputs("<nav aria-label=\"Contents\">\n<b>States</b>\n<ul>\n", p->f);
	for (unsigned i = 0; i < p->c->n_states; i++) {
		const struct chart_word name = p->c->states[i].name;

		fprintf(p->f, "<li><a href=\"#state.%.*s\">%.*s</a></li>\n",
			WORD(name), WORD(name));
	}
	fputs("</ul>\n<b>Beside them</b>\n<ul>\n"
	      "<li><a href=\"#picture\">The picture</a></li>\n"
	      "<li><a href=\"#words\">The words</a></li>\n"
	      "<li><a href=\"mbim_cids.html\">MBIM's CIDs</a></li>\n"
	      "</ul>\n</nav>\n",
	      p->f);
}

void chart_write_html(FILE *f, const struct chart *c,
		      const struct gen_requests *requests)
{
	const struct page p = {f, c, requests};
	char title[80];

	snprintf(title, sizeof(title), "The machine %.*s", WORD(c->name));
	mbim_html_begin(f, title);
	fprintf(f, "<header>\n<h1>%s</h1>\n", title);
	put_note(f, c, c->head);
	fputs("</header>\n", f);
	put_contents(&p);
	fprintf(f,
		"<main>\n<section>\n<h2 id=\"picture\">The picture</h2>\n"
		"<object data=\"%.*s.svg\" type=\"image/svg+xml\">There is no "
		"picture: it is made by Graphviz.</object>\n</section>\n",
		WORD(c->file));
	for (unsigned i = 0; i < c->n_states; i++) {
		put_group(&p, i);
		put_state(&p, i);
	}
	fputs("</section>\n", f);
	put_words(&p);
	fputs("</main>\n", f);
	mbim_html_end(f);
}
