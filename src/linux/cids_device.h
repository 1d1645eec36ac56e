/* The modem itself: DEVICE_CAPS, its radio, a reset. */
#ifndef ATT_LINUX_CIDS_DEVICE_H
#define ATT_LINUX_CIDS_DEVICE_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_device;

#endif
