/* The PINs of the SIM: PIN, PIN_LIST. */
#ifndef ATT_LINUX_CIDS_PIN_H
#define ATT_LINUX_CIDS_PIN_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_pin;

#endif
