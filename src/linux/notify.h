/* What the service manager is told of attache (sd_notify(3) of systemd): that
 * it is ready, what it is doing, that it is alive, that it ends. A datagram of
 * lines NAME=VALUE goes to the socket that $NOTIFY_SOCKET names. Where nobody
 * has asked for it, nothing is sent. */
#ifndef ATT_LINUX_NOTIFY_H
#define ATT_LINUX_NOTIFY_H

#include "linux/loop.h"
#include "linux/manager.h"

struct att_notify {
	int fd; /* -1: nobody has asked */
	struct att_loop *loop;
	/* Tells from within the loop that it turns. */
	struct att_loop_timer watchdog;
	uint64_t watchdog_ms; /* so often; 0: nobody watches */
	/* The last sentence that was told, and that of each modem. */
	char status[ATT_CONFIG_MODEMS * 256];
	struct {
		char name[ATT_CONFIG_NAME], sentence[224];
	} of[ATT_CONFIG_MODEMS];
};

/* Take the socket and the watchdog's time from the environment, and out of it:
 * a program that attache runs is not the service. The socket is connected, so
 * it needs no right later on. loop outlives n. 0, or ATT_E_IO: nothing is sent,
 * and errno says why. Of a name that is no path and not abstract, ATT_E_CONFIG.
 */
int att_notify_open(struct att_notify *n, struct att_loop *loop);
void att_notify_close(struct att_notify *n);

/* attache can be asked, and takes up its work (READY); again after reloading.
 */
void att_notify_ready(struct att_notify *n);
/* The configuration is being read again; ready follows. */
void att_notify_reloading(struct att_notify *n);
/* The end has begun. */
void att_notify_stopping(struct att_notify *n);
/* Where the modem in this place stands, in one sentence, if it is another one
 * than the last. Where there are several, each sentence begins with its name.
 */
void att_notify_modem(struct att_notify *n, unsigned place, const char *name,
		      const struct att_manager_status *status);
/* There is none any more. */
void att_notify_gone(struct att_notify *n, unsigned place);

/* Does this descriptor lead to the journal ($JOURNAL_STREAM)? Then a line may
 * begin with its priority, sd-daemon(3). */
bool att_notify_journal(int fd);

#endif
