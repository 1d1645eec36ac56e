/* One modem: what comes from its port, its links and its timers goes to the
 * core; modem_run.c has what the core then has to say. */
#include "linux/modem_parts.h"

#include <stdio.h>

#include "base/errors.h"
#include "generated/cids.h"

/* How long a modem that is there may take to be found, and to change its
 * configuration. */
#define ABSENT_MS 2000u

/* --- timers ------------------------------------------------------------ */

static void on_deadline(void *arg)
{
	struct att_modem *m = arg;
	uint64_t now_ms = att_modem_now(m);

	att_recorder_expire(&m->recorder, now_ms);
	att_modem_run(m, now_ms);
}

static void on_send_again(void *arg)
{
	struct att_modem *m = arg;

	att_modem_run(m, att_modem_now(m));
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
	struct att_core_link link = {
		.speaks = info->speaks,
		.max_control = info->max_control,
		.ex_version = info->ex_version,
		.max_outstanding = info->max_outstanding,
		.mtu = info->mtu,
		.vendor = info->vendor,
		.product = info->product,
		.framed = info->framed,
		.stale = info->stale,
		.shared = info->shared,
		.inside = info->inside,
		.links = info->links,
		.aggregations = info->aggregations,
		.down_max_size = info->down_max_size,
		.endpoint = (uint8_t)info->endpoint,
		.interface = info->interface,
	};
	uint64_t now_ms = att_modem_now(m);

	att_keep_plugged(&m->keep, m->options.control, info, &link.left);
	att_recorder_plug(&m->recorder, &link, now_ms);
	att_modem_run(m, now_ms);
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
	att_hearing_plugged(&m->hearing, &m->status, info->speaks);
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
	uint64_t now_ms = att_modem_now(m);

	m->wish_due = false;
	att_recorder_want(&m->recorder,
			  att_identity_may_want(&m->which, m->want), now_ms);
	att_modem_run(m, now_ms);
}

static void unplug(struct att_modem *m)
{
	uint64_t now_ms = att_modem_now(m);

	m->plugged = m->vary_due = m->pass_due = false;
	att_asks_drop(&m->asks);
	att_recorder_unplug(&m->recorder, now_ms);
	att_modem_run(m, now_ms);
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
		att_modem_lost(m, "the modem has gone");
	m->varied = false;
}

static void on_control(void *ctx, struct att_bytes bytes)
{
	struct att_modem *m = ctx;
	uint64_t now_ms = att_modem_now(m);

	att_hearing_came(&m->hearing, bytes);
	att_recorder_input(&m->recorder, bytes, now_ms);
	att_modem_run(m, now_ms);
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
	m->port_timer.at_ms =
		ms < 0 ? ATT_LOOP_NEVER : att_modem_now(m) + (unsigned)ms;
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

static bool on_taken(void *ctx, const char *place)
{
	const struct att_modem *m = ctx;

	return m->options.taken(m->options.ctx, place);
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
	att_modem_look(m);
}

/* --- what the links call ------------------------------------------------ */

/* Within run what it leads to is taken up there. */
static void on_observe(void *ctx, const struct att_observation *o)
{
	struct att_modem *m = ctx;
	uint64_t now_ms = att_modem_now(m);

	att_recorder_observe(&m->recorder, o, now_ms);
	if (m->running)
		m->observed = true;
	else
		att_modem_run(m, now_ms);
}

static void on_changed(void *ctx)
{
	struct att_modem *m = ctx;

	/* Name servers may have come by DHCP. */
	for (uint32_t i = 0; i < ATT_CORE_SESSIONS; i++)
		if (m->links.link[i].up)
			att_modem_watch_traffic(m, i, true);
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
		.taken = on_taken,
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
		att_modem_look(m);
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
	m->which.again_ms = att_modem_now(m) + ATT_IDENTITY_AGAIN_MS;
	m->reopen_due = true;
}

void att_modem_settle(struct att_modem *m)
{
	bool passed;

	if (m->reset_due)
		reset_port(m);
	m->reset_due = false;
	if (m->vary_due)
		vary(m);
	if (m->wish_due)
		wish(m);
	passed = m->pass_due;
	if (passed)
		pass(m);
	if (m->reopen_due)
		reopen(m);
	if (passed)
		m->options.freed(m->options.ctx);
}

void att_modem_look_again(struct att_modem *m)
{
	m->reopen_due |= m->port && !m->plugged &&
			 !strchr(m->options.config->device, '/');
}

void att_modem_want(struct att_modem *m, enum att_want want)
{
	m->want = want;
	wish(m);
}

static uint32_t refusal(const struct att_modem *m, const char *language)
{
	if (!m->plugged || m->released || !m->status.open)
		return MBIM_STATUS_NOT_INITIALIZED;
	return att_modem_speaks(m, language) ? MBIM_STATUS_NONE
					     : MBIM_STATUS_NO_DEVICE_SUPPORT;
}

/* It waits, or is refused. */
static void asked(struct att_modem *m, uint32_t status, int err,
		  struct att_manager_reply reply)
{
	if (err)
		status = err == ATT_E_BUSY ? MBIM_STATUS_BUSY
					   : MBIM_STATUS_INVALID_PARAMETERS;
	if (status)
		reply.fn(reply.ctx, reply.token, status, att_bytes_of(NULL, 0));
	else
		att_modem_run(m, att_modem_now(m));
}

void att_modem_command(struct att_modem *m, const struct mbim_msg *command,
		       struct att_manager_reply reply)
{
	uint32_t status = refusal(m, "mbim");

	asked(m, status, status ? 0 : att_asks_put(&m->asks, command, reply),
	      reply);
}

void att_modem_request(struct att_modem *m, struct att_bytes frame,
		       struct att_manager_reply reply)
{
	uint32_t status = refusal(m, "qmi");

	asked(m, status,
	      status ? 0 : att_asks_put_frame(&m->asks, frame, reply), reply);
}

void att_modem_release(struct att_modem *m)
{
	m->released = true;
	att_modem_want(m, ATT_WANT_OFF);
}

void att_modem_reconfigure(struct att_modem *m)
{
	uint64_t now_ms = att_modem_now(m);

	if (m->plugged) {
		att_links_attach(&m->links, m->port, &m->info);
		att_links_take_over(&m->links);
	}
	att_recorder_reconfigure(&m->recorder, &m->options.config->core,
				 now_ms);
	att_modem_run(m, now_ms);
	att_links_configure(&m->links);
	att_traffic_configure(&m->traffic);
	m->options.changed(m->options.ctx);
}
