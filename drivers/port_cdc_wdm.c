/* A modem behind a character device that carries its messages: the kernel's
 * /dev/cdc-wdmN or a WWAN port, or a pty. Data is the kernel's business. The
 * node is waited for with inotify; where a node stays but fails, it is tried
 * again later. A reset of the USB device blocks for as long as the kernel
 * takes. */
#include "drivers/port_cdc_wdm.h"
#include "drivers/port_rights.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/usb/cdc-wdm.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/errors.h"
#include "base/text.h"
#include "drivers/wdm_outq.h"

enum {
	DEFAULT_CONTROL = 4096,
	MIN_CONTROL = 64,
	MAX_DRAINED = 64, /* reads; more than that are somebody's answers now */
	RETRY_MS = 500,	  /* doubled until RETRY_MAX_MS */
	RETRY_MAX_MS = 30000,
	/* cdc_mbim registers the node before the netdev, and udev renames it */
	NETDEV_MS = 50,
	HELD_MS = 500, /* it is to be back within a second */
	NETDEV_ATTEMPTS = 40
};

/* --- opening ---------------------------------------------------- */

static int max_control(int fd)
{
	uint16_t max = 0;

	if (ioctl(fd, IOCTL_WDM_MAX_COMMAND, &max) || max < MIN_CONTROL)
		return DEFAULT_CONTROL;
	return max;
}

static void set_raw(int fd)
{
	struct termios t;

	if (tcgetattr(fd, &t))
		return;
	cfmakeraw(&t);
	tcsetattr(fd, TCSANOW, &t);
}

static bool is_modem(struct wdm_port *p, const struct stat *st)
{
	char text[128], line[400];
	const char *speaks = NULL, *wanted = p->wanted;
	bool modem =
		wdm_port_kind(st, &speaks, text, sizeof(text)) == WDM_MODEM;

	if (modem && speaks && wanted && strcmp(speaks, wanted) != 0) {
		snprintf(text, sizeof(text), "a modem that speaks %s",
			 strcmp(speaks, "qmi") ? "MBIM" : "QMI");
		modem = false;
	}
	if (!speaks)
		speaks = wanted ? wanted : "mbim";
	p->info.speaks = speaks;
	if (modem)
		return true;
	snprintf(line, sizeof(line), "%s is %s", p->path, text);
	p->port.host->waits(p->port.host->ctx, line);
	return false;
}

/* Learn what the node is. 0 or ATT_E_CONFIG. */
static int examine(struct wdm_port *p)
{
	struct att_text name;
	struct stat st;

	memset(&p->info, 0, sizeof(p->info));
	if (fstat(p->fd, &st) || !is_modem(p, &st))
		return ATT_E_CONFIG;
	p->node = st.st_rdev;
	p->tty = isatty(p->fd);
	if (p->tty)
		set_raw(p->fd);
	att_text_init(&name, p->info.name, sizeof(p->info.name));
	att_text_put(&name, p->path);
	p->info.max_control = (uint16_t)max_control(p->fd);
	wdm_outq_init(&p->out, p->info.max_control, p->out_mem);
	p->sent = 0;
	return 0;
}

static void close_node(struct wdm_port *p)
{
	if (p->fd >= 0) {
		p->port.host->unwatch(p->port.host->ctx, p->fd);
		close(p->fd);
	}
	p->fd = -1;
	p->fail = 0;
	p->reset = p->reenumerate = p->unsure = false;
}

static void complain(struct wdm_port *p, int error)
{
	if (error == p->last_errno)
		return;
	p->last_errno = error;
	if (error == EACCES || error == EPERM)
		wdm_port_log(
			p,
			"no permission: run as root, or give the user "
			"access with a udev rule for SUBSYSTEM==\"usbmisc\"");
	else if (error == ENOENT)
		wdm_port_log(p, "not there, waiting for it");
	else
		wdm_port_log(p, "cannot be opened: %s", strerror(error));
}

static void set_timer(struct wdm_port *p, int ms)
{
	p->port.host->timer(p->port.host->ctx, ms, p->on_timer, p);
}

/* --- another program -------------------------------------------- */

/* The kernel lets several programs open the node, each of which then gets
 * answers of the others. At the other end of a pty is a program that may have
 * it open itself. */
