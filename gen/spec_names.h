/* The names of a spec, each written once however often it is used. */
#ifndef MBIM_GEN_SPEC_NAMES_H
#define MBIM_GEN_SPEC_NAMES_H

#include <stdio.h>

#include "spec_base.h"

struct mbim_names {
	struct mbim_spec_ctx *ctx;
	const char **s;
	unsigned n, room;
};

/* Note a name, which lives as long as the context. */
void mbim_names_add(struct mbim_names *names, const char *s);
/* Write "#define NAMES(X)", which calls X with each name but those that another
 * one ends with, and "#define ENDS(X)", which calls X with those and the
 * longest name that ends so. */
void mbim_names_emit(struct mbim_names *names, FILE *out);

#endif
