/* What a generator is asked for, and writing what it makes: all of its files or
 * none, and not those that would not change. */
#ifndef MBIM_GEN_OUTPUT_H
#define MBIM_GEN_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "spec_base.h"

/* One file of what is written; spec is the generator's own. */
struct gen_output {
	const char *name;
	void (*emit)(const void *spec, const char *source, FILE *out);
};

#define GEN_OUTPUTS 4 /* at most */

/* An option and what is written for it; nothing: the spec is listed. */
struct gen_mode {
	const char *option; /* "": without one */
	const struct gen_output *outputs;
	unsigned n;
};

#define GEN_OVERLAYS 16 /* at most */
#define GEN_MODES    4	/* at most */

struct gen_command {
	const struct gen_mode *mode;
	const char *spec, *dir; /* dir only if the mode writes */
	unsigned n_overlays;
	const char *overlays[GEN_OVERLAYS];
	const char *charts; /* the table of their requests, or NULL */
};

/* "[OPTION] [--spec-add FILE]... [--charts FILE] SPEC.yaml [OUTDIR]", one of n
 * modes, at most GEN_MODES; false: these are not the words, and it was said
 * which option is none. */
bool gen_command_read(struct gen_command *c, const char *program,
		      const struct gen_mode *modes, size_t n, int argc,
		      char **argv);

/* Write n files into dir; false after an error, which was printed. A full disk
 * leaves the old files as they are. */
bool gen_output_write(struct mbim_spec_ctx *ctx, const char *program,
		      const void *spec, const struct gen_output *outputs,
		      unsigned n, const char *dir);
/* Print "PROGRAM: path: " and what errno says; false. */
bool gen_output_complain(const char *program, const char *path);

#endif
