/* The slots of cards: SYS_CAPS, DEVICE_SLOT_MAPPINGS, SLOT_INFO_STATUS. */
#ifndef ATT_LINUX_CIDS_SLOTS_H
#define ATT_LINUX_CIDS_SLOTS_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_slots;

#endif
