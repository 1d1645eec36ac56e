/* Who the SIM is: SUBSCRIBER_READY_STATUS. */
#ifndef ATT_LINUX_CIDS_SIM_H
#define ATT_LINUX_CIDS_SIM_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_sim;

#endif
