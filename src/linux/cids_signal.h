/* How strong the network is: SIGNAL_STATE by NAS. */
#ifndef ATT_LINUX_CIDS_SIGNAL_H
#define ATT_LINUX_CIDS_SIGNAL_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_signal;

#endif
