/* A chart of a state machine: what mbim-gen-chart reads from machines/NAME.rl.
 * All words are views into the text of the file, which outlives the chart. */
#ifndef MBIM_GEN_CHART_H
#define MBIM_GEN_CHART_H

#include <stdbool.h>
#include <stdio.h>

/* States, effects and edges are numbered in 8 bits by the generated code. */
#define CHART_MAX_NAMES 255
#define CHART_MAX_ROWS	4096
#define CHART_MAX_LINES 1024
#define CHART_MAX_RULES 8
#define CHART_MAX_WORD	40 /* letters */

/* A word of the chart and where it stands; len 0: not there. */
struct chart_word {
	const char *p;
	int len;
	unsigned line, col; /* from 1 */
};

/* printf("%.*s", WORD(w)) */
#define WORD(w) (w).len, (w).p

/* Lines of comment, as indices into struct chart's lines. */
struct chart_note {
	unsigned first, n;
};

/* What is said of a state above it; each is there at most once. */
struct chart_about {
	struct chart_word lasts; /* of "# lasts: 30 s": "30 s" */
	struct chart_word says;	 /* of "# says: no modem": "no modem" */
	struct chart_word stuck; /* "stuck" */
	unsigned long lasts_ms;	 /* 0: not for a fixed time */
	bool backoff;		 /* "# lasts: backoff" */
};

/* name: ( rows ) >~action */
struct chart_state {
	struct chart_word name, action;
	struct chart_note note;	 /* the comment above the state */
	struct chart_word group; /* the last "# group: ..." above it, or none */
	struct chart_about about;
};

/* What the comments in front of a token said. */
struct chart_remarks {
	struct chart_note note;
	struct chart_word group;
	struct chart_about about;
};

/* event @effect -> target; the numbers are set by chart_lint. */
struct chart_row {
	struct chart_word event, effect, target;
	unsigned from, to;	/* indices of states */
	unsigned event_number;	/* index of events */
	unsigned effect_number; /* index of effects + 1; 0: no effect */
};

/* "# lint: every state but except takes event -> target" */
struct chart_rule {
	struct chart_word except, event, target;
};

struct chart {
	const char *path;	/* as given on the command line */
	struct chart_word name; /* of the machine */
	struct chart_note head; /* the comment above the chart */
	struct chart_state states[CHART_MAX_NAMES];
	struct chart_row rows[CHART_MAX_ROWS]; /* in the order of the file */
	struct chart_word events[CHART_MAX_NAMES]; /* "ev_x", by first use */
	struct chart_word effects[CHART_MAX_NAMES];
	struct chart_word lines[CHART_MAX_LINES]; /* of comments, without '#' */
	struct chart_rule rules[CHART_MAX_RULES];
	unsigned n_states, n_rows, n_events, n_effects, n_lines, n_rules;
	unsigned errors; /* reported so far */
};

/* Reads the chart in text (NUL-terminated) into *c, which is zero but for its
 * path. False after the first error of syntax, which has been reported. */
bool chart_parse(struct chart *c, const char *text);

/* Takes one line of comment, without its '#' and the space round it: what it
 * orders, or a line of the note. False after an error. */
bool chart_remark(struct chart *c, struct chart_remarks *r,
		  struct chart_word line);
/* A state that has the remarks in front of its name; they are used up. */
struct chart_state chart_remarks_take(struct chart_remarks *r);
/* False, after an error, if something was said of a state where none is. */
bool chart_remarks_used(struct chart *c, const struct chart_remarks *r);

/* Checks what the grammar cannot and numbers the rows. False if anything was
 * reported; every finding is. */
bool chart_lint(struct chart *c);

/* Writes "path:line:col: error: ..." to stderr and counts it. */
void chart_error(struct chart *c, struct chart_word at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

bool chart_same(struct chart_word a, struct chart_word b);
bool chart_is(struct chart_word w, const char *s);
/* The index of the state, or n_states. */
unsigned chart_find(const struct chart *c, struct chart_word name);
/* An event's name as people see it, without "ev_". */
struct chart_word chart_event(const struct chart *c, unsigned number);
/* True if a rule of the chart demands exactly this row: same event and target,
 * no effect. Pictures tell such rows once instead of drawing them. */
bool chart_common(const struct chart *c, const struct chart_row *row);

/* The writers; the chart has passed the lint. */
void chart_write_header(FILE *f, const struct chart *c);
void chart_write_host(FILE *f, const struct chart *c);
void chart_write_edges(FILE *f, const struct chart *c);
void chart_write_table(FILE *f, const struct chart *c);
void chart_write_dot(FILE *f, const struct chart *c);

/* "lasts 30 s" or "backs off", for a state that has a time. */
void chart_put_lasts(FILE *f, const struct chart_about *a);

#endif
