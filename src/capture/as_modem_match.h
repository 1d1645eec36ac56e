/* Two requests of one kind beside each other, by the names and values of their
 * fields. */
#ifndef ATTACHE_AS_MODEM_MATCH_H
#define ATTACHE_AS_MODEM_MATCH_H

#include <stdbool.h>
#include <stddef.h>

/* A line "  name: value" of the fields of a message; views into its text. */
struct as_modem_line {
	const char *name, *value;
	size_t name_len, value_len;
};

/* The next line of *text, which goes behind it; false: there is none. */
bool as_modem_line(const char **text, struct as_modem_line *out);
/* The n-th line of the same name, from 0. */
bool as_modem_line_find(const char *text, const struct as_modem_line *like,
			unsigned n, struct as_modem_line *out);
/* How many lines before this one of the same text have its name. */
unsigned as_modem_line_rank(const char *text, const struct as_modem_line *line);
/* The values are the same; of what a trace has masked there, as far as one can
 * tell. */
bool as_modem_line_same(const struct as_modem_line *there,
			const struct as_modem_line *here, bool masked);

/* How many fields differ. *decides: one of them says what is to be done, or to
 * what: the answer to one is none to the other. */
unsigned as_modem_differ(const char *there, const char *here, bool masked,
			 bool *decides);

#endif
