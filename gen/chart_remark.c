/* The comments of a chart that mean something: a heading, a promise, and what
 * is said of a state. Any other comment is a line of the note. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "chart.h"

/* Takes n letters and the space behind them off the line. */
static void cut(struct chart_word *line, int n)
{
	while (n < line->len && line->p[n] == ' ')
		n++;
	line->p += n;
	line->len -= n;
	line->col += (unsigned)n;
}

/* The next word or the next run of other characters. */
static struct chart_word next_part(struct chart_word *line)
{
	struct chart_word part = *line;

	part.len = 0;
	while (part.len < line->len && part.p[part.len] != ' ')
		part.len++;
	cut(line, part.len);
	return part;
}

/* every state but STATE takes EVENT -> STATE */
static bool parse_rule(struct chart *c, struct chart_word line)
{
	static const char *const shape[] = {"every", "state", "but", NULL,
					    "takes", NULL,    "->",  NULL};
	const struct chart_word start = line;
	struct chart_word blank[3];
	unsigned n = 0;

	for (size_t i = 0; i < sizeof(shape) / sizeof(shape[0]); i++) {
		struct chart_word part = next_part(&line);

		if (!part.len || (shape[i] && !chart_is(part, shape[i]))) {
			chart_error(c, part.len ? part : start,
				    "expected '# lint: every state but STATE "
				    "takes ev_EVENT -> STATE'");
			return false;
		}
		if (!shape[i])
			blank[n++] = part;
	}
	if (c->n_rules == CHART_MAX_RULES) {
		chart_error(c, start, "more than %d rules", CHART_MAX_RULES);
		return false;
	}
	c->rules[c->n_rules++] =
		(struct chart_rule){blank[0], blank[1], blank[2]};
	return true;
}

/* Milliseconds of "30 s" or "500 ms", at most a day; 0: neither. */
static unsigned long duration_ms(struct chart_word line)
{
	struct chart_word number = next_part(&line);
	unsigned long n = 0;

	for (int i = 0; i < number.len; i++) {
		if (!isdigit((unsigned char)number.p[i]) || n > 86400000)
			return 0;
		n = 10 * n + (unsigned long)(number.p[i] - '0');
	}
	if (chart_is(line, "s"))
		n *= 1000;
	else if (!chart_is(line, "ms"))
		return 0;
	return n <= 86400000 ? n : 0;
}

static bool check_once(struct chart *c, struct chart_word line,
		       struct chart_word before, const char *what)
{
	if (!before.len)
		return true;
	chart_error(c, line, "a second '# %s' for one state", what);
	return false;
}

static bool parse_lasts(struct chart *c, struct chart_about *a,
			struct chart_word line)
{
	if (!check_once(c, line, a->lasts, "lasts:"))
		return false;
	a->lasts = line;
	a->backoff = chart_is(line, "backoff");
	a->lasts_ms = duration_ms(line);
	if (a->backoff || a->lasts_ms)
		return true;
	chart_error(c, line,
		    "expected '# lasts: 30 s', '# lasts: 500 ms' or "
		    "'# lasts: backoff'");
	return false;
}

/* The sentence becomes a string of C as it stands. */
static bool parse_says(struct chart *c, struct chart_about *a,
		       struct chart_word line)
{
	if (!check_once(c, line, a->says, "says:"))
		return false;
	a->says = line;
	for (int i = 0; i < line.len; i++) {
		if (isprint((unsigned char)line.p[i]) && line.p[i] != '"' &&
		    line.p[i] != '\\')
			continue;
		line.col += (unsigned)i;
		chart_error(c, line,
			    "a sentence is plain ASCII without quotes "
			    "and backslashes");
		return false;
	}
	if (!line.len)
		chart_error(c, line, "'# says:' says nothing");
	return line.len > 0;
}

static bool parse_stuck(struct chart *c, struct chart_about *a,
			struct chart_word line)
{
	if (!check_once(c, line, a->stuck, "stuck"))
		return false;
	a->stuck = line;
	return true;
}

