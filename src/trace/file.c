/* The trace of a run on disk. */
#include "trace/file.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/errors.h"
#include "trace/place.h"

struct on_disk {
	struct att_tracefile trace; /* first: it is what a caller has */
	int fd;
	char path[4096];
	unsigned files;
	int (*place)(const char *path, unsigned files);
};

const char *att_tracefile_why(int error)
{
	if (error == ELOOP)
		return "it is a link, and a trace is a file of its own";
	if (error == ESPIPE || error == ENXIO)
		return "a trace is written to a regular file only";
	if (error == EEXIST)
		return "what it holds cannot be kept under another name";
	return strerror(error);
}

/* --- the store --------------------------------------------------------- */

static int write_at(void *ctx, uint64_t at, const uint8_t *p, size_t len)
{
	struct on_disk *d = ctx;

	while (len) {
		ssize_t n = pwrite(d->fd, p, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? errno : ENOSPC;
		p += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return 0;
}

static int next(void *ctx)
{
	struct on_disk *d = ctx;
	int fd = d->place(d->path, d->files), err = fd < 0 ? errno : 0;

	if (err == EEXIST)
		return err;
	if (close(d->fd) < 0 && !err)
		err = errno;
	d->fd = fd;
	return err;
}

/* --- beginning and end ------------------------------------------------- */

/* An empty file. NULL: errno. */
static struct on_disk *new_file(const char *path,
				const struct att_tracefile_keep *keep)
{
	struct on_disk *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	/* a limit of the file's size is an error like others */
	signal(SIGXFSZ, SIG_IGN);
	if (strlen(path) >= sizeof(d->path)) {
		free(d);
		errno = ENAMETOOLONG;
		return NULL;
	}
	strcpy(d->path, path);
	d->files = keep->files;
	d->place = keep->place ? keep->place : att_trace_place;
	d->fd = d->place(path, keep->files);
	if (d->fd < 0) {
		free(d);
		return NULL;
	}
	d->trace.last.grow = att_pcapng_grow;
	return d;
}

static struct att_tracefile *begin(const char *path,
				   const struct att_tracefile_keep *keep,
				   const struct att_tracefile_run *run)
{
	struct on_disk *d = new_file(path, keep);
	const struct att_tracefile_store store = {
		.ctx = d, .write = write_at, .next = next, .size = keep->size};

	if (!d)
		return NULL;
	att_tracefile_begin(&d->trace, &store, run);
	return &d->trace;
}

struct att_tracefile *att_tracefile_open(const char *path, bool mask,
					 const struct att_tracefile_keep *keep,
					 const struct att_core_config *config,
					 uint32_t seed, uint64_t start_ms)
{
	static const struct att_tracefile_keep nothing;

	return begin(path, keep ? keep : &nothing,
		     &(struct att_tracefile_run){
			     .application = "attache " ATTACHE_VERSION,
			     .mask = mask,
			     .seed = seed,
			     .epoch_s = (int64_t)time(NULL),
			     .start_ms = start_ms,
			     .config = config});
}

struct att_tracefile *att_tracefile_import(const char *path, bool mask,
					   int64_t epoch_s)
{
	static const struct att_tracefile_keep nothing;

	return begin(path, &nothing,
		     &(struct att_tracefile_run){
			     .application = "attache " ATTACHE_VERSION,
			     .mask = mask,
			     .foreign = true,
			     .epoch_s = epoch_s});
}

int att_tracefile_error(const struct att_tracefile *t)
{
	return t->error == ATT_E_MEMORY ? ENOMEM
	       : t->error == ATT_E_ROOM ? EMSGSIZE
					: t->error;
}

int att_tracefile_close(struct att_tracefile *t)
{
	struct on_disk *d = t->store.ctx;
	int err, closed;

	att_tracefile_end(t);
	closed = close(d->fd) < 0 ? errno : 0;
	err = t->error ? att_tracefile_error(t) : closed;
	att_pcapng_fini(&t->last);
	free(d);
	errno = err;
	return err ? ATT_E_IO : 0;
}
