/* The bearer with which a modem attaches to LTE: LTE_ATTACH_CONFIGURATION,
 * LTE_ATTACH_INFO. */
#ifndef ATT_LINUX_CIDS_ATTACH_H
#define ATT_LINUX_CIDS_ATTACH_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_attach;

#endif
