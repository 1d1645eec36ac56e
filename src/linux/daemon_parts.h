/* What the parts of the daemon are to each other: daemon.c has its life,
 * daemon_say.c its words, daemon_control.c what the control socket sees,
 * daemon_sms.c the short messages, daemon_reload.c a configuration that is read
 * again. */
#ifndef ATT_LINUX_DAEMON_PARTS_H
#define ATT_LINUX_DAEMON_PARTS_H

#include "linux/daemon.h"

/* The modem in this place, or NULL. */
struct att_daemon_modem *att_daemon_modem(struct att_daemon *d, unsigned i);

/* A line for the log and for who listens; one of a modem; a step of it. */
__attribute__((format(printf, 2, 3))) void att_daemon_say(struct att_daemon *d,
							  const char *format,
							  ...);
void att_daemon_put_line(struct att_daemon *d, const char *line);
void att_daemon_put_step(struct att_daemon *d, const struct att_trace_rec *rec);

/* Open the control socket, if there is to be one. 0, or the error (said) of one
 * that was asked for in particular. */
int att_daemon_open_control(struct att_daemon *d);

/* The short messages of a modem (daemon_sms.c): at its beginning, and once in
 * each turn of the loop. */
void att_daemon_init_sms(struct att_daemon_modem *m);
void att_daemon_settle_sms(struct att_daemon_modem *m);

/* SIGHUP. */
void att_daemon_reload(struct att_daemon *d);

#endif
