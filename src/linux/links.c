/* From effects of the core to the host's network devices. */
#include "linux/links.h"

#include <errno.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/errors.h"
#include "core/effect.h"
#include "linux/dns.h"

/* Where the modem does not say how long a datagram may be. */
#define UNSAID_MTU 1500u

__attribute__((format(printf, 2, 3))) static void say(struct mbim_links *l,
						      const char *format, ...)
{
	char line[768];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	l->log(l->log_ctx, line);
}

int mbim_links_init(struct mbim_links *l, const struct mbim_config *config,
		    struct mbim_loop *loop,
		    void (*log)(void *ctx, const char *line), void *log_ctx)
{
	*l = (struct mbim_links){
		.config = config, .loop = loop, .log = log, .log_ctx = log_ctx};
	for (unsigned i = 0; i < MBIM_CORE_SESSIONS; i++)
		l->link[i].tun.fd = -1;
	for (unsigned i = 0; i < MBIM_CORE_STREAMS; i++)
		l->stream[i].listener = -1;
	return mbim_rtnl_open(&l->rtnl);
}

static void refused(struct mbim_links *l, const struct mbim_link *link,
		    const char *what)
{
	say(l, "%s: %s: %s", link->name, what, strerror(l->rtnl.error));
}

static bool has_address(const struct mbim_plan *plan,
			const struct mbim_plan_address *a)
{
	for (uint32_t i = 0; i < plan->n_addresses; i++)
		if (mbim_plan_address_equal(&plan->address[i], a))
			return true;
	return false;
}

static bool has_route(const struct mbim_plan *plan,
		      const struct mbim_plan_route *r)
{
	for (uint32_t i = 0; i < plan->n_routes; i++)
		if (mbim_plan_route_equal(&plan->route[i], r))
			return true;
	return false;
}

/* Take away what the new plan does not have, routes before addresses. */
static void remove_old(struct mbim_links *l, struct mbim_link *link,
		       const struct mbim_plan *plan)
{
	const struct mbim_plan *old = &link->plan;

	for (uint32_t i = old->n_routes; i-- > 0;)
		if (!has_route(plan, &old->route[i]))
			mbim_rtnl_route(&l->rtnl, link->ifindex, false,
					&old->route[i]);
	for (uint32_t i = old->n_addresses; i-- > 0;)
		if (!has_address(plan, &old->address[i]))
			mbim_rtnl_address(&l->rtnl, link->ifindex, false,
					  &old->address[i]);
}

/* Adding what is there already does no harm, and mends what somebody else may
 * have removed, or the kernel together with an address. */
static void add_new(struct mbim_links *l, struct mbim_link *link,
		    const struct mbim_plan *plan)
{
	const struct mbim_link *first = &l->link[0];

	/* A VLAN is up, and as wide, only where the device below it is. */
	if (link->below &&
	    mbim_rtnl_up(&l->rtnl, link->below,
			 first->up ? first->plan.mtu : l->port_mtu) < 0)
		refused(l, first, "cannot be brought up");
	if (mbim_rtnl_up(&l->rtnl, link->ifindex, plan->mtu) < 0)
		refused(l, link, "cannot be brought up");
	for (uint32_t i = 0; i < plan->n_addresses; i++)
		if (mbim_rtnl_address(&l->rtnl, link->ifindex, true,
				      &plan->address[i]) < 0)
			refused(l, link,
				plan->address[i].v6 ? "IPv6 address refused"
						    : "IPv4 address refused");
	for (uint32_t i = 0; i < plan->n_routes; i++)
		if (mbim_rtnl_route(&l->rtnl, link->ifindex, true,
				    &plan->route[i]) < 0)
			refused(l, link,
				plan->route[i].to.v6 ? "IPv6 route refused"
						     : "IPv4 route refused");
}

static uint16_t room_below(const struct mbim_links *l,
			   const struct mbim_link *link)
{
	const struct mbim_link *first = &l->link[0];

	return link->below && first->up ? (uint16_t)first->plan.mtu
					: l->port_mtu;
}

static void apply(struct mbim_links *l, uint32_t session)
{
	struct mbim_link *link = &l->link[session];
	const struct mbim_config_session *s = &l->config->session[session];
	const struct mbim_plan_options options = {
		.port_mtu = room_below(l, link),
		.default_route = s->default_route,
		.metric = s->metric,
	};
	struct mbim_plan plan;

	mbim_plan_make(&plan, &link->ip, &options);
	if (link->ifindex) {
		remove_old(l, link, &plan);
		link->tun.mtu = plan.mtu;
		add_new(l, link, &plan);
	}
	link->plan = plan;
}

static void write_dns(struct mbim_links *l)
{
	struct mbim_dns_source source[MBIM_CORE_SESSIONS];
	const char *path = l->config->dns_file;
	unsigned n = 0;

	/* another file since a new configuration: leave nothing in the old */
	if (l->dns_file[0] && strcmp(l->dns_file, path) != 0)
		mbim_dns_write(l->dns_file, NULL, 0);
	strcpy(l->dns_file, path);
	if (!path[0])
		return;
	for (unsigned i = 0; i < l->config->core.n_sessions; i++)
		if (l->link[i].up && l->config->session[i].dns)
			source[n++] = (struct mbim_dns_source){&l->link[i].ip,
							       l->link[i].name};
	if (mbim_dns_write(path, source, n) < 0)
		say(l, "%s cannot be written: %s", path, strerror(errno));
}

