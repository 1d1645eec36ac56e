/* attache's own sessions, as it knows them: CONNECT, IP_CONFIGURATION. */
#ifndef ATT_LINUX_CIDS_SESSION_H
#define ATT_LINUX_CIDS_SESSION_H

#include "linux/cids_row.h"

extern const struct att_cids_part att_cids_session;

/* Bits of the sessions that are up. */
uint32_t att_cids_sessions(const struct att_manager_status *now);

#endif
