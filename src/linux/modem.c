/* One modem: what comes from its port goes to the core, and what the core then
 * has to say goes to the port, the network devices and the user. */
#include "linux/modem_parts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "trace/file.h"

/* A port with a full queue tells nobody when it has room again. */
#define SEND_AGAIN_MS 2u
/* How long a modem that is there may take to be found, and to change its
 * configuration. */
#define ABSENT_MS 2000u

static uint64_t now(const struct att_modem *m)
{
	return att_loop_now(m->options.loop);
}

static void lost(struct att_modem *m, const char *problem)
{
	m->options.ended(m->options.ctx, ATT_MODEM_LOST, 0, problem);
}

/* --- after each call of the core: what it has to say ------------------- */

/* False: the port has no room at the moment. */
static bool send_one(struct att_modem *m, uint64_t now_ms)
{
	struct att_bytes bytes = att_bytes_of(m->transfer, m->transfer_len);

	if (m->plugged && m->port->ops->send(m->port, bytes) == ATT_E_BUSY) {
		m->send_timer.at_ms = now_ms + SEND_AGAIN_MS;
		return false;
	}
	att_hearing_sent(&m->hearing, bytes);
	/* sent, or the port will call `gone` */
	m->transfer_len = 0;
	return true;
}

/* Give the port what the core has for it, until one of them has enough. */
static void send_all(struct att_modem *m, uint64_t now_ms)
{
	do {
		if (!m->transfer_len)
			m->transfer_len = att_recorder_output(
				&m->recorder, m->transfer, sizeof(m->transfer),
				now_ms);
	} while (m->transfer_len && send_one(m, now_ms));
}

static void change_link(struct att_modem *m, const struct att_effect *effect)
{
	if (att_links_effect(&m->links, effect))
		m->options.changed(m->options.ctx);
}

static void watch_traffic(struct att_modem *m, uint32_t session, bool up)
{
	const struct att_link *link = &m->links.link[session];

	att_traffic_link(&m->traffic, session,
			 up && link->ifindex ? link->name : NULL, &link->ip);
}

static void carry_out(struct att_modem *m, const struct att_effect *effect)
{
	bool was_up;

	switch (effect->kind) {
	case ATT_EFFECT_LINK_UP:
	case ATT_EFFECT_LINK_CHANGE:
		m->options.waits(m->options.ctx);
		change_link(m, effect);
		watch_traffic(m, effect->session, true);
		break;
	case ATT_EFFECT_LINK_DOWN:
		watch_traffic(m, effect->session, false);
		was_up = strcmp(m->status.connect[effect->session], "up") == 0;
		change_link(m, effect);
		/* One that never was has a reason of its own. */
		if (was_up && m->want == ATT_WANT_CONNECTED)
			lost(m, m->plugged ? "the link was lost"
					   : "the modem has gone");
		break;
	case ATT_EFFECT_RESET_PORT:
		m->reset_due = true;
		m->reset = effect->reset;
		break;
	case ATT_EFFECT_CLOSED:
		m->pass_due =
			m->plugged && m->which.identity == ATT_IDENTITY_WRONG;
		if (!m->released)
			break;
		m->closed = true;
		m->options.ended(m->options.ctx, ATT_MODEM_CLOSED, 0, "");
		break;
	}
}

/* A problem is said once, not at each attempt that meets it again; what was
 * waited for is said again when it turns out to stay. */
static void say_problem(struct att_modem *m)
{
	const struct att_core_status *s = &m->status;
	bool stays = s->stuck || s->up;

	if (!s->problem || (strcmp(s->problem, m->problem) == 0 &&
			    (!stays || m->problem_stays)))
		return;
	strcpy(m->problem, s->problem);
	m->problem_stays = stays;
	att_modem_say(m, "%s: %s", stays ? "problem" : "waiting", m->problem);
}

static void identify(struct att_modem *m)
{
	if (m->plugged)
		m->wish_due |=
			att_identity_look(&m->which, m->options.config->device,
					  &m->status, now(m));
	m->identity_timer.at_ms = m->which.again_ms;
}

