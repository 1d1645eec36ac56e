/* Where a modem stands, for the control socket. */
#include "linux/modem.h"

#include <string.h>

#include "generated/cids.h"

/* ip: what the host has, or NULL */
static uint32_t ipv4_origin(const struct att_link *link,
			    const struct att_ip_config *ip)
{
	if (!(ip ? ip : &link->ip)->n_ipv4 || !link->up)
		return MBIM_ADDRESS_ORIGIN_NONE;
	return link->ip.dhcp4 ? MBIM_ADDRESS_ORIGIN_DHCP
			      : MBIM_ADDRESS_ORIGIN_MODEM;
}

static uint32_t ipv6_origin(const struct att_link *link,
			    const struct att_ip_config *ip)
{
	if (!(ip ? ip : &link->ip)->n_ipv6 || !link->up)
		return MBIM_ADDRESS_ORIGIN_NONE;
	return link->setup.advertised ? MBIM_ADDRESS_ORIGIN_SLAAC
				      : MBIM_ADDRESS_ORIGIN_MODEM;
}

static struct att_manager_queue queue_of(const struct att_transmit *t)
{
	const struct att_queue *q = &t->queue;
	uint64_t delay_us = q->n ? att_queue_delay_us(q, t->clock_us()) : 0;

	return (struct att_manager_queue){
		.waiting = q->n,
		.delay_ms = (uint32_t)(delay_us / 1000),
		.dropped = (uint32_t)(q->stats.dropped + q->stats.overflowed),
		.marked = (uint32_t)q->stats.marked,
	};
}

static uint32_t up_s(const struct att_modem *m, unsigned i)
{
	const char *state = m->status.connect[i];

	if (!state || strcmp(state, "up") != 0)
		return UINT32_MAX;
	return (uint32_t)((att_loop_now(m->options.loop) - m->up_ms[i]) / 1000);
}

/* NULL: MBIM. */
bool att_modem_speaks(const struct att_modem *m, const char *protocol)
{
	const char *speaks = m->info.speaks;

	return strcmp(speaks ? speaks : "mbim", protocol) == 0;
}

void att_modem_status(const struct att_modem *m, struct att_manager_status *out)
{
	const struct att_config_modem *config = m->options.config;

	out->core = &m->status;
	out->want = m->want;
	out->ending = m->released;
	out->since_start_ms =
		att_loop_now(m->options.loop) - m->options.start_ms;
	out->modem = m->plugged ? m->info.name : "";
	out->qmi = m->plugged && att_modem_speaks(m, "qmi");
	out->queue = queue_of(&m->links.transmit);
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		const struct att_link *link = &m->links.link[i];
		const struct att_ip_config *ip = att_links_ip(&m->links, i);

		out->session[i] = (struct att_manager_session){
			.device = link->name[0] ? link->name
						: config->core.session[i].name,
			.mtu = ip	  ? ip->mtu
			       : link->up ? link->plan.mtu
					  : 0,
			.ip = ip ? ip : &m->status.ip[i],
			.ipv4_origin = ipv4_origin(link, ip),
			.ipv6_origin = ipv6_origin(link, ip),
			.up_s = up_s(m, i),
			.off = config->core.session[i].off,
			.by_another = config->session[i].by_another,
			.apn = config->core.session[i].apn,
		};
	}
}

void att_modem_session_problem(const struct att_modem *m, uint32_t session,
			       char *buf, size_t cap)
{
	att_core_session_problem(m->recorder.core, session, buf, cap);
}

unsigned att_modem_dns(const struct att_modem *m, struct att_dns_source *source)
{
	return m->links.config ? att_links_dns(&m->links, source) : 0;
}
