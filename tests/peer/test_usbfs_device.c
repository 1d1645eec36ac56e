/* A vendor-specific loopback device: what goes out on one endpoint comes back
 * on its neighbour, and vendor requests make it behave as a test needs. */
#include <string.h>
#include <unistd.h>

#include "test_usbfs.h"

enum { QUEUE = 64, LARGEST = 65536 };

/* Transfers that wait for the host. */
struct loop_queue {
	uint8_t data[QUEUE][LARGEST];
	size_t len[QUEUE];
	unsigned first, count;
};

static struct loop_device {
	struct loop_queue echo, alt, interrupt;
	struct loop_counters counters;
	uint8_t stored[4096];
	size_t stored_len;
	uint32_t halted; /* bit per endpoint, IN from 16 */
	uint8_t later[64];
	size_t later_len;
	uint64_t later_ms, delay_ms;
} device = {.later_ms = UINT64_MAX};

static uint32_t endpoint_bit(unsigned address)
{
	return 1u << ((address & 15) | (address & 0x80) >> 3);
}

static bool queue_put(struct loop_queue *q, const uint8_t *data, size_t len)
{
	unsigned i = (q->first + q->count) % QUEUE;

	if (q->count == QUEUE || len > LARGEST)
		return false;
	memcpy(q->data[i], data, len);
	q->len[i] = len;
	q->count++;
	return true;
}

static int queue_get(struct loop_queue *q, uint8_t *data, size_t cap)
{
	unsigned i = q->first;
	size_t len;

	if (q->count == 0)
		return SIM_USB_NAK;
	len = q->len[i] < cap ? q->len[i] : cap;
	memcpy(data, q->data[i], len);
	q->first = (q->first + 1) % QUEUE;
	q->count--;
	return (int)len;
}

static void device_clear(void)
{
	device.echo.count = 0;
	device.alt.count = 0;
	device.interrupt.count = 0;
	device.counters.outs = 0;
	device.counters.zlps = 0;
	device.counters.bytes = 0;
	device.halted = 0;
	device.later_ms = UINT64_MAX;
}

static int standard(const uint8_t *setup)
{
	unsigned value = setup[2], index = setup[4];

	switch (setup[1]) {
	case 1: /* CLEAR_FEATURE */
		device.halted &= ~endpoint_bit(index);
		device.counters.clears++;
		return 0;
	case 9: /* SET_CONFIGURATION */
		if (value > 2)
			return SIM_USB_STALL;
		device.counters.configuration = (uint8_t)value;
		device.counters.alt = 0;
		return 0;
	case 11: /* SET_INTERFACE */
		if (index == 1)
			device.counters.alt = (uint8_t)value;
		return 0;
	}
	return SIM_USB_STALL;
}

static int vendor_out(const uint8_t *setup, const uint8_t *data)
{
	size_t len = att_get16(setup + 6);

	switch (setup[1]) {
	case LOOP_STORE:
		memcpy(device.stored, data, len);
		device.stored_len = len;
		return (int)len;
	case LOOP_NOTIFY:
		return queue_put(&device.interrupt, data, len) ? (int)len
							       : SIM_USB_STALL;
	case LOOP_HALT:
		device.halted |= endpoint_bit(setup[4]);
		return 0;
	case LOOP_SILENT:
		return SIM_USB_NAK;
	case LOOP_LATER:
		if (len > sizeof(device.later))
			return SIM_USB_STALL;
		memcpy(device.later, data, len);
		device.later_len = len;
		device.later_ms = 0; /* the next expire knows the time */
		device.delay_ms = att_get16(setup + 2);
		return (int)len;
	case LOOP_CLEAR:
		device_clear();
		return 0;
	}
	return SIM_USB_STALL;
}

static int vendor_in(const uint8_t *setup, uint8_t *data)
{
	size_t cap = att_get16(setup + 6), len;

	switch (setup[1]) {
	case LOOP_STORE:
		len = device.stored_len < cap ? device.stored_len : cap;
		memcpy(data, device.stored, len);
		return (int)len;
	case LOOP_COUNTERS:
		if (cap < sizeof(device.counters))
			return SIM_USB_STALL;
		memcpy(data, &device.counters, sizeof(device.counters));
		return sizeof(device.counters);
	case LOOP_SILENT:
		return SIM_USB_NAK;
	}
	return SIM_USB_STALL;
}

