/* The proxy of the protocol that the modem speaks. */
#include "tools/simodem/proxy.h"

#include <stdlib.h>

struct sim_proxy {
	const struct sim_proxy_ops *ops;
	void *state;
};

struct sim_proxy *sim_proxy_new(struct sim_modem *m, sim_proxy_send *send,
				void *ctx)
{
	struct sim_proxy *p = malloc(sizeof(*p));

	if (p == NULL)
		abort();
	p->ops = sim_modem_config(m)->speaks_qmi ? &sim_proxy_qmi
						 : &sim_proxy_mbim;
	p->state = p->ops->begin(m, send, ctx);
	return p;
}

void sim_proxy_free(struct sim_proxy *p)
{
	free(p->state);
	free(p);
}

void sim_proxy_join(struct sim_proxy *p, unsigned client)
{
	p->ops->join(p->state, client);
}

void sim_proxy_leave(struct sim_proxy *p, unsigned client)
{
	p->ops->leave(p->state, client);
}

void sim_proxy_input(struct sim_proxy *p, unsigned client,
		     struct att_bytes bytes, uint64_t now_ms)
{
	p->ops->input(p->state, client, bytes, now_ms);
}

void sim_proxy_unplug(struct sim_proxy *p)
{
	p->ops->unplug(p->state);
}

uint64_t sim_proxy_deadline(const struct sim_proxy *p)
{
	return p->ops->deadline(p->state);
}

void sim_proxy_expire(struct sim_proxy *p, uint64_t now_ms)
{
	p->ops->expire(p->state, now_ms);
}
