/* Looks at links when something has changed, and puts them right. */
#include "linux/links_watch.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/errors.h"
#include "core/effect.h"
#include "linux/rights.h"

/* Changes come in groups. */
#define SETTLE_MS 100u
/* The kernel could not be asked, or has refused something. */
#define AGAIN_MS 1000u
/* So many repairs are made at once; then waits grow from AGAIN_MS on. */
#define AT_ONCE	   3u
#define LONGEST_MS 60000u
/* After so long without a repair it begins anew. */
#define CALM_MS 120000u
/* How long a router may take to advertise itself; RFC 4861 10: three
 * solicitations, 4 s apart. */
#define ADVERTISED_MS 20000u

/* A mux that has gone is not made again before. qmi_wwan takes its muxes away
 * when the modem goes, and for a moment would let others make new ones: the
 * kernel then waits for them for ever, and for the bus of the modem as well
 * (Linux 6.1). The port tells meanwhile that the modem has gone. */
#define LEAVES_MS 2000u

static uint64_t now(const struct att_links_watch *w)
{
	return att_loop_now(w->loop);
}

static void arm(struct att_links_watch *w)
{
	w->timer.at_ms = ATT_LOOP_NEVER;
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		if (w->of[i].at_ms < w->timer.at_ms)
			w->timer.at_ms = w->of[i].at_ms;
}

static void look_at(struct att_links_watch *w, unsigned i, uint64_t at_ms)
{
	if (at_ms < w->of[i].at_ms)
		w->of[i].at_ms = at_ms;
	arm(w);
}

/* --- what is told --------------------------------------------------------- */

static void tell(struct att_links_watch *w, unsigned i, const char *words)
{
	struct att_link_watch *of = &w->of[i];
	struct att_observation o = {.session = i, .words = of->words};

	if (!words && !of->bad)
		return;
	if (words && of->bad && strcmp(of->words, words) == 0)
		return;
	of->bad = words != NULL;
	snprintf(of->words, sizeof(of->words), "%s", words ? words : "");
	o.what = words ? ATT_OBSERVED_LINK_PROBLEM : ATT_OBSERVED_LINK_WELL;
	w->host.observe(w->host.ctx, &o);
}

__attribute__((format(printf, 3, 4))) static void tell_problem(
	struct att_links_watch *w, unsigned i, const char *format, ...)
{
	char words[ATT_OBSERVED_WORDS];
	size_t n =
		(size_t)snprintf(words, sizeof(words), "%s: ", w->link[i].name);
	va_list args;

	va_start(args, format);
	vsnprintf(words + n, sizeof(words) - n, format, args);
	va_end(args);
	tell(w, i, words);
}

static void rename_link(struct att_links_watch *w, unsigned i,
			const struct att_link_state *state)
{
	struct att_link *link = &w->link[i];

	if (strcmp(link->name, state->device.name) == 0)
		return;
	att_link_say(w->env, "network device %s is called %s now", link->name,
		     state->device.name);
	memcpy(link->name, state->device.name, sizeof(link->name));
	w->host.changed(w->host.ctx);
}

/* The kernel's addresses are the session's, as far as people are shown them. */
static void show(struct att_links_watch *w, unsigned i,
		 const struct att_link_state *state)
{
	struct att_link_watch *of = &w->of[i];
	struct att_ip_config ip;
	char text[ATT_EFFECT_TEXT];
	struct att_text t;

	memset(&ip, 0, sizeof(ip));
	att_link_state_ip(&w->link[i], state, &ip);
	ip.dhcp4 = ip.slaac6 = false; /* it is not asked any more */
	if (memcmp(&ip, &of->ip, sizeof(ip)) == 0)
		return;
	of->ip = ip;
	if (w->link[i].setup.advertised && !of->advertised &&
	    att_link_state_has_global6(state)) {
		of->advertised = true;
		att_text_init(&t, text, sizeof(text));
		att_effect_ip_text(&t, &ip);
		att_link_say(w->env, "link %s by router advertisement%s",
			     w->link[i].name, text);
	}
	w->host.changed(w->host.ctx);
}

/* --- router advertisements ------------------------------------------------ */

