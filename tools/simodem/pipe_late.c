/* Transfers of the host that a fault lets arrive later. */
#include "tools/simodem/pipe.h"

#include <stdlib.h>

void sim_late_put(struct sim_pipe *p, struct att_bytes bytes, uint32_t ms,
		  bool until_next)
{
	struct sim_in *i = malloc(sizeof(*i) + bytes.len), **at = &p->late;

	if (i == NULL)
		abort();
	*i = (struct sim_in){
		.due_ms = p->now_ms + ms,
		.until_next = until_next,
		.len = bytes.len,
	};
	memcpy(i->bytes, bytes.p, bytes.len);
	while (*at != NULL && (*at)->due_ms <= i->due_ms)
		at = &(*at)->next;
	i->next = *at;
	*at = i;
}

struct sim_in *sim_late_take(struct sim_pipe *p)
{
	struct sim_in *i = p->late;

	if (i != NULL)
		p->late = i->next;
	return i;
}

uint64_t sim_late_deadline(const struct sim_pipe *p)
{
	return p->late != NULL ? p->late->due_ms : SIM_NEVER;
}

void sim_late_drop(struct sim_pipe *p)
{
	struct sim_in *i;

	while ((i = sim_late_take(p)) != NULL)
		free(i);
}