/* Down, unless a session or its VLAN needs it. */
static void rest(struct mbim_links *l, int ifindex)
{
	for (unsigned i = 0; i < MBIM_CORE_SESSIONS; i++)
		if (l->link[i].up && (l->link[i].ifindex == ifindex ||
				      l->link[i].below == ifindex))
			return;
	mbim_rtnl_down(&l->rtnl, ifindex);
}

static void take_down(struct mbim_links *l, struct mbim_link *link)
{
	const struct mbim_plan nothing = {.mtu = 0};

	link->up = false;
	if (link->ifindex) {
		remove_old(l, link, &nothing);
		rest(l, link->ifindex);
	}
	if (link->below)
		rest(l, link->below);
	link->plan = nothing;
}

static void bring_up(struct mbim_links *l, const struct mbim_effect *effect)
{
	struct mbim_link *link = &l->link[effect->session];
	bool fresh = !link->up;
	struct mbim_ip_config shown = effect->ip;
	char text[MBIM_EFFECT_TEXT];
	struct mbim_text t;

	link->ip = effect->ip;
	link->up = true;
	apply(l, effect->session);
	shown.mtu = link->plan.mtu;
	mbim_text_init(&t, text, sizeof(text));
	mbim_effect_ip_text(&t, &shown);
	say(l, "link %s %s%s", link->name, fresh ? "up" : "changed", text);
}

void mbim_links_effect(struct mbim_links *l, const struct mbim_effect *effect)
{
	struct mbim_link *link = &l->link[effect->session];

	switch (effect->kind) {
	case MBIM_EFFECT_LINK_UP:
	case MBIM_EFFECT_LINK_CHANGE:
		bring_up(l, effect);
		break;
	case MBIM_EFFECT_LINK_DOWN:
		if (!link->up)
			return;
		take_down(l, link);
		say(l, "link %s down", link->name);
		break;
	case MBIM_EFFECT_RESET_PORT:
	case MBIM_EFFECT_CLOSED:
		return;
	}
	write_dns(l);
}

static uint32_t longest(const struct mbim_links *l)
{
	return l->port_mtu ? l->port_mtu : UNSAID_MTU;
}

static int open_tun(struct mbim_links *l, unsigned index,
		    struct mbim_port *port)
{
	struct mbim_link *link = &l->link[index];
	const char *name = l->config->session[index].device;
	int err;

	if (link->tun.fd < 0) {
		err = mbim_tun_open(&link->tun, name, (uint8_t)index, l->loop);
		if (err) {
			say(l, "network device %s cannot be made: %s%s", name,
			    err == MBIM_E_BUSY ? "the name is taken"
					       : mbim_errors_text(err),
			    err == MBIM_E_ACCESS ? " (CAP_NET_ADMIN is needed)"
						 : "");
			return err;
		}
	}
	link->ifindex = link->tun.ifindex;
	memcpy(link->name, link->tun.name, sizeof(link->name));
	/* Another modem may have had room for more. */
	if (link->tun.mtu > longest(l))
		link->tun.mtu = longest(l);
	mbim_tun_port(&link->tun, port);
	return 0;
}

static void use_vlan(struct mbim_links *l, unsigned index)
{
	struct mbim_link *link = &l->link[index];
	const struct mbim_link *first = &l->link[0];
	struct mbim_rtnl_vlan vlan;

	if (mbim_rtnl_vlan(&l->rtnl, first->ifindex, (uint16_t)index,
			   l->config->session[index].device, &vlan) < 0) {
		say(l,
		    "session %u has no network device: VLAN %u of %s cannot "
		    "be made: %s",
		    index, index, first->name, strerror(l->rtnl.error));
		return;
	}
	/* Made by us earlier, before the port was reset: still ours. */
	if (vlan.made || vlan.ifindex != link->made_vlan)
		link->made_vlan = vlan.made ? vlan.ifindex : 0;
	link->ifindex = vlan.ifindex;
	link->below = first->ifindex;
	memcpy(link->name, vlan.name, sizeof(link->name));
}

static void use_kernel(struct mbim_links *l, const char *netdev)
{
	struct mbim_link *first = &l->link[0];

	snprintf(first->name, sizeof(first->name), "%s", netdev);
	first->ifindex = (int)if_nametoindex(netdev);
	if (!first->ifindex) {
		say(l, "network device %s: %s: addresses are only shown",
		    netdev, strerror(errno));
		return;
	}
	for (unsigned i = 1; i < l->config->core.n_sessions; i++)
		use_vlan(l, i);
}

