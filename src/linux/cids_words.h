/* What a modem of QMI, or QMI itself, lacks for a CID, in a sentence. */
#ifndef ATT_LINUX_CIDS_WORDS_H
#define ATT_LINUX_CIDS_WORDS_H

#include "linux/cids_job.h"

#define ATT_CIDS_WORDS 200

/* Why this CID is answered NO_DEVICE_SUPPORT. row NULL: there is none; j NULL:
 * the modem was not asked. In buf, or as long as the program lives; empty:
 * there is nothing to say. */
struct att_bytes att_cids_words(const struct att_cids_row *row,
				const struct att_cids_job *j,
				char buf[ATT_CIDS_WORDS]);

#endif
