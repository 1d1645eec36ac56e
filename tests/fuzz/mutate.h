/* Structure-aware mutation: the tables say where the numbers that matter are,
 * offsets, sizes, counts, conditions and enums. */
#ifndef TESTS_FUZZ_MUTATE_H
#define TESTS_FUZZ_MUTATE_H

#include "wire/table.h"

/* A small generator; the same seed gives the same numbers everywhere. */
struct mutate {
	uint64_t state;
};

uint32_t mutate_below(struct mutate *m, uint32_t n);

/* One variant of a CID's message. */
struct mutate_variant {
	const struct mbim_service *service;
	const struct mbim_cid *cid;
	uint16_t since;
	uint8_t kind;
	const struct att_layout *layout;
};

/* How many variants all CIDs have, and variant i modulo that. */
uint32_t mutate_variants(void);
struct mutate_variant mutate_variant(uint32_t i);

/* Overwrite one number of body (a field of layout, of a struct in it, or an
 * entry of an array) with one that is likely to break something. */
void mutate_field(struct mutate *m, const struct att_layout *layout,
		  uint8_t *body, size_t len);
/* A body of random legal values; its length, at most max. */
size_t mutate_make(struct mutate *m, const struct att_layout *layout,
		   uint8_t *body, size_t max);
/* One step of mutation of a body: of a field, of bytes, of its length, or a
 * new one. The new length. */
size_t mutate_body(struct mutate *m, const struct att_layout *layout,
		   uint8_t *body, size_t len, size_t max);

#endif
