/* Clients of the control socket that speak QMI, as libqmi's proxy has them. */
#ifndef ATT_LINUX_CONTROL_QMI_H
#define ATT_LINUX_CONTROL_QMI_H

#include "linux/control_socket.h"

/* True if the first three bytes of a client are those of a frame. */
bool att_control_qmi_begins(const uint8_t *b);
/* What was read, at most ATT_CONTROL_READ bytes, when there was no whole frame
 * left. */
void att_control_qmi_input(struct att_control_client *c,
			   struct att_bytes bytes);
/* As att_control_mbim_next. */
int att_control_qmi_next(struct att_control_client *c);
int att_control_qmi_replied(struct att_control_client *c,
			    struct att_control_asked *asked, uint32_t status,
			    struct att_bytes frame);
int att_control_qmi_tell(struct att_control_client *c,
			 const struct qmi_head *head, struct att_bytes frame);

#endif
