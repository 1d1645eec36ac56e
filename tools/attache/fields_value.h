/* One value of a command line into a C value; private to fields.c. */
#ifndef ATTACHE_FIELDS_VALUE_H
#define ATTACHE_FIELDS_VALUE_H

#include "fields.h"

/* Zeroed memory that lives as long as f. */
void *fields_keep(struct fields *f, size_t size);
/* f->problem; false. */
__attribute__((format(printf, 2, 3))) bool fields_wrong(struct fields *f,
							const char *format,
							...);

/* The text of a value of `type` (no array, no struct) into *to; field says what
 * is allowed, path is its name for the reader. */
bool fields_value(struct fields *f, const char *path,
		  const struct att_field *field, enum att_type type,
		  const char *text, void *to);

#endif
