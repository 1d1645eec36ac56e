/* What the reference pages say about the spec, whatever form they have: the
 * facts that are not written in one place of the YAML. */
#ifndef MBIM_GEN_SPEC_PAGE_H
#define MBIM_GEN_SPEC_PAGE_H

#include "spec.h"

/* One place of the spec at which a reader may be: a layout, and the message
 * that it belongs to if it is no struct. */
struct mbim_page_place {
	const struct mbim_spec_service *service; /* NULL: a struct */
	const struct mbim_spec_cid *cid;
	enum mbim_spec_kind kind;
	const struct mbim_spec_variant *variant;
	const struct mbim_spec_layout *layout;
};

/* Call `visit` for each struct, then for each layout of a message's own, in
 * the order of the spec. */
typedef void mbim_page_visit(void *arg, const struct mbim_page_place *place);
void mbim_page_each(const struct mbim_spec *spec, mbim_page_visit *visit,
		    void *arg);

/* Those of mbim_page_each whose fields have this enum, or this struct. */
void mbim_page_users(const struct mbim_spec *spec,
		     const struct mbim_spec_enum *e,
		     const struct mbim_spec_layout *of, mbim_page_visit *visit,
		     void *arg);

/* The MBIMEx version from which on a message has had a field of this name up
 * to its variant i, which has it. */
unsigned mbim_page_field_since(const struct mbim_spec_message *m, unsigned i,
			       const char *field);
/* The first MBIMEx version in which some message holds this struct; 0: none
 * does. */
unsigned mbim_page_struct_since(const struct mbim_spec *spec,
				const struct mbim_spec_layout *s);

/* Sentences about a field, in memory of ctx; NULL if there is nothing to say.
 * "at most 510 bytes", "only if format is on", "counts a, b", "n in c",
 * "in the format qmux", "not known if 0xffffffff". */
const char *mbim_page_limit(struct mbim_spec_ctx *ctx,
			    const struct mbim_spec_field *f);
const char *mbim_page_when(struct mbim_spec_ctx *ctx,
			   const struct mbim_spec_layout *layout,
			   const struct mbim_spec_field *f);
const char *mbim_page_count(struct mbim_spec_ctx *ctx,
			    const struct mbim_spec_layout *layout,
			    const struct mbim_spec_field *f);
const char *mbim_page_format(struct mbim_spec_ctx *ctx,
			     const struct mbim_spec_field *f);
const char *mbim_page_unknown(struct mbim_spec_ctx *ctx,
			      const struct mbim_spec_field *f);

/* "query, set, notify" and "query 10 s, set 180 s" (NULL: a CID that the host
 * never sends). */
const char *mbim_page_ops(struct mbim_spec_ctx *ctx,
			  const struct mbim_spec_cid *cid);
const char *mbim_page_timeouts(struct mbim_spec_ctx *ctx,
			       const struct mbim_spec_cid *cid);
/* "1", or "0x80000001" for flags and large values. */
const char *mbim_page_value(struct mbim_spec_ctx *ctx,
			    const struct mbim_spec_enum *e, uint32_t value);
/* Who sends a message of this kind. */
const char *mbim_page_direction(enum mbim_spec_kind kind);

/* How many CIDs all services have. */
unsigned mbim_page_cids(const struct mbim_spec *spec);
/* How many layouts have fields of this type. */
unsigned mbim_page_type_uses(const struct mbim_spec *spec,
			     const struct mbim_spec_type *type);

/* The wire types, explained: type i, or false behind the last. */
bool mbim_page_type(unsigned i, const char **name, const char **text);

#endif
