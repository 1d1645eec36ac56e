/* From effects of the core to the host's network devices. */
#include "linux/links.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/errors.h"
#include "core/effect.h"
#include "linux/links_kernel.h"
#include "linux/rights.h"

/* Where the modem does not say how long a datagram may be. */
#define UNSAID_MTU 1500u
/* A DHCP client that has ended is started again, by the next of these. */
#define ASK_MS 10000u

static uint16_t room_below(const struct att_links *l,
			   const struct att_link *link)
{
	const struct att_link *first = &l->link[0];

	return link->below && !link->mux && first->up
		       ? (uint16_t)first->plan.mtu
		       : l->port_mtu;
}

/* What attache has set itself it takes away. */
static void leave(struct att_links *l, struct att_link *link)
{
	att_link_clear(&l->env, link);
	att_link_raise(&l->env, link, link->ifindex, 0);
}

static void apply(struct att_links *l, uint32_t session)
{
	struct att_link *link = &l->link[session];
	const struct att_config_session *s = &l->config->session[session];
	const struct att_plan_options options = {
		.port_mtu = room_below(l, link),
		.default_route = s->default_route,
		.metric = s->metric,
		.mtu = s->mtu,
		.share_prefix = l->config->core.session[session].share_prefix,
	};
	struct att_link_setup setup;

	link->by_another = s->by_another;
	att_plan_make(&link->plan, &link->ip, &options);
	if (!link->ifindex)
		return;
	att_link_setup_make(&setup, &link->plan, &options);
	if (link->ip.slaac6)
		att_link_setup_advertise(&setup);
	if (link->follows)
		att_link_setup_follow(&setup, link->router);
	l->tun[session].mtu = setup.mtu;
	att_links_kernel_raise(link, &l->link[0], l->port_mtu, &l->env);
	if (link->by_another)
		leave(l, link);
	else
		att_link_apply(&l->env, link, &setup);
}

/* Down, unless a session or its VLAN needs it. */
static void rest(struct att_links *l, int ifindex)
{
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		if (l->link[i].up && (l->link[i].ifindex == ifindex ||
				      l->link[i].below == ifindex))
			return;
	att_rights->link_down(&l->env.rtnl, ifindex);
}

static void take_down(struct att_links *l, struct att_link *link)
{
	const struct att_plan nothing = {.mtu = 0};

	att_link_ask_end(&l->ask[link - l->link]);
	link->up = link->follows = false;
	att_links_watch_end(&l->watch, (unsigned)(link - l->link));
	att_transmit_ended(&l->transmit, (uint8_t)(link - l->link));
	if (link->ifindex) {
		att_link_clear(&l->env, link);
		rest(l, link->ifindex);
	}
	if (link->below)
		rest(l, link->below);
	link->plan = nothing;
}

static void on_ask_again(void *arg)
{
	struct att_links *l = arg;

	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		const struct att_link *link = &l->link[i];

		if (!link->up || !link->ip.dhcp4 || link->by_another)
			continue;
		if (link->ifindex)
			att_link_ask_start(&l->ask[i]);
		l->ask_timer.at_ms = att_loop_now(l->loop) + ASK_MS;
	}
}

/* Without a device there is nowhere to ask. */
static void ask_for_more(struct att_links *l, unsigned i)
{
	const struct att_link *link = &l->link[i];
	const struct att_observation none = {
		.what = ATT_OBSERVED_LINK_PROBLEM,
		.session = i,
		.words = "there is no network device to ask on",
	};
	const struct att_observation well = {
		.what = ATT_OBSERVED_LINK_WELL,
		.session = i,
	};

	if (!link->ip.dhcp4 && !link->ip.slaac6)
		return;
	if (link->by_another)
		l->host.observe(l->host.ctx, &well);
	else if (link->ifindex)
		on_ask_again(l);
	else
		l->host.observe(l->host.ctx, &none);
}

static void bring_up(struct att_links *l, const struct att_effect *effect)
{
	struct att_link *link = &l->link[effect->session];
	bool fresh = !link->up;
	struct att_ip_config shown = effect->ip;
	char text[ATT_EFFECT_TEXT];
	struct att_text t;

	att_link_ask_prepare(&l->ask[effect->session], &effect->ip);
	link->asking = effect->ip.dhcp4 || effect->ip.slaac6;
	link->up = true;
	apply(l, effect->session);
	shown.mtu = link->plan.mtu;
	att_text_init(&t, text, sizeof(text));
	att_effect_ip_text(&t, &shown);
	att_link_say(&l->env, "link %s %s%s", link->name,
		     fresh ? "up" : "changed", text);
	att_links_watch_begin(&l->watch, effect->session, l->devices);
	ask_for_more(l, effect->session);
}

