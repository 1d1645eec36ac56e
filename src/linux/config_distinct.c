/* Names, devices, files and sockets that only one modem can have. */
#include "linux/config_distinct.h"

#include <string.h>

#include "drivers/port.h"

struct pair {
	struct att_yaml *y;
	const yaml_node_t *node; /* of the new one */
	const struct att_config_modem *old, *new;
};

/* The place of a key of the new modem, or of all of it. */
static const yaml_node_t *at(const struct pair *p, const char *key)
{
	const yaml_node_t *value = att_yaml_value(p->y, p->node, key);

	return value ? value : p->node;
}

/* --- devices ---------------------------------------------------------------
 */

/* Only the modem itself can tell: imei:, iccid:. */
static bool is_told_by_modem(const char *name)
{
	port_wish_protocol(&name);
	return strncmp(name, "imei:", 5) == 0 ||
	       strncmp(name, "iccid:", 6) == 0;
}

/* Does it fit several modems, of which any will do? */
static bool is_any(const char *name)
{
	struct port_wish wish;

	if (is_told_by_modem(name) || port_wish_parse(name, &wish))
		return false;
	return !wish.place[0] && !wish.serial[0] && !wish.qrtr;
}

static bool is_qrtr(const char *name, bool *any)
{
	struct port_wish wish;

	if (port_wish_parse(name, &wish) || !wish.qrtr)
		return false;
	*any |= wish.node < 0;
	return true;
}

static bool same_device(const char *a, const char *b)
{
	bool any = false;

	if (is_qrtr(a, &any) && is_qrtr(b, &any) && any)
		return true;
	port_wish_protocol(&a);
	port_wish_protocol(&b);
	return strcmp(a, b) == 0 && !is_any(a);
}

static void compare_devices(const struct pair *p)
{
	const char *old = p->old->device, *new = p->new->device;

	if (same_device(old, new))
		att_yaml_error(p->y, at(p, "device"),
			       "%s has this device already", p->old->name);
	else if ((is_told_by_modem(old) && is_any(new)) ||
		 (is_told_by_modem(new) && is_any(old)))
		att_yaml_error(
			p->y, at(p, "device"),
			"where one modem is told by imei: or iccid:, the "
			"others are told by that, by serial number or by "
			"place: \"%s\" could take its device",
			is_any(new) ? new : old);
}

/* --- sessions and streams --------------------------------------------------
 */

static void compare_sessions(const struct pair *p)
{
	for (uint32_t i = 0; i < p->new->core.n_sessions; i++)
		for (uint32_t k = 0; k < p->old->core.n_sessions; k++) {
			const char *name = p->new->session[i].device;

			if (!strchr(name, '%') &&
			    strcmp(name, p->old->session[k].device) == 0)
				att_yaml_error(p->y, at(p, "sessions"),
					       "a session of %s is named %s, "
					       "too",
					       p->old->name, name);
		}
}

static void compare_streams(const struct pair *p)
{
	for (uint32_t i = 0; i < p->new->core.n_streams; i++)
		for (uint32_t k = 0; k < p->old->core.n_streams; k++)
			if (strcmp(p->new->stream[i].socket,
				   p->old->stream[k].socket) == 0)
				att_yaml_error(p->y, at(p, "streams"),
					       "a stream of %s has the socket "
					       "%s, too",
					       p->old->name,
					       p->new->stream[i].socket);
}

void att_config_distinct(struct att_yaml *y, const yaml_node_t *node,
			 const struct att_config *config,
			 const struct att_config_modem *modem)
{
	struct pair p = {.y = y, .node = node, .new = modem};

	for (unsigned i = 0; i < config->n_modems; i++) {
		p.old = &config->modem[i];
		if (strcmp(p.old->name, modem->name) == 0)
			att_yaml_error(y, at(&p, "name"),
				       "another modem is named %s",
				       modem->name);
		if (modem->trace[0] && !strcmp(p.old->trace, modem->trace))
			att_yaml_error(y, at(&p, "trace"),
				       "the trace of %s is the same file",
				       p.old->name);
		/* That is made different later on. */
		if (modem->spool[0] && !strcmp(p.old->spool, modem->spool) &&
		    strcmp(modem->spool, ATT_CONFIG_SPOOL) != 0)
			att_yaml_error(y, at(&p, "sms"),
				       "the short messages of %s are in the "
				       "same folder",
				       p.old->name);
		compare_devices(&p);
		compare_sessions(&p);
		compare_streams(&p);
	}
}
