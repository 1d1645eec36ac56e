/* A port made from a port: of a modem that speaks MBIM, its QMI, each message
 * in a command of the service "qmi". Many modems send no indications this way,
 * so whoever speaks QMI here asks instead of waiting for news. */
#ifndef ATT_LINUX_QMI_OVER_MBIM_H
#define ATT_LINUX_QMI_OVER_MBIM_H

#include "drivers/port.h"

/* As port_open; a name with "qmi-over-mbim:" in front of it is the QMI of the
 * modem that speaks MBIM which the rest names. Its port opens and closes the
 * MBIM function itself; datagrams of session 0 pass as MBIM carries them. */
int att_port_open(const char *device, const struct port_host *host,
		  struct port **port);

#endif
