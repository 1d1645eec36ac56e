/* Codes to the network and what it says: USSD by VOICE. */
#ifndef ATT_LINUX_CIDS_USSD_H
#define ATT_LINUX_CIDS_USSD_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_ussd;

#endif
