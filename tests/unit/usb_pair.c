/* The loop that a back end and the daemon are otherwise. */
#include "tests/unit/usb_pair.h"

#include <stdlib.h>
#include <string.h>

#include "base/errors.h"
#include "drivers/usb_bringup.h"
#include "drivers/usb_data.h"

#define DEVICE_DESCRIPTOR 18u
#define SEND_COMMAND	  0x00
#define RESET_FUNCTION	  0x05
#define SET_CONFIGURATION 0x09
#define SET_INTERFACE	  0x0b
#define NTB_CAP		  32768u

static uint64_t pair_now(void *ctx)
{
	return ((struct usb_pair *)ctx)->now_ms;
}

static void hand(void *ctx, bool in)
{
	struct usb_pair *p = ctx;

	if (in)
		p->push = true;
	else
		p->pull = true;
}

static int control_transfer(struct usb_pair *p, const struct usb_req *req)
{
	uint8_t setup[8] = {req->request_type, req->request};
	int got;

	att_put16(setup + 2, req->value);
	att_put16(setup + 4, req->index);
	att_put16(setup + 6, req->length);
	got = p->device->control(p->device->ctx, setup, req->data);
	if (got == SIM_USB_NAK)
		return ATT_E_BUSY;
	return got < 0 ? ATT_E_STALL : got;
}

static int standard(struct usb_pair *p, uint8_t recipient, uint8_t request,
		    uint16_t value, uint16_t index)
{
	const struct usb_req req = {.request_type = recipient,
				    .request = request,
				    .value = value,
				    .index = index};

	return control_transfer(p, &req);
}

static int request(struct usb_pair *p, const struct usb_req *req)
{
	switch (req->kind) {
	case USB_CONTROL:
		return control_transfer(p, req);
	case USB_SET_CONFIGURATION:
		return standard(p, 0x00, SET_CONFIGURATION, req->value, 0);
	case USB_SET_INTERFACE:
		return standard(p, 0x01, SET_INTERFACE, req->value, req->index);
	default:
		return 0;
	}
}

static void bring_up(struct usb_pair *p)
{
	struct usb_bringup b;
	struct usb_req req;

	usb_bringup_init(&b, &p->function, 1, NTB_CAP, NTB_CAP);
	while (usb_bringup_next(&b, &req))
		usb_bringup_done(&b, request(p, &req));
}

static bool speaks_qmi(const struct usb_pair *p)
{
	return p->function.speaks == USB_SPEAKS_QMI;
}

static struct att_core_link mbim_link(const struct usb_function *f)
{
	return (struct att_core_link){
		.max_control = f->max_control,
		.ex_version = f->ex_version,
		.max_outstanding = f->max_outstanding,
		.mtu = usb_function_mtu(f),
		.framed = true,
	};
}

static struct att_core_link qmi_link(const struct usb_function *f, bool shared)
{
	return (struct att_core_link){
		.speaks = "qmi",
		.max_control = f->max_control,
		.vendor = f->vendor,
		.product = f->product,
		.framed = true,
		.links = USB_DATA_LINKS,
		.aggregations = USB_DATA_AGGREGATIONS,
		.down_max_size = USB_DATA_DOWN,
		.endpoint = ATT_ENDPOINT_USB,
		.interface = f->control_interface,
		.shared = shared,
	};
}

/* A modem that speaks QMI may be mute without its bring-up. */
static void plug(struct usb_pair *p)
{
	const struct att_core_link link =
		speaks_qmi(p) ? qmi_link(&p->function, p->shared)
			      : mbim_link(&p->function);

	if (p->brought_up || speaks_qmi(p))
		bring_up(p);
	wdm_init(&p->wdm, &p->function, p->mem);
	p->waits = false;
	att_recorder_plug(&p->recorder, &link, p->now_ms);
	p->plugged = true;
}

static void unplug(struct usb_pair *p)
{
	p->plugged = false;
	att_recorder_unplug(&p->recorder, p->now_ms);
}

static void reset_device(struct usb_pair *p, enum att_reset how)
{
	static const enum sim_remedy remedies[] = {
		[ATT_RESET_PORT] = SIM_REMEDY_RESET,
		[ATT_RESET_REENUMERATE] = SIM_REMEDY_REENUMERATE,
		[ATT_RESET_POWER] = SIM_REMEDY_POWER,
	};

	p->device->reset(p->device->ctx, remedies[how]);
}

