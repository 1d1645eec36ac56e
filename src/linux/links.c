/* From effects of the core to the host's network devices. */
#include "linux/links.h"

#include <errno.h>
#include <string.h>

#include "base/errors.h"
#include "core/effect.h"
#include "linux/links_kernel.h"

/* Where the modem does not say how long a datagram may be. */
#define UNSAID_MTU 1500u

int mbim_links_init(struct mbim_links *l, const struct mbim_config *config,
		    struct mbim_loop *loop,
		    void (*log)(void *ctx, const char *line), void *log_ctx)
{
	*l = (struct mbim_links){.config = config,
				 .loop = loop,
				 .env = {.log = log, .log_ctx = log_ctx}};
	for (unsigned i = 0; i < MBIM_CORE_SESSIONS; i++)
		l->tun[i].fd = -1;
	for (unsigned i = 0; i < MBIM_CORE_STREAMS; i++)
		l->stream[i].listener = -1;
	return mbim_rtnl_open(&l->env.rtnl);
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
		l->tun[session].mtu = plan.mtu;
		mbim_links_kernel_raise(link, &l->link[0], l->port_mtu,
					&l->env);
		mbim_link_apply(&l->env, link, &plan);
	}
	link->plan = plan;
}

/* Down, unless a session or its VLAN needs it. */
static void rest(struct mbim_links *l, int ifindex)
{
	for (unsigned i = 0; i < MBIM_CORE_SESSIONS; i++)
		if (l->link[i].up && (l->link[i].ifindex == ifindex ||
				      l->link[i].below == ifindex))
			return;
	mbim_rtnl_down(&l->env.rtnl, ifindex);
}

