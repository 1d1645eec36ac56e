/* Names of services, CIDs and messages, and what may be meant by a wrong one.
 */
#include <string.h>

#include "attache.h"
#include "base/nearest.h"
#include "query.h"
#include "query_ask.h"

static bool no_such(char *problem, size_t cap, const char *what,
		    const char *name, struct att_nearest *near)
{
	const char *hint = att_nearest_hint(near);

	snprintf(problem, cap, "no %s \"%.*s\"%s", what, (int)near->len, name,
		 hint[0] ? hint : " (see --list)");
	return false;
}

/* The first service that has a CID or message of this name, or NULL. */
static const char *owner(const char *name)
{
	for (unsigned i = 0; i < mbim_services_count; i++)
		if (mbim_cid_named(&mbim_services[i], name, strlen(name)))
			return mbim_services[i].name;
	for (unsigned i = 0; i < qmi_services_count; i++)
		if (qmi_message_named(&qmi_services[i], name, strlen(name)))
			return qmi_services[i].name;
	return NULL;
}

static void try_services(struct att_nearest *near)
{
	for (unsigned i = 0; i < mbim_services_count; i++)
		att_nearest_try(near, mbim_services[i].name);
	for (unsigned i = 0; i < qmi_services_count; i++)
		att_nearest_try(near, qmi_services[i].name);
}

static bool no_service(const char *name, size_t len, char *problem, size_t cap)
{
	struct att_nearest near;

	if (owner(name)) {
		snprintf(problem, cap, "%s: a service is missing, as in %s.%s",
			 name, owner(name), name);
		return false;
	}
	att_nearest_init(&near, name, len);
	try_services(&near);
	return no_such(problem, cap, "service", name, &near);
}

/* Of a service of MBIM, of QMI, or of one in both. */
static void try_members(struct att_nearest *near, const struct mbim_service *s,
			const struct qmi_service_info *qmi)
{
	for (unsigned i = 0; s && i < s->n_cids; i++)
		att_nearest_try(near, s->cids[i].name);
	for (unsigned i = 0; qmi && i < qmi->n_messages; i++)
		att_nearest_try(near, qmi_message_info_name(&qmi->messages[i]));
}

static bool no_member(const struct query_subject *s, const char *name,
		      char *problem, size_t cap)
{
	const char *what = s->service ? "CID" : "message of QMI";
	struct att_nearest near;

	att_nearest_init(&near, name, strlen(name));
	try_members(&near, s->service, s->qmi);
	return no_such(problem, cap, what, name, &near);
}

const char *query_hint(const char *word, struct att_nearest *near)
{
	att_nearest_init(near, word, strlen(word));
	try_services(near);
	for (unsigned i = 0; i < mbim_services_count; i++)
		try_members(near, &mbim_services[i], NULL);
	for (unsigned i = 0; i < qmi_services_count; i++)
		try_members(near, NULL, &qmi_services[i]);
	return att_nearest_hint(near);
}

bool query_find(const char *name, struct query_subject *s, char *problem,
		size_t cap)
{
	size_t len = strcspn(name, ".");

	memset(s, 0, sizeof(*s));
	s->service = mbim_service_named(name, len);
	s->qmi = qmi_service_named(name, len);
	if (!s->service && !s->qmi)
		return no_service(name, len, problem, cap);
	if (name[len] != '.') {
		snprintf(problem, cap, "%s: a %s is missing, as in %s.%s", name,
			 s->service ? "CID" : "message", name,
			 s->service
				 ? s->service->cids[0].name
				 : qmi_message_info_name(&s->qmi->messages[0]));
		return false;
	}
	name += len + 1;
	/* a few services of both have one name */
	if (s->service)
		s->cid = mbim_cid_named(s->service, name, strlen(name));
	if (!s->cid && s->qmi)
		s->message = qmi_message_named(s->qmi, name, strlen(name));
	return s->cid || s->message || no_member(s, name, problem, cap);
}

void query_ops(struct att_text *t, unsigned ops)
{
	static const char *const names[] = {"query", "set", "notify"};
	const char *between = "";

	for (unsigned i = 0; i < 3; i++) {
		if (!(ops >> i & 1))
			continue;
		att_text_put(t, between);
		att_text_put(t, names[i]);
		between = ", ";
	}
	if (!ops)
		att_text_put(t, "nothing that is known");
}

int query_wrong(const struct query *q, const char *problem)
{
	bool named = q->cid || q->message;

	fprintf(stderr, "%s: %s%s%s\n", q->command, named ? q->name : "",
		named ? ": " : "", problem);
	return ATTACHE_USAGE;
}
