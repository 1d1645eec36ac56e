/* The network by NAS: registration and packet service; which networks there are
 * (cids_providers.h), how strong it is (cids_signal.h). */
#ifndef ATT_LINUX_CIDS_NETWORK_H
#define ATT_LINUX_CIDS_NETWORK_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_network;

#endif
