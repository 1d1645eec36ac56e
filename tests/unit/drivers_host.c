/* A loop as small as a test needs it. */
#include "drivers_host.h"

#include <poll.h>
#include <stdio.h>
#include <time.h>

#include "base/errors.h"

enum { SILENCE_MS = 10000 };

uint64_t host_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void say(struct host *h, const char *word, const char *more)
{
	size_t at = strlen(h->said);

	snprintf(h->said + at, sizeof(h->said) - at, "%s%s%s", at ? " " : "",
		 word, more);
}

static void on_up(void *ctx, const struct port_info *info)
{
	struct host *h = ctx;

	h->info = *info;
	h->ups++;
	say(h, "up", "");
	if (h->close_in_up)
		h->close_in_up->ops->close(h->close_in_up);
}

static void on_control(void *ctx, struct att_bytes bytes)
{
	struct host *h = ctx;

	say(h, "control", "");
	if (bytes.len > sizeof(h->control) - h->control_len)
		return;
	memcpy(h->control + h->control_len, bytes.p, bytes.len);
	h->control_len += bytes.len;
}

static void on_data(void *ctx, struct flow stream, struct att_bytes datagram)
{
	struct host *h = ctx;

	h->datagrams++;
	h->bytes += datagram.len;
	if (h->on_data)
		h->on_data(h->on_data_ctx, stream, datagram);
}

static void on_data_end(void *ctx)
{
	(void)ctx;
}

static void on_writable(void *ctx)
{
	struct host *h = ctx;

	h->writables++;
}

static void on_gone(void *ctx, int err)
{
	struct host *h = ctx;

	h->gones++;
	say(h, "gone:", att_errors_name(err));
}

static int watch(void *ctx, int fd, uint32_t events,
		 void (*fn)(void *arg, uint32_t revents), void *arg)
{
	struct host *h = ctx;
	int at = -1;

	for (int i = 0; i < HOST_WATCHES; i++) {
		if (h->watch[i].fd == fd) {
			at = i;
			break;
		}
		if (at < 0 && h->watch[i].fd < 0)
			at = i;
	}
	if (at < 0)
		return ATT_E_IO;
	h->watch[at].fd = fd;
	h->watch[at].events = events;
	h->watch[at].fn = fn;
	h->watch[at].arg = arg;
	return 0;
}

static void unwatch(void *ctx, int fd)
{
	struct host *h = ctx;

	for (int i = 0; i < HOST_WATCHES; i++)
		if (h->watch[i].fd == fd)
			h->watch[i].fd = -1;
}

static void timer(void *ctx, int ms, void (*fn)(void *arg), void *arg)
{
	struct host *h = ctx;

	h->timer_at = ms < 0 ? UINT64_MAX : host_now() + (uint64_t)ms;
	h->timer_fn = fn;
	h->timer_arg = arg;
}

static void on_log(void *ctx, const char *line)
{
	struct host *h = ctx;
	size_t at = strlen(h->logged);

	snprintf(h->logged + at, sizeof(h->logged) - at, "%s\n", line);
	if (h->verbose)
		fprintf(stderr, "# %s\n", line);
}

static void on_waits(void *ctx, const char *why)
{
	struct host *h = ctx;

	snprintf(h->waits, sizeof(h->waits), "%s", why);
	h->n_waits++;
	if (h->verbose)
		fprintf(stderr, "# waits: %s\n", why);
}

static void on_moved(void *ctx)
{
	struct host *h = ctx;

	h->moves++;
	say(h, "moved", "");
}

void host_init(struct host *h)
{
	memset(h, 0, sizeof(*h));
	for (int i = 0; i < HOST_WATCHES; i++)
		h->watch[i].fd = -1;
	h->timer_at = UINT64_MAX;
	h->host = (struct port_host){
		.ctx = h,
		.up = on_up,
		.control = on_control,
		.data = on_data,
		.data_end = on_data_end,
		.writable = on_writable,
		.gone = on_gone,
		.watch = watch,
		.unwatch = unwatch,
		.timer = timer,
		.log = on_log,
		.waits = on_waits,
		.moved = on_moved,
	};
}

static bool timer_due(struct host *h)
{
	if (h->timer_at > host_now())
		return false;
	h->timer_at = UINT64_MAX;
	h->timer_fn(h->timer_arg);
	return true;
}

bool host_turn(struct host *h, int max_ms)
{
	struct pollfd fds[HOST_WATCHES];
	uint64_t now = host_now();
	int n;

	for (int i = 0; i < HOST_WATCHES; i++)
		fds[i] = (struct pollfd){h->watch[i].fd,
					 (short)h->watch[i].events, 0};
	if (h->timer_at < now + (uint64_t)max_ms)
		max_ms = h->timer_at > now ? (int)(h->timer_at - now) : 0;
	n = poll(fds, HOST_WATCHES, max_ms);
	for (int i = 0; n > 0 && i < HOST_WATCHES; i++)
		if (fds[i].revents && h->watch[i].fd == fds[i].fd)
			h->watch[i].fn(h->watch[i].arg,
				       (uint32_t)fds[i].revents);
	return timer_due(h) || n > 0;
}

void host_jump(struct host *h)
{
	if (h->timer_at != UINT64_MAX)
		h->timer_at = 0;
}

bool host_until(struct host *h, const unsigned *counter, unsigned at_least)
{
	uint64_t end = host_now() + SILENCE_MS;

	while (*counter < at_least && host_now() < end)
		host_turn(h, 1000);
	return *counter >= at_least;
}

bool host_until_control(struct host *h, size_t len)
{
	uint64_t end = host_now() + SILENCE_MS;

	while (h->control_len < len && host_now() < end)
		host_turn(h, 1000);
	return h->control_len >= len;
}
