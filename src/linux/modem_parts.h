/* The parts of a modem as they are made, and what it says: for modem.c, which
 * has them work together, and modem_run.c. */
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
 * core; what it is that does not open its channel; or why nobody can be asked
 * for the addresses that the modem does not give. */
void att_modem_put_absence(struct att_modem *m);

/* --- modem_run.c ------------------------------------------------------- */

/* Of the loop that it is in. */
uint64_t att_modem_now(const struct att_modem *m);
/* After each call of the core: what it has to say goes to the port, the network
 * devices and the user, and its deadline to the timer. */
void att_modem_run(struct att_modem *m, uint64_t now_ms);
/* The status anew, and what is to be said or done because of it. */
void att_modem_look(struct att_modem *m);
/* The data of the session are watched, if it is up. */
void att_modem_watch_traffic(struct att_modem *m, uint32_t session, bool up);
/* What was up is so no more. */
void att_modem_lost(struct att_modem *m, const char *problem);

#endif
