/* A recorded run in virtual time. */
#include "tests/replay/recorded.h"

#include <stdlib.h>

#include "trace/file.h"

#define START_MS 4711000u
#define STEPS	 3000u
#define BUSY_MS	 2u

static void no_step(void *ctx, const struct att_trace_rec *rec)
{
	(void)ctx;
	(void)rec;
}

static void configure(struct recorded *r)
{
	static const struct att_core_config config = {
		.pin = RECORDED_PIN,
		.unlock = true,
		.n_sessions = 2,
		.session = {{.name = "wwan%d",
			     .apn = "internet",
			     .user = RECORDED_USER,
			     .password = RECORDED_PASSWORD,
			     .auth = 2,
			     .ip = ATT_IP_V4V6},
			    {.name = "second", .ip = ATT_IP_V4}},
	};

	r->config = config;
	if (r->options.wrong_pin)
		strcpy(r->config.pin, RECORDED_NEW_PIN);
	if (r->options.watch)
		att_recovery_default(&r->config.recovery);
}

static void make_modem(struct recorded *r)
{
	struct sim_config c;

	sim_config_default(&c);
	c.speaks_qmi = r->options.qmi;
	strcpy(c.imei, RECORDED_IMEI);
	strcpy(c.imsi, RECORDED_IMSI);
	strcpy(c.iccid, RECORDED_ICCID);
	strcpy(c.number, RECORDED_NUMBER);
	strcpy(c.pin, RECORDED_PIN);
	c.ex_version = r->options.ex_version;
	c.max_control = r->options.max_control;
	c.radio_off = true;
	if (r->options.fcc_lock) {
		c.quirks |= SIM_QUIRK_FCC_LOCK;
		strcpy(c.model, "EM7455");
	}
	c.auto_attach = false;
	c.sim_ms = 300;
	c.register_ms = 700;
	c.connect_ms = 100;
	c.delay_ms = 20;
	if (r->options.fault) {
		c.scenario.n_faults = 1;
		c.scenario.fault[0] = *r->options.fault;
	}
	r->modem = sim_modem_new(&c, r->now_ms);
}

static void effects(struct recorded *r)
{
	struct att_effect e;

	if (r->options.late_effects && r->pumps++ % 3)
		return;
	while (att_recorder_effect(&r->recorder, &e, r->now_ms)) {
		if (e.kind == ATT_EFFECT_LINK_UP)
			r->links |= 1u << e.session;
		if (e.kind == ATT_EFFECT_LINK_DOWN)
			r->links &= ~(1u << e.session);
		r->up = r->links == (1u << r->config.n_sessions) - 1;
		r->closed = r->closed || e.kind == ATT_EFFECT_CLOSED;
		if (r->options.late_effects)
			return;
	}
}

/* What the core wants to send goes to the modem, until the port is busy: true
 * if it was. */
static bool pump(struct recorded *r)
{
	uint8_t buf[4096];
	bool busy = false;
	size_t len;

	for (;;) {
		unsigned every = r->options.busy;

		busy = every && ++r->transfers % every == 0;
		if (busy)
			break;
		len = att_recorder_output(&r->recorder, buf, sizeof(buf),
					  r->now_ms);
		if (!len)
			break;
		r->messages++;
		sim_modem_input(r->modem, att_bytes_of(buf, len), r->now_ms);
	}
	effects(r);
	return busy;
}

static struct att_core_link mbim_link(const struct recorded_options *o)
{
	return (struct att_core_link){
		.max_control = o->max_control,
		.ex_version = MBIM_EX_1,
		.max_outstanding = 1,
		.mtu = 1500,
		.framed = !o->stream,
	};
}

static struct att_core_link qmi_link(const struct recorded_options *o)
{
	return (struct att_core_link){
		.speaks = "qmi",
		.max_control = o->max_control,
		.framed = !o->stream,
		.links = 1u << ATT_LINK_ETHERNET | 1u << ATT_LINK_RAW_IP,
		.aggregations =
			1u << ATT_AGGREGATION_NONE | 1u << ATT_AGGREGATION_QMAP,
		.down_max_size = 16384,
		.endpoint = ATT_ENDPOINT_USB,
	};
}