static bool has_ipv4(const struct att_link_setup *setup)
{
	for (uint32_t n = 0; n < setup->n_addresses; n++)
		if (!setup->address[n].v6)
			return true;
	return false;
}

static void await_again(struct att_links_watch *w, unsigned i)
{
	w->of[i].advertised = w->of[i].late = false;
	w->of[i].advertised_by_ms = now(w) + ADVERTISED_MS;
}

/* The router has not said anything yet. True: it is late. */
static bool is_late(struct att_links_watch *w, unsigned i)
{
	struct att_link_watch *of = &w->of[i];

	if (!of->late && now(w) >= of->advertised_by_ms) {
		of->late = true;
		att_link_say(w->env,
			     "%s: no router advertisement came: the session "
			     "has no IPv6 address",
			     w->link[i].name);
	}
	if (!of->late)
		look_at(w, i, of->advertised_by_ms);
	return of->late;
}

static void await_router(struct att_links_watch *w, unsigned i)
{
	bool late = is_late(w, i);

	if (has_ipv4(&w->link[i].setup))
		tell(w, i, NULL);
	else if (late)
		tell_problem(w, i,
			     "no router advertisement came: no IPv6 address");
	else
		tell_problem(w, i, "waiting for a router advertisement");
}

/* The modem gives no addresses: there are some of one family at the least, or
 * nobody gives any, or the link is still asking. */
static void await_asked(struct att_links_watch *w, unsigned i,
			const struct att_link_state *state)
{
	struct att_link *link = &w->link[i];
	bool global6 = att_link_state_has_global6(state);
	bool late = !link->ip.slaac6 || (!global6 && is_late(w, i));
	const char *also = !link->ip.slaac6 ? ""
			   : link->ip.dhcp4 ? ", no router advertisement came"
					    : "no router advertisement came";

	if (has_ipv4(&link->setup) || global6) {
		w->of[i].bad |= link->asking; /* so that it is told */
		link->asking = false;
		tell(w, i, NULL);
	} else if (late && (!link->ip.dhcp4 || link->no_lease)) {
		tell_problem(w, i, "%s%s", link->no_lease ? link->no_lease : "",
			     also);
	}
}

/* A kernel that gives the advertised route a metric of its own: a route of ours
 * leads to the same router. True: the link was set up anew. */
static bool follow_router(struct att_links_watch *w, unsigned i,
			  const struct att_link_state *state)
{
	struct att_link *link = &w->link[i];
	bool follow = link->setup.advertised && link->setup.default_route &&
		      state->has_router &&
		      state->router_metric != link->setup.metric;

	if (follow == link->follows &&
	    (!follow ||
	     memcmp(link->router, state->router, sizeof(link->router)) == 0))
		return false;
	link->follows = follow;
	memcpy(link->router, state->router, sizeof(link->router));
	w->host.repair(w->host.ctx, i, false);
	return true;
}

/* --- look, judge, put right ----------------------------------------------- */

/* False: the kernel cannot be asked now. */
static bool ask(struct att_links_watch *w, unsigned i,
		struct att_link_state *state)
{
	if (att_link_state_get(w->env, &w->link[i], state) == 0)
		return true;
	look_at(w, i, now(w) + AGAIN_MS);
	return false;
}

/* An advertised address does not come back by itself. */
static bool lost_router(const struct att_links_watch *w, unsigned i,
			const struct att_link_state *state)
{
	return w->link[i].setup.advertised && w->of[i].advertised &&
	       !att_link_state_has_global6(state);
}

/* What can be put right. "": nothing. */
static void fault_of(const struct att_links_watch *w, unsigned i,
		     const struct att_link_state *state,
		     char text[ATT_OBSERVED_WORDS])
{
	att_link_state_fault(&w->link[i], state, text);
	if (!text[0] && lost_router(w, i, state))
		snprintf(text, ATT_OBSERVED_WORDS,
			 "the advertised IPv6 address is gone");
}

