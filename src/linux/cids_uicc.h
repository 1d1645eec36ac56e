/* Commands of the host's own for the card, on logical channels: MS UICC low
 * level access. */
#ifndef ATT_LINUX_CIDS_UICC_H
#define ATT_LINUX_CIDS_UICC_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_uicc;

#endif
