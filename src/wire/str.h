/* A text whose length the compiler knows. */
#ifndef ATT_WIRE_STR_H
#define ATT_WIRE_STR_H

#include "wire/table.h"

/* What att_str_utf8 makes of a string literal, without counting its bytes when
 * the program runs. */
#define ATT_STR(literal)                                                       \
	((struct att_str){(const uint8_t *)("" literal), sizeof(literal) - 1u, \
			  true})

#endif