/* QMI has no request for it: its configuration is set again. */
static void reset_function(struct usb_pair *p)
{
	const struct usb_req reset = {
		.kind = USB_CONTROL,
		.request_type = 0x21,
		.request = RESET_FUNCTION,
		.index = p->function.control_interface,
	};

	if (speaks_qmi(p))
		standard(p, 0x00, SET_CONFIGURATION, p->function.configuration,
			 0);
	else
		request(p, &reset);
}

/* As the USB port resets a function, or as one of the kernel's is reset
 * with its device: gone, and up again. */
static void reset_port(struct usb_pair *p, enum att_reset how)
{

	p->resets++;
	if (!p->plugged && how == ATT_RESET_PORT)
		return;
	if (p->by_bus || how != ATT_RESET_PORT)
		reset_device(p, how);
	else
		reset_function(p);
	if (p->plugged)
		unplug(p);
	plug(p);
}

static void effects(struct usb_pair *p)
{
	struct att_effect e;

	while (att_recorder_effect(&p->recorder, &e, p->now_ms)) {
		switch (e.kind) {
		case ATT_EFFECT_LINK_UP:
			p->up = true;
			p->up_ms = p->now_ms;
			break;
		case ATT_EFFECT_LINK_DOWN:
			p->up = false;
			break;
		case ATT_EFFECT_RESET_PORT:
			reset_port(p, e.reset);
			break;
		case ATT_EFFECT_CLOSED:
			p->closed = true;
			break;
		case ATT_EFFECT_DATA_FORMAT:
		case ATT_EFFECT_LINK_CHANGE:
			break;
		}
	}
}

static int find_in(struct usb_pair *p, const struct sim_config *sim,
		   struct att_bytes configuration)
{
	if (!sim->speaks_qmi)
		return usb_function_find(configuration, &p->function);
	return usb_qmi_find(configuration, sim->vendor, sim->product,
			    &p->function);
}

/* In the first configuration that has one. */
static void find_function(struct usb_pair *p, const struct sim_config *sim)
{
	struct att_bytes all = p->device->descriptors, one;
	size_t at = DEVICE_DESCRIPTOR;

	while (att_bytes_sub(all, at, all.len - at, &one) && one.len >= 4 &&
	       att_bytes_sub(all, at, att_get16(one.p + 2), &one)) {
		if (!find_in(p, sim, one)) {
			p->function.vendor = sim->vendor;
			p->function.product = sim->product;
			return;
		}
		at += one.len;
	}
	abort();
}

static void start(struct usb_pair *p, const struct sim_config *sim,
		  enum att_want want)
{
	p->core = p->recorder.core;
	p->look_ms = UINT64_MAX;
	p->usb = sim_usb_modem_new(sim, pair_now, p, NULL, NULL);
	p->device = sim_usb_modem_device(p->usb);
	p->modem = sim_usb_modem_modem(p->usb);
	sim_modem_on_plug(p->modem, hand, p);
	find_function(p, sim);
	p->mem = malloc(wdm_size(p->function.max_control));
	att_recorder_want(&p->recorder, want, 0);
	plug(p);
	effects(p);
}

static const struct att_core_config default_config = {
	.pin = USB_PAIR_PIN,
	.n_sessions = 1,
	.session = {{.name = "wwan0", .ip = ATT_IP_V4V6}},
};

void usb_pair_init(struct usb_pair *p, const struct sim_config *sim,
		   att_core_trace_fn *trace)
{
	const struct att_recorder_options o = {.config = &default_config,
					       .seed = 1,
					       .trace = trace,
					       .trace_ctx = p};

	memset(p, 0, sizeof(*p));
	if (att_recorder_init(&p->recorder, &o))
		abort();
	start(p, sim, ATT_WANT_CONNECTED);
}

static bool record(struct usb_pair *p, const struct sim_config *sim,
		   const struct att_core_config *config, enum att_want want,
		   const char *path, bool mask)
{
	const struct att_recorder_options o = {
		.config = config, .seed = 1, .path = path, .mask = mask};

	memset(p, 0, sizeof(*p));
	if (att_recorder_init(&p->recorder, &o))
		return false;
	p->brought_up = true;
	start(p, sim, want);
	return true;
}

bool usb_pair_record(struct usb_pair *p, const struct sim_config *sim,
		     const struct att_core_config *config, enum att_want want,
		     const char *path)
{
	return record(p, sim, config, want, path, false);
}

