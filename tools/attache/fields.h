/* Words such as "session_id=1" or "providers[0].provider_id=00101" into the C
 * struct of a layout, whatever the layout is. */
#ifndef ATTACHE_FIELDS_H
#define ATTACHE_FIELDS_H

#include "wire/table.h"

struct fields {
	const struct att_layout *layout;
	void *in;	    /* the C struct, for att_layout_encode */
	int n_taken;	    /* words that were understood */
	char problem[4096]; /* what is wrong with the next */
	void *kept;	    /* memory that the struct points to */
};

/* No words were taken, and there is nothing to finish. Only what tells so is
 * written: the rest is large. */
void fields_init(struct fields *f, const struct att_layout *layout);
/* Fields without a word are 0 or empty. f need not be initialised. False: a
 * word is wrong, see problem. The words must outlive f; to be finished whatever
 * the result is. */
bool fields_parse(struct fields *f, const struct att_layout *layout,
		  char *const *words, int n);
void fields_fini(struct fields *f);

/* What the elements of an array field are; ATT_T_TYPES: it is no array. */
enum att_type fields_element(const struct att_field *f);
/* The field of this name, or NULL. */
const struct att_field *fields_find(const struct att_layout *layout,
				    const char *name, size_t len);
/* "name[0].": what stands in front of its value or its members. */
void fields_path(struct att_text *t, const struct att_field *f);
/* False for fields that attache writes itself: counts. */
bool fields_is_given(const struct att_field *f);

#endif
