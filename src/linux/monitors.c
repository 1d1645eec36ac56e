/* Events on their way to those who watch. */
#include "linux/monitors.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "wire/mbim/msg.h"

/* The longest line of the log in UTF-16, and the names of a step. */
#define EVENT 4096

/* --- one event ----------------------------------------------------------- */

static uint64_t wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static uint32_t kind_of(const char *line)
{
	static const struct {
		const char *begins;
		uint32_t kind;
	} kinds[] = {
		{"problem:", MBIM_EVENT_KIND_PROBLEM},
		{"waiting:", MBIM_EVENT_KIND_WAITING},
		{"error:", MBIM_EVENT_KIND_ERROR},
		{"link ", MBIM_EVENT_KIND_LINK},
		{"modem ", MBIM_EVENT_KIND_MODEM},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(line, kinds[i].begins, strlen(kinds[i].begins)) ==
		    0)
			return kinds[i].kind;
	return MBIM_EVENT_KIND_LINE;
}

int att_event_encode(const struct att_event *event, uint32_t kind, uint8_t *buf,
		     size_t cap)
{
	const struct mbim_attache_events_response out = {
		.time_ms = wall_ms(),
		.since_start_ms = event->since_start_ms,
		.kind = kind,
		.text = att_str_utf8(event->line),
		.session = UINT32_MAX,
		.modem = att_str_utf8(event->modem),
	};

	return mbim_attache_events_response_encode(&out, buf, cap);
}

static int encode_step(const struct att_event *event, uint8_t *buf, size_t cap)
{
	const struct att_trace_rec *rec = event->step;
	const struct att_machine_info *m = rec->machine;
	char line[256];
	struct att_text t;
	struct mbim_attache_events_response out = {
		.time_ms = wall_ms(),
		.since_start_ms = event->since_start_ms,
		.kind = MBIM_EVENT_KIND_STEP,
		.modem = att_str_utf8(event->modem),
		.machine = att_str_utf8(m->name),
		.session = rec->instance,
		.from = att_str_utf8(m->states[rec->from]),
		.event = att_str_utf8(m->events[rec->event - ATT_EVENT_FIRST]),
		.to = att_str_utf8(rec->refused ? "" : m->states[rec->to]),
		.effect = att_str_utf8(rec->effect ? m->effects[rec->effect]
						   : ""),
	};

	/* The words are those behind the time. */
	att_text_init(&t, line, sizeof(line));
	att_trace_text(&t, rec, rec->at_ms);
	out.text = att_str_utf8(strchr(line, ' ') + 1);
	return mbim_attache_events_response_encode(&out, buf, cap);
}

static int encode_indication(uint8_t *buf, size_t cap, int body)
{
	return body < 0 ? body
			: mbim_msg_encode_indication(
				  buf, cap,
				  &mbim_services[MBIM_SERVICE_ATTACHE].uuid,
				  MBIM_CID_ATTACHE_EVENTS, (size_t)body);
}

/* --- those who are told -------------------------------------------------- */

static void drop(struct att_monitor *m)
{
	att_loop_unwatch(m->monitors->loop, m->fd);
	close(m->fd);
	m->fd = -1;
	m->monitors->n--;
}

static void put(struct att_monitor *m, struct att_bytes bytes)
{
	if (m->done) {
		memmove(m->out, m->out + m->done, m->len - m->done);
		m->len -= m->done;
		m->done = 0;
	}
	if (bytes.len > sizeof(m->out) - m->len) {
		m->slow = true;
		return;
	}
	memcpy(m->out + m->len, bytes.p, bytes.len);
	m->len += bytes.len;
}

/* 0, ATT_E_BUSY: it has to read first, or ATT_E_GONE. */
static int send_out(struct att_monitor *m)
{
	while (m->done < m->len) {
		ssize_t n = send(m->fd, m->out + m->done, m->len - m->done,
				 MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0)
			return errno == EAGAIN ? ATT_E_BUSY : ATT_E_GONE;
		m->done += (size_t)n;
	}
	m->len = m->done = 0;
	return 0;
}