static bool is_held(const struct wdm_port *p)
{
	struct port_holder h;

	return !port_holder_lock(p->fd) ||
	       (!p->tty && port_rights->holder(p->path, &h));
}

static void wait_for_holder(struct wdm_port *p)
{
	char text[48], line[384];

	port_holder_look(p->path, &p->holder);
	port_holder_text(&p->holder, text, sizeof(text));
	snprintf(line, sizeof(line),
		 "%s is held by %s, tried again every %d ms", p->path, text,
		 HELD_MS);
	if (!p->closed)
		p->port.host->waits(p->port.host->ctx, line);
	set_timer(p, HELD_MS);
}

static int next_retry(struct wdm_port *p)
{
	int ms = p->retry_ms;

	p->retry_ms = ms * 2 < RETRY_MAX_MS ? ms * 2 : RETRY_MAX_MS;
	return ms;
}

static int watch_node(struct wdm_port *p)
{
	uint32_t events = EPOLLIN;

	if (p->out.count || p->unsure)
		events |= EPOLLOUT;

	return p->port.host->watch(p->port.host->ctx, p->fd, events, p->on_node,
				   p);
}

/* What is there now was an answer to an earlier program. The kernel fetches the
 * next one only when the modem announces another, so that there may be more. */
static void drain(struct wdm_port *p)
{
	unsigned n = 0;

	while (n < MAX_DRAINED && read(p->fd, p->in, sizeof(p->in)) > 0)
		n++;
	p->info.stale = n;
	if (n)
		wdm_port_log(p, "answers to an earlier program: %u, dropped",
			     n);
}

/* If it is not there, inotify will tell; what else may be wrong with it is not
 * told, so look again some time later. */
static void not_opened(struct wdm_port *p, int error)
{
	if (error == EBUSY) {
		wait_for_holder(p);
		return;
	}
	if (error == ENOENT && p->follow) {
		p->port.host->moved(p->port.host->ctx);
		return;
	}
	complain(p, error);
	p->port.host->waits(p->port.host->ctx, ""); /* nobody holds it now */
	if (error != ENOENT)
		set_timer(p, next_retry(p));
}

static void try_open(struct wdm_port *p)
{
	p->fd = port_rights->open(p->path, O_RDWR | O_NONBLOCK | O_NOCTTY);
	if (p->fd < 0) {
		not_opened(p, errno);
		return;
	}
	p->last_errno = 0;
	p->netdev_attempts = 0;
	if (examine(p)) {
		close_node(p);
		set_timer(p, next_retry(p));
	} else if (is_held(p)) {
		close_node(p);
		wait_for_holder(p);
	}
}

/* Tell the loop, once the network device is there too: cdc_mbim registers the
 * node first. */
static void tell_up(struct wdm_port *p)
{
	bool netdev = port_cdc_wdm_sysfs_netdev(p->node, &p->info);

	if (!netdev && port_cdc_wdm_sysfs_known(p->node) &&
	    p->netdev_attempts++ < NETDEV_ATTEMPTS) {
		set_timer(p, NETDEV_MS);
		return;
	}
	port_cdc_wdm_sysfs_function(p->node, p->in, sizeof(p->in), &p->info);
	port_cdc_wdm_sysfs_place(p->node, p->info.place);
	p->info.data = p->info.netdev[0] ? PORT_KERNEL : PORT_NO_DATA;
	if (!strcmp(p->info.speaks, "qmi"))
		wdm_format_info(p);
	if (watch_node(p)) {
		close_node(p);
		set_timer(p, next_retry(p));
		return;
	}
	port_cdc_wdm_sysfs_device(p->node, p->usb_dir);
	drain(p);
	p->up = true;
	p->port.host->up(p->port.host->ctx, &p->info);
}

/* False: it is where it was. */
static bool reenumerate(struct wdm_port *p)
{
	enum port_usb_cycle cycle = PORT_USB_STAYS;

	if (p->usb_dir[0])
		cycle = port_usb_place_authorize(p->usb_dir);
	if (cycle == PORT_USB_BACK)
		wdm_port_log(p, "its USB device %s",
			     port_usb_place_cycle_text(cycle));
	else
		wdm_port_log(p, "its USB device %s (%s)",
			     port_usb_place_cycle_text(cycle),
			     p->usb_dir[0] ? strerror(errno) : "it has none");
	return cycle != PORT_USB_STAYS;
}

