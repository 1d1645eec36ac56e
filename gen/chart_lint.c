/* What must hold in a chart beyond its grammar. Ragel itself takes ambiguous
 * rows, unreachable states and swapped state actions in silence. */
#include <ctype.h>
#include <string.h>

#include "chart.h"

unsigned chart_find(const struct chart *c, struct chart_word name)
{
	unsigned i = 0;

	while (i < c->n_states && !chart_same(c->states[i].name, name))
		i++;
	return i;
}

static bool has_prefix(struct chart_word w, const char *prefix)
{
	return (size_t)w.len > strlen(prefix) &&
	       memcmp(w.p, prefix, strlen(prefix)) == 0;
}

bool chart_common(const struct chart *c, const struct chart_row *row)
{
	for (unsigned i = 0; i < c->n_rules; i++)
		if (!row->effect.len &&
		    chart_same(c->rules[i].event, row->event) &&
		    chart_same(c->rules[i].target, row->target))
			return true;
	return false;
}

static struct chart_word strip(struct chart_word w, int n)
{
	return (struct chart_word){w.p + n, w.len - n, w.line,
				   w.col + (unsigned)n};
}

/* Words that mean something to Ragel, and prefixes that would make two kinds
 * of words meet in C: MBIM_X_EV_EVENT, MBIM_X_DO_EFFECT, MBIM_X_STATE. */
