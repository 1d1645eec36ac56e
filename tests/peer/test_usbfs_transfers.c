/* Enumeration, descriptors and transfers through libusb. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test_usbfs.h"

enum {
	FLIGHT = 32, /* transfers at a time */
	CHUNK = 16000
};

static void enumerates_hub_and_device(void **state)
{
	libusb_device **list;
	ssize_t n = libusb_get_device_list(usb, &list);
	libusb_device *parent = libusb_get_parent(libusb_get_device(loop));

	(void)state;
	assert_int_equal(n, 2);
	assert_non_null(parent);
	assert_int_equal(libusb_get_device_address(parent), 1);
	assert_int_equal(libusb_get_port_number(libusb_get_device(loop)), 1);
	assert_int_equal(libusb_get_device_speed(libusb_get_device(loop)),
			 LIBUSB_SPEED_HIGH);
	libusb_free_device_list(list, 1);
}

static void descriptors_are_the_devices(void **state)
{
	libusb_device *dev = libusb_get_device(loop);
	struct libusb_device_descriptor d;
	struct libusb_config_descriptor *c;

	(void)state;
	assert_int_equal(libusb_get_device_descriptor(dev, &d), 0);
	assert_int_equal(d.bcdDevice, 0x1234);
	assert_int_equal(d.bNumConfigurations, 2);
	assert_int_equal(libusb_get_active_config_descriptor(dev, &c), 0);
	assert_int_equal(c->bNumInterfaces, 2);
	assert_int_equal(c->interface[1].num_altsetting, 2);
	libusb_free_config_descriptor(c);
}

static void descriptors_are_cut_to_what_is_asked(void **state)
{
	unsigned char full[64], part[4];

	(void)state;
	assert_int_equal(libusb_get_descriptor(loop, LIBUSB_DT_DEVICE, 0, full,
					       sizeof(full)),
			 18);
	assert_int_equal(libusb_get_descriptor(loop, LIBUSB_DT_CONFIG, 1, full,
					       sizeof(full)),
			 18);
	assert_int_equal(full[5], 2);
	assert_int_equal(libusb_get_descriptor(loop, LIBUSB_DT_CONFIG, 0, part,
					       sizeof(part)),
			 4);
	assert_int_equal(libusb_get_descriptor(loop, LIBUSB_DT_CONFIG, 2, full,
					       sizeof(full)),
			 LIBUSB_ERROR_PIPE);
	assert_int_equal(libusb_get_descriptor(loop, LIBUSB_DT_BOS, 0, full,
					       sizeof(full)),
			 LIBUSB_ERROR_PIPE);
}

static void strings_are_the_devices(void **state)
{
	unsigned char s[64];

	(void)state;
	assert_int_equal(
		libusb_get_string_descriptor_ascii(loop, 1, s, sizeof(s)), 7);
	assert_string_equal((char *)s, "attache");
	assert_int_equal(
		libusb_get_string_descriptor_ascii(loop, 2, s, sizeof(s)), 8);
	assert_string_equal((char *)s, "Loopback");
	assert_true(libusb_get_string_descriptor_ascii(loop, 9, s, sizeof(s)) <
		    0);
}

static void control_data_goes_out_and_in(void **state)
{
	unsigned char out[4096], in[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(out); i++)
		out[i] = (unsigned char)(i * 7);
	assert_int_equal(libusb_control_transfer(
				 loop, LIBUSB_REQUEST_TYPE_VENDOR, LOOP_STORE,
				 0, 0, out, sizeof(out), 5000),
			 sizeof(out));
	assert_int_equal(libusb_control_transfer(loop, LOOP_REQUEST_IN,
						 LOOP_STORE, 0, 0, in,
						 sizeof(in), 5000),
			 sizeof(in));
	assert_memory_equal(in, out, sizeof(in));
}

static void control_stall_is_a_pipe_error(void **state)
{
	(void)state;
	assert_int_equal(loop_request(LOOP_STALL, 0, 0), LIBUSB_ERROR_PIPE);
	assert_int_equal(loop_request(LOOP_CLEAR, 0, 0), 0);
}