/* All is as it was set up: but will it carry data? */
static void accept(struct att_links_watch *w, unsigned i,
		   const struct att_link_state *state)
{
	const struct att_link *link = &w->link[i];

	show(w, i, state);
	if (state->vlan0[0])
		tell_problem(w, i,
			     "VLAN 4094 (%s) takes the data of session 0: "
			     "delete that device",
			     state->vlan0);
	else if (link->ip.dhcp4 || link->ip.slaac6)
		await_asked(w, i, state);
	else if (link->setup.advertised && !link->no_ipv6 &&
		 !att_link_state_has_global6(state))
		await_router(w, i);
	else
		tell(w, i, NULL);
}

static uint64_t wait_ms(const struct att_link_watch *of)
{
	uint64_t wait = AGAIN_MS;

	if (of->repairs < AT_ONCE)
		return 0;
	for (unsigned n = AT_ONCE; n < of->repairs && wait < LONGEST_MS; n++)
		wait *= 2;
	return wait < LONGEST_MS ? wait : LONGEST_MS;
}

static void tell_fault(struct att_links_watch *w, unsigned i, const char *fault)
{
	const struct att_link *link = &w->link[i];

	if (link->refused[0])
		tell(w, i, link->refused);
	else
		tell_problem(w, i, "%s", fault);
}

/* It was put right often: wait. */
static void postpone(struct att_links_watch *w, unsigned i, const char *fault,
		     uint64_t until_ms)
{
	const struct att_link *link = &w->link[i];

	if (!w->of[i].bad)
		att_link_say(w->env,
			     "%s: %s again, by another program: it is put "
			     "right in %u s",
			     link->name, fault,
			     (unsigned)((until_ms - now(w) + 999) / 1000));
	tell_fault(w, i, fault);
	look_at(w, i, until_ms);
}

static void mend(struct att_links_watch *w, unsigned i,
		 const struct att_link_state *was, const char *fault)
{
	struct att_link *link = &w->link[i];
	struct att_link_watch *of = &w->of[i];
	char still[ATT_OBSERVED_WORDS];
	struct att_link_state state;

	of->repairs++;
	of->repaired_ms = now(w);
	for (uint32_t n = 0; n < was->n_rivals; n++)
		att_rights->route(&w->env->rtnl, link->ifindex, false,
				  &was->rival[n]);
	if (lost_router(w, i, was)) { /* up again, the kernel asks for one */
		await_again(w, i);
		att_rights->link_down(&w->env->rtnl, link->ifindex);
	}
	w->host.repair(w->host.ctx, i, !was->device.ifindex);
	of->gone = !link->ifindex;
	if (!ask(w, i, &state))
		return;
	fault_of(w, i, &state, still);
	if (!still[0]) {
		att_link_say(w->env, "%s: %s: put right", link->name, fault);
		accept(w, i, &state);
		return;
	}
	tell_fault(w, i, still);
	look_at(w, i,
		now(w) + (wait_ms(of) > AGAIN_MS ? wait_ms(of) : AGAIN_MS));
}

static void judge(struct att_links_watch *w, unsigned i,
		  const struct att_link_state *state)
{
	struct att_link_watch *of = &w->of[i];
	char fault[ATT_OBSERVED_WORDS];
	uint64_t next_ms;

	fault_of(w, i, state, fault);
	if (!fault[0]) {
		accept(w, i, state);
		return;
	}
	if (of->repairs && now(w) >= of->repaired_ms + CALM_MS)
		of->repairs = 0;
	next_ms = of->repairs ? of->repaired_ms + wait_ms(of) : 0;
	if (now(w) < next_ms)
		postpone(w, i, fault, next_ms);
	else
		mend(w, i, state, fault);
}

/* Its device has gone, perhaps with the modem. */
static bool may_leave(struct att_links_watch *w, unsigned i,
		      const struct att_link_state *state)
{
	struct att_link_watch *of = &w->of[i];
	uint64_t until_ms;

	if (!w->link[i].mux || state->device.ifindex) {
		of->left_ms = 0;
		return false;
	}
	if (!of->left_ms)
		of->left_ms = now(w);
	until_ms = of->left_ms + LEAVES_MS;
	if (now(w) < until_ms)
		look_at(w, i, until_ms);
	return now(w) < until_ms;
}

