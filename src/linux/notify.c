/* Lines for the service manager, and when they are due. */
#include "linux/notify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "linux/notify_socket.h"
#include "linux/rights.h"

/* A variable of the environment, which it leaves: its length, 0: there is none.
 */
static size_t take(const char *name, char *value, size_t cap)
{
	const char *at = getenv(name);

	snprintf(value, cap, "%s", at ? at : "");
	unsetenv(name);
	return strlen(value);
}

static void send_lines(const struct att_notify *n, const char *lines)
{
	if (n->fd >= 0)
		(void)!send(n->fd, lines, strlen(lines), MSG_NOSIGNAL);
}

/* --- the watchdog -------------------------------------------------------- */

static void on_watchdog(void *arg)
{
	struct att_notify *n = arg;

	send_lines(n, "WATCHDOG=1");
	n->watchdog.at_ms = att_loop_now(n->loop) + n->watchdog_ms;
}

/* Told twice as often as it is waited for. Its process may be another one. */
static void start_watchdog(struct att_notify *n, const char *us,
			   const char *pid)
{
	if (pid[0] && strtol(pid, NULL, 10) != getpid())
		return;
	n->watchdog_ms = strtoull(us, NULL, 10) / 2000;
	if (n->watchdog_ms)
		n->watchdog.at_ms = att_loop_now(n->loop) + n->watchdog_ms;
}

/* --- the socket ---------------------------------------------------------- */

int att_notify_open(struct att_notify *n, struct att_loop *loop)
{
	char name[ATT_NOTIFY_NAME];
	char us[24], pid[16];
	size_t len = take("NOTIFY_SOCKET", name, sizeof(name));
	int err;

	take("WATCHDOG_USEC", us, sizeof(us));
	take("WATCHDOG_PID", pid, sizeof(pid));
	*n = (struct att_notify){.fd = -1, .loop = loop};
	att_loop_timer_init(loop, &n->watchdog, on_watchdog, n);
	if (!len)
		return 0;
	n->fd = att_rights->notify(name);
	if (n->fd < 0) {
		err = n->fd;
		n->fd = -1;
		return err;
	}
	start_watchdog(n, us, pid);
	return 0;
}

void att_notify_close(struct att_notify *n)
{
	const int error = errno;

	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
	n->watchdog.at_ms = ATT_LOOP_NEVER;
	errno = error;
}

/* --- what there is to tell ----------------------------------------------- */

void att_notify_ready(struct att_notify *n)
{
	send_lines(n, "READY=1");
}

void att_notify_reloading(struct att_notify *n)
{
	struct timespec now;
	char lines[64];

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(lines, sizeof(lines), "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
		 (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000);
	send_lines(n, lines);
}

void att_notify_stopping(struct att_notify *n)
{
	send_lines(n, "STOPPING=1\nSTATUS=releasing the modem");
}

/* "online: wwan0, wwan1" */
static void put_online(char *text, size_t cap,
		       const struct att_manager_status *status)
{
	size_t len = (size_t)snprintf(text, cap, "online: ");
	const char *before = "";

	for (uint32_t i = 0; i < status->core->n_sessions && len < cap; i++) {
		if (status->session[i].off)
			continue;
		len += (size_t)snprintf(text + len, cap - len, "%s%s", before,
					status->session[i].device);
		before = ", ";
	}
}

static void put_sentence(char *text, size_t cap,
			 const struct att_manager_status *status)
{
	const struct att_core_status *core = status->core;

	if (core->problem)
		snprintf(text, cap, "%s", core->problem);
	else if (core->up)
		put_online(text, cap, status);
	else if (status->want == ATT_WANT_CONNECTED)
		snprintf(text, cap,
			 "coming online: channel %s, network %s, session %s",
			 core->control, core->attach, core->connect[0]);
	else
		snprintf(text, cap,
			 "disconnected, as was asked for: channel %s, network "
			 "%s",
			 core->control, core->attach);
}

static void tell_all(struct att_notify *n)
{
	char text[sizeof(n->status)] = "", lines[sizeof(n->status) + 8];
	unsigned several = 0;
	size_t len = 0;

	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		several += n->of[i].sentence[0] != '\0';
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (n->of[i].sentence[0])
			len += (size_t)snprintf(
				text + len, sizeof(text) - len, "%s%s%s%s",
				len ? "; " : "",
				several > 1 ? n->of[i].name : "",
				several > 1 ? ": " : "", n->of[i].sentence);
	if (!text[0] || strcmp(text, n->status) == 0)
		return;
	memcpy(n->status, text, sizeof(text));
	snprintf(lines, sizeof(lines), "STATUS=%s", text);
	send_lines(n, lines);
}

void att_notify_modem(struct att_notify *n, unsigned place, const char *name,
		      const struct att_manager_status *status)
{
	if (n->fd < 0 || status->ending)
		return;
	snprintf(n->of[place].name, sizeof(n->of[place].name), "%s", name);
	put_sentence(n->of[place].sentence, sizeof(n->of[place].sentence),
		     status);
	tell_all(n);
}

void att_notify_gone(struct att_notify *n, unsigned place)
{
	n->of[place].sentence[0] = '\0';
	if (n->fd >= 0)
		tell_all(n);
}

/* --- the journal --------------------------------------------------------- */

bool att_notify_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	uintmax_t device, inode;
	struct stat st;

	return stream &&
	       sscanf(stream, "%" SCNuMAX ":%" SCNuMAX, &device, &inode) == 2 &&
	       fstat(fd, &st) == 0 && st.st_dev == device && st.st_ino == inode;
}