static void silent_control_request_times_out(void **state)
{
	(void)state;
	assert_int_equal(
		libusb_control_transfer(loop, LIBUSB_REQUEST_TYPE_VENDOR,
					LOOP_SILENT, 0, 0, NULL, 0, 20),
		LIBUSB_ERROR_TIMEOUT);
	assert_int_equal(loop_request(LOOP_CLEAR, 0, 0), 0);
}

static void bulk_echoes(void **state)
{
	unsigned char out[1000], in[2000];
	int n;

	(void)state;
	for (size_t i = 0; i < sizeof(out); i++)
		out[i] = (unsigned char)(i * 13);
	assert_int_equal(libusb_bulk_transfer(loop, LOOP_OUT, out, sizeof(out),
					      &n, 5000),
			 0);
	assert_int_equal(n, sizeof(out));
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_IN, in, sizeof(in), &n, 5000),
		0);
	assert_int_equal(n, sizeof(out));
	assert_memory_equal(in, out, sizeof(out));
}

/* Larger than the 16 KiB at which older usbfs made libusb cut transfers. */
static void large_transfer_arrives_as_one(void **state)
{
	enum { LARGE = 65000 };
	unsigned char *out = malloc(LARGE), *in = malloc(LARGE);
	struct loop_counters c;
	int n;

	(void)state;
	assert_true(out && in);
	memset(out, 0x5a, LARGE);
	loop_request(LOOP_CLEAR, 0, 0);
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_OUT, out, LARGE, &n, 5000), 0);
	loop_counters(&c);
	assert_int_equal(c.outs, 1);
	assert_int_equal(c.bytes, LARGE);
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_IN, in, LARGE, &n, 5000), 0);
	assert_int_equal(n, LARGE);
	assert_memory_equal(in, out, LARGE);
	free(out);
	free(in);
}

struct flight {
	struct libusb_transfer *out[FLIGHT], *in[FLIGHT];
	int finished, failed, order, done;
};

static void flight_landed(struct libusb_transfer *t)
{
	struct flight *f = t->user_data;

	if (t->status != LIBUSB_TRANSFER_COMPLETED || t->actual_length != CHUNK)
		f->failed++;
	/* In transfers end in the order in which they were submitted. */
	if (t->endpoint == LOOP_IN && t != f->in[f->order++])
		f->failed++;
	f->done = ++f->finished == 2 * FLIGHT;
}

static struct libusb_transfer *flight_start(struct flight *f, uint8_t endpoint,
					    int fill)
{
	struct libusb_transfer *t = libusb_alloc_transfer(0);
	unsigned char *buf = malloc(CHUNK);

	assert_true(t && buf);
	memset(buf, fill, CHUNK);
	libusb_fill_bulk_transfer(t, loop, endpoint, buf, CHUNK, flight_landed,
				  f, 0);
	t->flags = LIBUSB_TRANSFER_FREE_BUFFER;
	return t;
}

static void many_transfers_in_flight_keep_their_order(void **state)
{
	struct flight f;

	(void)state;
	memset(&f, 0, sizeof(f));
	for (int i = 0; i < FLIGHT; i++) {
		f.in[i] = flight_start(&f, LOOP_IN, 0);
		assert_int_equal(libusb_submit_transfer(f.in[i]), 0);
	}
	for (int i = 0; i < FLIGHT; i++) {
		f.out[i] = flight_start(&f, LOOP_OUT, i + 1);
		assert_int_equal(libusb_submit_transfer(f.out[i]), 0);
	}
	loop_wait(&f.done);
	assert_int_equal(f.failed, 0);
	for (int i = 0; i < FLIGHT; i++) {
		assert_memory_equal(f.in[i]->buffer, f.out[i]->buffer, CHUNK);
		libusb_free_transfer(f.in[i]);
		libusb_free_transfer(f.out[i]);
	}
}