static void look(struct att_links_watch *w, unsigned i)
{
	struct att_link *link = &w->link[i];
	struct att_link_state state;

	if (!link->ifindex && !w->of[i].gone)
		return;
	if (!ask(w, i, &state) || may_leave(w, i, &state))
		return;
	if (state.device.ifindex)
		rename_link(w, i, &state);
	if (link->up && follow_router(w, i, &state) && !ask(w, i, &state))
		return;
	if (link->up && !link->by_another)
		judge(w, i, &state);
	else if (!state.device.ifindex)
		w->host.repair(w->host.ctx, i, true);
}

static void on_timer(void *arg)
{
	struct att_links_watch *w = arg;
	uint64_t now_ms = now(w);

	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		if (w->of[i].at_ms > now_ms)
			continue;
		w->of[i].at_ms = ATT_LOOP_NEVER;
		look(w, i);
	}
	arm(w);
}

/* --- news ----------------------------------------------------------------- */

static void on_device(void *ctx, int ifindex, int below)
{
	struct att_links_watch *w = ctx;

	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++) {
		const struct att_link *link = &w->link[i];

		if (link->ifindex &&
		    (link->ifindex == ifindex || link->ifindex == below ||
		     link->below == ifindex))
			look_at(w, i, now(w) + SETTLE_MS);
	}
}

/* One that has our destination and metric may have taken the place of ours. */
static bool concerns(const struct att_link *link, int ifindex,
		     const struct att_rtnl_route *route)
{
	if (link->ifindex == ifindex)
		return true;
	for (uint32_t n = 0; n < link->setup.n_routes; n++) {
		const struct att_plan_route *at = &link->setup.route[n].at;

		if (at->metric == route->at.metric &&
		    att_plan_address_equal(&at->to, &route->at.to))
			return true;
	}
	return false;
}

static void on_route(void *ctx, int ifindex, const struct att_rtnl_route *route)
{
	struct att_links_watch *w = ctx;

	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		if (w->link[i].up && concerns(&w->link[i], ifindex, route))
			look_at(w, i, now(w) + SETTLE_MS);
}

static void on_lost(void *ctx)
{
	struct att_links_watch *w = ctx;

	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		if (w->link[i].ifindex)
			look_at(w, i, now(w) + SETTLE_MS);
}

/* --- from the beginning to the end ---------------------------------------- */

int att_links_watch_init(struct att_links_watch *w, struct att_loop *loop,
			 struct att_link_env *env, struct att_link *link,
			 const struct att_links_watch_host *host)
{
	w->host = *host;
	w->loop = loop;
	w->env = env;
	w->link = link;
	w->news = (struct att_rtnl_watch){.fd = -1,
					  .device = on_device,
					  .route = on_route,
					  .lost = on_lost,
					  .ctx = w};
	for (unsigned i = 0; i < ATT_CORE_SESSIONS; i++)
		w->of[i].at_ms = ATT_LOOP_NEVER;
	att_loop_timer_init(loop, &w->timer, on_timer, w);
	return att_rtnl_watch_open(&w->news, loop);
}

void att_links_watch_fini(struct att_links_watch *w)
{
	w->timer.at_ms = ATT_LOOP_NEVER;
	att_rtnl_watch_close(&w->news);
}

/* What is not as it should be was refused just now. */
void att_links_watch_begin(struct att_links_watch *w, unsigned i, bool device)
{
	char fault[ATT_OBSERVED_WORDS];
	struct att_link_state state;

	await_again(w, i);
	if (device && !w->link[i].ifindex)
		tell_problem(w, i, "there is no such network device");
	if (!w->link[i].ifindex || w->link[i].by_another || !ask(w, i, &state))
		return;
	fault_of(w, i, &state, fault);
	if (!fault[0]) {
		accept(w, i, &state);
		return;
	}
	tell_fault(w, i, fault);
	look_at(w, i, now(w) + AGAIN_MS);
}

void att_links_watch_look(struct att_links_watch *w, unsigned i)
{
	look_at(w, i, now(w));
}

void att_links_watch_end(struct att_links_watch *w, unsigned i)
{
	struct att_link_watch *of = &w->of[i];

	of->bad = of->gone = of->advertised = false;
	of->left_ms = 0;
	of->at_ms = ATT_LOOP_NEVER;
	memset(&of->ip, 0, sizeof(of->ip));
	arm(w);
}
