/* The cells that serve and those beside them: BASE_STATIONS_INFO by NAS. */
#ifndef ATT_LINUX_CIDS_CELLS_H
#define ATT_LINUX_CIDS_CELLS_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_cells;

#endif
