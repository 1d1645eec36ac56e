/* What of the configuration only a start changes. */
#include "linux/config_keep.h"

#include <string.h>

#include "linux/config_modem.h"

struct att_config_modem *att_config_find(struct att_config *config,
					 const char *name)
{
	for (unsigned i = 0; i < config->n_modems; i++)
		if (strcmp(config->modem[i].name, name) == 0)
			return &config->modem[i];
	return NULL;
}

/* --- one modem ----------------------------------------------------------- */

/* A stream is connected when the channel is opened. */
static void keep_streams(struct att_config_modem *next,
			 const struct att_config_modem *now)
{
	next->core.n_streams = now->core.n_streams;
	memcpy(next->core.stream, now->core.stream, sizeof(now->core.stream));
	memcpy(next->stream, now->stream, sizeof(now->stream));
}

void att_config_modem_keep(struct att_config_modem *next,
			   const struct att_config_modem *now)
{
	keep_streams(next, now);
	/* Others before it in the list may have come or gone. */
	att_config_modem_number(next, now->first, now->step);
	memcpy(next->device, now->device, sizeof(now->device));
	memcpy(next->trace, now->trace, sizeof(now->trace));
	next->trace_keep = now->trace_keep;
	next->mask = now->mask;
	memcpy(next->spool, now->spool, sizeof(now->spool));
}

static bool other_streams(const struct att_config_modem *a,
			  const struct att_config_modem *b)
{
	const uint32_t n = a->core.n_streams;

	return n != b->core.n_streams ||
	       memcmp(a->core.stream, b->core.stream,
		      n * sizeof(a->core.stream[0])) != 0 ||
	       memcmp(a->stream, b->stream, n * sizeof(a->stream[0])) != 0;
}

bool att_config_modem_differs(const struct att_config_modem *next,
			      const struct att_config_modem *now)
{
	return strcmp(next->device, now->device) != 0 ||
	       strcmp(next->trace, now->trace) != 0 ||
	       next->mask != now->mask ||
	       strcmp(next->spool, now->spool) != 0 ||
	       next->trace_keep.size != now->trace_keep.size ||
	       next->trace_keep.files != now->trace_keep.files ||
	       other_streams(next, now);
}

/* --- attache as a whole -------------------------------------------------- */

void att_config_keep(struct att_config *next, struct att_config *now)
{
	memcpy(next->control, now->control, sizeof(now->control));
	memcpy(next->user, now->user, sizeof(now->user));
	next->group = now->group;
	next->proxy = now->proxy;
	for (unsigned i = 0; i < next->n_modems; i++) {
		struct att_config_modem *modem = &next->modem[i];
		const struct att_config_modem *was =
			att_config_find(now, modem->name);

		if (was)
			att_config_modem_keep(modem, was);
	}
}

bool att_config_differs(const struct att_config *next,
			const struct att_config *now)
{
	return strcmp(next->control, now->control) != 0 ||
	       next->proxy != now->proxy ||
	       strcmp(next->user, now->user) != 0 ||
	       strcmp(next->group.name, now->group.name) != 0;
}
