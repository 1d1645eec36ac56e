/* Does data come? Looked at every few seconds. */
#include "linux/traffic.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drivers/port_rights.h"

#define LOOK_MS 5000u
/* Of the owner's probe. */
#define PROBE_MS 60000u

/* --- those of one modem -------------------------------------------------- */

uint64_t att_traffic_counter(const char *device, const char *name)
{
	char path[96];
	char text[24] = "";
	int fd;

	snprintf(path, sizeof(path), "/sys/class/net/%.15s/statistics/%s",
		 device, name);
	fd = port_rights->open(path, O_RDONLY);
	if (fd < 0)
		return UINT64_MAX;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	return strtoull(text, NULL, 10);
}

static void tell(struct att_traffic *t, uint32_t i, enum att_observed what,
		 const char *words)
{
	const struct att_observation o = {what, i, words};

	t->observe(t->ctx, &o);
}

static void look_at_data(struct att_traffic *t, uint32_t i)
{
	struct att_traffic_session *s = &t->session[i];
	enum att_observed what;
	bool ask;

	if (att_traffic_judge(
		    &s->link, att_traffic_counter(s->device, "rx_packets"),
		    att_traffic_counter(s->device, "tx_packets"),
		    s->ip.n_dns4 || s->ip.n_dns6, t->config->stall_s * 1000u,
		    att_loop_now(t->loop), &what, &ask))
		tell(t, i, what, NULL);
	/* The session may have been ended by that. */
	if (ask && s->device[0])
		att_probe_name_servers(&s->probe, s->device, &s->ip);
}

static void look_at_probe(struct att_traffic *t, uint32_t i)
{
	struct att_traffic_session *s = &t->session[i];
	const char *address = t->config->session[i].probe;
	uint64_t now_ms = att_loop_now(t->loop);
	bool failed;

	if (!address[0] || !s->device[0])
		return;
	failed = att_probe_failed(&s->probe);
	if (failed && (!s->failed || now_ms >= s->probe_ms))
		tell(t, i, ATT_OBSERVED_PROBE_FAILED, address);
	else if (!failed && s->failed)
		tell(t, i, ATT_OBSERVED_PROBE_ANSWERED, address);
	s->failed = failed;
	if (now_ms < s->probe_ms || !s->device[0])
		return;
	/* While no answer comes it is sent again with every look. */
	s->probe_ms = now_ms + (att_probe_waits(&s->probe) ? 0 : PROBE_MS);
	if (strcmp(address, "dns") == 0)
		att_probe_dns(&s->probe, s->device, &s->ip);
	else
		att_probe_echo(&s->probe, s->device, address);
}

static bool looks(const struct att_traffic *t, uint32_t i)
{
	return t->session[i].device[0] &&
	       (t->config->stall_s || t->config->session[i].probe[0]);
}

static void begin_to_look(struct att_traffic *t, uint32_t i)
{
	if (looks(t, i) && t->timer.at_ms == ATT_LOOP_NEVER)
		t->timer.at_ms = att_loop_now(t->loop) + LOOK_MS;
}

static bool looks_at_any(const struct att_traffic *t)
{
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		if (looks(t, i))
			return true;
	return false;
}

static void on_look(void *arg)
{
	struct att_traffic *t = arg;

	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++) {
		if (!t->session[i].device[0])
			continue;
		if (t->config->stall_s)
			look_at_data(t, i);
		look_at_probe(t, i);
	}
	if (looks_at_any(t))
		t->timer.at_ms = att_loop_now(t->loop) + LOOK_MS;
}

void att_traffic_link(struct att_traffic *t, uint32_t session,
		      const char *device, const struct att_ip_config *ip)
{
	struct att_traffic_session *s = &t->session[session];
	bool same =
		device && strncmp(device, s->device, sizeof(s->device)) == 0;

	if (device)
		s->ip = *ip;
	if (same)
		return;
	att_probe_close(&s->probe);
	memset(&s->link, 0, sizeof(s->link));
	s->failed = false;
	s->probe_ms = 0;
	snprintf(s->device, sizeof(s->device), "%s", device ? device : "");
	begin_to_look(t, session);
}

/* A socket for echo requests is of one address family. */
void att_traffic_configure(struct att_traffic *t)
{
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++) {
		struct att_traffic_session *s = &t->session[i];
		const char *address = t->config->session[i].probe;

		if (strcmp(s->probed, address) != 0) {
			att_probe_close(&s->probe);
			s->failed = false;
			s->probe_ms = 0;
			memcpy(s->probed, address, sizeof(s->probed));
		}
		begin_to_look(t, i);
	}
}

void att_traffic_resumed(struct att_traffic *t)
{
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		t->session[i].link.known = false;
}

void att_traffic_init(struct att_traffic *t, struct att_loop *loop,
		      const struct att_config_modem *config,
		      att_traffic_fn *observe, void *ctx)
{
	t->loop = loop;
	t->config = config;
	t->observe = observe;
	t->ctx = ctx;
	att_loop_timer_init(loop, &t->timer, on_look, t);
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		t->session[i].probe.fd = t->session[i].probe.echo_fd = -1;
	att_traffic_configure(t);
}

void att_traffic_fini(struct att_traffic *t)
{
	for (uint32_t i = 0; t->loop && i < ATT_CORE_SESSIONS; i++)
		att_probe_close(&t->session[i].probe);
}
