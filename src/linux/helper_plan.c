/* The form of a plan, whoever wrote it. */
#include "linux/helper_plan.h"

#include <string.h>

static bool ends(const char *text, size_t cap)
{
	return memchr(text, '\0', cap);
}

/* A byte that is to be read as a bool. */
static bool is_truth(const bool *b)
{
	uint8_t byte;

	memcpy(&byte, b, 1);
	return byte <= 1;
}

static bool address_ok(const struct att_plan_address *a)
{
	return is_truth(&a->v6) && a->prefix <= (a->v6 ? 128 : 32);
}

static bool route_ok(const struct att_rtnl_route *r)
{
	return address_ok(&r->at.to) && is_truth(&r->at.has_via) &&
	       is_truth(&r->has_src);
}

static bool ip_ok(const struct att_ip_config *ip)
{
	return ip->n_ipv4 <= ATT_CORE_ADDRESSES &&
	       ip->n_ipv6 <= ATT_CORE_ADDRESSES &&
	       ip->n_dns4 <= ATT_CORE_ADDRESSES &&
	       ip->n_dns6 <= ATT_CORE_ADDRESSES &&
	       is_truth(&ip->has_gateway4) && is_truth(&ip->has_gateway6) &&
	       is_truth(&ip->dhcp4) && is_truth(&ip->slaac6);
}

static bool servers_ok(const struct att_helper_plan *p)
{
	if (p->u.dns.n > ATT_CONFIG_SESSIONS)
		return false;
	for (uint32_t i = 0; i < p->u.dns.n; i++)
		if (!ends(p->u.dns.server[i].device, 16) ||
		    !ip_ok(&p->u.dns.server[i].ip))
			return false;
	return true;
}

/* Words that end with an empty one. */
static bool words_ok(const char *words, size_t cap)
{
	size_t at = 0, len;

	while (at < cap && words[at]) {
		len = strnlen(words + at, cap - at);
		if (len == cap - at)
			return false;
		at += len + 1;
	}
	return at < cap;
}

static bool job_ok(const struct att_child_job *job)
{
	return words_ok(job->arguments, sizeof(job->arguments)) &&
	       words_ok(job->environment, sizeof(job->environment)) &&
	       ends(job->input, sizeof(job->input)) && is_truth(&job->may_fail);
}

static bool next_ok(const struct att_helper_plan *p)
{
	return ends(p->u.next.prefix, sizeof(p->u.next.prefix)) &&
	       ends(p->u.next.name, sizeof(p->u.next.name)) && p->u.next.cap &&
	       p->u.next.cap <= sizeof(p->u.next.name) &&
	       strlen(p->u.next.name) < p->u.next.cap;
}

bool att_helper_plan_ok(const struct att_helper_plan *p, size_t len)
{
	if (len != sizeof(*p) || !p->kind || p->kind >= ATT_HELPER_KINDS ||
	    !ends(p->path, sizeof(p->path)) ||
	    !ends(p->device, sizeof(p->device)))
		return false;
	switch (p->kind) {
	case ATT_HELPER_NEXT:
		return next_ok(p);
	case ATT_HELPER_ADDRESS:
		return address_ok(&p->u.address);
	case ATT_HELPER_ROUTE:
		return route_ok(&p->u.route);
	case ATT_HELPER_PUT:
	case ATT_HELPER_STORE:
		return ends(p->u.line, sizeof(p->u.line));
	case ATT_HELPER_DNS:
		return servers_ok(p);
	case ATT_HELPER_RUN:
		return job_ok(&p->u.job);
	}
	return true;
}
