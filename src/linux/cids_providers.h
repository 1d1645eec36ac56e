/* Which networks there are: of the subscriber, preferred, and in sight, by NAS.
 */
#ifndef ATT_LINUX_CIDS_PROVIDERS_H
#define ATT_LINUX_CIDS_PROVIDERS_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_providers;

#endif
