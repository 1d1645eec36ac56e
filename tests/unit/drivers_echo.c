/* The echoing device. */
#include "drivers_echo.h"

enum { QUEUE = 32, NOTIFY = 0x81, IN = 0x82, OUT = 0x02 };

#define LE(v) (uint8_t)(0xff & (v)), (uint8_t)((v) >> 8)

/* clang-format off */
static const uint8_t descriptors[] = {
	/* device */
	18, 1, LE(0x0200), 0xef, 2, 1, 64, LE(ECHO_VENDOR), LE(ECHO_PRODUCT),
	LE(0x0100), 0, 0, 0, 2,
	/* configuration 1: a vendor's interface */
	9, 2, LE(18), 1, 1, 0, 0xc0, 50,
	9, 4, 0, 0, 0, 255, 0, 0, 0,
	/* configuration 2 */
	9, 2, LE(111), 3, 2, 0, 0xc0, 50,
	9, 4, 0, 0, 0, 255, 0, 0, 0,
	8, 11, 1, 2, 2, 14, 0, 0,
	9, 4, 1, 0, 1, 2, 14, 0, 0,
	5, 0x24, 0, LE(0x0110),
	12, 0x24, 0x1b, LE(0x0100), LE(ECHO_CONTROL), 32, 128, LE(2048), 0x20,
	8, 0x24, 0x1c, LE(0x0300), 16, LE(1400),
	5, 0x24, 6, 1, 2,
	7, 5, NOTIFY, 3, LE(16), 9,
	9, 4, 2, 0, 0, 10, 0, 2, 0,
	9, 4, 2, 1, 2, 10, 0, 2, 0,
	7, 5, IN, 2, LE(512), 0,
	7, 5, OUT, 2, LE(512), 0,
	7, 0x24, 0, 0, 0, 0, 0,
};
/* clang-format on */

struct item {
	uint8_t b[ECHO_NTB_OUT];
	size_t len;
};

struct queue {
	struct item item[QUEUE];
	unsigned head, count;
};

static struct {
	struct echo_counters n;
	struct queue responses, notifications, ntbs;
	bool halt_notify, halt_in, halt_out;
} echo;

static void push(struct queue *q, const void *p, size_t len)
{
	struct item *i = &q->item[(q->head + q->count) % QUEUE];

	if (q->count == QUEUE || len > sizeof(i->b))
		return;
	memcpy(i->b, p, len);
	i->len = len;
	q->count++;
}

/* The oldest, cut to cap; -1: none. */
static int pop(struct queue *q, uint8_t *p, size_t cap)
{
	struct item *i = &q->item[q->head];
	size_t len = i->len < cap ? i->len : cap;

	if (!q->count)
		return -1;
	memcpy(p, i->b, len);
	q->head = (q->head + 1) % QUEUE;
	q->count--;
	return (int)len;
}

static void notify(uint8_t code, size_t len)
{
	uint8_t b[16] = {0xa1, code, 0, 0, 1};

	push(&echo.notifications, b, len);
}

static void respond(const uint8_t *p, size_t len)
{
	push(&echo.responses, p, len);
	notify(1, 8);
}

static int command(const uint8_t *p, size_t len)
{
	switch (len ? p[0] : 0) {
	case ECHO_THRICE:
		push(&echo.responses, p, len);
		push(&echo.responses, p, len);
		break;
	case ECHO_UNTOLD:
		push(&echo.responses, p, len);
		push(&echo.responses, p, len);
		return (int)len;
	case ECHO_GARBLED:
		notify(0x00, 8);
		notify(0x2a, 16);
		notify(0x01, 3);
		notify(0x77, 8);
		break;
	case ECHO_HALT_IN:
		echo.halt_in = true;
		break;
	case ECHO_HALT_OUT:
		echo.halt_out = true;
		break;
	case ECHO_HALT_NOTIFY:
		echo.halt_notify = true;
		break;
	case ECHO_REFUSE:
		return SIM_USB_STALL;
	case ECHO_MUTE:
		return SIM_USB_NAK;
	case ECHO_COUNTERS:
		echo.n.command = ECHO_COUNTERS;
		respond((const uint8_t *)&echo.n, sizeof(echo.n));
		return (int)len;
	case ECHO_CLEAR:
		echo.n = (struct echo_counters){.configuration =
							echo.n.configuration,
						.alt = echo.n.alt};
		echo.ntbs.count = 0;
		break;
	}
	respond(p, len);
	return (int)len;
}

