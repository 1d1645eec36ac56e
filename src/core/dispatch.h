/* From what happened to the step of a machine: the traffic of core.c. */
#ifndef ATT_CORE_DISPATCH_H
#define ATT_CORE_DISPATCH_H

#include "core/state.h"

/* The modem reported something. */
void att_dispatch(struct att_core *c, const struct att_report *r);
/* Writes the next request that may be sent; false: there is none. *refused: it
 * was not sent, and its machine has gone on. */
bool att_dispatch_send(struct att_core *c, bool *refused);
/* Answers that are overdue by now. */
void att_dispatch_overdue(struct att_core *c);

#endif
