/* The spec and its overlays as one tree. An overlay has services, enums,
 * structs and UUIDs of a vendor's, in a file of its own. */
#ifndef MBIM_GEN_SPEC_LOAD_H
#define MBIM_GEN_SPEC_LOAD_H

#include "yaml_node.h"

/* What the spec of a protocol calls its things. */
struct mbim_spec_form {
	const char *protocol; /* "mbim": what an overlay of it says */
	const char *id;	      /* of a service: "uuid" */
	const char *members;  /* of a service: "cids" */
	const char *listed;   /* the enum that lists all services, or NULL */
};

/* Read the spec ctx->path and n overlays, add these to its maps, and set
 * ctx->source. NULL after an error, which was told for `program`. */
struct att_yaml_node *mbim_spec_load(struct mbim_spec_ctx *ctx,
				     const char *program,
				     const struct mbim_spec_form *form,
				     const char *const *overlays, unsigned n);

#endif
