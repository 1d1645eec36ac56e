/* Reading maps with known keys, and the scalars in them. */
#ifndef MBIM_GEN_SPEC_KEYS_H
#define MBIM_GEN_SPEC_KEYS_H

#include "spec.h"

#define MBIM_KEYS_SCALAR (1u << MBIM_YAML_SCALAR)
#define MBIM_KEYS_LIST	 (1u << MBIM_YAML_LIST)
#define MBIM_KEYS_MAP	 (1u << MBIM_YAML_MAP)

struct mbim_keys_key {
	const char *name;
	unsigned kinds; /* MBIM_KEYS_*: of its value */
	bool required;
};

/* An error, and false, if node is of none of these kinds. */
bool mbim_keys_kind(struct mbim_spec_ctx *ctx, const struct att_yaml_node *node,
		    unsigned kinds);

/* The values of a map's keys, in the order of `keys`; NULL for those that are
 * not there or are wrong. Unknown and missing keys are errors, which call the
 * map `what`. */
void mbim_keys_read(struct mbim_spec_ctx *ctx, const struct att_yaml_node *map,
		    const char *what, const struct mbim_keys_key *keys,
		    size_t n, const struct att_yaml_node **values);

/* The scalar of a node that may be NULL (then 0, false, NULL). */
uint32_t mbim_keys_number(struct mbim_spec_ctx *ctx,
			  const struct att_yaml_node *node);
bool mbim_keys_bool(struct mbim_spec_ctx *ctx,
		    const struct att_yaml_node *node);
struct mbim_spec_word mbim_keys_word(const struct att_yaml_node *node);
struct mbim_spec_word mbim_keys_key_word(const struct att_yaml_node *node);

/* A text for comments and strings in C, where it cannot end them; NULL for
 * NULL.
 */
const char *mbim_keys_text(struct mbim_spec_ctx *ctx,
			   const struct att_yaml_node *node);

#endif
