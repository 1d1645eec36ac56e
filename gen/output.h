/* Writing what a generator makes: all of its files or none, and not those that
 * would not change. */
#ifndef MBIM_GEN_OUTPUT_H
#define MBIM_GEN_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "spec_base.h"

/* One file of what is written; spec is the generator's own. */
struct gen_output {
	const char *name;
	void (*emit)(const void *spec, const char *source, FILE *out);
};

#define GEN_OUTPUTS 4 /* at most */

/* Write n files into dir; false after an error, which was printed. A full disk
 * leaves the old files as they are. */
bool gen_output_write(struct mbim_spec_ctx *ctx, const char *program,
		      const void *spec, const struct gen_output *outputs,
		      unsigned n, const char *dir);
/* Print "PROGRAM: path: " and what errno says; false. */
bool gen_output_complain(const char *program, const char *path);

#endif
