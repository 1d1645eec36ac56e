/* The spec as the generator knows it: what the YAML says, each name with its
 * place, and what the later stages find out about it. The stages are read
 * (YAML to these structs), check (references and rules), lay out (offsets and
 * runs) and emit; each is called only if the one before found no error. */
#ifndef MBIM_GEN_SPEC_H
#define MBIM_GEN_SPEC_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/nearest.h"
#include "requests.h"
#include "spec_base.h"
#include "yaml_node.h"

#define MBIM_SPEC_NONE 255u /* no such field: ATT_NO_FIELD of the walker */

/* What a wire type is and asks for. */
enum {
	MBIM_SPEC_FIXED = 1,	 /* fixed width, inline */
	MBIM_SPEC_FLOATS = 2,	 /* inline of any length: moves what follows */
	MBIM_SPEC_COUNT = 4,	 /* needs a count field */
	MBIM_SPEC_MAY_COUNT = 8, /* may have one */
	MBIM_SPEC_STRUCT = 16,	 /* needs a struct */
	MBIM_SPEC_ENUM = 32,	 /* may have an enum */
	MBIM_SPEC_SIZE = 64,	 /* needs a size */
	MBIM_SPEC_MAX = 128,	 /* may have a limit */
	MBIM_SPEC_TEXT = 256,	 /* ... which is in bytes of UTF-16 */
	MBIM_SPEC_LAST = 512,	 /* nothing may follow */
	MBIM_SPEC_IS_COUNT = 1024,    /* counts the elements of other fields */
	MBIM_SPEC_FLAT_ITEMS = 2048,  /* elements: fixed-width fields only */
	MBIM_SPEC_SIZED_ITEMS = 4096, /* elements: a fixed part of one size */
	MBIM_SPEC_BYTES = 8192,	      /* bytes, which may have a format */
	MBIM_SPEC_UNKNOWN = 16384     /* one value may stand for "not known" */
};

struct mbim_spec_type {
	const char *name;   /* in the spec */
	const char *walker; /* ATT_T_... without the prefix */
	const char *c_type;
	unsigned width; /* of the fixed part on the wire */
	unsigned align; /* of the C type, if MBIM_SPEC_FIXED */
	unsigned traits;
};

/* NULL if there is no such type. */
const struct mbim_spec_type *mbim_spec_type_find(const char *name);
/* Try the names of all. */
void mbim_spec_type_near(struct att_nearest *near);

struct mbim_spec_value {
	struct mbim_spec_word name;
	struct mbim_spec_at at; /* of the number */
	uint32_t value;
};

/* A bit that MBIMEx versions from `since` on have, for which those before had
 * another, and that is another one, of another enum, from `until` on: which one
 * of them, a third enum tells. */
struct mbim_spec_change {
	struct mbim_spec_word before, value, then, is, beside;
	unsigned since, until, n_as;
	struct mbim_spec_word *as; /* the first is written, any is read */
	/* checked */
	const struct mbim_spec_enum *then_enum, *beside_enum;
	uint32_t before_number, value_number, is_number, as_number, any_number;
};

struct mbim_spec_enum {
	struct mbim_spec_word name;
	const char *doc;
	bool flags;
	unsigned n, n_changes;
	struct mbim_spec_value *values;
	struct mbim_spec_change *changes;
};

struct mbim_spec_uuid {
	struct mbim_spec_word name; /* NULL: of a service */
	struct mbim_spec_word text;
};

struct mbim_spec_layout;

struct mbim_spec_field {
	struct mbim_spec_word name, type_name, of_enum, of_struct, count;
	struct mbim_spec_word when_field, when_value, format;
	struct mbim_spec_word was, absent; /* in other MBIMEx versions */
	struct mbim_spec_at size_at, max_at, unknown_at;
	const char *doc;
	uint32_t size, max, unknown;
	bool personal, unknown_empty; /* unknown is the empty text */
	/* checked */
	const struct mbim_spec_type *type;
	const struct mbim_spec_enum *values;
	struct mbim_spec_layout *of;
	unsigned count_index, when_index; /* or MBIM_SPEC_NONE */
	uint32_t when_number;
	bool counts;   /* a count field that some array names */
	bool in_place; /* at an offset that is the same in all messages */
	/* laid out */
	bool wire_fixed;
	unsigned wire, width, run_bytes, run_fields;
};

