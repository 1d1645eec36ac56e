/* A file, or standard input, whose beginning may be looked at before it is
 * read: through a pipe nothing can be read twice. */
#ifndef ATTACHE_INPUT_H
#define ATTACHE_INPUT_H

#include <stdio.h>

#include "base/bytes.h"

struct input {
	const char *name; /* for complaints */
	FILE *file;	  /* yields everything, also what was looked at */
	int fd;
	uint8_t *head; /* what was looked at */
	size_t len, cap, at;
	bool ended;
};

/* path "-": standard input. False: it cannot be read (reported). */
bool input_open(struct input *in, const char *path);
void input_close(struct input *in);
/* The beginning of the file as far as it has come. */
struct att_bytes input_head(const struct input *in);
/* Wait for more of it; false: there is no more, or it is too much already. */
bool input_more(struct input *in);

#endif
