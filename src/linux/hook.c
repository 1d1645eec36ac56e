/* What the owner's program is told. */
#include "linux/hook.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 3, 4))) static void set(struct att_child_job *job,
						      const char *name,
						      const char *format, ...)
{
	char value[512], word[600];
	va_list args;

	va_start(args, format);
	vsnprintf(value, sizeof(value), format, args);
	va_end(args);
	snprintf(word, sizeof(word), "ATTACHE_%s=%s", name, value);
	att_child_add(job->environment, sizeof(job->environment), word);
}

static void begin(const struct att_hook *h, struct att_child_job *job,
		  const char *path, const char *event)
{
	memset(job, 0, sizeof(*job));
	att_child_add(job->arguments, sizeof(job->arguments), path);
	att_child_add(job->arguments, sizeof(job->arguments), event);
	set(job, "EVENT", "%s", event);
	set(job, "NAME", "%s", h->name);
}

static void tell(const struct att_hook *h, const struct att_child_job *job)
{
	att_children_run(h->children, job);
}

/* --- addresses ----------------------------------------------------------- */

struct list {
	char text[400];
};

static void add(struct list *l, int family, const void *address, int prefix)
{
	char text[INET6_ADDRSTRLEN] = "";
	size_t n = strlen(l->text);

	inet_ntop(family, address, text, sizeof(text));
	snprintf(l->text + n, sizeof(l->text) - n, "%s%s", n ? " " : "", text);
	n = strlen(l->text);
	if (prefix >= 0)
		snprintf(l->text + n, sizeof(l->text) - n, "/%d", prefix);
}

static void set_ipv4(struct att_child_job *job, const struct att_ip_config *ip)
{
	struct list addresses = {""}, servers = {""}, gateway = {""};

	for (uint32_t i = 0; i < ip->n_ipv4; i++)
		add(&addresses, AF_INET, ip->ipv4[i].address.b,
		    ip->ipv4[i].prefix);
	for (uint32_t i = 0; i < ip->n_dns4; i++)
		add(&servers, AF_INET, ip->dns4[i].b, -1);
	if (ip->has_gateway4)
		add(&gateway, AF_INET, ip->gateway4.b, -1);
	set(job, "IPV4", "%s", addresses.text);
	set(job, "IPV4_GATEWAY", "%s", gateway.text);
	set(job, "IPV4_DNS", "%s", servers.text);
}

static void set_ipv6(struct att_child_job *job, const struct att_ip_config *ip)
{
	struct list addresses = {""}, servers = {""}, gateway = {""};

	for (uint32_t i = 0; i < ip->n_ipv6; i++)
		add(&addresses, AF_INET6, ip->ipv6[i].address.b,
		    ip->ipv6[i].prefix);
	for (uint32_t i = 0; i < ip->n_dns6; i++)
		add(&servers, AF_INET6, ip->dns6[i].b, -1);
	if (ip->has_gateway6)
		add(&gateway, AF_INET6, ip->gateway6.b, -1);
	set(job, "IPV6", "%s", addresses.text);
	set(job, "IPV6_GATEWAY", "%s", gateway.text);
	set(job, "IPV6_DNS", "%s", servers.text);
}

/* RFC 7278: for another interface of the host. */
static void set_shared(struct att_child_job *job,
		       const struct att_ipv6_prefix *shared)
{
	struct list prefix = {""};

	if (shared->length)
		add(&prefix, AF_INET6, shared->net.b, shared->length);
	set(job, "IPV6_PREFIX", "%s", prefix.text);
}

/* --- what has changed ---------------------------------------------------- */

static void tell_link(struct att_hook *h, const char *path, uint32_t i,
		      const char *event, uint32_t mtu)
{
	const struct att_hook_session *s = &h->session[i];
	struct att_child_job job;

	begin(h, &job, path, event);
	set(&job, "SESSION", "%u", i);
	set(&job, "DEVICE", "%s", s->device);
	set(&job, "MTU", "%u", mtu);
	set_ipv4(&job, &s->ip);
	set_ipv6(&job, &s->ip);
	set_shared(&job, &s->shared);
	tell(h, &job);
}

static bool same_ip(const struct att_ip_config *a,
		    const struct att_ip_config *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* One that still asks for addresses, or has lost its lease, carries none. */
static bool carries_data(const struct att_manager_session *now)
{
	uint32_t n = now->mtu ? now->ip->n_ipv4 : 0;

	for (uint32_t i = 0; now->mtu && i < now->ip->n_ipv6; i++)
		n += !att_ipv6_is_link_local(now->ip->ipv6[i].address.b);
	return n != 0;
}

static void link_down(struct att_hook *h, const char *path, uint32_t i)
{
	h->session[i].up = false;
	tell_link(h, path, i, "link-down", 0);
}

static void look_at_link(struct att_hook *h, const char *path, uint32_t i,
			 const struct att_manager_session *now,
			 const struct att_ipv6_prefix *shared)
{
	struct att_hook_session *s = &h->session[i];
	const bool up = carries_data(now), was = s->up;

	if (was && (!up || strcmp(s->device, now->device) != 0))
		link_down(h, path, i);
	if (!up || (s->up && same_ip(&s->ip, now->ip)))
		return;
	snprintf(s->device, sizeof(s->device), "%s", now->device);
	s->ip = *now->ip;
	s->shared = *shared;
	tell_link(h, path, i, s->up ? "link-change" : "link-up", now->mtu);
	s->up = true;
}

static void look_at_modem(struct att_hook *h, const char *path, bool present)
{
	struct att_child_job job;

	if (present == h->present)
		return;
	h->present = present;
	begin(h, &job, path, present ? "modem" : "modem-gone");
	tell(h, &job);
}

static void look_at_problem(struct att_hook *h, const char *path,
			    const char *problem)
{
	struct att_child_job job;

	if (strcmp(problem, h->problem) == 0)
		return;
	snprintf(h->problem, sizeof(h->problem), "%s", problem);
	begin(h, &job, path, "problem");
	set(&job, "PROBLEM", "%s", problem);
	tell(h, &job);
}

void att_hook_look(struct att_hook *h, const char *path,
		   const struct att_manager_status *status)
{
	const struct att_core_status *core = status->core;

	if (!path[0] || !core->control)
		return;
	look_at_modem(h, path, strcmp(core->control, "absent") != 0);
	for (uint32_t i = 0; i < core->n_sessions; i++)
		look_at_link(h, path, i, &status->session[i], &core->shared[i]);
	look_at_problem(h, path, core->problem ? core->problem : "");
}

void att_hook_end(struct att_hook *h, const char *path)
{
	for (uint32_t i = 0; path[0] && i < ATT_CORE_SESSIONS; i++)
		if (h->session[i].up)
			link_down(h, path, i);
	if (path[0])
		look_at_modem(h, path, false);
}

void att_hook_power(const struct att_hook *h, const char *path,
		    const char *device)
{
	struct att_child_job job;

	begin(h, &job, path, "power");
	set(&job, "MODEM", "%s", device);
	tell(h, &job);
}
