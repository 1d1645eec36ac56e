/* A page on messages: their fields, and what the fields can be. */
#ifndef ATTACHE_QUERY_PAGE_H
#define ATTACHE_QUERY_PAGE_H

#include <stdio.h>

#include "wire/table.h"

#define QUERY_PAGE_LATER 16 /* enums that are said at the end */

struct query_page {
	FILE *to;
	const struct att_enum *later[QUERY_PAGE_LATER];
	unsigned n_later;
};

/* The fields of a layout, each with `outer` ("a[0].") in front of its name, but
 * the result that every response of QMI has. */
void query_page_fields(struct query_page *p, const struct att_layout *layout,
		       const char *outer);
/* The enums that were put off until now. */
void query_page_end(struct query_page *p);

#endif