/* There is a lease, or none any more. */
static void on_asked(void *ctx, struct att_link *link)
{
	struct att_links *l = ctx;
	unsigned i = (unsigned)(link - l->link);
	struct att_ip_config shown = link->ip;
	char text[ATT_EFFECT_TEXT];
	struct att_text t;

	apply(l, i);
	shown.dhcp4 = shown.slaac6 = false;
	shown.n_ipv6 = shown.n_dns6 = 0;
	shown.mtu = link->plan.mtu;
	att_text_init(&t, text, sizeof(text));
	att_effect_ip_text(&t, &shown);
	if (link->no_lease)
		att_link_say(&l->env, "%s: %s", link->name, link->no_lease);
	else
		att_link_say(&l->env, "link %s by DHCP%s", link->name, text);
	att_links_watch_look(&l->watch, i);
	l->host.changed(l->host.ctx);
}

static bool take_down_one(struct att_links *l, struct att_link *link)
{
	if (!link->up)
		return false;
	take_down(l, link);
	att_link_say(&l->env, "link %s down", link->name);
	return true;
}

bool att_links_effect(struct att_links *l, const struct att_effect *effect)
{
	switch (effect->kind) {
	case ATT_EFFECT_LINK_UP:
	case ATT_EFFECT_LINK_CHANGE:
		bring_up(l, effect);
		return true;
	case ATT_EFFECT_LINK_DOWN:
		return take_down_one(l, &l->link[effect->session]);
	case ATT_EFFECT_DATA_FORMAT:
	case ATT_EFFECT_RESET_PORT:
	case ATT_EFFECT_CLOSED:
		break;
	}
	return false;
}

unsigned att_links_dns(const struct att_links *l, struct att_dns_source *source)
{
	unsigned n = 0;

	for (unsigned i = 0; i < l->config->core.n_sessions; i++)
		if (l->link[i].up && l->config->session[i].dns &&
		    !l->link[i].by_another)
			source[n++] = (struct att_dns_source){&l->link[i].ip,
							      l->link[i].name};
	return n;
}

const struct att_ip_config *att_links_ip(const struct att_links *l, unsigned i)
{
	const struct att_link *link = &l->link[i];

	return link->up && link->ifindex && !link->by_another
		       ? &l->watch.of[i].ip
		       : NULL;
}

const char *att_links_problem(const struct att_links *l)
{
	const char *why = NULL;

	for (unsigned i = 0; i < ATT_CORE_SESSIONS && !why; i++)
		if (l->link[i].up)
			why = att_link_ask_problem(&l->link[i]);
	return why;
}

static uint32_t longest(const struct att_links *l)
{
	return l->port_mtu ? l->port_mtu : UNSAID_MTU;
}

/* Without it the run cannot go on. */
__attribute__((format(printf, 2, 3))) static void fail(struct att_links *l,
						       const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(l->failure, sizeof(l->failure), format, args);
	va_end(args);
	att_link_say(&l->env, "error: %s", l->failure);
}

static int make_tun(struct att_links *l, unsigned index, const char *name)
{
	int err = att_tun_open(&l->tun[index], name, (uint8_t)index,
			       &l->transmit);

	if (err)
		fail(l, "network device %s cannot be made: %s", name,
		     att_tun_why(err, errno));
	return err;
}

/* One that no other modem's gets, and that is the same after each start; or
 * any that fits, where somebody has that. */
static const char *tun_name(const struct att_links *l, unsigned index)
{
	const char *name = l->config->core.session[index].name;

	return l->config->step > 1 && !att_rights->index(name)
		       ? name
		       : l->config->session[index].device;
}

static int use_tun(struct att_links *l, unsigned index)
{
	struct att_link *link = &l->link[index];
	struct att_tun *tun = &l->tun[index];
	int err = 0;

	if (tun->fd < 0)
		err = make_tun(l, index, tun_name(l, index));
	if (err)
		return err;
	link->ifindex = tun->ifindex;
	/* it may have got another name */
	if (!att_rights->name((unsigned)link->ifindex, link->name))
		memcpy(link->name, tun->name, sizeof(link->name));
	/* Another modem may have had room for more. */
	if (tun->mtu > longest(l))
		tun->mtu = longest(l);
	att_tun_port(tun);
	return 0;
}

