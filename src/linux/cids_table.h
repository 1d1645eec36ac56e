/* All CIDs that a modem of QMI is asked for, from the files that translate. */
#ifndef ATT_LINUX_CIDS_TABLE_H
#define ATT_LINUX_CIDS_TABLE_H

#include "linux/cids_row.h"

/* Behind the last is NULL. */
extern const struct att_cids_part *const att_cids_parts[];

/* NULL: there is none. */
const struct att_cids_row *att_cids_row(const struct att_uuid *service,
					uint32_t cid, bool set);
/* The first step of a row from *i on, which becomes its number; NULL: there is
 * none. */
const struct att_cids_step *att_cids_step(const struct att_cids_row *row,
					  unsigned *i);
/* The i-th event that this indication is; NULL: there are no more. */
const struct att_cids_event *att_cids_event(uint8_t from, uint16_t message,
					    unsigned i);

#endif
