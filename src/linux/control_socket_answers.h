/* attache's own service on the control socket: where everything stands, and
 * what is wanted from now on. */
#ifndef ATT_LINUX_CONTROL_SOCKET_ANSWERS_H
#define ATT_LINUX_CONTROL_SOCKET_ANSWERS_H

#include "linux/manager.h"

/* Carry out one COMMAND of the service for the modem i (for `events` it may be
 * none: all; for `modems` it does not matter) and write the answer's
 * InformationBuffer to body: its length, or ATT_E_ROOM. status: MBIM_STATUS_*.
 */
int att_control_socket_answer(const struct att_manager *m, unsigned i,
			      const struct mbim_msg *command, uint32_t *status,
			      uint8_t *body, size_t cap);

#endif
