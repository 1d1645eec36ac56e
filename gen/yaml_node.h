/* A YAML file as a tree of nodes that know their place. Only what a spec
 * needs: one document, no anchors, aliases or tags, no key twice. */
#ifndef MBIM_GEN_YAML_NODE_H
#define MBIM_GEN_YAML_NODE_H

#include <stdio.h>

#include "spec_base.h"

enum mbim_yaml_kind { MBIM_YAML_SCALAR, MBIM_YAML_LIST, MBIM_YAML_MAP };

struct att_yaml_node {
	enum mbim_yaml_kind kind;
	struct mbim_spec_at at;
	const char *text; /* scalar */
	const char *key;  /* in a map: the key of this value, else NULL */
	struct mbim_spec_at key_at;
	unsigned n; /* children */
	struct att_yaml_node *first, *next;
};

/* "a scalar", "a list" or "a map". */
const char *mbim_yaml_kind_name(enum mbim_yaml_kind kind);

/* The root of the file, in memory of ctx, or NULL after an error; the nodes
 * have the path, which outlives them. */
struct att_yaml_node *mbim_yaml_load(struct mbim_spec_ctx *ctx,
				     const char *path, FILE *file);

#endif
