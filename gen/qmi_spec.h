/* QMI's spec as its generator knows it: what the YAML says, each name with its
 * place, and what the check finds out. The stages are read, check and emit;
 * each is called only if the one before found no error. */
#ifndef QMI_GEN_SPEC_H
#define QMI_GEN_SPEC_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/nearest.h"
#include "spec_base.h"
#include "yaml_node.h"

/* What a wire type is and asks for. */
enum {
	QMI_SPEC_FIXED = 1,   /* its width is always the same */
	QMI_SPEC_SIZE = 2,    /* needs a size */
	QMI_SPEC_PREFIX = 4,  /* a count stands in front, or a size is given, or
				 it goes to the end */
	QMI_SPEC_ENUM = 8,    /* may have an enum */
	QMI_SPEC_ITEMS = 16,  /* of values or of structs */
	QMI_SPEC_STRUCT = 32, /* the members of another struct */
	QMI_SPEC_TO_END = 64  /* may go to the end */
};

struct qmi_spec_type {
	const char *name;   /* in the spec */
	const char *walker; /* ATT_T_... without the prefix */
	const char *c_type; /* NULL: the struct */
	unsigned width;	    /* on the wire; 0: depends */
	unsigned traits;
};

/* NULL if there is no such type. */
const struct qmi_spec_type *qmi_spec_type_find(const char *name);
/* Try the names of all. */
void qmi_spec_type_near(struct att_nearest *near);

struct qmi_spec_value {
	struct mbim_spec_word name;
	struct mbim_spec_at at; /* of the number */
	uint64_t value;
};

struct qmi_spec_enum {
	struct mbim_spec_word name;
	const char *doc;
	bool flags;
	unsigned n;
	struct qmi_spec_value *values;
};

/* True if not all values fit so many bits. */
bool qmi_spec_enum_exceeds(const struct qmi_spec_enum *e, unsigned bits);

struct qmi_spec_layout;

/* A member of a struct, or a TLV of a message. */
struct qmi_spec_field {
	struct mbim_spec_word name, type_name, of_name, enum_name, struct_name;
	struct mbim_spec_word prefix_name, need, when;
	struct mbim_spec_at at, tlv_at, size_at;
	const char *doc;
	uint32_t tlv, size, max;
	bool personal;
	/* checked */
	const struct qmi_spec_type *type, *of; /* of: of a list of values */
	const struct qmi_spec_enum *values;
	const struct qmi_spec_layout *layout;
	unsigned prefix; /* bytes of the count in front; 0: none */
	bool mandatory;
};

/* A struct, or the TLVs of a message. */
struct qmi_spec_layout {
	const char *name; /* "nas_serving_system", "nas_reset_resp" */
	const char *say;  /* for errors */
	struct mbim_spec_at at;
	const char *doc;
	bool is_message;
	unsigned n;
	struct qmi_spec_field *fields;
	/* checked; of a struct */
	bool done;
	bool flat; /* always of the same width */
	bool open; /* its last member goes to the end */
	unsigned wire_len;
};

enum qmi_spec_kind {
	QMI_SPEC_REQUEST,
	QMI_SPEC_RESPONSE,
	QMI_SPEC_INDICATION,
	QMI_SPEC_KINDS
};

/* "request", "req". */
extern const char *const qmi_spec_kind_names[QMI_SPEC_KINDS];
extern const char *const qmi_spec_kind_suffixes[QMI_SPEC_KINDS];

struct qmi_spec_message {
	struct mbim_spec_word name;
	struct mbim_spec_at number_at;
	const char *doc;
	uint32_t number, vendor, timeout_s;
	bool has[QMI_SPEC_KINDS];
	struct qmi_spec_layout *kinds[QMI_SPEC_KINDS]; /* NULL: no TLV */
};

struct qmi_spec_service {
	struct mbim_spec_word name;
	struct mbim_spec_at number_at;
	const char *doc;
	uint32_t number;
	unsigned n;
	struct qmi_spec_message *messages;
};

struct qmi_spec {
	struct mbim_spec_ctx *ctx;
	unsigned n_enums, n_structs, n_services, n_layouts;
	struct qmi_spec_enum *enums;
	struct qmi_spec_layout *structs;
	struct qmi_spec_service *services;
	/* the structs, then what messages hold, in the order of the spec */
	struct qmi_spec_layout **layouts;
};

/* The stages; errors are counted in the context. */
void qmi_spec_read(struct qmi_spec *spec, const struct att_yaml_node *root);
void qmi_spec_check(struct qmi_spec *spec);

/* Write generated text; source is the name of the spec for the banner. */
void qmi_spec_emit_header(const struct qmi_spec *spec, const char *source,
			  FILE *out);
void qmi_spec_emit_tables(const struct qmi_spec *spec, const char *source,
			  FILE *out);
/* The reference pages: HTML, and groff. */
void qmi_spec_emit_html(const struct qmi_spec *spec, const char *source,
			FILE *out);
void qmi_spec_emit_man(const struct qmi_spec *spec, const char *source,
		       FILE *out);
/* Tables of Lua for the reader gen/qmi_engine.lua. */
void qmi_spec_emit_lua(const struct qmi_spec *spec, const char *source,
		       FILE *out);
/* The spec as a table. */
void qmi_spec_emit_list(const struct qmi_spec *spec, FILE *out);
/* Its part that decodes and encodes without a look at the tables. */
void qmi_spec_emit_code(const struct qmi_spec *spec, FILE *out);

#endif
