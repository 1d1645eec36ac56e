/* A message as a tree of named values, whoever decoded it: what the tests
 * compare when two implementations have read the same bytes. Includes no
 * header of attache, so that a peer's code may use it beside its own. */
#ifndef SUPPORT_VALUE_H
#define SUPPORT_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VALUE_NOWHERE SIZE_MAX

enum value_kind {
	VALUE_NUMBER,
	VALUE_TEXT,  /* UTF-8 */
	VALUE_BYTES, /* and UUIDs and addresses */
	VALUE_LIST,
	VALUE_STRUCT,
	VALUE_ABSENT /* no struct, no address */
};

struct value {
	const char *name; /* snake case; "" for an element of a list */
	enum value_kind kind;
	bool counts;  /* a number that counts a list or bytes */
	bool is_tlvs; /* bytes that are TLVs */
	uint64_t number;
	const uint8_t *p; /* text and bytes */
	size_t len;
	struct value *first, *last; /* list and struct */
	struct value *next;	    /* in the list or struct that holds it */
	unsigned n_kids;
	/* Where it stands in the message, if it comes from one: the value, and
	 * what refers to it (an offset, a pair, the header of a TLV). */
	size_t at, size, ref_at, ref_size;
};

/* Memory for trees and what they point to, given back all at once. */
struct value_pool {
	struct value_chunk *chunk;
};

/* n bytes, zeroed, aligned for anything; never NULL. */
void *value_alloc(struct value_pool *pool, size_t n);
/* Everything that came from pool is gone. */
void value_release(struct value_pool *pool);

/* A new value at the end of parent's kids (parent may be NULL). The name is
 * not copied. */
struct value *value_add(struct value_pool *pool, struct value *parent,
			const char *name, enum value_kind kind);
struct value *value_add_number(struct value_pool *pool, struct value *parent,
			       const char *name, uint64_t number);
/* Text and bytes are copied. NULL is empty. */
struct value *value_add_bytes(struct value_pool *pool, struct value *parent,
			      const char *name, enum value_kind kind,
			      const void *p, size_t len);

/* True if two names are equal but for underscores: cell_id, cellid. */
bool value_same_name(const char *a, const char *b);

/* The kid of that name, or NULL. */
struct value *value_find(const struct value *v, const char *name);

/* The first difference between two trees as "path: this against that", in
 * text[cap]; false and "" if there is none. What counts is not compared: the
 * length of what it counts is. Empty, absent and missing are equal, and so are
 * text and bytes of the same content. */
bool value_differ(const struct value *a, const struct value *b, char *text,
		  size_t cap);

/* A leaf for people, into text[cap]. */
void value_show(const struct value *v, char *text, size_t cap);

#endif
