/* What clients may do with a modem of QMI that has a manager: the same rules as
 * proxy.h has for MBIM. */
#ifndef ATT_LINUX_PROXY_QMI_H
#define ATT_LINUX_PROXY_QMI_H

#include "linux/manager.h"
#include "wire/qmi/qmi.h"

/* True if this request would end the manager's sessions, and something is
 * wanted of the modem. */
bool att_proxy_qmi_breaks(const struct att_manager_status *s,
			  const struct qmi_message *request);
/* True if it changes something, and not only what its client is told, or if it
 * is about texts of people. What has no name is taken for one that does. */
bool att_proxy_qmi_changes(const struct qmi_message *request);

#endif
