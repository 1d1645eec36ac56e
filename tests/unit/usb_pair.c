/* The loop that a back end and the daemon are otherwise. */
#include "tests/unit/usb_pair.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/errors.h"
#include "protocol/mbim/mbim.h"

#define DEVICE_DESCRIPTOR 18u
#define SEND_COMMAND	  0x00
#define RESET_FUNCTION	  0x05

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

static int request(struct usb_pair *p, const struct mbim_usb_req *req)
{
	uint8_t setup[8] = {req->request_type, req->request};
	int got;

	mbim_put16(setup + 2, req->value);
	mbim_put16(setup + 4, req->index);
	mbim_put16(setup + 6, req->length);
	if (req->kind == MBIM_USB_CLEAR_HALT)
		return 0;
	assert(req->kind == MBIM_USB_CONTROL);
	got = p->device->control(p->device->ctx, setup, req->data);
	return got < 0 ? MBIM_E_STALL : got;
}

static void plug(struct usb_pair *p)
{
	const struct mbim_core_link link = {
		.max_control = p->function.max_control,
		.ex_version = p->function.ex_version,
		.max_outstanding = p->function.max_outstanding,
		.mtu = mbim_usb_function_mtu(&p->function),
		.framed = true,
	};

	mbim_wdm_init(&p->wdm, &p->function, p->mem);
	mbim_core_plug(p->core, &link, p->now_ms);
	p->plugged = true;
}

static void unplug(struct usb_pair *p)
{
	p->plugged = false;
	mbim_core_unplug(p->core, p->now_ms);
}

/* As the libusb back end resets a function: gone, and up again. */
static void reset_port(struct usb_pair *p)
{
	const struct mbim_usb_req reset = {
		.kind = MBIM_USB_CONTROL,
		.request_type = 0x21,
		.request = RESET_FUNCTION,
		.index = p->function.control_interface,
	};

	p->resets++;
	request(p, &reset);
	unplug(p);
	plug(p);
}

static void effects(struct usb_pair *p)
{
	struct mbim_effect e;

	while (mbim_core_effect(p->core, &e)) {
		switch (e.kind) {
		case MBIM_EFFECT_LINK_UP:
			p->up = true;
			p->up_ms = p->now_ms;
			break;
		case MBIM_EFFECT_LINK_DOWN:
			p->up = false;
			break;
		case MBIM_EFFECT_RESET_PORT:
			reset_port(p);
			break;
		case MBIM_EFFECT_LINK_CHANGE:
		case MBIM_EFFECT_CLOSED:
			break;
		}
	}
}

void usb_pair_init(struct usb_pair *p, const struct sim_config *sim,
		   mbim_core_trace_fn *trace)
{
	static const struct mbim_core_config config = {
		.pin = USB_PAIR_PIN,
		.n_sessions = 1,
		.session = {{.name = "wwan0", .ip = MBIM_IP_V4V6}},
	};
	struct mbim_bytes descriptors;

	memset(p, 0, sizeof(*p));
	p->usb = sim_usb_modem_new(sim, pair_now, p, NULL, NULL);
	p->device = sim_usb_modem_device(p->usb);
	p->modem = sim_usb_modem_modem(p->usb);
	sim_modem_on_plug(p->modem, hand, p);
	descriptors = p->device->descriptors;
	mbim_bytes_sub(descriptors, DEVICE_DESCRIPTOR,
		       descriptors.len - DEVICE_DESCRIPTOR, &descriptors);
	if (mbim_usb_function_find(descriptors, &p->function))
		abort();
	p->mem = malloc(mbim_wdm_size(p->function.max_control));
	p->core = mbim_core_init(malloc(mbim_core_size(mbim_protocols)),
				 mbim_protocols, &config, 1, trace, p);
	mbim_core_want(p->core, MBIM_WANT_CONNECTED, 0);
	plug(p);
	effects(p);
}

void usb_pair_fini(struct usb_pair *p)
{
	sim_usb_modem_free(p->usb);
	free(p->core);
	free(p->mem);
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
		p->device->reset(p->device->ctx);
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

	mbim_wdm_arm(&p->wdm);
	if (!p->wdm.armed)
		return false;
	got = p->device->in(p->device->ctx, p->function.ep_notify, buf,
			    sizeof(buf));
	if (got < 0)
		return false;
	mbim_wdm_notified(&p->wdm, 0, mbim_bytes_of(buf, (size_t)got));
	return true;
}

static bool control(struct usb_pair *p)
{
	struct mbim_usb_req req;
	struct mbim_bytes response;

	if (!mbim_wdm_next(&p->wdm, &req))
		return false;
	if (p->said && req.request_type == 0x21 && req.request == SEND_COMMAND)
		p->said(p->ctx, mbim_bytes_of(req.data, req.length));
	mbim_wdm_done(&p->wdm, request(p, &req), &response);
	if (response.len > 0 && p->heard)
		p->heard(p->ctx, response);
	if (response.len > 0)
		mbim_core_input(p->core, response, p->now_ms);
	return true;
}

static bool transfer(struct usb_pair *p)
{
	uint8_t buf[MBIM_USB_MAX_CONTROL];
	size_t len;
	bool told;

	if (world(p))
		return true;
	if (!p->plugged)
		return false;
	len = mbim_core_output(p->core, buf, sizeof(buf));
	if (len > 0)
		mbim_wdm_send(&p->wdm, mbim_bytes_of(buf, len));
	told = notification(p);
	return control(p) || told || len > 0;
}

bool usb_pair_step(struct usb_pair *p)
{
	uint64_t core_ms, device_ms;
	bool moved = transfer(p);

	effects(p);
	if (moved)
		return true;
	core_ms = mbim_core_deadline(p->core);
	device_ms = p->device->deadline(p->device->ctx);
	if (core_ms == UINT64_MAX && device_ms == UINT64_MAX)
		return false;
	p->now_ms = core_ms < device_ms ? core_ms : device_ms;
	if (device_ms <= p->now_ms)
		p->device->expire(p->device->ctx, p->now_ms);
	if (core_ms <= p->now_ms)
		mbim_core_expire(p->core, p->now_ms);
	effects(p);
	return true;
}