int recorded_begin(struct recorded *r, const struct recorded_options *options)
{
	struct att_recorder_options o = {
		.config = &r->config,
		.path = options->path,
		.mask = options->mask,
		.seed = 42,
		.start_ms = START_MS,
		.trace = no_step,
	};
	const struct att_core_link link =
		options->qmi ? qmi_link(options) : mbim_link(options);
	int err;

	if (options->keep)
		o.keep = *options->keep;
	memset(r, 0, sizeof(*r));
	r->options = *options;
	r->now_ms = START_MS;
	configure(r);
	err = att_recorder_init(&r->recorder, &o);
	if (err)
		return err;
	make_modem(r);
	att_recorder_want(&r->recorder, ATT_WANT_CONNECTED, r->now_ms);
	pump(r);
	r->now_ms += 5;
	att_recorder_plug(&r->recorder, &link, r->now_ms);
	pump(r);
	return 0;
}

void recorded_read(struct recorded *r, struct att_bytes bytes)
{
	att_recorder_input(&r->recorder, bytes, r->now_ms);
	pump(r);
}

/* Everything that the modem has to say, cut into reads of read_len bytes. */
static bool read_stream(struct recorded *r)
{
	size_t len, at = 0;

	while (sizeof(r->unread) - r->n_unread >= 4096 &&
	       sim_modem_ready(r->modem, r->now_ms))
		r->n_unread += sim_modem_output(
			r->modem, r->unread + r->n_unread, 4096, r->now_ms);
	if (!r->n_unread)
		return false;
	for (; at < r->n_unread; at += len) {
		len = r->n_unread - at;
		if (r->options.read_len && len > r->options.read_len)
			len = r->options.read_len;
		att_recorder_input(&r->recorder,
				   att_bytes_of(r->unread + at, len),
				   r->now_ms);
		r->messages++;
		effects(r);
	}
	r->n_unread = 0;
	return true;
}

static bool read_transfer(struct recorded *r)
{
	uint8_t buf[4096];
	size_t len;

	if (!sim_modem_ready(r->modem, r->now_ms))
		return false;
	len = sim_modem_output(r->modem, buf, sizeof(buf), r->now_ms);
	att_recorder_input(&r->recorder, att_bytes_of(buf, len), r->now_ms);
	r->messages++;
	return true;
}

bool recorded_step(struct recorded *r)
{
	uint64_t core_ms, modem_ms;

	if (pump(r)) {
		r->now_ms += BUSY_MS;
		return true;
	}
	if (r->options.stream ? read_stream(r) : read_transfer(r)) {
		pump(r);
		return true;
	}
	core_ms = att_core_deadline(r->recorder.core);
	modem_ms = sim_modem_deadline(r->modem);
	if (core_ms == UINT64_MAX && modem_ms == UINT64_MAX)
		return false;
	r->now_ms = core_ms < modem_ms ? core_ms : modem_ms;
	if (modem_ms <= r->now_ms)
		sim_modem_expire(r->modem, r->now_ms);
	if (core_ms <= r->now_ms)
		att_recorder_expire(&r->recorder, r->now_ms);
	pump(r);
	return true;
}

bool recorded_until(struct recorded *r, const bool *flag, unsigned steps)
{
	while (!*flag && steps--)
		if (!recorded_step(r))
			return false;
	return *flag;
}

bool recorded_lose_network(struct recorded *r)
{
	sim_modem_network(r->modem, false, r->now_ms);
	for (unsigned i = 0; i < STEPS && r->up; i++)
		recorded_step(r);
	sim_modem_network(r->modem, true, r->now_ms);
	return recorded_until(r, &r->up, STEPS);
}

void recorded_new_pin(struct recorded *r, const char *pin)
{
	memset(r->config.pin, 0, sizeof(r->config.pin));
	strcpy(r->config.pin, pin);
	att_recorder_reconfigure(&r->recorder, &r->config, r->now_ms);
	pump(r);
}

int recorded_end(struct recorded *r)
{
	att_recorder_want(&r->recorder, ATT_WANT_OFF, r->now_ms);
	pump(r);
	recorded_until(r, &r->closed, STEPS);
	att_recorder_unplug(&r->recorder, r->now_ms);
	r->options.busy = 0;
	pump(r);
	sim_modem_free(r->modem);
	return att_recorder_fini(&r->recorder);
}

bool recorded_run(const struct recorded_options *options)
{
	struct recorded r;
	bool good;

	if (recorded_begin(&r, options))
		return false;
	good = recorded_until(&r, &r.up, STEPS);
	if (r.options.wrong_pin) {
		recorded_new_pin(&r, RECORDED_PIN);
		good = recorded_until(&r, &r.up, STEPS);
	}
	good = recorded_lose_network(&r) && good;
	return recorded_end(&r) == 0 && r.closed && good;
}
