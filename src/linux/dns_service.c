/* Name servers for systemd-resolved (resolvectl(1)) and resolvconf(8). */
#include "linux/dns_service.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "linux/rights.h"

/* One server a word; a word goes on a line of its own for resolvconf. */
static void list(const struct att_dns_source *source, char *to, size_t cap)
{
	char text[INET6_ADDRSTRLEN];

	memset(to, 0, cap);
	for (uint32_t i = 0; i < source->ip->n_dns4; i++)
		att_child_add(to, cap,
			      inet_ntop(AF_INET, source->ip->dns4[i].b, text,
					sizeof(text)));
	for (uint32_t i = 0; i < source->ip->n_dns6; i++)
		att_child_add(to, cap,
			      inet_ntop(AF_INET6, source->ip->dns6[i].b, text,
					sizeof(text)));
}

static void add(struct att_child_job *job, const char *word)
{
	att_child_add(job->arguments, sizeof(job->arguments), word);
}

static void resolvectl(struct att_children *children, const char *command,
		       const char *device, const char *words)
{
	struct att_child_job job = {.arguments = ""};

	job.may_fail =
		!strcmp(command, "revert"); /* of a device that has gone */
	add(&job, "resolvectl");
	add(&job, command);
	add(&job, device);
	for (; *words; words += strlen(words) + 1)
		add(&job, words);
	att_children_run(children, &job);
}

static void resolvconf(struct att_children *children, const char *command,
		       const char *device, const char *words, bool may_fail)
{
	struct att_child_job job = {.may_fail = may_fail};
	char record[40];

	snprintf(record, sizeof(record), "%s.attache", device);
	add(&job, "resolvconf");
	add(&job, command);
	add(&job, record);
	for (; *words; words += strlen(words) + 1) {
		size_t n = strlen(job.input);

		snprintf(job.input + n, sizeof(job.input) - n,
			 "nameserver %s\n", words);
	}
	att_children_run(children, &job);
}

static void tell(struct att_children *children, enum att_config_dns kind,
		 const struct att_dns_told *told)
{
	if (kind == ATT_DNS_RESOLVED) {
		resolvectl(children, "dns", told->device, told->servers);
		resolvectl(children, "default-route", told->device, "yes\0");
	} else if (kind == ATT_DNS_RESOLVCONF) {
		resolvconf(children, "-a", told->device, told->servers, false);
	}
}

/* With its device systemd-resolved forgets by itself. */
static void take_back(struct att_children *children, enum att_config_dns kind,
		      struct att_dns_told *told)
{
	if (kind == ATT_DNS_RESOLVED && att_rights->index(told->device))
		resolvectl(children, "revert", told->device, "\0");
	else if (kind == ATT_DNS_RESOLVCONF)
		resolvconf(children, "-d", told->device, "\0", false);
	told->device[0] = '\0';
}

static const struct att_dns_source *source_of(
	const char *device, const struct att_dns_source *source, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (strcmp(source[i].device, device) == 0)
			return &source[i];
	return NULL;
}

static struct att_dns_told *place_of(struct att_dns_service *service,
				     const char *device)
{
	struct att_dns_told *free = NULL;

	for (unsigned i = 0; i < ATT_CONFIG_SESSIONS; i++) {
		struct att_dns_told *t = &service->told[i];

		if (strcmp(t->device, device) == 0)
			return t;
		if (!t->device[0])
			free = t;
	}
	return free;
}

static void update_one(struct att_dns_service *service,
		       struct att_children *children,
		       const struct att_dns_source *source)
{
	struct att_dns_told *t = place_of(service, source->device), now;

	memset(&now, 0, sizeof(now));
	snprintf(now.device, sizeof(now.device), "%s", source->device);
	list(source, now.servers, sizeof(now.servers));
	if (!t || memcmp(t, &now, sizeof(now)) == 0)
		return;
	if (!now.servers[0]) { /* it has none, or none any more */
		if (t->device[0])
			take_back(children, service->kind, t);
		return;
	}
	*t = now;
	tell(children, service->kind, t);
}

void att_dns_service_update(struct att_dns_service *service,
			    struct att_children *children,
			    enum att_config_dns kind,
			    const struct att_dns_source *source,
			    unsigned n_sources)
{
	for (unsigned i = 0; i < ATT_CONFIG_SESSIONS; i++) {
		struct att_dns_told *t = &service->told[i];

		if (t->device[0] && (kind != service->kind ||
				     !source_of(t->device, source, n_sources)))
			take_back(children, service->kind, t);
	}
	service->kind = kind;
	if (kind == ATT_DNS_FILE)
		return;
	for (unsigned i = 0; i < n_sources; i++)
		update_one(service, children, &source[i]);
}

/* The name of the record is attache's own. openresolv fails where there is
 * none, and the other resolvconf does not know the option against that. */
void att_dns_service_begin(struct att_children *children,
			   enum att_config_dns kind, const char *device)
{
	if (kind == ATT_DNS_RESOLVCONF)
		resolvconf(children, "-d", device, "\0", true);
}