static void count_up(struct libusb_transfer *t)
{
	++*(int *)t->user_data;
}

static void bulk_out(int len, uint8_t flags)
{
	struct libusb_transfer *t = libusb_alloc_transfer(0);
	unsigned char data[2 * LOOP_PACKET] = {0};
	int done = 0;

	assert_non_null(t);
	libusb_fill_bulk_transfer(t, loop, LOOP_OUT, data, len, count_up, &done,
				  5000);
	t->flags = flags;
	assert_int_equal(libusb_submit_transfer(t), 0);
	loop_wait(&done);
	assert_int_equal(t->status, LIBUSB_TRANSFER_COMPLETED);
	libusb_free_transfer(t);
}

static void zero_length_packet_is_seen_only_where_asked(void **state)
{
	struct loop_counters c;

	(void)state;
	loop_request(LOOP_CLEAR, 0, 0);
	bulk_out(2 * LOOP_PACKET, 0);
	bulk_out(LOOP_PACKET + 1, LIBUSB_TRANSFER_ADD_ZERO_PACKET);
	loop_counters(&c);
	assert_int_equal(c.outs, 2);
	assert_int_equal(c.zlps, 0);
	bulk_out(2 * LOOP_PACKET, LIBUSB_TRANSFER_ADD_ZERO_PACKET);
	loop_counters(&c);
	assert_int_equal(c.zlps, 1);
	bulk_out(0, 0);
	loop_counters(&c);
	assert_int_equal(c.outs, 4);
	assert_int_equal(c.zlps, 2);
}

struct pending {
	struct libusb_transfer *t;
	unsigned char data[64];
	int done;
};

static void pending_start(struct pending *p, uint8_t endpoint)
{
	p->done = 0;
	p->t = libusb_alloc_transfer(0);
	assert_non_null(p->t);
	if (endpoint == LOOP_INTERRUPT)
		libusb_fill_interrupt_transfer(p->t, loop, endpoint, p->data,
					       sizeof(p->data), count_up,
					       &p->done, 0);
	else
		libusb_fill_bulk_transfer(p->t, loop, endpoint, p->data,
					  sizeof(p->data), count_up, &p->done,
					  0);
	assert_int_equal(libusb_submit_transfer(p->t), 0);
}

static void interrupt_waits_until_there_is_one(void **state)
{
	unsigned char note[] = "notification";
	struct pending p;

	(void)state;
	pending_start(&p, LOOP_INTERRUPT);
	assert_int_equal(loop_request(LOOP_CLEAR, 0, 0), 0);
	assert_int_equal(p.done, 0);
	assert_int_equal(libusb_control_transfer(
				 loop, LIBUSB_REQUEST_TYPE_VENDOR, LOOP_NOTIFY,
				 0, 0, note, sizeof(note), 5000),
			 sizeof(note));
	loop_wait(&p.done);
	assert_int_equal(p.t->status, LIBUSB_TRANSFER_COMPLETED);
	assert_int_equal(p.t->actual_length, sizeof(note));
	assert_memory_equal(p.data, note, sizeof(note));
	libusb_free_transfer(p.t);
}

static void devices_own_time_wakes_the_program(void **state)
{
	unsigned char note[] = "later";
	struct pending p;

	(void)state;
	pending_start(&p, LOOP_INTERRUPT);
	assert_int_equal(libusb_control_transfer(
				 loop, LIBUSB_REQUEST_TYPE_VENDOR, LOOP_LATER,
				 30, 0, note, sizeof(note), 5000),
			 sizeof(note));
	loop_wait(&p.done);
	assert_int_equal(p.t->status, LIBUSB_TRANSFER_COMPLETED);
	assert_memory_equal(p.data, note, sizeof(note));
	libusb_free_transfer(p.t);
}

