/* What every stage of the spec generator shares: memory that lives until the
 * end, places in the YAML file, and errors that name them. */
#ifndef MBIM_GEN_SPEC_BASE_H
#define MBIM_GEN_SPEC_BASE_H

#include <stddef.h>

/* A place in the file, counted from 1 as editors do; line 0: none. */
struct mbim_spec_at {
	unsigned line, col;
};

struct mbim_spec_block;

struct mbim_spec_ctx {
	const char *path; /* of the YAML file, as given on the command line */
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

#endif