/* A struct, or what one message holds. */
struct mbim_spec_layout {
	const char *name; /* "provider", "basic_connect_connect_set_v3" */
	const char *say;  /* for errors: "'provider'", "set of 'connect'" */
	struct mbim_spec_at at;
	const char *doc, *section;
	unsigned n;
	struct mbim_spec_field *fields;
	/* checked and laid out */
	enum { MBIM_SPEC_NEW, MBIM_SPEC_OPEN, MBIM_SPEC_DONE } state;
	bool has_steps; /* the straight code is written */
	bool flat;	/* fixed-width fields only */
	bool sized;	/* a fixed part of one size */
	bool ends;	/* its last field takes all the rest */
	unsigned wire_len, c_size, c_align;
};

enum mbim_spec_kind {
	MBIM_SPEC_QUERY,
	MBIM_SPEC_SET,
	MBIM_SPEC_RESPONSE,
	MBIM_SPEC_NOTIFICATION,
	MBIM_SPEC_KINDS
};

extern const char *const mbim_spec_kind_names[MBIM_SPEC_KINDS];

/* A layout from MBIMEx version `since` (1, 2, 3) on: its own, or that which
 * kind `like` has in this version. */
struct mbim_spec_variant {
	unsigned since;
	struct mbim_spec_at at;
	struct mbim_spec_layout *layout; /* NULL: an empty buffer */
	struct mbim_spec_word like;
	bool own; /* layout is not that of another kind */
};

struct mbim_spec_message {
	bool present; /* the spec has this key */
	struct mbim_spec_at at;
	struct mbim_spec_word like; /* all variants are those of this kind */
	unsigned n;
	struct mbim_spec_variant *variants;
};

struct mbim_spec_cid {
	struct mbim_spec_word name;
	struct mbim_spec_at number_at, ops_at;
	uint32_t number;
	const char *doc, *section;
	unsigned n_ops;
	struct mbim_spec_word *ops;
	bool query, set, notify; /* checked: what ops says */
	unsigned since; /* checked: the MBIMEx version that brought it */
	uint32_t timeout_query, timeout_set; /* s; 0: the spec has none */
	struct mbim_spec_at timeout_query_at, timeout_set_at;
	struct mbim_spec_message messages[MBIM_SPEC_KINDS];
};

struct mbim_spec_service {
	struct mbim_spec_word name;
	struct mbim_spec_uuid uuid;
	const char *doc;
	unsigned n;
	struct mbim_spec_cid *cids;
};

struct mbim_spec {
	struct mbim_spec_ctx *ctx;
	struct gen_requests requests; /* of the charts, for the pages */
	unsigned n_enums, n_uuids, n_structs, n_services;
	struct mbim_spec_enum *enums;
	struct mbim_spec_uuid *uuids;
	struct mbim_spec_layout *structs;
	struct mbim_spec_service *services;
	/* checked: the structs, then the layouts of messages, in spec order */
	unsigned n_layouts;
	struct mbim_spec_layout **layouts;
};

/* The stages; errors are counted in the context. */
void mbim_spec_read(struct mbim_spec *spec, const struct att_yaml_node *root);
void mbim_spec_check(struct mbim_spec *spec);
void mbim_spec_lay_out(struct mbim_spec *spec);

/* Parts of check. */
#define MBIM_SPEC_C_NAME 68 /* most characters of service, CID and kind */

/* An enum by its name; NULL after an error. */
const struct mbim_spec_enum *mbim_spec_find_enum(
	struct mbim_spec *spec, const struct mbim_spec_word *name);
/* Report what is wrong with the fields of a layout; with the structs; with the
 * services. */
void mbim_spec_check_fields(struct mbim_spec *spec,
			    struct mbim_spec_layout *layout);
void mbim_spec_check_structs(struct mbim_spec *spec);
void mbim_spec_check_services(struct mbim_spec *spec);
/* Report what is wrong with the changes of the enums, and with structs that
 * say that they have other versions; with what the fields of a message say of
 * its other versions. */
void mbim_spec_check_changes(struct mbim_spec *spec);
void mbim_spec_check_versions(struct mbim_spec *spec,
			      const struct mbim_spec_message *m);
/* The 16 bytes of a UUID's text; false if it is none. */
bool mbim_spec_uuid_bytes(const char *text, uint8_t bytes[16]);

/* Write generated text: what the outputs hold. `source` is the name of the
 * spec file for the banner. */
void mbim_spec_emit_header(const struct mbim_spec *spec, const char *source,
			   FILE *out);
void mbim_spec_emit_tables(const struct mbim_spec *spec, const char *source,
			   FILE *out);
void mbim_spec_emit_html(const struct mbim_spec *spec, const char *source,
			 FILE *out);
void mbim_spec_emit_man(const struct mbim_spec *spec, const char *source,
			FILE *out);

/* The spec as rows of tab-separated columns. */
void mbim_spec_list(const struct mbim_spec *spec, FILE *out);

#endif
