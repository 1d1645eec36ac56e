/* One connection to the control socket, of no modem: the list of modems, and
 * then events. When the list is another one, it begins anew. */
#include "modems.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bridge.h"
#include "client/connect.h"

/* The signal, which no event tells of. */
#define LOOK_US 10000000u

/* The modem that is called so; "": each of them. */
static void look(struct modems *m, const char *name)
{
	for (struct bridge *b = m->first; b; b = b->next)
		if (!name[0] || !strcmp(b->name, name))
			b->look(b);
}

static void hang_up(struct modems *m)
{
	m->source = sd_event_source_disable_unref(m->source);
	if (m->fd >= 0)
		close(m->fd);
	m->fd = -1;
}

/* Then the connection begins anew; until then it stays as it is. */
static void anew_in(struct modems *m, uint64_t us)
{
	sd_event_source_set_time_relative(m->timer, us);
	sd_event_source_set_enabled(m->timer, SD_EVENT_ONESHOT);
}

static void connect_in(struct modems *m, uint64_t us)
{
	hang_up(m);
	anew_in(m, us);
}

/* --- the list ------------------------------------------------------------- */

static bool is_listed(const char *name, struct att_cursor c)
{
	struct mbim_attache_modem modem;

	while (mbim_attache_modem_next(&c, &modem))
		if (facts_is(&modem.name, name))
			return true;
	return false;
}

static void close_others(struct modems *m, struct att_cursor listed)
{
	struct bridge **at = &m->first, *b;

	while ((b = *at)) {
		if (is_listed(b->name, listed)) {
			at = &b->next;
			continue;
		}
		*at = b->next;
		bridge_close(b);
	}
}

/* That it is not there is said once, however often it is tried again. */
static void complain(const struct modems *m,
		     const struct mbim_attache_modem *modem)
{
	char name[FACTS_NAME];

	if (m->wait_us)
		return;
	facts_text(name, sizeof(name), &modem->name);
	fprintf(stderr,
		"attache-dbus: %s: no memory for it; it is tried again\n",
		name);
}

/* Behind the last: clients see them in the order of the configuration. */
static bool open_one(struct modems *m, const struct mbim_attache_modem *modem)
{
	struct bridge **at = &m->first;

	while (*at && !facts_is(&modem->name, (*at)->name))
		at = &(*at)->next;
	if (!*at)
		*at = bridge_open(m, modem);
	if (!*at)
		complain(m, modem);
	return *at;
}

/* After waits that grow, as the list will not change for that. */
static void try_again(struct modems *m)
{
	m->wait_us = m->wait_us ? 2 * m->wait_us : CLIENT_AGAIN_US;
	if (m->wait_us > LOOK_US)
		m->wait_us = LOOK_US;
	anew_in(m, m->wait_us);
}

static void take_list(struct modems *m, struct att_bytes body)
{
	struct mbim_attache_modems_response r;
	struct mbim_attache_modem modem;
	struct att_cursor c;
	bool all = true;

	if (mbim_attache_modems_response_decode(body, &r)) {
		connect_in(m, CLIENT_AGAIN_US);
		return;
	}
	close_others(m, att_cursor_of(&r.modems));
	c = att_cursor_of(&r.modems);
	while (mbim_attache_modem_next(&c, &modem))
		all = open_one(m, &modem) && all;
	if (all)
		m->wait_us = 0;
	else
		try_again(m);
}

/* --- the connection ------------------------------------------------------- */

static void take_event(struct modems *m, struct att_bytes body)
{
	struct mbim_attache_events_response e;
	char name[FACTS_TEXT];

	if (mbim_attache_events_response_decode(body, &e))
		return;
	facts_text(name, sizeof(name), &e.modem);
	look(m, name);
	if (e.kind == MBIM_EVENT_KIND_MODEM)
		connect_in(m, 0);
}

static void take(struct modems *m, struct att_bytes message)
{
	struct mbim_msg msg;

	if (mbim_msg_decode(message, &msg))
		return;
	if (msg.type == (uint32_t)MBIM_MSG_INDICATE_STATUS)
		take_event(m, msg.body);
	else if (msg.type != (uint32_t)MBIM_MSG_COMMAND_DONE || msg.code)
		connect_in(m, CLIENT_AGAIN_US);
	else if (msg.cid == MBIM_CID_ATTACHE_MODEMS)
		take_list(m, msg.body);
	else
		look(m, ""); /* what came before this was not told */
}

static int on_input(sd_event_source *s, int fd, uint32_t revents, void *arg)
{
	struct modems *m = arg;
	struct mbim_frag_fault fault;
	struct att_bytes message;
	int got;

	(void)s;
	(void)revents;
	if (!client_receive(fd, &m->rx)) {
		connect_in(m, CLIENT_AGAIN_US);
		return 0;
	}
	while (m->fd >= 0 &&
	       (got = mbim_frag_rx_get(&m->rx, 0, &message, &fault)) != 0)
		if (got > 0)
			take(m, message);
	return 0;
}

static bool ask(struct modems *m, uint32_t cid)
{
	uint8_t buf[64];
	int len = mbim_msg_encode_command(
		buf, sizeof(buf), cid,
		&mbim_services[MBIM_SERVICE_ATTACHE].uuid, cid, false, 0);

	return len > 0 && client_put(m->fd, buf, (size_t)len);
}

static int on_connect(sd_event_source *s, uint64_t usec, void *arg)
{
	struct modems *m = arg;

	(void)s;
	(void)usec;
	hang_up(m);
	mbim_frag_rx_init(&m->rx, false, m->stream, sizeof(m->stream), m->whole,
			  sizeof(m->whole));
	if (att_client_connect(m->path, &m->fd) ||
	    !ask(m, MBIM_CID_ATTACHE_MODEMS) ||
	    !ask(m, MBIM_CID_ATTACHE_EVENTS) ||
	    sd_event_add_io(m->event, &m->source, m->fd, EPOLLIN, on_input, m) <
		    0)
		connect_in(m, CLIENT_AGAIN_US);
	return 0;
}

static int on_looks(sd_event_source *s, uint64_t usec, void *arg)
{
	(void)usec;
	look(arg, "");
	sd_event_source_set_time_relative(s, LOOK_US);
	return sd_event_source_set_enabled(s, SD_EVENT_ONESHOT);
}

int modems_init(struct modems *m, const char *path)
{
	int err;

	m->path = path;
	m->fd = -1;
	err = sd_event_add_time_relative(m->event, &m->timer, CLOCK_MONOTONIC,
					 0, 0, on_connect, m);
	if (err >= 0)
		err = sd_event_add_time_relative(m->event, &m->looks,
						 CLOCK_MONOTONIC, LOOK_US, 0,
						 on_looks, m);
	return err;
}

void modems_fini(struct modems *m)
{
	struct bridge *b;

	while ((b = m->first)) {
		m->first = b->next;
		bridge_close(b);
	}
	hang_up(m);
	m->timer = sd_event_source_disable_unref(m->timer);
	m->looks = sd_event_source_disable_unref(m->looks);
}