static int device_control(void *ctx, const uint8_t *setup, uint8_t *data)
{
	(void)ctx;
	if ((setup[0] & 0x60) == 0)
		return standard(setup);
	if ((setup[0] & 0x60) != 0x40)
		return SIM_USB_STALL;
	return setup[0] & 0x80 ? vendor_in(setup, data)
			       : vendor_out(setup, data);
}

static int device_out(void *ctx, uint8_t ep, const uint8_t *data, size_t len,
		      bool zlp)
{
	struct loop_queue *q = ep == LOOP_OUT ? &device.echo : &device.alt;

	(void)ctx;
	if (device.halted & endpoint_bit(ep))
		return SIM_USB_STALL;
	if (!queue_put(q, data, len))
		return SIM_USB_NAK;
	if (ep == LOOP_OUT) {
		device.counters.outs++;
		device.counters.bytes += (uint32_t)len;
		device.counters.zlps += zlp;
	}
	return (int)len;
}

static int device_in(void *ctx, uint8_t ep, uint8_t *data, size_t cap)
{
	(void)ctx;
	if (device.halted & endpoint_bit(ep))
		return SIM_USB_STALL;
	if (ep == LOOP_IN)
		return queue_get(&device.echo, data, cap);
	if (ep == LOOP_ALT_IN)
		return queue_get(&device.alt, data, cap);
	return queue_get(&device.interrupt, data, cap);
}

static void device_reset(void *ctx, enum sim_remedy remedy)
{
	(void)ctx;
	(void)remedy;
	device_clear();
	device.counters.configuration = 0;
	device.counters.alt = 0;
	device.counters.resets++;
}

static uint64_t device_deadline(void *ctx)
{
	(void)ctx;
	return device.later_ms;
}

static void device_expire(void *ctx, uint64_t now_ms)
{
	(void)ctx;
	if (device.later_ms == 0) {
		device.later_ms = now_ms + device.delay_ms;
		return;
	}
	device.later_ms = UINT64_MAX;
	queue_put(&device.interrupt, device.later, device.later_len);
}

static void device_watched(void *ctx, uint64_t now_ms)
{
	uint8_t data[64];
	ssize_t n = read(loop_watch.fd, data, sizeof(data));

	(void)ctx, (void)now_ms;
	if (n > 0)
		queue_put(&device.interrupt, data, (size_t)n);
}

struct sim_watch loop_watch = {.fd = -1, .ready = device_watched};

/* clang-format off */
static const uint8_t descriptors[] = {
	18, 1, 0x00, 0x02, 0xff, 0, 0, 64,
	LOOP_VENDOR & 255, LOOP_VENDOR >> 8,
	LOOP_PRODUCT & 255, LOOP_PRODUCT >> 8, 0x34, 0x12, 1, 2, 3, 2,

	9, 2, 9 + 9 + 7 * 3 + 9 + 9 + 7 * 2, 0, 2, 1, 0, 0x80, 50,
	9, 4, 0, 0, 3, 0xff, 0, 0, 0,
	7, 5, LOOP_INTERRUPT, 3, 64, 0, 4,
	7, 5, LOOP_OUT, 2, LOOP_PACKET & 255, LOOP_PACKET >> 8, 0,
	7, 5, LOOP_IN, 2, LOOP_PACKET & 255, LOOP_PACKET >> 8, 0,
	9, 4, 1, 0, 0, 0xff, 0, 0, 0,
	9, 4, 1, 1, 2, 0xff, 0, 0, 0,
	7, 5, LOOP_ALT_OUT, 2, LOOP_PACKET & 255, LOOP_PACKET >> 8, 0,
	7, 5, LOOP_ALT_IN, 2, LOOP_PACKET & 255, LOOP_PACKET >> 8, 0,

	9, 2, 18, 0, 1, 2, 0, 0x80, 50,
	9, 4, 0, 0, 0, 0xff, 1, 0, 0
};
/* clang-format on */

const struct sim_usb_device loop_device = {
	.descriptors = {descriptors, sizeof(descriptors)},
	.manufacturer = "attache",
	.product = "Loopback",
	.serial = "0001",
	.speed_mbit = 480,
	.control = device_control,
	.out = device_out,
	.in = device_in,
	.reset = device_reset,
	.deadline = device_deadline,
	.expire = device_expire,
	.watch = &loop_watch};
