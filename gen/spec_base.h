/* What every stage of the spec generator shares: memory that lives until the
 * end, words with their places in the YAML file, and errors that name them. */
#ifndef MBIM_GEN_SPEC_BASE_H
#define MBIM_GEN_SPEC_BASE_H

#include <stddef.h>

/* A place in a file, counted from 1 as editors do; line 0: none. */
struct mbim_spec_at {
	unsigned line, col;
	const char *path; /* NULL: the spec's */
};

/* A word of the spec; s is NULL where the spec has none. */
struct mbim_spec_word {
	const char *s;
	struct mbim_spec_at at;
};

struct mbim_spec_block;

struct mbim_spec_ctx {
	const char *path;   /* of the spec, as given on the command line */
	const char *source; /* the names of the spec and its overlays */
	unsigned errors;
	struct mbim_spec_block *blocks;
};

/* Zeroed memory, freed by mbim_spec_fini. Running out of memory ends the
 * program with status 1. */
void *mbim_spec_alloc(struct mbim_spec_ctx *ctx, size_t n, size_t size);
/* A formatted text in such memory. */
char *mbim_spec_text(struct mbim_spec_ctx *ctx, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void mbim_spec_fini(struct mbim_spec_ctx *ctx);

/* Print "path:line:col: error: text" and count it; after 20 only count. */
void mbim_spec_error(struct mbim_spec_ctx *ctx, struct mbim_spec_at at,
		     const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Where something stands, for an error at `from`: "line 12", or of another file
 * "spec/mbim_cids.yaml:12". */
const char *mbim_spec_place(struct mbim_spec_ctx *ctx, struct mbim_spec_at from,
			    struct mbim_spec_at at);

#define MBIM_SPEC_NAME	     40 /* most characters of a name */
#define MBIM_SPEC_VALUE_NAME 64 /* ... of the name of an enum's value */

/* An error unless the name, if there is one, is of a-z, 0-9 and '_', begins
 * with a letter and has at most max characters. */
void mbim_spec_check_name(struct mbim_spec_ctx *ctx,
			  const struct mbim_spec_word *name, unsigned max);
/* What C or C++ mean by a word of their own cannot be a member of a struct. */
void mbim_spec_check_member(struct mbim_spec_ctx *ctx,
			    const struct mbim_spec_word *name);

#endif
