/* What the modem keeps to connect with: PROVISIONED_CONTEXTS, which are
 * profiles of WDS. */
#ifndef ATT_LINUX_CIDS_CONTEXTS_H
#define ATT_LINUX_CIDS_CONTEXTS_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_contexts;

#endif