static int open_stream(struct mbim_links *l, unsigned index)
{
	struct mbim_stream *s = &l->stream[index];
	const char *path = l->config->stream[index].socket;
	int err;

	if (s->listener >= 0)
		return 0;
	err = mbim_stream_open(s, path, (uint8_t)index, l->loop);
	if (err)
		say(l, "socket %s cannot be made: %s", path,
		    err == MBIM_E_BUSY ? "somebody listens there"
				       : strerror(errno));
	return err;
}

/* Streams stay, as TUN devices do, while the modem is away. */
static int attach_streams(struct mbim_links *l, struct mbim_port *port,
			  const struct mbim_port_info *info)
{
	int err;

	for (unsigned i = 0; i < l->config->core.n_streams; i++) {
		err = open_stream(l, i);
		if (err)
			return err;
		mbim_stream_port(&l->stream[i], info->has_data ? port : NULL,
				 longest(l));
	}
	if (l->config->core.n_streams && !info->has_data)
		say(l, "%s carries no streams of device services", info->name);
	return 0;
}

int mbim_links_attach(struct mbim_links *l, struct mbim_port *port,
		      const struct mbim_port_info *info)
{
	int err;

	l->port_mtu = info->mtu;
	for (unsigned i = 0; i < l->config->core.n_sessions; i++) {
		if (info->has_data) {
			err = open_tun(l, i, port);
			if (err)
				return err;
		} else {
			mbim_tun_close(&l->link[i].tun);
			l->link[i].ifindex = l->link[i].below = 0;
			memcpy(l->link[i].name, l->config->core.session[i].name,
			       sizeof(l->link[i].name));
		}
	}
	if (!info->has_data && info->netdev[0])
		use_kernel(l, info->netdev);
	else if (!info->has_data)
		say(l, "%s carries no datagrams: addresses are only shown",
		    info->name);
	return attach_streams(l, port, info);
}

void mbim_links_detach(struct mbim_links *l)
{
	for (unsigned i = 0; i < MBIM_CORE_STREAMS; i++)
		if (l->stream[i].listener >= 0)
			mbim_stream_port(&l->stream[i], NULL, 0);
	for (unsigned i = 0; i < MBIM_CORE_SESSIONS; i++) {
		struct mbim_link *link = &l->link[i];

		if (link->tun.fd >= 0)
			mbim_tun_port(&link->tun, NULL);
		else
			link->ifindex = link->below = 0;
	}
}

void mbim_links_configure(struct mbim_links *l)
{
	for (unsigned i = 0; i < MBIM_CORE_SESSIONS; i++)
		if (l->link[i].up)
			apply(l, i);
	write_dns(l);
}

void mbim_links_input(struct mbim_links *l, struct mbim_ntb_stream stream,
		      struct mbim_bytes datagram)
{
	if (stream.dss && stream.id < MBIM_CORE_STREAMS &&
	    l->stream[stream.id].listener >= 0)
		mbim_stream_input(&l->stream[stream.id], datagram);
	else if (stream.dss || stream.id >= MBIM_CORE_SESSIONS ||
		 l->link[stream.id].tun.fd < 0)
		l->unknown++;
	else
		mbim_tun_input(&l->link[stream.id].tun, datagram);
}

void mbim_links_input_end(struct mbim_links *l)
{
	for (unsigned i = 0; i < MBIM_CORE_SESSIONS; i++)
		if (l->link[i].tun.fd >= 0)
			mbim_tun_input_end(&l->link[i].tun);
}

/* The sessions first, then the streams. Did it fill the room? */
static bool use_room(struct mbim_links *l, unsigned who)
{
	struct mbim_tun *tun;
	struct mbim_stream *s;

	if (who < MBIM_CORE_SESSIONS) {
		tun = &l->link[who].tun;
		if (tun->fd >= 0)
			mbim_tun_writable(tun);
		return tun->fd >= 0 && tun->blocked;
	}
	s = &l->stream[who - MBIM_CORE_SESSIONS];
	if (s->listener >= 0)
		mbim_stream_writable(s);
	return s->listener >= 0 && s->blocked;
}

/* Who fills the room waits until the others had their turn: else one that
 * always has something to send would keep them out. */
void mbim_links_writable(struct mbim_links *l)
{
	const unsigned all = MBIM_CORE_SESSIONS + MBIM_CORE_STREAMS;

	for (unsigned n = 0; n < all; n++) {
		unsigned who = (l->turn + n) % all;

		if (use_room(l, who)) {
			l->turn = who + 1;
			return;
		}
	}
}

void mbim_links_fini(struct mbim_links *l)
{
	for (unsigned i = 0; i < MBIM_CORE_STREAMS; i++)
		mbim_stream_close(&l->stream[i]);
	for (unsigned i = 0; i < MBIM_CORE_SESSIONS; i++) {
		if (l->link[i].up)
			take_down(l, &l->link[i]);
		if (l->link[i].below && l->link[i].made_vlan)
			mbim_rtnl_delete(&l->rtnl, l->link[i].made_vlan);
		mbim_tun_close(&l->link[i].tun);
	}
	write_dns(l);
	mbim_rtnl_close(&l->rtnl);
}
