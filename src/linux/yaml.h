/* YAML files that people write: a table of keys for each mapping, a function
 * for each kind of value. Every error is reported where it stands. */
#ifndef ATT_LINUX_YAML_H
#define ATT_LINUX_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

typedef void att_yaml_report(void *ctx, const char *line);

struct att_yaml {
	const char *path;
	yaml_document_t *document;
	att_yaml_report *report;
	void *ctx;
	void *user; /* the reader's own, for its functions */
	unsigned errors;
};

/* What a word stands for. A list ends with a NULL name. */
struct att_yaml_word {
	const char *name;
	uint32_t value;
};

/* One key of a mapping; a table ends with a NULL name, and has at most 64. */
struct att_yaml_key {
	const char *name;
	/* Reads the value into the target, or reports why not. */
	void (*fn)(struct att_yaml *y, const struct att_yaml_key *key,
		   const yaml_node_t *value, void *target);
	size_t at, cap;	    /* the member of the target, and its size */
	uint32_t min, max;  /* of a number */
	const void *detail; /* att_yaml_word or att_yaml_key table */
};

/* The only braces of a row: clang-format 14 and 19 lay them out differently. */
/* clang-format off */
#define ATT_YAML_ROW(name, fn, at, cap, min, max, detail) \
	{name, fn, at, cap, min, max, detail}
/* clang-format on */

/* Rows: a value that is a member; the same with bounds for fn; a number; a
 * value with a table; a part that belongs to the same target. */
#define ATT_YAML_KEY(name, fn, type, field) \
	ATT_YAML_BOUNDED(name, fn, type, field, 0, UINT32_MAX)
#define ATT_YAML_BOUNDED(name, fn, type, field, min, max) \
	ATT_YAML_ROW(name, fn, offsetof(type, field),     \
		     sizeof(((type *)0)->field), min, max, NULL)
#define ATT_YAML_NUMBER(name, type, field, min, max) \
	ATT_YAML_BOUNDED(name, att_yaml_read_number, type, field, min, max)
#define ATT_YAML_WORDS(name, fn, type, field, words)  \
	ATT_YAML_ROW(name, fn, offsetof(type, field), \
		     sizeof(((type *)0)->field), 0, UINT32_MAX, words)
#define ATT_YAML_PART(name, fn, detail) \
	ATT_YAML_ROW(name, fn, 0, 0, 0, UINT32_MAX, detail)

/* Report "FILE:LINE:COLUMN: error: ..." where the node begins. */
__attribute__((format(printf, 3, 4))) void att_yaml_error(struct att_yaml *y,
							  const yaml_node_t *at,
							  const char *format,
							  ...);
/* The text of a scalar, or NULL (reported). */
const char *att_yaml_scalar(struct att_yaml *y, const char *name,
			    const yaml_node_t *value);
/* The node that an item of a list or half a pair names. */
const yaml_node_t *att_yaml_node(struct att_yaml *y, int index);
/* A scalar's number, decimal or 0x...; false: it is none within the limits
 * (reported). */
bool att_yaml_u32(struct att_yaml *y, const char *name,
		  const yaml_node_t *value, uint32_t min, uint32_t max,
		  uint32_t *out);
/* A scalar's word; false: not in the list (reported with the list). */
bool att_yaml_word(struct att_yaml *y, const char *name,
		   const yaml_node_t *value, const struct att_yaml_word *words,
		   uint32_t *out);
/* The pairs of a mapping, each by its row of the table. */
void att_yaml_mapping(struct att_yaml *y, const char *what,
		      const struct att_yaml_key *keys, const yaml_node_t *node,
		      void *target);
/* The value of this key of the mapping; NULL: it was not given. */
const yaml_node_t *att_yaml_value(struct att_yaml *y,
				  const yaml_node_t *mapping, const char *name);

/* For tables: a char array, a bool, a number of 1, 2 or 4 bytes, one of the
 * words (a number as well), bits for a list of words, a mapping whose keys
 * belong to the same target. */
typedef void att_yaml_fn(struct att_yaml *y, const struct att_yaml_key *key,
			 const yaml_node_t *value, void *target);
att_yaml_fn att_yaml_read_text, att_yaml_read_bool, att_yaml_read_number;
att_yaml_fn att_yaml_read_word, att_yaml_read_bits, att_yaml_read_mapping;

/* Read the one document of a file, a mapping called `what`; an empty file is
 * an empty mapping. y: path, report and ctx are set. 0, ATT_E_CONFIG, or
 * ATT_E_IO (not readable); both reported. */
int att_yaml_read(struct att_yaml *y, const char *what,
		  const struct att_yaml_key *keys, void *target);

#endif
