/* /dev/bus/usb as a FUSE file system: one directory for the bus, one file for
 * every device that is plugged in. Whoever serves this must never look into
 * it: the answer would have to come from the one who asks. */
#define FUSE_USE_VERSION 35
#include <errno.h>
#include <fcntl.h>
#include <fuse_lowlevel.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tools/simodem/front_usbfs.h"
#include "tools/simodem/simodem.h"

enum {
	INO_BUS = FUSE_ROOT_ID + 1,
	INO_DEVICES = 0x100 /* + devnum */
};

/* A thread that sleeps in REAPURB. */
struct usbfs_reaper {
	TAILQ_ENTRY(usbfs_reaper) entry;
	fuse_req_t req;
	pid_t pid;
	uint64_t arg;
	bool interrupted;
};

static struct usbfs_device *device_of(fuse_req_t req, fuse_ino_t ino)
{
	struct usbfs_front *f = fuse_req_userdata(req);

	for (unsigned i = 0; i < f->devices; i++)
		if (f->device[i].present &&
		    f->device[i].devnum + (fuse_ino_t)INO_DEVICES == ino)
			return &f->device[i];
	return NULL;
}

static struct usbfs_handle *handle_of(const struct fuse_file_info *fi)
{
	return (struct usbfs_handle *)(uintptr_t)fi->fh;
}

static bool stat_of(fuse_req_t req, fuse_ino_t ino, struct stat *st)
{
	const struct usbfs_device *d = device_of(req, ino);

	memset(st, 0, sizeof(*st));
	st->st_ino = ino;
	st->st_nlink = 1;
	st->st_mode = S_IFDIR | 0755;
	if (ino == FUSE_ROOT_ID || ino == INO_BUS)
		return true;
	if (!d)
		return false;
	/* A character device would be opened by the kernel itself. */
	st->st_mode = S_IFREG | 0666;
	st->st_size = (off_t)d->model->descriptors.len;
	return true;
}

/* "001": exactly three digits; 0 if it is something else. */
static unsigned number_of(const char *name)
{
	unsigned n = 0, i;

	for (i = 0; i < 3; i++) {
		if (name[i] < '0' || name[i] > '9')
			return 0;
		n = n * 10 + (unsigned)(name[i] - '0');
	}
	return name[3] ? 0 : n;
}

static void files_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	struct fuse_entry_param e = {.attr_timeout = 0, .entry_timeout = 0};
	unsigned n = number_of(name);

	if (parent == FUSE_ROOT_ID && n == USBFS_BUS)
		e.ino = INO_BUS;
	else if (parent == INO_BUS && n > 0)
		e.ino = INO_DEVICES + n;
	if (e.ino == 0 || !stat_of(req, e.ino, &e.attr))
		fuse_reply_err(req, ENOENT);
	else
		fuse_reply_entry(req, &e);
}

static void files_getattr(fuse_req_t req, fuse_ino_t ino,
			  struct fuse_file_info *fi)
{
	struct stat st;

	(void)fi;
	if (stat_of(req, ino, &st))
		fuse_reply_attr(req, &st, 0);
	else
		fuse_reply_err(req, ENODEV);
}

static size_t add_entry(fuse_req_t req, char *buf, size_t len, size_t cap,
			const char *name, fuse_ino_t ino)
{
	struct stat st;

	stat_of(req, ino, &st);
	return len + fuse_add_direntry(req, buf + len, cap - len, name, &st,
				       (off_t)(len + 1));
}

/* Everything in one answer: the largest directory has four entries. */
static void files_readdir(fuse_req_t req, fuse_ino_t ino, size_t size,
			  off_t off, struct fuse_file_info *fi)
{
	const struct usbfs_front *f = fuse_req_userdata(req);
	char buf[512], name[8];
	size_t len = 0;

	(void)fi;
	if (off != 0) {
		fuse_reply_buf(req, NULL, 0);
		return;
	}
	len = add_entry(req, buf, len, sizeof(buf), ".", ino);
	len = add_entry(req, buf, len, sizeof(buf), "..", FUSE_ROOT_ID);
	if (ino == FUSE_ROOT_ID)
		len = add_entry(req, buf, len, sizeof(buf), "001", INO_BUS);
	for (unsigned i = 0; ino == INO_BUS && i < f->devices; i++) {
		if (!f->device[i].present)
			continue;
		snprintf(name, sizeof(name), "%03u", f->device[i].devnum);
		len = add_entry(req, buf, len, sizeof(buf), name,
				INO_DEVICES + f->device[i].devnum);
	}
	fuse_reply_buf(req, buf, len < size ? len : size);
}