/* No device is known yet for the session. */
static void use_none(struct att_links *l, unsigned index)
{
	struct att_link *link = &l->link[index];

	att_tun_close(&l->tun[index]);
	link->ifindex = link->below = 0;
	link->kernel = link->mux = false;
	memcpy(link->name, l->config->core.session[index].name,
	       sizeof(link->name));
}

static int open_stream(struct att_links *l, unsigned index)
{
	struct att_stream *s = &l->stream[index];
	const char *path = l->config->stream[index].socket;
	int err;

	if (s->listener >= 0)
		return 0;
	err = att_stream_open(s, path, (uint8_t)index, l->loop);
	if (err)
		fail(l, "socket %s cannot be made: %s", path,
		     err == ATT_E_BUSY ? "somebody listens there"
				       : strerror(errno));
	return err;
}

/* Streams stay, as TUN devices do, while the modem is away. */
static int attach_streams(struct att_links *l, struct port *port,
			  const struct port_info *info)
{
	int err;

	for (unsigned i = 0; i < l->config->core.n_streams; i++) {
		err = open_stream(l, i);
		if (err)
			return err;
		att_stream_port(&l->stream[i],
				info->data == PORT_DATAGRAMS ? port : NULL,
				longest(l));
	}
	if (l->config->core.n_streams && info->data != PORT_DATAGRAMS)
		att_link_say(&l->env,
			     "error: %s carries no streams of device services",
			     info->name);
	return 0;
}

static int use_tuns(struct att_links *l, struct port *port)
{
	int err = att_transmit_port(&l->transmit, port);

	for (unsigned i = 0; i < l->config->core.n_sessions && !err; i++)
		err = use_tun(l, i);
	return err;
}

static void use_kernel(struct att_links *l, const struct port_info *info)
{
	for (unsigned i = 0; i < l->config->core.n_sessions; i++)
		use_none(l, i);
	if (info->data == PORT_KERNEL)
		att_links_kernel_attach(l->link, l->config, info->netdev,
					!info->links, &l->env);
	else
		att_link_say(
			&l->env,
			"error: %s carries no datagrams: addresses are only "
			"shown",
			info->name);
}

int att_links_attach(struct att_links *l, struct port *port,
		     const struct port_info *info)
{
	int err = 0;

	l->port = port;
	l->port_mtu = info->mtu;
	l->tuns = info->data == PORT_DATAGRAMS;
	l->devices = l->tuns || info->data == PORT_KERNEL;
	snprintf(l->netdev, sizeof(l->netdev), "%s",
		 info->links ? info->netdev : "");
	if (l->tuns)
		err = use_tuns(l, port);
	else
		use_kernel(l, info);
	return err ? err : attach_streams(l, port, info);
}

static bool any_up(const struct att_links *l)
{
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		if (l->link[i].up)
			return true;
	return false;
}

/* Nobody else configures a device that a session is to use. */
void att_links_take_over(struct att_links *l)
{
	if (any_up(l))
		return; /* they are in use by now */
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		if (l->link[i].ifindex)
			att_link_empty(&l->env, &l->link[i]);
}

int att_links_follow(struct att_links *l, const struct att_data_format *f)
{
	int err = 0;

	if (!l->port)
		return 0; /* it has just gone */
	if (l->port->ops->data_format)
		err = l->port->ops->data_format(l->port, f);
	if (err || l->tuns || !l->netdev[0] || any_up(l))
		return err;
	att_links_kernel_follow(l->link, l->config, l->port, l->netdev,
				&l->env);
	att_links_take_over(l);
	return 0;
}

void att_links_detach(struct att_links *l)
{
	l->port = NULL;
	att_transmit_port(&l->transmit, NULL);
	for (unsigned i = 0; i < ATT_CORE_STREAMS; i++)
		if (l->stream[i].listener >= 0)
			att_stream_port(&l->stream[i], NULL, 0);
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		if (l->tun[i].fd >= 0)
			att_tun_port(&l->tun[i]);
		else
			l->link[i].ifindex = l->link[i].below = 0;
	}
}

void att_links_configure(struct att_links *l)
{
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		if (l->link[i].up) {
			apply(l, i);
			att_links_watch_begin(&l->watch, i, l->devices);
		}
}