static void take_down(struct mbim_links *l, struct mbim_link *link)
{
	const struct mbim_plan nothing = {.mtu = 0};

	link->up = false;
	if (link->ifindex) {
		mbim_link_clear(&l->env, link);
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
	mbim_link_say(&l->env, "link %s %s%s", link->name,
		      fresh ? "up" : "changed", text);
}

static bool take_down_one(struct mbim_links *l, struct mbim_link *link)
{
	if (!link->up)
		return false;
	take_down(l, link);
	mbim_link_say(&l->env, "link %s down", link->name);
	return true;
}

bool mbim_links_effect(struct mbim_links *l, const struct mbim_effect *effect)
{
	switch (effect->kind) {
	case MBIM_EFFECT_LINK_UP:
	case MBIM_EFFECT_LINK_CHANGE:
		bring_up(l, effect);
		return true;
	case MBIM_EFFECT_LINK_DOWN:
		return take_down_one(l, &l->link[effect->session]);
	case MBIM_EFFECT_RESET_PORT:
	case MBIM_EFFECT_CLOSED:
		break;
	}
	return false;
}

unsigned mbim_links_dns(const struct mbim_links *l,
			struct mbim_dns_source *source)
{
	unsigned n = 0;

	for (unsigned i = 0; i < l->config->core.n_sessions; i++)
		if (l->link[i].up && l->config->session[i].dns)
			source[n++] = (struct mbim_dns_source){&l->link[i].ip,
							       l->link[i].name};
	return n;
}

static uint32_t longest(const struct mbim_links *l)
{
	return l->port_mtu ? l->port_mtu : UNSAID_MTU;
}

static int make_tun(struct mbim_links *l, unsigned index)
{
	const char *name = l->config->session[index].device;
	int err = mbim_tun_open(&l->tun[index], name, (uint8_t)index, l->loop);

	if (err)
		mbim_link_say(
			&l->env, "network device %s cannot be made: %s%s", name,
			err == MBIM_E_BUSY ? "the name is taken"
					   : mbim_errors_text(err),
			err == MBIM_E_ACCESS ? " (CAP_NET_ADMIN is needed)"
					     : "");
	return err;
}

static int use_tun(struct mbim_links *l, unsigned index, struct port *port)
{
	struct mbim_link *link = &l->link[index];
	struct mbim_tun *tun = &l->tun[index];
	int err = tun->fd < 0 ? make_tun(l, index) : 0;

	if (err)
		return err;
	link->ifindex = tun->ifindex;
	memcpy(link->name, tun->name, sizeof(link->name));
	/* Another modem may have had room for more. */
	if (tun->mtu > longest(l))
		tun->mtu = longest(l);
	mbim_tun_port(tun, port);
	return 0;
}

/* No device is known yet for the session. */
static void use_none(struct mbim_links *l, unsigned index)
{
	struct mbim_link *link = &l->link[index];

	mbim_tun_close(&l->tun[index]);
	link->ifindex = link->below = 0;
	memcpy(link->name, l->config->core.session[index].name,
	       sizeof(link->name));
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
		mbim_link_say(&l->env, "socket %s cannot be made: %s", path,
			      err == MBIM_E_BUSY ? "somebody listens there"
						 : strerror(errno));
	return err;
}

/* Streams stay, as TUN devices do, while the modem is away. */
static int attach_streams(struct mbim_links *l, struct port *port,
			  const struct port_info *info)
{
	int err;

	for (unsigned i = 0; i < l->config->core.n_streams; i++) {
		err = open_stream(l, i);
		if (err)
			return err;
		mbim_stream_port(&l->stream[i],
				 info->data == PORT_DATAGRAMS ? port : NULL,
				 longest(l));
	}
	if (l->config->core.n_streams && info->data != PORT_DATAGRAMS)
		mbim_link_say(&l->env,
			      "%s carries no streams of device services",
			      info->name);
	return 0;
}

static int use_tuns(struct mbim_links *l, struct port *port)
{
	int err = 0;

	for (unsigned i = 0; i < l->config->core.n_sessions && !err; i++)
		err = use_tun(l, i, port);
	return err;
}

static void use_kernel(struct mbim_links *l, const struct port_info *info)
{
	for (unsigned i = 0; i < l->config->core.n_sessions; i++)
		use_none(l, i);
	if (info->data == PORT_KERNEL)
		mbim_links_kernel_attach(l->link, l->config, info->netdev,
					 &l->env);
	else
		mbim_link_say(&l->env,
			      "%s carries no datagrams: addresses are only "
			      "shown",
			      info->name);
}

int mbim_links_attach(struct mbim_links *l, struct port *port,
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

void mbim_links_detach(struct mbim_links *l)
{
	for (unsigned i = 0; i < MBIM_CORE_STREAMS; i++)
		if (l->stream[i].listener >= 0)
			mbim_stream_port(&l->stream[i], NULL, 0);
	for (unsigned i = 0; i < MBIM_CORE_SESSIONS; i++) {
		if (l->tun[i].fd >= 0)
			mbim_tun_port(&l->tun[i], NULL);
		else
			l->link[i].ifindex = l->link[i].below = 0;
	}
}

void mbim_links_configure(struct mbim_links *l)
{
	for (unsigned i = 0; i < MBIM_CORE_SESSIONS; i++)
		if (l->link[i].up)
			apply(l, i);
}

void mbim_links_input(struct mbim_links *l, struct flow stream,
		      struct mbim_bytes datagram)
{
	if (stream.service && stream.id < MBIM_CORE_STREAMS &&
	    l->stream[stream.id].listener >= 0)
		mbim_stream_input(&l->stream[stream.id], datagram);
	else if (stream.service || stream.id >= MBIM_CORE_SESSIONS ||
		 l->tun[stream.id].fd < 0)
		l->unknown++;
	else
		mbim_tun_input(&l->tun[stream.id], datagram);
}

void mbim_links_input_end(struct mbim_links *l)
{
	for (unsigned i = 0; i < MBIM_CORE_SESSIONS; i++)
		if (l->tun[i].fd >= 0)
			mbim_tun_input_end(&l->tun[i]);
}

/* The sessions first, then the streams. Did it fill the room? */
static bool use_room(struct mbim_links *l, unsigned who)
{
	struct mbim_tun *tun;
	struct mbim_stream *s;

	if (who < MBIM_CORE_SESSIONS) {
		tun = &l->tun[who];
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
		mbim_links_kernel_release(&l->link[i], &l->env);
		mbim_tun_close(&l->tun[i]);
	}
	mbim_rtnl_close(&l->env.rtnl);
}
