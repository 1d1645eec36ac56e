/* The C struct of a QMI layout as a tree of values. */
#ifndef SUPPORT_QMI_VALUE_H
#define SUPPORT_QMI_VALUE_H

#include "support/value.h"
#include "wire/table.h"

/* The tree of *in: TLVs that are not there are missing. Numbers are the bits
 * that they have on the wire. The structs of lists are visited by straight
 * code, or by the walker. */
struct value *qmi_value(struct value_pool *pool,
			const struct att_layout *layout, const void *in,
			bool straight);

#endif
