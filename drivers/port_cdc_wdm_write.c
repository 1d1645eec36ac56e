/* Commands on their way to the kernel: cdc-wdm takes one at a time, and tells
 * only afterwards whether it was sent. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port_cdc_wdm.h"

void wdm_port_log(struct wdm_port *p, const char *format, ...)
{
	char line[384];
	va_list args;
	int n = snprintf(line, sizeof(line), "%s: ", p->path);

	va_start(args, format);
	vsnprintf(line + n, sizeof(line) - (size_t)n, format, args);
	va_end(args);
	if (!p->closed)
		p->port.host->log(p->port.host->ctx, line);
}

static ssize_t write_rest(struct wdm_port *p, struct att_bytes front)
{
	ssize_t n;

	do
		n = write(p->fd, front.p + p->sent, front.len - p->sent);
	while (n < 0 && errno == EINTR);
	return n;
}

/* cdc-wdm's write() begins with the error of the command before, if nothing
 * else has told it, and then sends nothing. So what a write has refused was
 * not sent: it may be written again, once. What a write has taken is never
 * written again, whatever becomes of it. */
static ssize_t write_twice(struct wdm_port *p, struct att_bytes front)
{
	ssize_t n = write_rest(p, front);

	if (n >= 0 || errno == EAGAIN || errno == ENODEV)
		return n;
	if (p->blind)
		wdm_port_log(p, "a command was not taken: %s", strerror(errno));
	return write_rest(p, front);
}

/* One write a fragment: the kernel makes one control transfer of it. A tty
 * may take a part; then the rest follows, it is a stream. */
static int write_front(struct wdm_port *p, struct att_bytes front)
{
	ssize_t n = write_twice(p, front);

	if (n < 0 && errno == EAGAIN)
		return ATT_E_BUSY;
	if (n < 0 && errno == ENODEV)
		return ATT_E_GONE;
	if (n < 0) {
		wdm_port_log(p, "a command was not sent: %s", strerror(errno));
		return 0;
	}
	p->unsure = !p->tty;
	p->sent += (size_t)n;
	if (p->sent < front.len && p->tty)
		return ATT_E_ROOM;
	if (p->sent < front.len)
		wdm_port_log(p, "a command of %zu bytes was cut to %zu",
			     front.len, p->sent);
	return 0;
}

/* Write until the queue is empty, the node full, or one is on its way. */
int wdm_port_write(struct wdm_port *p)
{
	struct att_bytes front;

	while (!p->unsure && wdm_outq_front(&p->out, &front)) {
		int err = write_front(p, front);

		if (err == ATT_E_ROOM)
			continue;
		if (err)
			return err;
		p->sent = 0;
		wdm_outq_pop(&p->out);
	}
	return 0;
}

/* The node can be written again, so the command is no longer on its way, and
 * fsync() does not wait: it says how that one ended, and takes the error away
 * from the next one's write(). */
int wdm_port_settle(struct wdm_port *p)
{
	if (!p->unsure)
		return 0;
	p->unsure = false;
	if (p->blind || !fsync(p->fd))
		return 0;
	if (errno == ENODEV)
		return ATT_E_GONE;
	if (errno == EINVAL)
		p->blind = true;
	else if (errno == EINTR)
		p->unsure = true;
	else
		wdm_port_log(p, "a command was not taken: %s", strerror(errno));
	return 0;
}