static bool reserved(struct chart_word w)
{
	static const char *const words[] = {
		"nothing",  "start",   "main",	  "access",  "action",
		"alphtype", "eof",     "err",	  "export",  "from",
		"getkey",   "import",  "include", "inwhen",  "lerr",
		"machine",  "outwhen", "postpop", "prepush", "to",
		"variable", "when",    "write"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (chart_is(w, words[i]))
			return true;
	return has_prefix(w, "ev_") || has_prefix(w, "in_") ||
	       has_prefix(w, "do_");
}

static bool lower_case(struct chart_word w)
{
	if (!w.len || !islower((unsigned char)*w.p))
		return false;
	for (int i = 0; i < w.len; i++)
		if (isupper((unsigned char)w.p[i]) ||
		    !(isalnum((unsigned char)w.p[i]) || w.p[i] == '_'))
			return false;
	return true;
}

/* The spelling that any word must have. */
static bool check_word(struct chart *c, struct chart_word w)
{
	const unsigned before = c->errors;

	if (!lower_case(w))
		chart_error(c, w, "'%.*s' is not in lower case", WORD(w));
	else if (w.len > CHART_MAX_WORD)
		chart_error(c, w, "a name of more than %d letters",
			    CHART_MAX_WORD);
	return c->errors == before;
}

static void check_name(struct chart *c, const char *kind, struct chart_word w)
{
	if (check_word(c, w) && reserved(w))
		chart_error(c, w, "'%.*s' is no name for %s", WORD(w), kind);
}

/* Does the file hold this machine? If its name is longer, it begins with the
 * prefix of the machine's names in C. */
static bool name_file(struct chart *c)
{
	const int longer = c->file.len - c->name.len - 1;
	const struct chart_word prefix = {c->file.p, longer, c->name.line,
					  c->name.col};

	if (chart_same(c->file, c->name))
		return true;
	if (longer < 1 || c->file.p[longer] != '_' ||
	    !chart_same(strip(c->file, longer + 1), c->name))
		return false;
	if (c->prefix.len)
		return chart_same(c->prefix, prefix);
	c->prefix = prefix;
	return true;
}

/* machines/attach.rl holds the machine attach, and machines/qmi_control.rl a
 * control: the host file includes it. */
static void check_machine(struct chart *c)
{
	const char *slash = strrchr(c->path, '/');
	const char *base = slash ? slash + 1 : c->path;
	const char *end = strrchr(base, '.');

	check_name(c, "a machine", c->name);
	c->file = chart_word_of(base);
	c->file.len = end ? (int)(end - base) : c->file.len;
	if (!end || strcmp(end, ".rl") != 0 || !name_file(c))
		chart_error(c, c->name, "machine '%.*s' in a file named '%s'",
			    WORD(c->name), base);
	if (!c->prefix.len)
		c->prefix = chart_word_of("mbim");
	c->prefix.line = c->name.line;
	c->prefix.col = c->name.col;
	check_name(c, "a prefix", c->prefix);
}

static void check_states(struct chart *c)
{
	for (unsigned i = 0; i < c->n_states; i++) {
		const struct chart_state *st = &c->states[i];
		unsigned first = chart_find(c, st->name);

		check_name(c, "a state", st->name);
		if (first != i)
			chart_error(c, st->name,
				    "state '%.*s' is also in line %u",
				    WORD(st->name), c->states[first].name.line);
		if (!has_prefix(st->action, "in_") ||
		    !chart_same(strip(st->action, 3), st->name))
			chart_error(c, st->action,
				    "state '%.*s' must end in '>~in_%.*s'",
				    WORD(st->name), WORD(st->name));
	}
}

/* The index of w among *n words of the table, appended if it is new. */
static unsigned number(struct chart *c, struct chart_word *table, unsigned *n,
		       struct chart_word w)
{
	unsigned i = 0;

	while (i < *n && !chart_same(table[i], w))
		i++;
	if (i < *n)
		return i;
	if (i == CHART_MAX_NAMES) {
		chart_error(c, w, "more than %d names", CHART_MAX_NAMES);
		return 0;
	}
	table[(*n)++] = w;
	return i;
}

static void check_ambiguous(struct chart *c, unsigned row)
{
	for (unsigned i = row; i-- > 0;) {
		if (c->rows[i].from != c->rows[row].from)
			return;
		if (c->rows[i].event_number != c->rows[row].event_number)
			continue;
		chart_error(c, c->rows[row].event,
			    "state '%.*s' takes '%.*s' in line %u already",
			    WORD(c->states[c->rows[row].from].name),
			    WORD(c->rows[row].event), c->rows[i].event.line);
		return;
	}
}

static void error_no_state(struct chart *c, struct chart_word name)
{
	struct att_nearest n;

	chart_near_init(&n, name);
	for (unsigned i = 0; i < c->n_states; i++)
		chart_near_try(&n, c->states[i].name);
	chart_error_near(c, name, &n, "state");
}

static void check_row(struct chart *c, unsigned i)
{
	struct chart_row *row = &c->rows[i];

	row->event_number = number(c, c->events, &c->n_events, row->event);
	check_ambiguous(c, i);
	if (!has_prefix(row->event, "ev_"))
		chart_error(c, row->event, "event '%.*s' must begin with 'ev_'",
			    WORD(row->event));
	else
		check_word(c, row->event);
	if (row->effect.len) {
		row->effect_number =
			1 + number(c, c->effects, &c->n_effects, row->effect);
		check_name(c, "an effect", row->effect);
	}
	row->to = chart_find(c, row->target);
	if (row->to == c->n_states)
		error_no_state(c, row->target);
}

static void check_reachable(struct chart *c)
{
	bool reached[CHART_MAX_NAMES + 1] = {true};

	for (bool more = true; more;) {
		more = false;
		for (unsigned i = 0; i < c->n_rows; i++) {
			const struct chart_row *row = &c->rows[i];

			if (!reached[row->from] || reached[row->to])
				continue;
			reached[row->to] = more = true;
		}
	}
	for (unsigned i = 0; i < c->n_states; i++)
		if (!reached[i])
			chart_error(c, c->states[i].name,
				    "no path leads to state '%.*s'",
				    WORD(c->states[i].name));
}

static bool has_word(const struct chart_word *words, unsigned n, const char *s)
{
	for (unsigned i = 0; i < n; i++)
		if (chart_is(words[i], s))
			return true;
	return false;
}

static const struct chart_row *find_row(const struct chart *c, unsigned from,
					struct chart_word event)
{
	for (unsigned i = 0; i < c->n_rows; i++)
		if (c->rows[i].from == from &&
		    chart_same(c->rows[i].event, event))
			return &c->rows[i];
	return NULL;
}

/* A misspelled rule would demand too much, or nothing. */
static bool check_rule_words(struct chart *c, const struct chart_rule *rule)
{
	const unsigned before = c->errors;
	struct att_nearest near;
	bool known = false;

	chart_near_init(&near, rule->event);
	for (unsigned i = 0; i < c->n_events; i++) {
		known |= chart_same(c->events[i], rule->event);
		chart_near_try(&near, c->events[i]);
	}
	if (chart_find(c, rule->except) == c->n_states)
		error_no_state(c, rule->except);
	if (!known)
		chart_error_near(c, rule->event, &near, "event");
	if (chart_find(c, rule->target) == c->n_states)
		error_no_state(c, rule->target);
	return c->errors == before;
}

static void check_rule(struct chart *c, const struct chart_rule *rule)
{
	if (!check_rule_words(c, rule))
		return;
	for (unsigned i = 0; i < c->n_states; i++) {
		const struct chart_word state = c->states[i].name;
		const struct chart_row *row = find_row(c, i, rule->event);

		if (chart_same(state, rule->except))
			continue;
		if (!row)
			chart_error(c, state,
				    "state '%.*s' lacks '%.*s -> %.*s'",
				    WORD(state), WORD(rule->event),
				    WORD(rule->target));
		else if (!chart_same(row->target, rule->target))
			chart_error(c, row->target,
				    "'%.*s' must lead to '%.*s' (line %u)",
				    WORD(rule->event), WORD(rule->target),
				    rule->event.line);
	}
}

/* What recovery and the core expect of any channel that is opened. */
static void check_control(struct chart *c)
{
	static const char *const events[] = {
		"ev_plugged", "ev_gone", "ev_wanted", "ev_release",
		"ev_retry",   "ev_hung", "ev_mute"};
	static const char *const effects[] = {"announce_open", "reset_port"};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (!has_word(c->events, c->n_events, events[i]))
			chart_error(c, c->name,
				    "a control chart takes '%s' somewhere",
				    events[i]);
	for (size_t i = 0; i < sizeof(effects) / sizeof(effects[0]); i++)
		if (!has_word(c->effects, c->n_effects, effects[i]))
			chart_error(c, c->name,
				    "a control chart has '@%s' somewhere",
				    effects[i]);
}

bool chart_lint(struct chart *c)
{
	check_machine(c);
	check_states(c);
	for (unsigned i = 0; i < c->n_rows; i++)
		check_row(c, i);
	chart_lint_words(c);
	if (!c->errors && chart_is(c->name, "control"))
		check_control(c);
	/* A wrong target would make its state look unreachable, too. */
	if (!c->errors)
		check_reachable(c);
	for (unsigned i = 0; i < c->n_rules; i++)
		check_rule(c, &c->rules[i]);
	if (!c->errors)
		chart_lint_cycles(c);
	return c->errors == 0;
}