void att_links_input(struct att_links *l, struct flow stream,
		     struct att_bytes datagram)
{
	if (stream.service && stream.id < ATT_CORE_STREAMS &&
	    l->stream[stream.id].listener >= 0)
		att_stream_input(&l->stream[stream.id], datagram);
	else if (stream.service || stream.id >= ATT_CORE_SESSIONS ||
		 l->tun[stream.id].fd < 0)
		l->unknown++;
	else
		att_tun_input(&l->tun[stream.id], datagram);
}

void att_links_input_end(struct att_links *l)
{
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		if (l->tun[i].fd >= 0)
			att_tun_input_end(&l->tun[i]);
}

/* The sessions, which share a queue, then the streams. Did it fill the room? */
static bool use_room(struct att_links *l, unsigned who)
{
	struct att_stream *s;

	if (!who) {
		att_transmit_writable(&l->transmit);
		return l->transmit.blocked;
	}
	s = &l->stream[who - 1];
	if (s->listener >= 0)
		att_stream_writable(s);
	return s->listener >= 0 && s->blocked;
}

/* Who fills the room waits until the others had their turn: else one that
 * always has something to send would keep them out. */
void att_links_writable(struct att_links *l)
{
	const unsigned all = 1 + ATT_CORE_STREAMS;

	for (unsigned n = 0; n < all; n++) {
		unsigned who = (l->turn + n) % all;

		if (use_room(l, who)) {
			l->turn = who + 1;
			return;
		}
	}
}

/* --- from the beginning to the end -----------------------------------------
 */

/* Its device was deleted, by another program or with the modem: make another
 * one, unless it was the kernel's own. */
static void replace_device(struct att_links *l, unsigned i)
{
	struct att_link *link = &l->link[i];

	link->setup.n_addresses = link->setup.n_routes = 0;
	link->ifindex = 0;
	if (link->mux && l->port)
		att_links_kernel_mux(link, i, l->port, l->netdev, &l->env);
	else if (link->below)
		att_links_kernel_replace(link, &l->link[0], i, &l->env);
	if (!l->tuns)
		return;
	att_tun_close(&l->tun[i]);
	if (make_tun(l, i, link->name) == 0)
		use_tun(l, i);
}

static void on_repair(void *ctx, unsigned i, bool gone)
{
	struct att_links *l = ctx;

	if (gone)
		replace_device(l, i);
	if (l->link[i].up)
		apply(l, i);
	/* The client asked on the device that has gone. */
	if (gone && l->link[i].up && l->link[i].ifindex)
		att_link_ask_anew(&l->ask[i]);
}

static void on_observe(void *ctx, const struct att_observation *o)
{
	struct att_links *l = ctx;

	l->host.observe(l->host.ctx, o);
}

static void on_changed(void *ctx)
{
	struct att_links *l = ctx;

	l->host.changed(l->host.ctx);
}

int att_links_init(struct att_links *l, const struct att_config_modem *config,
		   struct att_loop *loop, const struct att_links_host *host)
{
	const struct att_links_watch_host watch = {
		.repair = on_repair,
		.observe = on_observe,
		.changed = on_changed,
		.ctx = l,
	};
	int err;

	l->host = *host;
	l->config = config;
	l->loop = loop;
	l->watch.news.fd = -1;
	l->env = (struct att_link_env){.conf6 = ATT_LINK_CONF6,
				       .log = host->log,
				       .log_ctx = host->ctx};
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		l->tun[i].fd = -1;
		l->ask[i] = (struct att_link_ask){.loop = loop,
						  .env = &l->env,
						  .link = &l->link[i],
						  .changed = on_asked,
						  .ctx = l};
	}
	for (unsigned i = 0; i < ATT_CORE_STREAMS; i++)
		l->stream[i].listener = -1;
	att_transmit_init(&l->transmit, loop);
	att_loop_timer_init(loop, &l->ask_timer, on_ask_again, l);
	err = att_rtnl_open(&l->env.rtnl, att_rights->netlink(0, SOCK_CLOEXEC));
	return err ? err
		   : att_links_watch_init(&l->watch, loop, &l->env, l->link,
					  &watch);
}

void att_links_fini(struct att_links *l)
{
	for (unsigned i = 0; i < ATT_CORE_STREAMS; i++)
		att_stream_close(&l->stream[i]);
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		if (l->link[i].up)
			take_down(l, &l->link[i]);
		att_links_kernel_release(&l->link[i], &l->env);
		att_tun_close(&l->tun[i]);
	}
	att_transmit_fini(&l->transmit);
	att_links_watch_fini(&l->watch);
	att_rtnl_close(&l->env.rtnl);
}