static void look(struct att_modem *m)
{
	const struct att_core_status *s = &m->status;

	att_core_status(m->recorder.core, &m->status);
	m->news = true;
	att_modem_put_absence(m);
	identify(m);
	m->vary_due |= m->plugged && s->open_refusal.code && !m->refused;
	m->refused = s->open_refusal.code;
	if (m->released || !m->plugged || m->vary_due)
		return;
	say_problem(m);
	if (s->up && !s->problem)
		m->problem[0] = '\0';
	if (s->stuck)
		lost(m, m->problem);
}

/* A run does not end with its trace. */
static void watch_trace(struct att_modem *m)
{
	int error = att_recorder_error(&m->recorder);

	if (!error || m->trace_ended)
		return;
	m->trace_ended = true;
	att_modem_say(m, "error: the trace in %s ends here: %s",
		      m->options.config->trace, att_tracefile_why(error));
}

static void run(struct att_modem *m, uint64_t now_ms)
{
	struct att_effect effect;

	m->running = true;
	do {
		m->observed = false;
		send_all(m, now_ms);
		while (att_recorder_effect(&m->recorder, &effect, now_ms))
			carry_out(m, &effect);
	} while (m->observed);
	m->running = false;
	m->core_timer.at_ms = att_core_deadline(m->recorder.core);
	watch_trace(m);
	look(m);
}

/* --- timers ------------------------------------------------------------ */

static void on_deadline(void *arg)
{
	struct att_modem *m = arg;
	uint64_t now_ms = now(m);

	att_recorder_expire(&m->recorder, now_ms);
	run(m, now_ms);
}

static void on_send_again(void *arg)
{
	struct att_modem *m = arg;

	run(m, now(m));
}

static void on_absent(void *arg)
{
	struct att_modem *m = arg;

	if (!m->plugged && !m->absence[0])
		att_modem_say(m, "waiting for a modem (device %s)",
			      att_identity_name(m->options.config->device));
}

/* --- what the port calls ----------------------------------------------- */

static void plug(struct att_modem *m, const struct port_info *info)
{
	const struct att_core_link link = {
		.max_control = info->max_control,
		.ex_version = info->ex_version,
		.max_outstanding = info->max_outstanding,
		.mtu = info->mtu,
		.vendor = info->vendor,
		.product = info->product,
		.framed = info->framed,
		.stale = info->stale,
	};
	uint64_t now_ms = now(m);

	att_recorder_plug(&m->recorder, &link, now_ms);
	run(m, now_ms);
}

static void on_up(void *ctx, const struct port_info *info)
{
	struct att_modem *m = ctx;
	int err;

	att_modem_say(m, "modem %s", info->name);
	m->plugged = true;
	m->absence[0] = '\0';
	m->info = *info;
	m->transfer_len = 0;
	att_hearing_plugged(&m->hearing, &m->status);
	err = att_links_attach(&m->links, m->port, info);
	if (err) {
		m->options.ended(m->options.ctx, ATT_MODEM_FAILED, err,
				 m->links.failure);
		return;
	}
	plug(m, info);
	att_links_take_over(&m->links); /* while the modem opens its channel */
}

static void wish(struct att_modem *m)
{
	uint64_t now_ms = now(m);

	m->wish_due = false;
	att_recorder_want(&m->recorder,
			  att_identity_may_want(&m->which, m->want), now_ms);
	run(m, now_ms);
}

static void unplug(struct att_modem *m)
{
	uint64_t now_ms = now(m);

	m->plugged = m->vary_due = m->pass_due = false;
	att_recorder_unplug(&m->recorder, now_ms);
	run(m, now_ms);
	att_links_detach(&m->links);
	if (att_identity_forget(&m->which, now_ms))
		wish(m);
}

static void on_gone(void *ctx, int err)
{
	struct att_modem *m = ctx;

	if (!m->varied)
		att_modem_say(m, "modem gone: %s", att_errors_text(err));
	unplug(m);
	if (!m->varied)
		lost(m, "the modem has gone");
	m->varied = false;
}

static void on_control(void *ctx, struct att_bytes bytes)
{
	struct att_modem *m = ctx;
	uint64_t now_ms = now(m);

	att_hearing_came(&m->hearing, bytes);
	att_recorder_input(&m->recorder, bytes, now_ms);
	run(m, now_ms);
}

static void on_data(void *ctx, struct flow stream, struct att_bytes datagram)
{
	struct att_modem *m = ctx;

	att_links_input(&m->links, stream, datagram);
}

