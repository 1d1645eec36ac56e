/* What is translated, told to clients: DEVICE_SERVICES, the list of what they
 * want to be told, and the MBIMEx version. */
#ifndef ATT_LINUX_CIDS_SERVICES_H
#define ATT_LINUX_CIDS_SERVICES_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_services;

#endif