static void files_open(fuse_req_t req, fuse_ino_t ino,
		       struct fuse_file_info *fi)
{
	struct usbfs_device *d = device_of(req, ino);
	struct usbfs_handle *h;

	if (!d) {
		fuse_reply_err(req, ENODEV);
		return;
	}
	h = usbfs_bus_open(d, (fi->flags & O_ACCMODE) != O_RDONLY);
	if (!h) {
		fuse_reply_err(req, ENOMEM);
		return;
	}
	fi->fh = (uintptr_t)h;
	fi->direct_io = 1;
	if (fuse_reply_open(req, fi) < 0)
		usbfs_bus_close(h); /* the opener was killed meanwhile */
}

static void files_read(fuse_req_t req, fuse_ino_t ino, size_t size, off_t off,
		       struct fuse_file_info *fi)
{
	const struct usbfs_handle *h = handle_of(fi);
	struct att_bytes all = h->device->model->descriptors, part;

	(void)ino;
	if (h->gone) {
		fuse_reply_err(req, ENODEV);
		return;
	}
	if ((uint64_t)off >= all.len)
		size = 0;
	else if (size > all.len - (size_t)off)
		size = all.len - (size_t)off;
	if (size == 0 || !att_bytes_sub(all, (uint64_t)off, size, &part))
		fuse_reply_buf(req, NULL, 0);
	else
		fuse_reply_buf(req, (const char *)part.p, part.len);
}

static void answer(fuse_req_t req, int result)
{
	if (result < 0)
		fuse_reply_err(req, -result);
	else
		fuse_reply_ioctl(req, result, NULL, 0);
}

/* A signal for a thread that waits; who it is sees it in the next round. */
static void on_interrupt(fuse_req_t req, void *interrupted)
{
	(void)req;
	*(bool *)interrupted = true;
}

static void sleep_in_reap(fuse_req_t req, const struct usbfs_call *c)
{
	struct usbfs_reaper *r = calloc(1, sizeof(*r));

	if (!r) {
		fuse_reply_err(req, ENOMEM);
		return;
	}
	r->req = req;
	r->pid = c->pid;
	r->arg = c->arg;
	TAILQ_INSERT_TAIL(&c->handle->reapers, r, entry);
	fuse_req_interrupt_func(req, on_interrupt, &r->interrupted);
}

static void files_ioctl(fuse_req_t req, fuse_ino_t ino, unsigned cmd, void *arg,
			struct fuse_file_info *fi, unsigned flags,
			const void *in, size_t in_len, size_t out_cap)
{
	struct usbfs_call c = {.handle = handle_of(fi),
			       .pid = fuse_req_ctx(req)->pid,
			       .cmd = cmd,
			       .arg = (uintptr_t)arg,
			       .now_ms = sim_clock_ms(),
			       .waiter = req};
	int result;

	(void)ino, (void)in, (void)in_len, (void)out_cap;
	if (flags & (FUSE_IOCTL_COMPAT | FUSE_IOCTL_DIR)) {
		fuse_reply_err(req, ENOTTY); /* other layouts */
		return;
	}
	result = usbfs_ioctl(&c);
	if (result != USBFS_LATER)
		answer(req, result);
	else if (c.later)
		fuse_req_interrupt_func(req, on_interrupt,
					&c.later->interrupted);
	else
		sleep_in_reap(req, &c);
}

static void files_poll(fuse_req_t req, fuse_ino_t ino,
		       struct fuse_file_info *fi, struct fuse_pollhandle *ph)
{
	struct usbfs_handle *h = handle_of(fi);
	unsigned events = 0;

	(void)ino;
	/* It stays good until the file is closed, for any number of calls. */
	if (ph) {
		if (h->poll)
			fuse_pollhandle_destroy(h->poll);
		h->poll = ph;
	}
	if (h->writable && !TAILQ_EMPTY(&h->done))
		events |= POLLOUT | POLLWRNORM;
	if (h->gone)
		events |= POLLERR | POLLHUP;
	fuse_reply_poll(req, events);
}

