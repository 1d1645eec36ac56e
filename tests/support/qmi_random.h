/* Random legal values for any layout of QMI's tables: what the encoder may be
 * given. The same seed gives the same values everywhere. */
#ifndef SUPPORT_QMI_RANDOM_H
#define SUPPORT_QMI_RANDOM_H

#include "support/random_value.h"

/* The C struct of layout, filled; it lives until the pool of r is released. Of
 * RANDOM_ANY some TLVs are not there. A plain one has enums with names, texts
 * of letters, and numbers with a fraction that can be written. */
void *qmi_random_of(struct random_value *r, const struct att_layout *layout);

#endif
