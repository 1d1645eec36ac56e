/* From effects of the core to the host's network devices. */
#include "linux/links.h"

#include <errno.h>
#include <string.h>

#include "base/errors.h"
#include "core/effect.h"
#include "linux/links_kernel.h"

/* Where the modem does not say how long a datagram may be. */
#define UNSAID_MTU 1500u

int att_links_init(struct att_links *l, const struct att_config *config,
		   struct att_loop *loop,
		   void (*log)(void *ctx, const char *line), void *log_ctx)
{
	*l = (struct att_links){.config = config,
				.loop = loop,
				.env = {.log = log, .log_ctx = log_ctx}};
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		l->tun[i].fd = -1;
	for (unsigned i = 0; i < ATT_CORE_STREAMS; i++)
		l->stream[i].listener = -1;
	return att_rtnl_open(&l->env.rtnl);
}

static uint16_t room_below(const struct att_links *l,
			   const struct att_link *link)
{
	const struct att_link *first = &l->link[0];

	return link->below && first->up ? (uint16_t)first->plan.mtu
					: l->port_mtu;
}

static void apply(struct att_links *l, uint32_t session)
{
	struct att_link *link = &l->link[session];
	const struct att_config_session *s = &l->config->session[session];
	const struct att_plan_options options = {
		.port_mtu = room_below(l, link),
		.default_route = s->default_route,
		.metric = s->metric,
	};
	struct att_plan plan;

	att_plan_make(&plan, &link->ip, &options);
	if (link->ifindex) {
		l->tun[session].mtu = plan.mtu;
		att_links_kernel_raise(link, &l->link[0], l->port_mtu, &l->env);
		att_link_apply(&l->env, link, &plan);
	}
	link->plan = plan;
}

/* Down, unless a session or its VLAN needs it. */
static void rest(struct att_links *l, int ifindex)
{
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		if (l->link[i].up && (l->link[i].ifindex == ifindex ||
				      l->link[i].below == ifindex))
			return;
	att_rtnl_down(&l->env.rtnl, ifindex);
}

static void take_down(struct att_links *l, struct att_link *link)
{
	const struct att_plan nothing = {.mtu = 0};

	link->up = false;
	if (link->ifindex) {
		att_link_clear(&l->env, link);
		rest(l, link->ifindex);
	}
	if (link->below)
		rest(l, link->below);
	link->plan = nothing;
}

static void bring_up(struct att_links *l, const struct att_effect *effect)
{
	struct att_link *link = &l->link[effect->session];
	bool fresh = !link->up;
	struct att_ip_config shown = effect->ip;
	char text[ATT_EFFECT_TEXT];
	struct att_text t;

	link->ip = effect->ip;
	link->up = true;
	apply(l, effect->session);
	shown.mtu = link->plan.mtu;
	att_text_init(&t, text, sizeof(text));
	att_effect_ip_text(&t, &shown);
	att_link_say(&l->env, "link %s %s%s", link->name,
		     fresh ? "up" : "changed", text);
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
		if (l->link[i].up && l->config->session[i].dns)
			source[n++] = (struct att_dns_source){&l->link[i].ip,
							      l->link[i].name};
	return n;
}

static uint32_t longest(const struct att_links *l)
{
	return l->port_mtu ? l->port_mtu : UNSAID_MTU;
}

static int make_tun(struct att_links *l, unsigned index)
{
	const char *name = l->config->session[index].device;
	int err = att_tun_open(&l->tun[index], name, (uint8_t)index, l->loop);

	if (err)
		att_link_say(&l->env,
			     "error: network device %s cannot be made: %s%s",
			     name,
			     err == ATT_E_BUSY ? "the name is taken"
					       : att_errors_text(err),
			     err == ATT_E_ACCESS ? " (CAP_NET_ADMIN is needed)"
						 : "");
	return err;
}

static int use_tun(struct att_links *l, unsigned index, struct port *port)
{
	struct att_link *link = &l->link[index];
	struct att_tun *tun = &l->tun[index];
	int err = tun->fd < 0 ? make_tun(l, index) : 0;

	if (err)
		return err;
	link->ifindex = tun->ifindex;
	memcpy(link->name, tun->name, sizeof(link->name));
	/* Another modem may have had room for more. */
	if (tun->mtu > longest(l))
		tun->mtu = longest(l);
	att_tun_port(tun, port);
	return 0;
}

/* No device is known yet for the session. */
static void use_none(struct att_links *l, unsigned index)
{
	struct att_link *link = &l->link[index];

	att_tun_close(&l->tun[index]);
	link->ifindex = link->below = 0;
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
		att_link_say(&l->env, "error: socket %s cannot be made: %s",
			     path,
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
	int err = 0;

	for (unsigned i = 0; i < l->config->core.n_sessions && !err; i++)
		err = use_tun(l, i, port);
	return err;
}

static void use_kernel(struct att_links *l, const struct port_info *info)
{
	for (unsigned i = 0; i < l->config->core.n_sessions; i++)
		use_none(l, i);
	if (info->data == PORT_KERNEL)
		att_links_kernel_attach(l->link, l->config, info->netdev,
					&l->env);
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

	l->port_mtu = info->mtu;
	if (info->data == PORT_DATAGRAMS)
		err = use_tuns(l, port);
	else
		use_kernel(l, info);
	return err ? err : attach_streams(l, port, info);
}

void att_links_detach(struct att_links *l)
{
	for (unsigned i = 0; i < ATT_CORE_STREAMS; i++)
		if (l->stream[i].listener >= 0)
			att_stream_port(&l->stream[i], NULL, 0);
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		if (l->tun[i].fd >= 0)
			att_tun_port(&l->tun[i], NULL);
		else
			l->link[i].ifindex = l->link[i].below = 0;
	}
}

void att_links_configure(struct att_links *l)
{
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		if (l->link[i].up)
			apply(l, i);
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

/* The sessions first, then the streams. Did it fill the room? */
static bool use_room(struct att_links *l, unsigned who)
{
	struct att_tun *tun;
	struct att_stream *s;

	if (who < ATT_CORE_SESSIONS) {
		tun = &l->tun[who];
		if (tun->fd >= 0)
			att_tun_writable(tun);
		return tun->fd >= 0 && tun->blocked;
	}
	s = &l->stream[who - ATT_CORE_SESSIONS];
	if (s->listener >= 0)
		att_stream_writable(s);
	return s->listener >= 0 && s->blocked;
}

/* Who fills the room waits until the others had their turn: else one that
 * always has something to send would keep them out. */
void att_links_writable(struct att_links *l)
{
	const unsigned all = ATT_CORE_SESSIONS + ATT_CORE_STREAMS;

	for (unsigned n = 0; n < all; n++) {
		unsigned who = (l->turn + n) % all;

		if (use_room(l, who)) {
			l->turn = who + 1;
			return;
		}
	}
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
	att_rtnl_close(&l->env.rtnl);
}
