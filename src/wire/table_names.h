/* The names in the tables of a spec. Only generated tables use this: each name
 * lies in the program once, one that another ends with not even that, and rows
 * say where, in fewer bytes than a pointer has. NAMES(X) and ENDS(X) are
 * generated. */
#ifndef ATT_WIRE_TABLE_NAMES_H
#define ATT_WIRE_TABLE_NAMES_H

#include "wire/table.h"

/* AT_name: where a name begins, in bytes from the first. No macro that has a
 * name gives it to another: "false" would become 0. */
#define NAME_SPACE(n) char n_##n[sizeof(#n)];
#define NAME_TEXT(n)  #n,
#define NAME_AT(n)    AT_##n = offsetof(struct names, n_##n),
#define NAME_END(n, longer)                                             \
	AT_##n = offsetof(struct names, n_##longer) + sizeof(#longer) - \
		 sizeof(#n),

/* clang-format off */
#define NAMES_OF_THE_SPEC                   \
	static const struct names {         \
		NAMES(NAME_SPACE)           \
	} names = {                         \
		NAMES(NAME_TEXT)            \
	};                                  \
	enum {                              \
		NAMES(NAME_AT) ENDS(NAME_END) \
	}
/* clang-format on */

#endif