bool usb_pair_record_masked(struct usb_pair *p, const struct sim_config *sim,
			    const struct att_core_config *config,
			    enum att_want want, const char *path)
{
	return record(p, sim, config, want, path, true);
}

void usb_pair_want(struct usb_pair *p, enum att_want want)
{
	att_recorder_want(&p->recorder, want, p->now_ms);
	effects(p);
}

void usb_pair_observe(struct usb_pair *p, const struct att_observation *o)
{
	att_recorder_observe(&p->recorder, o, p->now_ms);
	effects(p);
}

void usb_pair_reconfigure(struct usb_pair *p,
			  const struct att_core_config *config)
{
	att_recorder_reconfigure(&p->recorder, config, p->now_ms);
	effects(p);
}

void usb_pair_share(struct usb_pair *p)
{
	p->shared = true;
	unplug(p);
	plug(p);
}

int usb_pair_fini(struct usb_pair *p)
{
	sim_usb_modem_free(p->usb);
	free(p->mem);
	return att_recorder_fini(&p->recorder);
}

/* The hand of the scenario, and what it leaves to be done. */
static bool world(struct usb_pair *p)
{
	if (p->pull) {
		p->pull = false;
		if (p->plugged)
			unplug(p);
		return true;
	}
	if (p->push) {
		p->push = false;
		p->device->reset(p->device->ctx, SIM_REMEDY_POWER);
		if (!p->plugged)
			plug(p);
		return true;
	}
	return false;
}

static bool notification(struct usb_pair *p)
{
	uint8_t buf[64];
	int got;

	wdm_arm(&p->wdm);
	if (!p->wdm.armed)
		return false;
	got = p->device->in(p->device->ctx, p->function.ep_notify, buf,
			    sizeof(buf));
	if (got < 0)
		return false;
	wdm_notified(&p->wdm, 0, att_bytes_of(buf, (size_t)got));
	return true;
}

static void note_command(struct usb_pair *p, const struct usb_req *req)
{
	if (p->said && req->request_type == 0x21 &&
	    req->request == SEND_COMMAND)
		p->said(p->ctx, att_bytes_of(req->data, req->length));
}

/* What the device does not take is offered again, until its time is over. */
static bool control(struct usb_pair *p)
{
	struct att_bytes response;
	int got;

	if (!p->waits) {
		if (!wdm_next(&p->wdm, &p->waiting))
			return false;
		note_command(p, &p->waiting);
		p->waits_until_ms = p->now_ms + p->waiting.timeout_ms;
	}
	got = request(p, &p->waiting);
	p->waits = got == ATT_E_BUSY && p->now_ms < p->waits_until_ms;
	if (p->waits)
		return false;
	wdm_done(&p->wdm, got == ATT_E_BUSY ? ATT_E_TIMEOUT : got, &response);
	if (response.len > 0 && p->heard)
		p->heard(p->ctx, response);
	if (response.len > 0)
		att_recorder_input(&p->recorder, response, p->now_ms);
	return true;
}

static bool transfer(struct usb_pair *p)
{
	uint8_t buf[USB_MAX_CONTROL];
	size_t len;
	bool told;

	if (world(p))
		return true;
	if (!p->plugged)
		return false;
	len = att_recorder_output(&p->recorder, buf, sizeof(buf), p->now_ms);
	if (len > 0)
		wdm_send(&p->wdm, att_bytes_of(buf, len));
	told = notification(p);
	return control(p) || told || len > 0;
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

bool usb_pair_step(struct usb_pair *p)
{
	uint64_t core_ms, device_ms, next_ms;
	bool moved = transfer(p);

	effects(p);
	if (moved)
		return true;
	core_ms = att_core_deadline(p->core);
	device_ms = p->device->deadline(p->device->ctx);
	next_ms = sooner(sooner(core_ms, device_ms), p->look_ms);
	if (p->waits)
		next_ms = sooner(next_ms, p->waits_until_ms);
	if (next_ms == UINT64_MAX)
		return false;
	if (next_ms > p->now_ms)
		p->now_ms = next_ms;
	if (device_ms <= p->now_ms)
		p->device->expire(p->device->ctx, p->now_ms);
	if (core_ms <= p->now_ms)
		att_recorder_expire(&p->recorder, p->now_ms);
	effects(p);
	if (p->look_ms <= p->now_ms)
		p->look(p);
	return true;
}
