/* A datagram a transfer. */
#include "drivers/raw_ip.h"

static uint8_t *link_reserve(void *s, uint8_t *buf, struct flow flow,
			     uint32_t max)
{
	struct raw_ip_link *l = s;

	if (l->len || max > l->max_size || flow.service || flow.id)
		return NULL;
	return buf;
}

static void link_commit(void *s, struct flow flow, uint32_t len)
{
	struct raw_ip_link *l = s;

	(void)flow; /* the only one */
	l->len = len;
}

static uint32_t link_end(void *s)
{
	struct raw_ip_link *l = s;
	uint32_t len = l->len;

	l->len = 0;
	return len;
}

static unsigned link_walk(void *s, const struct att_bytes *transfer,
			  struct framing_datagram *to, unsigned cap, int *err)
{
	(void)s;
	*err = 0;
	if (!transfer || !transfer->len || !cap)
		return 0;
	to->bytes = *transfer;
	to->flow = (struct flow){.id = 0};
	return 1;
}

const struct framing raw_ip_framing = {
	.reserve = link_reserve,
	.commit = link_commit,
	.end = link_end,
	.walk = link_walk,
};

void raw_ip_link_init(struct raw_ip_link *l, uint32_t max_size)
{
	*l = (struct raw_ip_link){.max_size = max_size};
}
