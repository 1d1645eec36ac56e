/* A chart of a state machine: what mbim-gen-chart reads from machines/NAME.rl.
 * All words are views into the text of the file, which outlives the chart. */
#ifndef MBIM_GEN_CHART_H
#define MBIM_GEN_CHART_H

#include <stdbool.h>
#include <stdio.h>

#include "base/nearest.h"
#include "requests.h"

/* States, effects and edges are numbered in 8 bits by the generated code. */
#define CHART_MAX_NAMES 255
#define CHART_MAX_ROWS	4096
#define CHART_MAX_LINES 1024
#define CHART_MAX_RULES 8
#define CHART_MAX_WORD	40 /* letters */
/* Events and effects. */
#define CHART_MAX_MEANINGS (2 * CHART_MAX_NAMES)
#define CHART_MAX_BOUNDS   32

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

/* Where an event comes from; what an effect is. */
enum chart_kind {
	CHART_NO_KIND,
	CHART_ANSWER, /* the modem answered, or said it unasked */
	CHART_TIME,   /* time has passed */
	CHART_WISH,   /* somebody wants something else */
	CHART_OTHER,  /* another machine went on */
	CHART_PLUG,   /* the device came or went */
	CHART_ASKS,   /* an effect: a request, so the state awaits its answer */
	CHART_DOES,   /* an effect: done when it is ordered */
	CHART_KINDS
};

/* "# answers:", and below it "#   ev_sim_locked   the SIM asks for a code" */
struct chart_meaning {
	struct chart_word word; /* "ev_sim_locked", or without the '@' */
	struct chart_word meaning;
	enum chart_kind kind;
};

/* "# bounded: ev_size_refused: two sizes are left to try" */
struct chart_bound {
	struct chart_word event, reason;
};

/* What the comments in front of a token said. */
struct chart_remarks {
	enum chart_kind kind; /* of the words that follow */
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
	/* Of the C names; as given, or of the file: "qmi" of qmi_control.rl,
	 * or "mbim" */
	struct chart_word prefix;
	struct chart_word file; /* "qmi_control", set by chart_lint */
	struct chart_note head; /* the comment above the chart */
	struct chart_state states[CHART_MAX_NAMES];
	struct chart_row rows[CHART_MAX_ROWS]; /* in the order of the file */
	struct chart_word events[CHART_MAX_NAMES]; /* "ev_x", by first use */
	struct chart_word effects[CHART_MAX_NAMES];
	struct chart_word lines[CHART_MAX_LINES]; /* of comments, without '#' */
	struct chart_rule rules[CHART_MAX_RULES];
	struct chart_meaning meanings[CHART_MAX_MEANINGS];
	struct chart_bound bounds[CHART_MAX_BOUNDS];
	unsigned n_meanings, n_bounds;
	unsigned n_states, n_rows, n_events, n_effects, n_lines, n_rules;
	unsigned errors; /* reported so far */
};

/* Reads the chart in text (NUL-terminated) into *c, which is zero but for its
 * path and perhaps its prefix. False after the first error of syntax, which has
 * been reported. */
bool chart_parse(struct chart *c, const char *text);

/* Takes one line of comment, without its '#' and the space round it: what it
 * orders, or a line of the note. False after an error. */
bool chart_remark(struct chart *c, struct chart_remarks *r,
		  struct chart_word line);
/* A state that has the remarks in front of its name; they are used up. */
struct chart_state chart_remarks_take(struct chart_remarks *r);
/* False, after an error, if something was said of a state where none is. */
bool chart_remarks_used(struct chart *c, const struct chart_remarks *r);

/* "answers:", the line that goes above the words of this kind. */
const char *chart_kind_name(enum chart_kind kind);
/* The kind whose heading this line is, or CHART_NO_KIND. */
enum chart_kind chart_kind_find(struct chart_word line);
/* Takes a word, "ev_x" or "@x", into the chart. False after an error. */
bool chart_word_declare(struct chart *c, enum chart_kind kind,
			struct chart_word word, struct chart_word meaning);
/* What the chart says of the word; NULL: nothing. */
const struct chart_meaning *chart_meaning(const struct chart *c,
					  struct chart_word w);

/* Checks what the grammar cannot and numbers the rows. False if anything was
 * reported; every finding is. */
bool chart_lint(struct chart *c);
/* Parts of it. A chart that declares no words may use any. The cycles need a
 * chart without other errors. */
void chart_lint_words(struct chart *c);
void chart_lint_cycles(struct chart *c);

/* Writes "path:line:col: error: ..." to stderr and counts it. */
void chart_error(struct chart *c, struct chart_word at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Which word is like a misspelt one: ask with words of the chart. */
void chart_near_init(struct att_nearest *n, struct chart_word misspelt);
void chart_near_try(struct att_nearest *n, struct chart_word candidate);
/* There is no KIND of that name; did you mean ...? */
void chart_error_near(struct chart *c, struct chart_word misspelt,
		      const struct att_nearest *n, const char *kind);

/* Compare two words, or a word and a string, wherever they stand. */
bool chart_same(struct chart_word a, struct chart_word b);
bool chart_is(struct chart_word w, const char *s);
/* A word that stands nowhere. */
struct chart_word chart_word_of(const char *s);
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
void chart_write_html(FILE *f, const struct chart *c,
		      const struct gen_requests *requests);

/* "lasts 30 s" or "backs off", for a state that has a time. */
void chart_put_lasts(FILE *f, const struct chart_about *a);

#endif
