/* Which parts of the spool belong to one message: those that a long text was
 * split into, and what the network reports on one that was sent. */
#ifndef ATT_LINUX_SPOOL_JOIN_H
#define ATT_LINUX_SPOOL_JOIN_H

#include "linux/spool.h"

/* What the PDU of a part says, into the part. */
void att_spool_part_read(struct att_spool_part *p);
/* The head of each part. Parts of a text that comes are joined by their sender
 * and reference, where they were kept within a day: references come again. */
void att_spool_join(struct att_spool *s);

#endif
