/* MBIM's messages for programs that do not know MBIM. */
#ifndef MBIM_WIRE_MBIM_DIALECT_H
#define MBIM_WIRE_MBIM_DIALECT_H

#include "wire/dialect.h"

/* Versions are those of MBIMEx, MBIM_EX_*. Fragments are those of MBIM 1.0
 * 9.5. */
extern const struct att_dialect mbim_dialect;

#endif
