/* Modems by what clients call them. */
#include "linux/control_modem.h"

#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "generated/cids.h"
#include "linux/cids_row.h"
#include "linux/config.h"

uint32_t att_control_modem_only(const struct att_manager *m)
{
	uint32_t only = ATT_CONTROL_NO_MODEM;

	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		if (!m->name(m->ctx, i, NULL))
			continue;
		if (only != ATT_CONTROL_NO_MODEM)
			return ATT_CONTROL_NO_MODEM;
		only = i;
	}
	return only;
}

static bool is_called(const struct att_manager *m, unsigned i, const char *name)
{
	struct att_manager_status status;
	const char *device, *its = m->name(m->ctx, i, &device);

	if (!its || !name[0])
		return false;
	m->status(m->ctx, i, &status);
	return strcmp(name, its) == 0 || strcmp(name, device) == 0 ||
	       strcmp(name, status.modem) == 0;
}

uint32_t att_control_modem_find(const struct att_manager *m, const char *name)
{
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++)
		if (is_called(m, i, name))
			return i;
	/* The kernel's node of a modem that attache has in another way. */
	return strchr(name, '/') ? att_control_modem_only(m)
				 : ATT_CONTROL_NO_MODEM;
}

uint32_t att_control_modem_meant(const struct att_manager *m, const char *name)
{
	return name[0] ? att_control_modem_find(m, name)
		       : att_control_modem_only(m);
}

uint32_t att_control_modem_named(const struct att_manager *m,
				 const struct mbim_msg *command,
				 char name[ATT_CONTROL_MODEM_NAME])
{
	struct mbim_proxy_control_configuration_set set;

	if (mbim_proxy_control_configuration_set_decode(command->body, &set) ||
	    att_str_get(&set.device_path, name, ATT_CONTROL_MODEM_NAME) < 0)
		name[0] = '\0';
	return att_control_modem_meant(m, name);
}

const char *att_control_modem_name(const struct att_manager *m, uint32_t modem)
{
	const char *name =
		modem < ATT_CONFIG_MODEMS ? m->name(m->ctx, modem, NULL) : NULL;

	return name ? name : "";
}

bool att_control_modem_there(const struct att_manager *m, uint32_t *modem)
{
	if (*modem == ATT_CONTROL_NO_MODEM)
		*modem = att_control_modem_only(m);
	return att_control_modem_name(m, *modem)[0];
}

/* "modem0, modem1" */
static unsigned list(const struct att_manager *m, struct att_nearest *near,
		     char *text, size_t cap)
{
	size_t len = 0;
	unsigned n = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < ATT_CONFIG_MODEMS; i++) {
		const char *name = m->name(m->ctx, i, NULL);

		if (!name)
			continue;
		att_nearest_try(near, name);
		len += (size_t)snprintf(text + len, cap - len, "%s%s",
					n++ ? ", " : "", name);
	}
	return n;
}

size_t att_control_modem_refusal(const struct att_manager *m, const char *name,
				 char *text, size_t cap)
{
	char names[ATT_CONFIG_MODEMS * (ATT_CONFIG_NAME + 2)];
	const char *called = name ? name : "";
	struct att_nearest near;
	unsigned n;
	int len;

	att_nearest_init(&near, called, strlen(called));
	n = list(m, &near, names, sizeof(names));
	if (!n)
		len = snprintf(text, cap, "attache has no modem at the moment");
	else if (name)
		len = snprintf(text, cap,
			       "attache has no modem \"%.32s\"%s: %s", name,
			       att_nearest_hint(&near), names);
	else
		len = snprintf(text, cap,
			       "attache has %u modems, name one (--modem): %s",
			       n, names);
	return len < 0 || (size_t)len >= cap ? 0 : (size_t)len;
}

struct att_proxy_modem att_control_modem_proxy(
	const struct att_manager_status *s)
{
	return (struct att_proxy_modem){
		.core = s->core,
		.want = s->want,
		.ex = s->qmi ? ATT_CIDS_EX : s->core->ex_version,
		.advice = "; \"attache set attache.want open\" leaves the "
			  "modem to others",
	};
}
