/* The usbredir front against usbredir's own parser, whose checks of what it
 * receives are part of the tests: it is told of nothing that is malformed. */
#include <signal.h>

#include "test_usbredir.h"
#include "tools/simodem/front_usbfs.h"

static pid_t host;

enum { INTERRUPT = 16 + 1, OUT = 2, IN = 16 + 2, ALT_OUT = 3, ALT_IN = 16 + 3 };

static int open_guest(void **state)
{
	static struct guest g;

	guest_open(&g);
	*state = &g;
	return 0;
}

static int close_guest(void **state)
{
	guest_close(*state);
	return 0;
}

static int start(void **state)
{
	(void)state;
	host = guest_host_start();
	return 0;
}

/* A test, as checks in a group's teardown do not count. */
static void host_ends_by_itself(void **state)
{
	(void)state;
	guest_host_end();
}

static struct loop_counters counters(struct guest *g)
{
	struct loop_counters c;

	assert_true(guest_control(g, 0xc0, LOOP_COUNTERS, NULL, sizeof(c)));
	assert_int_equal(g->now->len, sizeof(c));
	memcpy(&c, g->now->data, sizeof(c));
	return c;
}

/* --- what the guest is told ----------------------------------------------- */

static void guest_is_told_of_the_device(void **state)
{
	struct guest *g = *state;

	assert_int_equal(g->device.speed, usb_redir_speed_high);
	assert_int_equal(g->device.vendor_id, LOOP_VENDOR);
	assert_int_equal(g->device.product_id, LOOP_PRODUCT);
	assert_int_equal(g->interfaces.interface_count, 2);
	assert_int_equal(g->interfaces.interface[1], 1);
	assert_int_equal(g->interfaces.interface_class[0], 0xff);
}

static void only_endpoints_of_the_altsetting_are_told(void **state)
{
	struct guest *g = *state;

	assert_int_equal(g->endpoints.type[0], usb_redir_type_control);
	assert_int_equal(g->endpoints.type[INTERRUPT],
			 usb_redir_type_interrupt);
	assert_int_equal(g->endpoints.type[IN], usb_redir_type_bulk);
	assert_int_equal(g->endpoints.max_packet_size[IN], LOOP_PACKET);
	assert_int_equal(g->endpoints.type[ALT_OUT], usb_redir_type_invalid);
	assert_true(guest_alt(g, 1, 1));
	assert_int_equal(g->now->value, 1);
	assert_int_equal(counters(g).alt, 1);
	/* also the last descriptor of the configuration, which is short */
	assert_int_equal(g->endpoints.type[ALT_OUT], usb_redir_type_bulk);
	assert_int_equal(g->endpoints.type[ALT_IN], usb_redir_type_bulk);
	assert_int_equal(g->endpoints.interface[ALT_IN], 1);
	assert_false(guest_alt(g, 1, 7));
}

static void configuration_changes_what_there_is(void **state)
{
	struct guest *g = *state;
	struct usb_redir_set_configuration_header set = {2};

	usbredirparser_send_set_configuration(g->parser, 9, &set);
	guest_answer(g);
	assert_int_equal(g->now->status, usb_redir_success);
	assert_int_equal(g->interfaces.interface_count, 1);
	assert_int_equal(g->endpoints.type[IN], usb_redir_type_invalid);
	usbredirparser_send_get_configuration(g->parser, 10);
	guest_answer(g);
	assert_int_equal(g->now->value, 2);
	set.configuration = 3;
	usbredirparser_send_set_configuration(g->parser, 11, &set);
	guest_answer(g);
	assert_int_equal(g->now->status, usb_redir_stall);
	assert_int_equal(g->now->value, 2);
}

/* --- transfers ------------------------------------------------------------ */

static void control_carries_data_both_ways(void **state)
{
	struct guest *g = *state;

	assert_true(guest_control(g, 0x40, LOOP_STORE, "stored", 6));
	assert_int_equal(g->now->len, 0);
	assert_true(guest_control(g, 0xc0, LOOP_STORE, NULL, 64));
	assert_int_equal(g->now->len, 6);
	assert_memory_equal(g->now->data, "stored", 6);
	assert_false(guest_control(g, 0xc0, LOOP_STALL, NULL, 1));
	assert_int_equal(g->now->status, usb_redir_stall);
}

