/* Which function of libmbim-glib a message of the spec is for, by its name. */
#include "oracle_libmbim_calls.h"

#include <stdio.h>
#include <string.h>

#include "oracle_case.h"

static const struct libmbim_function *find_function(const char *name)
{
	for (const struct libmbim_function *f = libmbim_functions; f->name; f++)
		if (value_same_name(f->name, name))
			return f;
	return NULL;
}

const struct libmbim_function *libmbim_function_of_version(
	const struct oracle_case *c, unsigned version)
{
	static const char *const ends[] = {
		"query_new", "set_new", "response_parse", "notification_parse"};
	const char *service = c->service->name;
	char in[64] = "", name[256];

	if (strcmp(service, "basic_connect") == 0)
		service = version > 1 ? "ms_basic_connect" : "";
	if (version > 1)
		(void)snprintf(in, sizeof(in), "v%u", version);
	(void)snprintf(name, sizeof(name), "%s_%s_%s_%s", service, in,
		       strcmp(c->cid->name, service) ? c->cid->name : "",
		       ends[c->kind]);
	return find_function(name);
}

const struct libmbim_function *libmbim_function_of(const struct oracle_case *c)
{
	const struct libmbim_function *f =
		libmbim_function_of_version(c, c->since);

	for (unsigned v = 2; !f && c->since == 1 && v <= 3; v++)
		f = libmbim_function_of_version(c, v);
	return f;
}
