/* QMI for traces and tools: see wire/dialect.h. */
#ifndef QMI_WIRE_DIALECT_H
#define QMI_WIRE_DIALECT_H

#include "wire/dialect.h"

/* One message is one QMUX frame; there are no versions. */
extern const struct att_dialect qmi_dialect;

#endif
