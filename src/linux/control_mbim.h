/* Clients of the control socket that speak MBIM. */
#ifndef ATT_LINUX_CONTROL_MBIM_H
#define ATT_LINUX_CONTROL_MBIM_H

#include "linux/control_socket.h"

/* The next message of what was read: 1: it is answered, or the manager has it;
 * 0: none is whole, or it has to wait for an answer; ATT_E_*: the client is of
 * no use. One that asked for events may have become a monitor (fd -1). */
int att_control_mbim_next(struct att_control_client *c);
/* The answer to a command. 0 or ATT_E_*. */
int att_control_mbim_replied(struct att_control_client *c,
			     struct att_control_asked *asked, uint32_t status,
			     struct att_bytes body);
/* An indication, in this MBIMEx version, to who wants it: 1: it was put; 0;
 * ATT_E_*. */
int att_control_mbim_tell(struct att_control_client *c,
			  const struct mbim_msg *msg, uint16_t ex);

/* What the modem is to indicate, for all clients and for attache's short
 * messages: the length of the list in buf, or ATT_E_*. */
int att_control_mbim_list(struct att_control_socket *s, uint32_t modem,
			  uint8_t *buf, size_t cap);

#endif
