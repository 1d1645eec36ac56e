/* The restricted Ragel of machines/NAME.rl: words, arrows and comments, each
 * with its place. Anything else that Ragel knows is an error here. */
#include <ctype.h>
#include <string.h>

#include "chart.h"

struct parser {
	struct chart *c;
	const char *p; /* what follows the current token */
	const char *line_start;
	unsigned line;
	struct chart_word token; /* len 0: end of file */
	struct chart_remarks remarks;
};

static struct chart_word word_at(const struct parser *s, const char *p, int len)
{
	return (struct chart_word){p, len, s->line,
				   (unsigned)(p - s->line_start) + 1};
}

static bool is_word(char ch)
{
	return isalnum((unsigned char)ch) || ch == '_';
}

static int word_len(const char *p)
{
	int n = 0;

	while (is_word(p[n]))
		n++;
	return n;
}

/* One comment, from its '#'. */
static bool parse_comment(struct parser *s)
{
	const char *p = s->p + 1;
	struct chart_word line;

	while (*p == ' ')
		p++;
	line = word_at(s, p, (int)strcspn(p, "\n"));
	s->p = p + line.len;
	while (line.len && isspace((unsigned char)line.p[line.len - 1]))
		line.len--;
	return chart_remark(s->c, &s->remarks, line);
}

static bool skip_space(struct parser *s)
{
	s->remarks.note.n = 0;
	s->remarks.kind = CHART_NO_KIND;
	for (;; s->p++) {
		if (*s->p == '#' && !parse_comment(s))
			return false;
		if (*s->p == '\n') {
			s->line++;
			s->line_start = s->p + 1;
		} else if (*s->p != ' ' && *s->p != '\t') {
			return true;
		}
	}
}

/* Moves to the next token: a word or one of the chart's signs. */
static bool advance(struct parser *s)
{
	static const char *const signs[] = {"%%{", "}%%", ":=", "->",
					    ">~",  ":",	  ";",	"(",
					    ")",   "|",	  ",",	"@"};
	int len;

	if (!chart_remarks_used(s->c, &s->remarks) || !skip_space(s))
		return false;
	s->token = word_at(s, s->p, 0);
	if (!*s->p)
		return true;
	len = word_len(s->p);
	for (size_t i = 0; !len && i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strncmp(s->p, signs[i], strlen(signs[i])) == 0)
			len = (int)strlen(signs[i]);
	if (!len && *s->p == '{')
		chart_error(s->c, s->token,
			    "C code in a chart: an action is one name");
	else if (!len)
		chart_error(s->c, s->token, "a chart has no '%c'", *s->p);
	s->token.len = len;
	s->p += len;
	return len > 0;
}

static bool fail_expected(struct parser *s, const char *what)
{
	if (s->token.len)
		chart_error(s->c, s->token, "expected %s, not '%.*s'", what,
			    WORD(s->token));
	else
		chart_error(s->c, s->token,
			    "expected %s at the end of the file", what);
	return false;
}

static bool at_sign(const struct parser *s, const char *sign)
{
	return chart_is(s->token, sign);
}

/* Passes over one sign or keyword. */
static bool expect(struct parser *s, const char *sign)
{
	char quoted[16];

	if (at_sign(s, sign))
		return advance(s);
	snprintf(quoted, sizeof(quoted), "'%s'", sign);
	return fail_expected(s, quoted);
}

/* Takes a word; what says what it names. */
static bool take(struct parser *s, struct chart_word *out, const char *what)
{
	if (!s->token.len || !is_word(*s->token.p))
		return fail_expected(s, what);
	*out = s->token;
	return advance(s);
}

/* event [@effect] -> target */
static bool parse_row(struct parser *s)
{
	struct chart *c = s->c;
	struct chart_row row = {.from = c->n_states};

	if (c->n_rows == CHART_MAX_ROWS) {
		chart_error(c, s->token, "more than %d rows", CHART_MAX_ROWS);
		return false;
	}
	if (!take(s, &row.event, "an event"))
		return false;
	if (at_sign(s, "@") &&
	    (!advance(s) || !take(s, &row.effect, "an effect")))
		return false;
	if (at_sign(s, "@")) {
		chart_error(c, s->token, "a row has at most one effect");
		return false;
	}
	if (!expect(s, "->") || !take(s, &row.target, "a state"))
		return false;
	c->rows[c->n_rows++] = row;
	return true;
}

/* name: ( row | row ... ) >~in_name */
static bool parse_state(struct parser *s)
{
	struct chart *c = s->c;
	struct chart_state st = chart_remarks_take(&s->remarks);

	if (c->n_states == CHART_MAX_NAMES) {
		chart_error(c, s->token, "more than %d states",
			    CHART_MAX_NAMES);
		return false;
	}
	if (!take(s, &st.name, "a state") || !expect(s, ":") || !expect(s, "("))
		return false;
	do {
		if (!parse_row(s))
			return false;
	} while (at_sign(s, "|") && advance(s));
	if (c->errors || !expect(s, ")"))
		return false;
	if (!at_sign(s, ">~")) {
		chart_error(c, s->token, "state '%.*s' lacks its '>~in_%.*s'",
			    WORD(st.name), WORD(st.name));
		return false;
	}
	if (!advance(s) || !take(s, &st.action, "an action"))
		return false;
	c->states[c->n_states++] = st;
	return true;
}

bool chart_parse(struct chart *c, const char *text)
{
	struct parser s = {.c = c, .p = text, .line_start = text, .line = 1};

	if (!advance(&s))
		return false;
	c->head = s.remarks.note;
	if (!expect(&s, "%%{") || !expect(&s, "machine") ||
	    !take(&s, &c->name, "the machine's name") || !expect(&s, ";") ||
	    !expect(&s, "main") || !expect(&s, ":=") || !expect(&s, "(") ||
	    !expect(&s, "start") || !expect(&s, ":"))
		return false;
	do {
		if (!parse_state(&s))
			return false;
	} while (at_sign(&s, ",") && advance(&s));
	if (c->errors || !expect(&s, ")") || !expect(&s, ";") ||
	    !expect(&s, "}%%"))
		return false;
	return s.token.len ? fail_expected(&s, "the end of the file") : true;
}