/* With the node open: closing it first would wait for a command that hangs. */
static void reset_device(struct wdm_port *p)
{
	if (p->reenumerate && reenumerate(p))
		return;
	if (port_cdc_wdm_sysfs_reset(p->node))
		wdm_port_log(p, "its USB device was reset");
	else if (errno == ENODEV)
		wdm_port_log(
			p, "not a USB device, so that a reset is no more than "
			   "to open it anew");
	else
		wdm_port_log(
			p,
			"its USB device cannot be reset (%s), so the node is "
			"only opened anew",
			strerror(errno));
}

static void tell_gone(struct wdm_port *p, int err)
{
	bool was_up = p->up;
	bool at_once = p->reset;

	p->up = false;
	wdm_format_end(p);
	close_node(p);
	/* Most nodes vanish with their device; for one that stays: */
	set_timer(p, at_once ? 0 : next_retry(p));
	if (was_up)
		p->port.host->gone(p->port.host->ctx, err);
}

static void run(struct wdm_port *p)
{
	if (p->reset && !p->fail && !p->closed) {
		reset_device(p);
		p->fail = ATT_E_GONE;
	}
	if (!p->closed && p->fail)
		tell_gone(p, p->fail);
	else if (!p->closed && p->fd < 0)
		try_open(p);
	if (!p->closed && p->fd >= 0 && !p->up)
		tell_up(p);
}

/* --- the loop's calls ------------------------------------------- */

static void fini(struct wdm_port *p)
{
	const struct port_host *host = p->port.host;

	host->timer(host->ctx, -1, p->on_timer, p);
	wdm_format_end(p);
	close_node(p);
	host->unwatch(host->ctx, p->inotify);
	close(p->inotify);
	free(p);
}

static void leave(struct wdm_port *p)
{
	p->inside = false;
	if (p->closed)
		fini(p);
}

static void on_timer(void *arg)
{
	struct wdm_port *p = arg;

	p->inside = true;
	run(p);
	leave(p);
}

static void on_inotify(void *arg, uint32_t revents)
{
	struct wdm_port *p = arg;

	(void)revents;
	/* What happened does not matter: look. */
	while (read(p->inotify, p->in, sizeof(p->in)) > 0)
		;
	p->inside = true;
	if (p->fd < 0)
		run(p);
	leave(p);
}

/* Of a command; the error of a response is gone once it was read. */
static bool error_stays(const struct wdm_port *p)
{
	struct pollfd node = {.fd = p->fd};

	return !p->unsure && poll(&node, 1, 0) == 1 && node.revents & POLLERR;
}

static void read_node(struct wdm_port *p)
{
	ssize_t n = read(p->fd, p->in, sizeof(p->in));

	if (n > 0) {
		p->retry_ms = RETRY_MS; /* it works */
		p->port.host->control(p->port.host->ctx,
				      att_bytes_of(p->in, (size_t)n));
	} else if (n == 0 || errno == EIO || errno == ENODEV) {
		p->fail = ATT_E_GONE;
	} else if (errno == ENOBUFS) {
		/* The kernel keeps only so much that nobody reads. */
		wdm_port_log(p, "answers were lost: they came too fast");
	} else if (errno != EAGAIN && errno != EINTR) {
		wdm_port_log(p, "failed: %s", strerror(errno));
		p->fail = ATT_E_IO;
	} else if (error_stays(p)) {
		/* Opening the node anew takes it away. */
		wdm_port_log(p, "a command was not taken, opening it anew");
		p->fail = ATT_E_IO;
	}
}

static void on_node(void *arg, uint32_t revents)
{
	struct wdm_port *p = arg;
	int err = 0;

	p->inside = true;
	if (revents & EPOLLOUT) {
		err = wdm_port_settle(p);
		if (!err)
			err = wdm_port_write(p);
		if (!err)
			watch_node(p);
	}
	if (err == ATT_E_GONE)
		p->fail = err;
	else if (revents & (EPOLLIN | EPOLLHUP | EPOLLERR))
		read_node(p);
	if (p->fail)
		run(p);
	leave(p);
}

/* --- the port --------------------------------------------------- */

