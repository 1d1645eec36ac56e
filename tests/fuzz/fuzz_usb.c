/* The simulated modem as a USB device: control requests and bulk transfers of
 * a host, each a byte that says what, a length, and that many bytes. */
#include <stdlib.h>

#include "channel_input.h"
#include "fuzz.h"
#include "tools/simodem/sim.h"

enum what { CONTROL_OUT, CONTROL_IN, BULK, NOTIFY, READ, WAIT, RESET, WHATS };

static uint64_t now;

static uint64_t now_of(void *ctx)
{
	(void)ctx;
	return now;
}

/* bytes: 8 of setup, then the data of an OUT request. */
static void control(const struct sim_usb_device *d, struct att_bytes bytes,
		    bool in)
{
	struct att_bytes part = fuzz_take(&bytes, 8);
	uint8_t setup[8] = {0}, *data;
	uint16_t len;
	int got;

	if (part.len)
		memcpy(setup, part.p, part.len);
	setup[0] = (uint8_t)((setup[0] & 0x7f) | (in ? 0x80 : 0));
	if (!in && att_get16(setup + 6) > bytes.len)
		att_put16(setup + 6, (uint16_t)bytes.len);
	len = att_get16(setup + 6);
	data = fuzz_alloc(len);
	memset(data, 0, len);
	if (!in && len)
		memcpy(data, bytes.p, len);
	got = d->control(d->ctx, setup, data);
	FUZZ_CLAIM(got == SIM_USB_STALL || (got >= 0 && got <= len));
	free(data);
}

static void bulk(const struct sim_usb_device *d, struct att_bytes bytes,
		 bool zlp)
{
	uint8_t *copy = fuzz_copy(bytes);
	int got = d->out(d->ctx, 0x02, copy, bytes.len, zlp);

	FUZZ_CLAIM(got == (int)bytes.len || got == SIM_USB_NAK ||
		   got == SIM_USB_STALL);
	free(copy);
}

static void read_in(const struct sim_usb_device *d, uint8_t ep, size_t cap)
{
	uint8_t *data = fuzz_alloc(cap);
	int got = d->in(d->ctx, ep, data, cap);

	FUZZ_CLAIM(got == SIM_USB_NAK || got == SIM_USB_STALL ||
		   (got >= 0 && (size_t)got <= cap));
	free(data);
}

static void event(const struct sim_usb_device *d, const struct channel_event *e)
{
	switch ((enum what)(e->what % WHATS)) {
	case CONTROL_OUT:
		control(d, e->bytes, false);
		break;
	case CONTROL_IN:
		control(d, e->bytes, true);
		break;
	case BULK:
		bulk(d, e->bytes, e->what & 0x80);
		break;
	case NOTIFY:
		read_in(d, 0x81, 64);
		break;
	case READ:
		read_in(d, 0x82, 1u + 32u * e->bytes.len);
		break;
	case WAIT:
		now += 10u * e->what;
		if (now >= d->deadline(d->ctx))
			d->expire(d->ctx, now);
		break;
	case RESET:
		d->reset(d->ctx, SIM_REMEDY_RESET);
		break;
	case WHATS:
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t set_configuration[] = {0, 9, 1, 0, 0, 0, 0, 0};
	static const uint8_t set_interface[] = {1, 11, 1, 0, 1, 0, 0, 0};
	const struct sim_usb_device *d;
	struct att_bytes in = {data, size};
	struct channel_event e;
	struct sim_usb_modem *u;
	struct sim_config c;

	now = 1;
	sim_config_default(&c);
	u = sim_usb_modem_new(&c, now_of, NULL, NULL, NULL);
	FUZZ_CLAIM(u);
	d = sim_usb_modem_device(u);
	control(d, att_bytes_of(set_configuration, 8), false);
	control(d, att_bytes_of(set_interface, 8), false);
	while (channel_next(&in, &e))
		event(d, &e);
	sim_usb_modem_free(u);
	return 0;
}