static void on_data_end(void *ctx)
{
	struct att_modem *m = ctx;

	att_links_input_end(&m->links);
}

static void on_writable(void *ctx)
{
	struct att_modem *m = ctx;

	att_links_writable(&m->links);
}

static int on_watch(void *ctx, int fd, uint32_t events,
		    void (*fn)(void *arg, uint32_t revents), void *arg)
{
	struct att_modem *m = ctx;

	return att_loop_watch(m->options.loop, fd, events, fn, arg);
}

static void on_unwatch(void *ctx, int fd)
{
	struct att_modem *m = ctx;

	att_loop_unwatch(m->options.loop, fd);
}

static void on_timer(void *ctx, int ms, void (*fn)(void *arg), void *arg)
{
	struct att_modem *m = ctx;

	m->port_timer.fn = fn;
	m->port_timer.arg = arg;
	m->port_timer.at_ms = ms < 0 ? ATT_LOOP_NEVER : now(m) + (unsigned)ms;
}

static void on_log(void *ctx, const char *line)
{
	struct att_modem *m = ctx;

	m->options.line(m->options.ctx, line);
}

static void on_moved(void *ctx)
{
	struct att_modem *m = ctx;

	m->reopen_due = true;
}

static void on_waits(void *ctx, const char *why)
{
	struct att_modem *m = ctx;
	char none[64];

	if (!why[0] && m->host.n_passed) {
		snprintf(none, sizeof(none),
			 m->host.n_passed == 1
				 ? "%u modem, and it is not %s"
				 : "%u modems, and none of them is %s",
			 m->host.n_passed,
			 att_identity_name(m->options.config->device));
		why = none;
	}
	if (strcmp(why, m->absence) == 0)
		return;
	snprintf(m->absence, sizeof(m->absence), "%s", why);
	if (!m->port)
		return; /* it is being opened */
	if (why[0])
		att_modem_say(m, "waiting: %s", why);
	look(m);
}

/* --- what the links call ------------------------------------------------ */

/* Within run what it leads to is taken up there. */
static void on_observe(void *ctx, const struct att_observation *o)
{
	struct att_modem *m = ctx;
	uint64_t now_ms = now(m);

	att_recorder_observe(&m->recorder, o, now_ms);
	if (m->running)
		m->observed = true;
	else
		run(m, now_ms);
}

static void on_changed(void *ctx)
{
	struct att_modem *m = ctx;

	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		if (m->links.link[i].up)
			watch_traffic(m, i, true); /* by DHCP: name servers */
	m->news = true;
	m->options.changed(m->options.ctx);
}

void att_modem_resumed(struct att_modem *m)
{
	const struct att_observation o = {.what = ATT_OBSERVED_RESUMED};

	att_traffic_resumed(&m->traffic);
	on_observe(m, &o);
}

/* --- from the beginning to the end ------------------------------------- */

static int init_links(struct att_modem *m)
{
	const struct att_modem_options *o = &m->options;
	const struct att_links_host host = {
		.log = on_log,
		.observe = on_observe,
		.changed = on_changed,
		.ctx = m,
	};
	int err = att_links_init(&m->links, o->config, o->loop, &host);

	if (err)
		att_modem_say(m, "error: rtnetlink: %s", att_loop_error(err));
	return err;
}

/* The modem is asked again; or all modems are, as a SIM may have been put into
 * another one. */
static void on_identity(void *arg)
{
	struct att_modem *m = arg;

	m->which.again_ms = ATT_LOOP_NEVER;
	if (m->plugged) {
		m->wish_due = m->which.identity == ATT_IDENTITY_UNKNOWN;
		return;
	}
	m->host.n_passed = 0;
	m->reopen_due = true;
}

static void init_timers(struct att_modem *m)
{
	struct att_loop *loop = m->options.loop;

	att_loop_timer_init(loop, &m->core_timer, on_deadline, m);
	att_loop_timer_init(loop, &m->port_timer, NULL, NULL);
	att_loop_timer_init(loop, &m->send_timer, on_send_again, m);
	att_loop_timer_init(loop, &m->absent_timer, on_absent, m);
	att_loop_timer_init(loop, &m->identity_timer, on_identity, m);
	m->absent_timer.at_ms = m->options.start_ms + ABSENT_MS;
}