static void watched_file_wakes_the_program(void **state)
{
	struct pending p;

	(void)state;
	pending_start(&p, LOOP_INTERRUPT);
	assert_int_equal(write(loop_watched, "seen", 4), 4);
	loop_wait(&p.done);
	assert_int_equal(p.t->status, LIBUSB_TRANSFER_COMPLETED);
	assert_memory_equal(p.data, "seen", 4);
	libusb_free_transfer(p.t);
}

static void pending_transfer_can_be_cancelled(void **state)
{
	struct pending p;
	unsigned char byte = 1;
	int n;

	(void)state;
	pending_start(&p, LOOP_IN);
	assert_int_equal(libusb_cancel_transfer(p.t), 0);
	loop_wait(&p.done);
	assert_int_equal(p.t->status, LIBUSB_TRANSFER_CANCELLED);
	libusb_free_transfer(p.t);
	/* The endpoint lives, and the cancelled transfer took nothing. */
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_OUT, &byte, 1, &n, 5000), 0);
	byte = 0;
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_IN, &byte, 1, &n, 5000), 0);
	assert_int_equal(byte, 1);
}

static void pending_transfer_times_out(void **state)
{
	unsigned char data[64];
	int n;

	(void)state;
	assert_int_equal(
		libusb_bulk_transfer(loop, LOOP_IN, data, sizeof(data), &n, 20),
		LIBUSB_ERROR_TIMEOUT);
	assert_int_equal(n, 0);
}

static void halted_endpoint_stalls_until_cleared(void **state)
{
	struct loop_counters before, after;
	unsigned char data[8] = "halted";
	int n;

	(void)state;
	loop_counters(&before);
	assert_int_equal(loop_request(LOOP_HALT, 0, LOOP_OUT), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(libusb_bulk_transfer(loop, LOOP_OUT, data,
						      sizeof(data), &n, 5000),
				 LIBUSB_ERROR_PIPE);
	assert_int_equal(libusb_clear_halt(loop, LOOP_OUT), 0);
	loop_counters(&after);
	assert_int_equal(after.clears, before.clears + 1);
	assert_int_equal(libusb_bulk_transfer(loop, LOOP_OUT, data,
					      sizeof(data), &n, 5000),
			 0);
	assert_int_equal(libusb_clear_halt(loop, 0x0f), LIBUSB_ERROR_NOT_FOUND);
}

static void all_pending_transfers_of_a_halted_endpoint_stall(void **state)
{
	struct pending a, b;

	(void)state;
	pending_start(&a, LOOP_IN);
	pending_start(&b, LOOP_IN);
	assert_int_equal(loop_request(LOOP_HALT, 0, LOOP_IN), 0);
	loop_wait(&a.done);
	loop_wait(&b.done);
	assert_int_equal(a.t->status, LIBUSB_TRANSFER_STALL);
	assert_int_equal(b.t->status, LIBUSB_TRANSFER_STALL);
	assert_int_equal(libusb_clear_halt(loop, LOOP_IN), 0);
	libusb_free_transfer(a.t);
	libusb_free_transfer(b.t);
}

#define T(name) cmocka_unit_test_setup_teardown(name, loop_open, loop_close)

int loop_tests(void)
{
	const struct CMUnitTest tests[] = {
		T(enumerates_hub_and_device),
		T(descriptors_are_the_devices),
		T(descriptors_are_cut_to_what_is_asked),
		T(strings_are_the_devices),
		T(control_data_goes_out_and_in),
		T(control_stall_is_a_pipe_error),
		T(silent_control_request_times_out),
		T(bulk_echoes),
		T(large_transfer_arrives_as_one),
		T(many_transfers_in_flight_keep_their_order),
		T(zero_length_packet_is_seen_only_where_asked),
		T(interrupt_waits_until_there_is_one),
		T(devices_own_time_wakes_the_program),
		T(watched_file_wakes_the_program),
		T(pending_transfer_can_be_cancelled),
		T(pending_transfer_times_out),
		T(halted_endpoint_stalls_until_cleared),
		T(all_pending_transfers_of_a_halted_endpoint_stall)};

	return cmocka_run_group_tests_name("transfers", tests, NULL, NULL);
}