static void device_descriptor_is_read(void **state)
{
	struct guest *g = *state;
	struct usb_redir_control_packet_header h = {.endpoint = 0x80,
						    .requesttype = 0x80,
						    .request = 6,
						    .value = 0x0100,
						    .length = 64};

	usbredirparser_send_control_packet(g->parser, 1, &h, NULL, 0);
	guest_answer(g);
	assert_int_equal(g->now->len, 18);
	assert_memory_equal(g->now->data, loop_device.descriptors.p, 18);
}

static void super_speed_device_has_a_bos(void **state)
{
	struct sim_usb_device d = loop_device;
	const uint8_t setup[8] = {0x80, 6, 0, 15, 0, 0, 64, 0};
	uint8_t bos[64];

	(void)state;
	assert_int_equal(usbfs_desc_get(&d, setup, bos), SIM_USB_STALL);
	d.speed_mbit = 5000;
	assert_int_equal(usbfs_desc_get(&d, setup, bos), 22);
	assert_int_equal(att_get16(bos + 2), 22);
	assert_int_equal(bos[4], 2);
	/* the capabilities fill it */
	assert_int_equal(5 + bos[5] + bos[5 + bos[5]], 22);
}

static void bulk_in_waits_for_data(void **state)
{
	struct guest *g = *state;

	guest_bulk(g, 20, LOOP_IN, NULL, 512);
	guest_bulk(g, 21, LOOP_OUT, "echo", 4);
	guest_answer(g);
	assert_int_equal(g->now->id, 21);
	assert_int_equal(g->now->status, usb_redir_success);
	assert_int_equal(g->now->len, 0);
	guest_answer(g);
	assert_int_equal(g->now->id, 20);
	assert_int_equal(g->now->len, 4);
	assert_memory_equal(g->now->data, "echo", 4);
}

static void bulk_in_of_nothing_does_not_wait(void **state)
{
	struct guest *g = *state;

	guest_bulk(g, 25, LOOP_IN, NULL, 0);
	guest_answer(g);
	assert_int_equal(g->now->id, 25);
	assert_int_equal(g->now->status, usb_redir_success);
	assert_int_equal(g->now->len, 0);
}

static void zero_length_packet_ends_a_transfer(void **state)
{
	static const uint8_t full[LOOP_PACKET];
	struct guest *g = *state;

	guest_bulk(g, 30, LOOP_OUT, full, sizeof(full));
	guest_answer(g);
	assert_int_equal(counters(g).zlps, 0);
	guest_bulk(g, 31, LOOP_OUT, NULL, 0);
	guest_answer(g);
	assert_int_equal(counters(g).zlps, 1);
	assert_int_equal(counters(g).bytes, LOOP_PACKET);
}

static void cancelled_transfer_comes_back(void **state)
{
	struct guest *g = *state;

	guest_bulk(g, 40, LOOP_IN, NULL, 512);
	usbredirparser_send_cancel_data_packet(g->parser, 40);
	guest_answer(g);
	assert_int_equal(g->now->id, 40);
	assert_int_equal(g->now->status, usb_redir_cancelled);
	/* and takes nothing from the device any more */
	guest_bulk(g, 41, LOOP_OUT, "kept", 4);
	guest_answer(g);
	guest_bulk(g, 42, LOOP_IN, NULL, 512);
	guest_answer(g);
	assert_int_equal(g->now->id, 42);
	assert_memory_equal(g->now->data, "kept", 4);
}

static void halted_endpoint_stalls(void **state)
{
	struct guest *g = *state;
	struct usb_redir_control_packet_header h = {
		.requesttype = 0x40, .request = LOOP_HALT, .index = LOOP_IN};

	usbredirparser_send_control_packet(g->parser, 50, &h, NULL, 0);
	guest_answer(g);
	guest_bulk(g, 51, LOOP_IN, NULL, 512);
	guest_answer(g);
	assert_int_equal(g->now->status, usb_redir_stall);
	h = (struct usb_redir_control_packet_header){
		.requesttype = 0x02, .request = 1, .index = LOOP_IN};
	usbredirparser_send_control_packet(g->parser, 52, &h, NULL, 0);
	guest_answer(g);
	assert_int_equal(counters(g).clears, 1);
}

