/* What the parts of the daemon are to each other: daemon.c has its life,
 * daemon_modem.c its modems, daemon_say.c its words, daemon_control.c what the
 * control socket sees, daemon_cids.c CIDs of modems of QMI, daemon_sms.c the
 * short messages, daemon_reload.c a configuration that is read again. */
#ifndef ATT_LINUX_DAEMON_PARTS_H
#define ATT_LINUX_DAEMON_PARTS_H

#include "linux/daemon.h"

/* --- daemon_modem.c --------------------------------------------------------
 */

/* The modem in this place, or NULL; and the other way round. */
struct att_daemon_modem *att_daemon_modem(struct att_daemon *d, unsigned i);
static inline unsigned att_daemon_place(const struct att_daemon_modem *m)
{
	return (unsigned)(m - m->daemon->of);
}

/* Put the modem of which the configuration speaks there into this place, which
 * is free; have it begin. As att_modem_init and att_modem_start. */
int att_daemon_init_modem(struct att_daemon *d, unsigned i);
int att_daemon_start_modem(struct att_daemon *d, unsigned i);
/* It is not wanted any more: its channel is closed, and then its place is free.
 */
void att_daemon_leave(struct att_daemon_modem *m);
/* It does no more. */
void att_daemon_end_modem(struct att_daemon_modem *m);
/* After each turn of the loop. */
void att_daemon_settle(struct att_daemon *d);

/* Before att_daemon_stop. */
void att_daemon_stops(struct att_daemon *d);
/* Release the modems and end with this result; called again: end at once. */
void att_daemon_stop(struct att_daemon *d, int result);
/* The name servers of all modems are others. */
void att_daemon_put_servers(struct att_daemon *d);

/* --- daemon_say.c ----------------------------------------------------------
 */

/* A line for the log and for who listens, of attache or (m) of a modem. */
__attribute__((format(printf, 2, 3))) void att_daemon_say(struct att_daemon *d,
							  const char *format,
							  ...);
void att_daemon_put_line(struct att_daemon *d, const struct att_daemon_modem *m,
			 const char *line);
/* A step of a machine. */
void att_daemon_put_step(const struct att_daemon_modem *m,
			 const struct att_trace_rec *rec);
/* What was said is to be seen now. */
void att_daemon_show(struct att_daemon *d);

/* --- the others ------------------------------------------------------------
 */

/* Open the control socket, if there is to be one. 0, or the error (said) of one
 * that was asked for in particular. */
int att_daemon_open_control(struct att_daemon *d);

/* The short messages of a modem (daemon_sms.c): at its beginning, and once in
 * each turn of the loop. */
void att_daemon_init_sms(struct att_daemon_modem *m);
void att_daemon_settle_sms(struct att_daemon_modem *m);

/* CIDs of a modem that speaks QMI (daemon_cids.c): at its beginning, and in
 * each turn of the loop, behind what the control socket asks. */
void att_daemon_init_cids(struct att_daemon_modem *m);
void att_daemon_settle_cids(struct att_daemon_modem *m);

/* SIGHUP. */
void att_daemon_reload(struct att_daemon *d);

#endif