static void clear_halt(uint16_t endpoint)
{
	echo.n.clears++;
	if (endpoint == NOTIFY)
		echo.halt_notify = false;
	if (endpoint == IN)
		echo.halt_in = false;
	if (endpoint == OUT)
		echo.halt_out = false;
}

static int standard(const uint8_t *setup)
{
	uint16_t value = att_get16(setup + 2), index = att_get16(setup + 4);

	switch (setup[1]) {
	case 1:
		clear_halt(index);
		break;
	case 9:
		echo.n.configuration = (uint8_t)value;
		echo.n.alt = 0;
		break;
	case 11:
		if (index == 2)
			echo.n.alt = (uint8_t)value;
		break;
	}
	return 0;
}

static int parameters(uint8_t *data, size_t len)
{
	static const uint8_t answer[28] = {
		LE(28), LE(3), LE(ECHO_NTB_IN),	 0, 0, LE(4), LE(0), LE(4),
		0,	0,     LE(ECHO_NTB_OUT), 0, 0, LE(4), LE(0), LE(4),
		0,	0,
	};

	if (echo.n.alt || echo.n.configuration != ECHO_CONFIGURATION)
		echo.n.wrong_order++;
	len = len < 28 ? len : 28;
	memcpy(data, answer, len);
	return (int)len;
}

static int echo_control(void *ctx, const uint8_t *setup, uint8_t *data)
{
	uint16_t len = att_get16(setup + 6);
	int n;

	(void)ctx;
	if (!(setup[0] & 0x60))
		return standard(setup);
	if (att_get16(setup + 4) != 1)
		return SIM_USB_STALL;
	switch (setup[0] << 8 | setup[1]) {
	case 0x2100:
		return command(data, len);
	case 0xa101:
		n = pop(&echo.responses, data, len);
		return n < 0 ? SIM_USB_STALL : n;
	case 0x2105:
		echo.n.resets++;
		return 0;
	case 0xa180:
		return parameters(data, len);
	case 0x2186:
		echo.n.input_sizes++;
		return (int)len;
	case 0x2184:
		if (echo.n.alt)
			echo.n.wrong_order++;
		return 0;
	}
	return SIM_USB_STALL;
}

static int echo_out(void *ctx, uint8_t ep, const uint8_t *data, size_t len,
		    bool zlp)
{
	(void)ctx;
	if (ep != OUT || echo.halt_out || echo.n.alt != 1)
		return SIM_USB_STALL;
	if (len == ECHO_NTB_OUT && zlp)
		echo.n.full_with_zlp++;
	else if (len == ECHO_NTB_OUT)
		echo.n.full_without++;
	else
		echo.n.other_zlps = (uint8_t)(echo.n.other_zlps + zlp);
	if (echo.ntbs.count == QUEUE)
		return SIM_USB_NAK;
	push(&echo.ntbs, data, len);
	return (int)len;
}

static int echo_in(void *ctx, uint8_t ep, uint8_t *data, size_t cap)
{
	bool notify_ep = ep == NOTIFY;
	int n;

	(void)ctx;
	if (notify_ep ? echo.halt_notify : echo.halt_in)
		return SIM_USB_STALL;
	n = pop(notify_ep ? &echo.notifications : &echo.ntbs, data, cap);
	return n < 0 ? SIM_USB_NAK : n;
}

static void echo_reset(void *ctx, enum sim_remedy remedy)
{
	(void)ctx;
	(void)remedy;
	memset(&echo, 0, sizeof(echo));
	echo.n.configuration = 1;
}

static uint64_t echo_deadline(void *ctx)
{
	(void)ctx;
	return UINT64_MAX;
}

static void echo_expire(void *ctx, uint64_t now_ms)
{
	(void)ctx;
	(void)now_ms;
}

const struct sim_usb_device echo_device = {
	.descriptors = {descriptors, sizeof(descriptors)},
	.manufacturer = "Test",
	.product = "Echo",
	.serial = "0",
	.speed_mbit = 480,
	.control = echo_control,
	.out = echo_out,
	.in = echo_in,
	.reset = echo_reset,
	.deadline = echo_deadline,
	.expire = echo_expire,
};
