/* The DHCP client as a child: its output, its end. */
#include "linux/dhcp.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/rights.h"

/* It has no file and no state that a signal which cannot be caught would
 * spoil. */
static void end(struct att_dhcp *d)
{
	close(d->child.fd);
	att_rights->kill(&d->child);
	att_rights->wait(&d->child);
	d->child.pid = 0;
	d->bound = false;
}

/* The client begins with the news that there is no lease. */
static void take_line(struct att_dhcp *d)
{
	struct att_ip_config ip = {0};
	enum att_dhcp_change change = att_dhcp_lease_read(d->line, &ip);
	bool was = d->bound;

	if (change == ATT_DHCP_NOTHING || (change == ATT_DHCP_LOST && !was))
		return;
	d->bound = change == ATT_DHCP_BOUND;
	/* Silence after a lease has been told as its loss. */
	d->fn(d->ctx, change, &ip);
}

/* False: it was stopped from within. */
static bool take(struct att_dhcp *d, const char *bytes, size_t n)
{
	pid_t pid = d->child.pid;

	for (size_t i = 0; i < n; i++) {
		if (bytes[i] != '\n') {
			if (d->len + 1 < sizeof(d->line))
				d->line[d->len++] = bytes[i];
			continue;
		}
		d->line[d->len] = '\0';
		d->len = 0;
		take_line(d);
		if (d->child.pid != pid)
			return false;
	}
	return true;
}

/* It has ended by itself, which it is not to: as if nobody answered. */
static void ended(struct att_dhcp *d)
{
	const struct att_ip_config none = {0};

	att_dhcp_stop(d);
	d->fn(d->ctx, ATT_DHCP_SILENT, &none);
}

static void on_output(void *arg, uint32_t revents)
{
	struct att_dhcp *d = arg;
	char bytes[ATT_DHCP_LINE];
	ssize_t n = read(d->child.fd, bytes, sizeof(bytes));

	(void)revents;
	if (n > 0)
		take(d, bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		ended(d);
}

int att_dhcp_start(struct att_dhcp *d, struct att_loop *loop,
		   const char *device, const char *path, att_dhcp_fn *fn,
		   void *ctx)
{
	int err;

	*d = (struct att_dhcp){.loop = loop, .fn = fn, .ctx = ctx};
	if (att_rights->dhcp(device, path, &d->child) < 0)
		return ATT_E_IO;
	err = att_loop_watch(loop, d->child.fd, EPOLLIN, on_output, d);
	if (err)
		end(d);
	return err;
}

void att_dhcp_stop(struct att_dhcp *d)
{
	if (d->child.pid <= 0)
		return;
	att_loop_unwatch(d->loop, d->child.fd);
	end(d);
}