static int port_send(struct port *port, struct att_bytes fragment)
{
	struct wdm_port *p = (struct wdm_port *)port;
	bool idle = !p->out.count && !p->unsure;
	int err;

	if (!p->up || p->fail)
		return ATT_E_GONE;
	err = wdm_outq_put(&p->out, fragment);
	if (err || !idle)
		return err;
	err = wdm_port_write(p);
	if (err == ATT_E_BUSY || (!err && p->unsure))
		return watch_node(p);
	if (err)
		p->fail = err;
	if (err && !p->inside)
		set_timer(p, 0);
	return err;
}

static uint8_t *port_send_reserve(struct port *port, struct flow flow,
				  uint32_t max)
{
	(void)port;
	(void)flow;
	(void)max;
	return NULL; /* no datagrams pass here */
}

static void port_send_commit(struct port *port, struct flow flow, uint32_t len)
{
	(void)port;
	(void)flow;
	(void)len;
}

static void port_send_flush(struct port *port)
{
	(void)port;
}

static void port_reset(struct port *port, enum port_reset how)
{
	struct wdm_port *p = (struct wdm_port *)port;

	if (p->fd < 0) {
		if (how == PORT_REENUMERATE)
			reenumerate(p);
		return;
	}
	p->reset = true;
	p->reenumerate = how == PORT_REENUMERATE;
	set_timer(p, 0);
}

static int port_data_format(struct port *port, const struct att_data_format *f)
{
	struct wdm_port *p = (struct wdm_port *)port;

	return p->up && !p->fail ? wdm_format_follow(p, f) : ATT_E_GONE;
}

static int port_netdev(struct port *port, unsigned session, char name[16])
{
	struct wdm_port *p = (struct wdm_port *)port;

	return p->up && !p->fail ? wdm_format_netdev(p, session, name)
				 : ATT_E_GONE;
}

static void port_close(struct port *port)
{
	struct wdm_port *p = (struct wdm_port *)port;

	p->closed = true;
	if (!p->inside)
		fini(p);
}

static const struct port_ops ops = {
	.send = port_send,
	.send_reserve = port_send_reserve,
	.send_commit = port_send_commit,
	.send_flush = port_send_flush,
	.reset = port_reset,
	.data_format = port_data_format,
	.netdev = port_netdev,
	.close = port_close,
};

/* Watch the directory: a node comes, or its permissions change. */
static int watch_directory(struct wdm_port *p)
{
	const struct port_host *host = p->port.host;
	char copy[sizeof(p->path)];

	memcpy(copy, p->path, sizeof(copy));
	p->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (p->inotify < 0)
		return ATT_E_IO;
	if (port_rights->watch(p->inotify, dirname(copy),
			       IN_CREATE | IN_MOVED_TO | IN_ATTRIB) < 0) {
		wdm_port_log(p, "no such directory: %s", strerror(errno));
		close(p->inotify);
		return ATT_E_IO;
	}
	if (host->watch(host->ctx, p->inotify, EPOLLIN, on_inotify, p)) {
		close(p->inotify);
		return ATT_E_IO;
	}
	return 0;
}

int port_open_cdc_wdm(const char *path, const struct port_wish *wish,
		      const struct port_host *host, struct port **port)
{
	char text[128], line[400];
	const char *speaks = NULL;
	struct wdm_port *p;
	struct stat st;
	int err;

	if (strlen(path) >= sizeof(p->path))
		return ATT_E_CONFIG;
	if (port_rights->stat(path, &st) &&
	    wdm_port_kind(&st, &speaks, text, sizeof(text)) == WDM_NEVER) {
		snprintf(line, sizeof(line), "%s is %s, and no modem", path,
			 text);
		host->waits(host->ctx, line);
		return ATT_E_CONFIG;
	}
	p = calloc(1, sizeof(*p) + wdm_outq_size(UINT16_MAX));
	if (!p)
		return ATT_E_MEMORY;
	p->port.ops = &ops;
	p->port.host = host;
	p->on_timer = on_timer;
	p->on_node = on_node;
	p->fd = -1;
	p->follow = wish->follow;
	p->wanted = wish->speaks;
	p->retry_ms = RETRY_MS;
	memcpy(p->path, path, strlen(path));
	err = watch_directory(p);
	if (err) {
		free(p);
		return err;
	}
	/* Open it as soon as the loop runs. */
	set_timer(p, 0);
	*port = &p->port;
	return 0;
}