/* Whatever it says, it is not listened to; when it hangs up it has gone. */
static void ready(void *arg, uint32_t revents)
{
	struct att_monitor *m = arg;
	uint32_t events = EPOLLIN;
	uint8_t in[512];
	int err = 0;

	if (revents & (EPOLLIN | EPOLLHUP | EPOLLERR) &&
	    recv(m->fd, in, sizeof(in), MSG_DONTWAIT) <= 0)
		err = ATT_E_GONE;
	if (!err)
		err = send_out(m);
	if (err == ATT_E_BUSY)
		events |= EPOLLOUT;
	if (err == ATT_E_GONE ||
	    att_loop_watch(m->monitors->loop, m->fd, events, ready, m))
		drop(m);
}

void att_monitors_init(struct att_monitors *m, struct att_loop *loop)
{
	m->loop = loop;
	m->n = 0;
	for (unsigned i = 0; i < ATT_MONITORS; i++) {
		m->monitor[i].monitors = m;
		m->monitor[i].fd = -1;
	}
}

int att_monitors_add(struct att_monitors *m, int fd, const char *modem,
		     struct att_bytes first)
{
	struct att_monitor *one = m->monitor;

	while (one < m->monitor + ATT_MONITORS && one->fd >= 0)
		one++;
	if (one == m->monitor + ATT_MONITORS)
		return ATT_E_BUSY;
	if (att_loop_watch(m->loop, fd, EPOLLIN | EPOLLOUT, ready, one))
		return ATT_E_IO;
	one->fd = fd;
	snprintf(one->modem, sizeof(one->modem), "%s", modem);
	one->slow = false;
	one->len = one->done = 0;
	m->n++;
	put(one, first);
	return 0;
}

static bool concerns(const struct att_monitor *m, const char *modem)
{
	return !modem[0] || !m->modem[0] || strcmp(m->modem, modem) == 0;
}

static void put_all(struct att_monitors *m, const char *modem,
		    struct att_bytes message)
{
	for (unsigned i = 0; i < ATT_MONITORS; i++)
		if (m->monitor[i].fd >= 0 && concerns(&m->monitor[i], modem))
			put(&m->monitor[i], message);
}

void att_monitors_tell(struct att_monitors *m, const struct att_event *event)
{
	uint8_t buf[EVENT];
	uint8_t *body = buf + MBIM_MSG_INDICATION_BODY;
	const size_t cap = sizeof(buf) - MBIM_MSG_INDICATION_BODY;
	int len;

	if (!m->n)
		return;
	if (event->step)
		len = encode_step(event, body, cap);
	else
		len = att_event_encode(event, kind_of(event->line), body, cap);
	len = encode_indication(buf, sizeof(buf), len);
	if (len > 0)
		put_all(m, event->modem, att_bytes_of(buf, (size_t)len));
}

unsigned att_monitors_flush(struct att_monitors *m)
{
	unsigned dropped = 0;

	for (unsigned i = 0; m->n && i < ATT_MONITORS; i++) {
		struct att_monitor *one = &m->monitor[i];

		if (one->fd < 0 || one->done == one->len)
			continue;
		ready(one, 0);
		if (one->fd < 0 || !one->slow)
			continue;
		drop(one);
		dropped++;
	}
	return dropped;
}

void att_monitors_end(struct att_monitors *m, uint64_t since_start_ms)
{
	const struct att_event end = {.since_start_ms = since_start_ms,
				      .modem = "",
				      .line = "attache has ended"};
	uint8_t buf[256];
	int len;

	if (!m->n)
		return;
	len = att_event_encode(&end, MBIM_EVENT_KIND_END,
			       buf + MBIM_MSG_INDICATION_BODY,
			       sizeof(buf) - MBIM_MSG_INDICATION_BODY);
	len = encode_indication(buf, sizeof(buf), len);
	if (len > 0)
		put_all(m, "", att_bytes_of(buf, (size_t)len));
	for (unsigned i = 0; m->n && i < ATT_MONITORS; i++) {
		if (m->monitor[i].fd < 0)
			continue;
		(void)send_out(&m->monitor[i]);
		drop(&m->monitor[i]);
	}
}