/* ev_EVENT: REASON */
static bool parse_bound(struct chart *c, struct chart_word line)
{
	struct chart_word event = next_part(&line);

	if (event.len < 2 || event.p[event.len - 1] != ':' || !line.len) {
		chart_error(c, event,
			    "expected '# bounded: ev_EVENT: why it "
			    "comes only so often'");
		return false;
	}
	event.len--;
	if (c->n_bounds == CHART_MAX_BOUNDS) {
		chart_error(c, event, "more than %d bounds", CHART_MAX_BOUNDS);
		return false;
	}
	c->bounds[c->n_bounds++] = (struct chart_bound){event, line};
	return true;
}

/* Above the first state: the heading of a kind, or a word below it. */
static bool is_vocabulary(struct chart_word line)
{
	return chart_kind_find(line) ||
	       (line.len > 1 && *line.p == '@' && line.p[1] != ' ') ||
	       (line.len > 3 && memcmp(line.p, "ev_", 3) == 0);
}

static bool parse_vocabulary(struct chart *c, struct chart_remarks *r,
			     struct chart_word line)
{
	enum chart_kind kind = chart_kind_find(line);
	struct chart_word word;

	if (kind) {
		r->kind = kind;
		return true;
	}
	word = next_part(&line);
	return chart_word_declare(c, r->kind, word, line);
}

/* A line that begins almost as one that orders something. */
static bool check_misspelt(struct chart *c, struct chart_word line)
{
	static const char *const orders[] = {
		"lint:", "group:", "lasts:", "says:", "bounded:"};
	const struct chart_word word = next_part(&line);
	struct att_nearest n;

	if (!word.len || word.p[word.len - 1] != ':')
		return true;
	chart_near_init(&n, word);
	n.within = 1; /* other remarks may end with a colon as well */
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		att_nearest_try(&n, orders[i]);
	for (enum chart_kind k = CHART_ANSWER; !line.len && k < CHART_KINDS;
	     k++)
		att_nearest_try(&n, chart_kind_name(k));
	if (n.name && chart_is(word, n.name))
		chart_error(c, word,
			    "words are declared above the first state");
	else if (n.name)
		chart_error(c, word, "did you mean '# %s'?", n.name);
	return !n.name;
}

static bool add_line(struct chart *c, struct chart_remarks *r,
		     struct chart_word line)
{
	if (c->n_lines == CHART_MAX_LINES) {
		chart_error(c, line, "more than %d lines of comment",
			    CHART_MAX_LINES);
		return false;
	}
	if (!r->note.n++)
		r->note.first = c->n_lines;
	c->lines[c->n_lines++] = line;
	return true;
}

/* True, and the prefix taken off, if the line starts with it. */
static bool directive(struct chart_word *line, const char *prefix)
{
	int len = (int)strlen(prefix);

	if (line->len < len || memcmp(line->p, prefix, (size_t)len) != 0)
		return false;
	cut(line, len);
	return true;
}

bool chart_remark(struct chart *c, struct chart_remarks *r,
		  struct chart_word line)
{
	if (directive(&line, "lint:"))
		return parse_rule(c, line);
	if (directive(&line, "lasts:"))
		return parse_lasts(c, &r->about, line);
	if (directive(&line, "says:"))
		return parse_says(c, &r->about, line);
	if (chart_is(line, "stuck"))
		return parse_stuck(c, &r->about, line);
	if (directive(&line, "group:")) {
		r->group = line;
		return true;
	}
	if (directive(&line, "bounded:"))
		return parse_bound(c, line);
	if (!c->n_rows && is_vocabulary(line))
		return parse_vocabulary(c, r, line);
	r->kind = CHART_NO_KIND;
	return check_misspelt(c, line) && add_line(c, r, line);
}

struct chart_state chart_remarks_take(struct chart_remarks *r)
{
	struct chart_state st = {
		.note = r->note, .group = r->group, .about = r->about};

	memset(&r->about, 0, sizeof(r->about));
	return st;
}

bool chart_remarks_used(struct chart *c, const struct chart_remarks *r)
{
	const struct chart_about *a = &r->about;
	const struct chart_word first = a->lasts.len  ? a->lasts
					: a->says.len ? a->says
						      : a->stuck;

	if (!first.len)
		return true;
	chart_error(c, first, "this is said of a state, above its name");
	return false;
}