static void interrupts_come_while_they_are_received(void **state)
{
	struct guest *g = *state;
	struct usb_redir_start_interrupt_receiving_header from = {
		LOOP_INTERRUPT};
	struct usb_redir_stop_interrupt_receiving_header stop = {
		LOOP_INTERRUPT};

	assert_true(guest_control(g, 0x40, LOOP_NOTIFY, "one", 3));
	usbredirparser_send_start_interrupt_receiving(g->parser, 60, &from);
	guest_answer(g);
	assert_int_equal(g->now->status, usb_redir_success);
	guest_answer(g);
	assert_int_equal(g->now->endpoint, LOOP_INTERRUPT);
	assert_memory_equal(g->now->data, "one", 3);
	usbredirparser_send_stop_interrupt_receiving(g->parser, 61, &stop);
	guest_answer(g);
	/* The next answer is that of the request: nothing was received. */
	assert_true(guest_control(g, 0x40, LOOP_NOTIFY, "two", 3));
	usbredirparser_send_start_interrupt_receiving(g->parser, 62, &from);
	guest_answer(g);
	guest_answer(g);
	assert_memory_equal(g->now->data, "two", 3);
}

/* --- life ----------------------------------------------------------------- */

static void reset_puts_the_device_back(void **state)
{
	struct guest *g = *state;
	uint8_t before = counters(g).resets;

	assert_true(guest_alt(g, 1, 1));
	usbredirparser_send_reset(g->parser);
	assert_int_equal(counters(g).resets, (uint8_t)(before + 1));
	assert_int_equal(counters(g).configuration, 1);
	assert_int_equal(counters(g).alt, 0);
}

static void signals_unplug_and_plug(void **state)
{
	struct guest *g = *state;

	guest_bulk(g, 70, LOOP_IN, NULL, 512);
	guest_wait(g, &g->came, 0);
	kill(host, SIGUSR1);
	guest_wait(g, &g->disconnects, 1);
	kill(host, SIGUSR2);
	/* The parser's acknowledgement lets the device come. */
	guest_wait(g, &g->connects, 2);
	/* The transfer of before is forgotten. */
	guest_bulk(g, 71, LOOP_OUT, "new", 3);
	guest_answer(g);
	guest_bulk(g, 72, LOOP_IN, NULL, 512);
	guest_answer(g);
	assert_int_equal(g->now->id, 72);
}

static void another_guest_may_come(void **state)
{
	struct guest *g = *state;

	guest_bulk(g, 80, LOOP_IN, NULL, 512);
	guest_wait(g, &g->came, 0);
	guest_close(g);
	guest_open(g);
	assert_true(guest_control(g, 0x40, LOOP_STORE, "x", 1));
}

#define GUEST_TEST(f) \
	cmocka_unit_test_setup_teardown(f, open_guest, close_guest)

int main(void)
{
	const struct CMUnitTest tests[] = {
		GUEST_TEST(guest_is_told_of_the_device),
		GUEST_TEST(only_endpoints_of_the_altsetting_are_told),
		GUEST_TEST(configuration_changes_what_there_is),
		GUEST_TEST(control_carries_data_both_ways),
		GUEST_TEST(device_descriptor_is_read),
		cmocka_unit_test(super_speed_device_has_a_bos),
		GUEST_TEST(bulk_in_waits_for_data),
		GUEST_TEST(bulk_in_of_nothing_does_not_wait),
		GUEST_TEST(zero_length_packet_ends_a_transfer),
		GUEST_TEST(cancelled_transfer_comes_back),
		GUEST_TEST(halted_endpoint_stalls),
		GUEST_TEST(interrupts_come_while_they_are_received),
		GUEST_TEST(reset_puts_the_device_back),
		GUEST_TEST(signals_unplug_and_plug),
		GUEST_TEST(another_guest_may_come),
		cmocka_unit_test(host_ends_by_itself),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
