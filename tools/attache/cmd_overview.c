/* attache without a command, on a terminal: what it sees. */
#include <string.h>

#include "attache.h"
#include "base/errors.h"
#include "linux/config.h"
#include "overview.h"
#include "running.h"

static struct running running;

static const char *text_of(const struct att_str *s, char *buf, size_t cap)
{
	buf[0] = '\0';
	if (s->len && att_str_get(s, buf, cap) < 0)
		buf[0] = '\0';
	return buf;
}

static void take_status(struct overview *o,
			const struct mbim_attache_status_response *s)
{
	char modem[64], provider[64], attach[32], connect[32];

	text_of(&s->connect_state, connect, sizeof(connect));
	text_of(&s->attach_state, attach, sizeof(attach));
	text_of(&s->modem, modem, sizeof(modem));
	text_of(&s->provider_name, provider, sizeof(provider));
	o->online = strcmp(connect, "up") == 0;
	snprintf(o->state, sizeof(o->state), "%s%s%s%s%s",
		 modem[0] ? modem : "no modem", modem[0] ? " is " : "",
		 !modem[0]   ? ""
		 : o->online ? "online"
			     : attach,
		 provider[0] ? ", " : "", provider);
	text_of(&s->problem, o->problem, sizeof(o->problem));
}

/* How each of several is, attache status tells. */
static void take_names(struct overview *o, const struct running_modems *modems)
{
	size_t len = (size_t)snprintf(o->state, sizeof(o->state),
				      "%u modems:", modems->n);

	for (unsigned i = 0; i < modems->n && len < sizeof(o->state); i++)
		len += (size_t)snprintf(o->state + len, sizeof(o->state) - len,
					" %s", modems->name[i]);
}

static void ask_daemon(struct overview *o, const char *command)
{
	struct mbim_attache_status_response s;
	struct running_modems modems;
	const struct running_at at = {.control = o->control};
	int err = running_open(&running, command, &at);

	if (!err)
		err = running_modems(&running, &at, &modems);
	if (!err && modems.n > 1) {
		o->daemon = OVERVIEW_RUNS;
		take_names(o, &modems);
		running_close(&running);
		return;
	}
	if (!err)
		err = running_status(&running, &s);
	if (!err) {
		o->daemon = OVERVIEW_RUNS;
		take_status(o, &s);
	} else if (err != ATT_E_GONE) {
		o->daemon = OVERVIEW_REFUSES;
		snprintf(o->problem, sizeof(o->problem), "%s",
			 att_errors_text(err));
	}
	running_close(&running);
}

int cmd_overview(int argc, char **argv)
{
	static struct overview o = {.control = ATT_CONFIG_CONTROL};

	(void)argc;
	overview_look(&o);
	ask_daemon(&o, argv[0]);
	puts("attache " ATTACHE_VERSION "\n");
	overview_print(&o, stdout);
	return ATTACHE_DONE;
}