int att_modem_init(struct att_modem *m, const struct att_modem_options *options)
{
	int err;

	m->options = *options;
	m->host = (struct port_host){
		.ctx = m,
		.up = on_up,
		.control = on_control,
		.data = on_data,
		.data_end = on_data_end,
		.writable = on_writable,
		.gone = on_gone,
		.watch = on_watch,
		.unwatch = on_unwatch,
		.timer = on_timer,
		.log = on_log,
		.waits = on_waits,
		.moved = on_moved,
	};
	init_timers(m);
	att_traffic_init(&m->traffic, options->loop, options->config,
			 on_observe, m);
	err = att_modem_init_core(m);
	return err ? err : init_links(m);
}

int att_modem_start(struct att_modem *m)
{
	att_identity_init(&m->which, m->options.config->device);
	att_modem_want(m, ATT_WANT_CONNECTED);
	return att_modem_open_port(m);
}

void att_modem_fini(struct att_modem *m)
{
	att_traffic_fini(&m->traffic);
	if (m->links.config) {
		att_links_fini(&m->links);
		m->options.changed(m->options.ctx);
		m->options.waits(m->options.ctx);
	}
	if (m->port)
		m->port->ops->close(m->port);
	m->port = NULL;
	if (att_recorder_fini(&m->recorder) < 0)
		att_modem_say(m, "error: the trace in %s is not complete",
			      m->options.config->trace);
}

/* It refuses to open: that is a problem only if there is no other way. */
static void vary(struct att_modem *m)
{
	const struct port_ops *ops = m->port->ops;

	m->vary_due = false;
	m->varied = ops->vary && ops->vary(m->port);
	if (!m->varied)
		look(m);
}

/* A modem that did not come back can still be taken off its bus. */
static void reset_port(struct att_modem *m)
{
	m->options.waits(m->options.ctx);
	if (m->reset == ATT_RESET_POWER)
		m->options.power(m->options.ctx, m->info.name);
	else if (m->reset == ATT_RESET_REENUMERATE)
		m->port->ops->reset(m->port, PORT_REENUMERATE);
	else if (m->plugged)
		m->port->ops->reset(m->port, PORT_RESET);
}

static void reopen(struct att_modem *m)
{
	int err;

	m->reopen_due = false;
	if (m->released)
		return;
	if (m->plugged)
		unplug(m);
	m->options.waits(m->options.ctx);
	m->port->ops->close(m->port);
	m->port = NULL;
	m->absence[0] = '\0';
	err = att_modem_open_port(m);
	if (err)
		m->options.ended(m->options.ctx, ATT_MODEM_FAILED, err, "");
}

/* It is not the one that is wanted: its channel is closed, the next one is
 * looked for. */
static void pass(struct att_modem *m)
{
	m->pass_due = false;
	att_modem_say(m, "%s is not %s", m->info.name,
		      att_identity_name(m->options.config->device));
	if (m->host.n_passed == PORT_PASSED)
		m->host.n_passed = 0;
	memcpy(m->host.passed[m->host.n_passed++], m->info.place,
	       sizeof(m->info.place));
	m->which.again_ms = now(m) + ATT_IDENTITY_AGAIN_MS;
	m->reopen_due = true;
}

void att_modem_settle(struct att_modem *m)
{
	if (m->reset_due)
		reset_port(m);
	m->reset_due = false;
	if (m->vary_due)
		vary(m);
	if (m->wish_due)
		wish(m);
	if (m->pass_due)
		pass(m);
	if (m->reopen_due)
		reopen(m);
}

void att_modem_want(struct att_modem *m, enum att_want want)
{
	m->want = want;
	wish(m);
}

void att_modem_release(struct att_modem *m)
{
	m->released = true;
	att_modem_want(m, ATT_WANT_OFF);
}

void att_modem_reconfigure(struct att_modem *m)
{
	uint64_t now_ms = now(m);

	if (m->plugged) {
		att_links_attach(&m->links, m->port, &m->info);
		att_links_take_over(&m->links);
	}
	att_recorder_reconfigure(&m->recorder, &m->options.config->core,
				 now_ms);
	run(m, now_ms);
	att_links_configure(&m->links);
	att_traffic_configure(&m->traffic);
	m->options.changed(m->options.ctx);
}
