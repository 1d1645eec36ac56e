/* The USB port and a device that is no MBIM modem: a stick whose modem
 * is still behind its driver's disk. */
#include <signal.h>
#include <string.h>

#include "usb_rig.h"

#define LE(v) (uint8_t)(0xff & (v)), (uint8_t)((v) >> 8)

/* clang-format off */
static const uint8_t descriptors[] = {
	18, 1, LE(0x0200), 0, 0, 0, 64, LE(0x12d1), LE(0x1f01),
	LE(0x0100), 0, 0, 0, 1,
	9, 2, LE(32), 1, 1, 0, 0xc0, 50,
	9, 4, 0, 0, 2, 8, 6, 0x50, 0,
	7, 5, 0x81, 2, LE(512), 0,
	7, 5, 0x01, 2, LE(512), 0,
};
/* clang-format on */

static int stick_control(void *ctx, const uint8_t *setup, uint8_t *data)
{
	(void)ctx;
	(void)data;
	return setup[0] & 0x60 ? SIM_USB_STALL : 0;
}

static int stick_out(void *ctx, uint8_t ep, const uint8_t *data, size_t len,
		     bool zlp)
{
	(void)ctx;
	(void)ep;
	(void)data;
	(void)len;
	(void)zlp;
	return SIM_USB_STALL;
}

static int stick_in(void *ctx, uint8_t ep, uint8_t *data, size_t cap)
{
	(void)ctx;
	(void)ep;
	(void)data;
	(void)cap;
	return SIM_USB_STALL;
}

static void stick_reset(void *ctx, enum sim_remedy remedy)
{
	(void)ctx;
	(void)remedy;
}

static uint64_t stick_deadline(void *ctx)
{
	(void)ctx;
	return UINT64_MAX;
}

static void stick_expire(void *ctx, uint64_t now_ms)
{
	(void)ctx;
	(void)now_ms;
}

static const struct sim_usb_device stick = {
	.descriptors = {descriptors, sizeof(descriptors)},
	.manufacturer = "Test",
	.product = "Stick",
	.serial = "1",
	.speed_mbit = 480,
	.control = stick_control,
	.out = stick_out,
	.in = stick_in,
	.reset = stick_reset,
	.deadline = stick_deadline,
	.expire = stick_expire,
};

static void until_told(struct fixture *x, const char *device, const char *words)
{
	assert_int_equal(port_open(device, &x->h.host, &x->port), 0);
	assert_true(host_until(&x->h, &x->h.n_waits, 1));
	assert_string_equal(x->h.waits, words);
	assert_int_equal(x->h.ups, 0);
}

static void a_stick_that_is_named_is_told(void **state)
{
	until_told(*state, RIG_USB "12d1:1f01",
		   "usb:12d1:1f01 is a mass storage device: its modem appears "
		   "after usb_modeswitch");
}

static void a_stick_of_a_maker_of_modems_is_told(void **state)
{
	until_told(*state, RIG_ANY "auto",
		   "usb:12d1:1f01 is a mass storage device: its modem appears "
		   "after usb_modeswitch");
}

static void another_device_is_not_told(void **state)
{
	until_told(*state, RIG_USB "12d1:15c1", "");
}

/* What was said of it is not true any more. */
static void a_stick_that_goes_is_forgotten(void **state)
{
	struct fixture *x = *state;

	a_stick_that_is_named_is_told(state);
	rig_unplug();
	for (int i = 0; i < 1000 && x->h.waits[0]; i++)
		host_turn(&x->h, 100);
	assert_string_equal(x->h.waits, "");
	rig_plug();
}

static int tests_inside(void)
{
	const struct CMUnitTest tests[] = {
		WAITING(a_stick_that_is_named_is_told),
		WAITING(a_stick_of_a_maker_of_modems_is_told),
		WAITING(another_device_is_not_told),
		WAITING(a_stick_that_goes_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char *argv[])
{
	(void)argv;
	return rig_main(argc, &stick, tests_inside);
}
