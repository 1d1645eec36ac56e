/* The parts of a modem as they are made, and what it says: for modem.c, which
 * has them work together. */
#ifndef ATT_LINUX_MODEM_PARTS_H
#define ATT_LINUX_MODEM_PARTS_H

#include "linux/modem.h"

/* A line for the user. */
__attribute__((format(printf, 2, 3))) void att_modem_say(struct att_modem *m,
							 const char *format,
							 ...);
/* The recorder with its core, the port: 0, or an error, which was said. */
int att_modem_init_core(struct att_modem *m);
int att_modem_open_port(struct att_modem *m);
/* Into the status: why there is no modem, which the port knows better than the
 * core; or what it is that does not open its channel. */
void att_modem_put_absence(struct att_modem *m);

#endif