static void close_handle(struct usbfs_handle *h)
{
	if (h->poll)
		fuse_pollhandle_destroy(h->poll);
	usbfs_bus_close(h);
}

static void files_release(fuse_req_t req, fuse_ino_t ino,
			  struct fuse_file_info *fi)
{
	(void)ino;
	close_handle(handle_of(fi));
	fuse_reply_err(req, 0);
}

static const struct fuse_lowlevel_ops files_ops = {.lookup = files_lookup,
						   .getattr = files_getattr,
						   .readdir = files_readdir,
						   .open = files_open,
						   .read = files_read,
						   .ioctl = files_ioctl,
						   .poll = files_poll,
						   .release = files_release};

/* libfuse tells less of it than the system does. */
static int find_fuse(void)
{
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		return 0;
	}
	if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
		return usbfs_space_fail("/dev/fuse is missing (modprobe fuse)");
	return usbfs_space_fail("/dev/fuse");
}

int usbfs_files_open(struct usbfs_front *f)
{
	char *argv[] = {"simodem", "-o", "allow_other,fsname=simodem", NULL};
	struct fuse_args args = FUSE_ARGS_INIT(3, argv);
	int fd;

	if (find_fuse() < 0)
		return ATT_E_ACCESS;
	f->request = calloc(1, sizeof(*f->request));
	f->session = fuse_session_new(&args, &files_ops, sizeof(files_ops), f);
	fuse_opt_free_args(&args);
	if (!f->session || !f->request)
		return ATT_E_MEMORY;
	if (fuse_session_mount(f->session, "/dev/bus/usb") < 0)
		return usbfs_space_fail("a FUSE file system at /dev/bus/usb");
	/* A request may be withdrawn between poll and read. */
	fd = fuse_session_fd(f->session);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return 0;
}

int usbfs_files_fd(const struct usbfs_front *f)
{
	return fuse_session_fd(f->session);
}

bool usbfs_files_serve(struct usbfs_front *f)
{
	int n = fuse_session_receive_buf(f->session, f->request);

	if (n > 0)
		fuse_session_process_buf(f->session, f->request);
	return n > 0 || n == -EAGAIN || n == -EINTR;
}

static void wake_waiters(struct usbfs_handle *h)
{
	struct usbfs_urb *u, *next;

	for (u = TAILQ_FIRST(&h->done); u; u = next) {
		next = TAILQ_NEXT(u, entry);
		if (!u->waiter)
			continue;
		TAILQ_REMOVE(&h->done, u, entry);
		answer(u->waiter,
		       usbfs_ioctl_finish(u, fuse_req_ctx(u->waiter)->pid));
		usbfs_urb_free(u);
	}
}

static void wake_reapers(struct usbfs_handle *h)
{
	struct usbfs_reaper *r, *next;

	for (r = TAILQ_FIRST(&h->reapers); r; r = next) {
		int result = r->interrupted
				     ? -EINTR
				     : usbfs_ioctl_reap(h, r->pid, r->arg);

		next = TAILQ_NEXT(r, entry);
		if (result == -EAGAIN)
			continue;
		TAILQ_REMOVE(&h->reapers, r, entry);
		answer(r->req, result);
		free(r);
	}
}

void usbfs_files_wake(struct usbfs_front *f)
{
	struct usbfs_handle *h;

	for (unsigned i = 0; i < f->devices; i++) {
		TAILQ_FOREACH(h, &f->device[i].handles, entry)
		{
			wake_waiters(h);
			wake_reapers(h);
			if (h->wake && h->poll)
				fuse_lowlevel_notify_poll(h->poll);
			h->wake = false;
		}
	}
}

void usbfs_files_close(struct usbfs_front *f)
{
	/* Nobody may be left asleep, and no request unanswered. */
	for (unsigned i = 0; i < f->devices; i++)
		usbfs_bus_unplug(&f->device[i]);
	usbfs_files_wake(f);
	for (unsigned i = 0; i < f->devices; i++)
		while (!TAILQ_EMPTY(&f->device[i].handles))
			close_handle(TAILQ_FIRST(&f->device[i].handles));
	if (f->session) {
		fuse_session_unmount(f->session);
		fuse_session_destroy(f->session);
	}
	if (f->request)
		free(f->request->mem);
	free(f->request);
}
