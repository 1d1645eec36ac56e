/* What becomes of the requests of QMI that clients make, whichever way they
 * come: as frames, or inside MBIM. The control service is answered here, and
 * carried out for them; ids are given, and given back. */
#ifndef ATT_LINUX_QMI_RULES_H
#define ATT_LINUX_QMI_RULES_H

#include "linux/control_socket.h"

#define ATT_QMI_RULES_ASK   (-1) /* the modem answers */
#define ATT_QMI_RULES_FRAME 24u	 /* bytes of an answer of attache's */

/* QMI_PROTOCOL_ERROR_* that answers it (0: it was carried out), or
 * ATT_QMI_RULES_ASK; *id is then what it is about, which gets the token, or
 * NULL. */
int att_qmi_rules_answer(struct att_control_client *c,
			 const struct qmi_message *m, struct att_qmi_id **id);
/* An answer with this error as a frame: its length. */
size_t att_qmi_rules_frame(const struct qmi_head *request, uint16_t error,
			   uint8_t frame[ATT_QMI_RULES_FRAME]);
/* True if an indication is for the client. */
bool att_qmi_rules_tells(struct att_control_client *c,
			 const struct qmi_head *head);
/* What became of a request, whoever waits for it. frame: the answer; empty:
 * there is none. */
void att_qmi_rules_heard(struct att_control_socket *s, uint32_t token,
			 uint32_t status, struct att_bytes frame);
/* After each turn of the loop: the modem takes back what it gave to those who
 * have gone. */
void att_qmi_rules_settle(struct att_control_socket *s, uint32_t modem);

#endif
