/* The simulated modem as a USB device, seen by Debian's libusb: it is brought
 * up by hand, pinged through, pulled out and plugged in again. Started by
 * test_simodem_usbfs.sh inside `simodem --usbfs`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libusb-1.0/libusb.h>

#include "drivers/ntb.h"
#include "generated/cids.h"
#include "wire/mbim/msg.h"

#define VENDOR	  0x1209
#define PRODUCT	  0x0001
#define EP_NOTIFY 0x81
#define EP_IN	  0x82
#define EP_OUT	  0x02
#define WAIT_MS	  5000

static libusb_context *usb;
static libusb_device_handle *modem;
static uint32_t transaction;
static uint8_t data[4096];
static int arrived;

static int request(uint8_t type, uint8_t req, uint16_t value, uint16_t length)
{
	return libusb_control_transfer(modem, type, req, value, 0, data, length,
				       WAIT_MS);
}

static int on_arrival(libusb_context *ctx, libusb_device *dev,
		      libusb_hotplug_event event, void *arg)
{
	(void)ctx;
	(void)dev;
	(void)event;
	(void)arg;
	arrived = 1;
	return 0;
}

static int start(void **state)
{
	(void)state;
	return libusb_init(&usb);
}

static int stop(void **state)
{
	(void)state;
	if (modem != NULL)
		libusb_close(modem);
	libusb_exit(usb);
	return 0;
}

/* --- the modem, by hand ----------------------------------------------------
 */

static void open_modem(void)
{
	modem = libusb_open_device_with_vid_pid(usb, VENDOR, PRODUCT);
	assert_non_null(modem);
	assert_int_equal(libusb_claim_interface(modem, 0), 0);
	assert_int_equal(libusb_claim_interface(modem, 1), 0);
}

/* A command, its notification and its answer, whose status must be 0. */
static void exchange(int len, size_t status_at)
{
	unsigned char note[64];
	int n = 0;

	assert_true(len > 0);
	assert_int_equal(request(0x21, 0x00, 0, (uint16_t)len), len);
	assert_int_equal(libusb_interrupt_transfer(modem, EP_NOTIFY, note,
						   sizeof(note), &n, WAIT_MS),
			 0);
	assert_int_equal(n, 8);
	assert_int_equal(note[1], 0x01);
	assert_true(request(0xa1, 0x01, 0, sizeof(data)) > (int)status_at);
	assert_int_equal(att_get32(data + status_at), MBIM_STATUS_NONE);
}

static void open_channel(void)
{
	exchange(mbim_msg_encode_simple(data, sizeof(data), MBIM_MSG_OPEN,
					++transaction, 4096),
		 12);
}

static void bring_up(void)
{
	assert_int_equal(request(0xa1, 0x80, 0, 28), 28);
	assert_int_equal(libusb_set_interface_alt_setting(modem, 1, 1), 0);
	att_put32(data, 16384);
	assert_int_equal(request(0x21, 0x86, 0, 4), 4);
	open_channel();
}

static void connect_session(void)
{
	struct mbim_basic_connect_connect_set s = {
		.activation_command = MBIM_ACTIVATION_COMMAND_ACTIVATE,
		.access_string = att_str_utf8("internet"),
		.ip_type = MBIM_CONTEXT_IP_TYPE_IPV4,
		.context_type = mbim_context_type_internet,
	};
	int len = mbim_basic_connect_connect_set_encode(
		&s, data + MBIM_MSG_COMMAND_BODY,
		sizeof(data) - MBIM_MSG_COMMAND_BODY);

	assert_true(len > 0);
	exchange(mbim_msg_encode_command(
			 data, sizeof(data), ++transaction,
			 &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
			 MBIM_CID_BASIC_CONNECT_CONNECT, 1, (size_t)len),
		 40);
}

/* --- ping ------------------------------------------------------------------
 */

static uint16_t checksum(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)p[i] << 8 | p[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void put_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

#define PING_LEN 84

/* An echo request of 10.64.0.2 to 10.64.0.1. */
static void make_ping(uint8_t *p)
{
	static const uint8_t addresses[8] = {10, 64, 0, 2, 10, 64, 0, 1};

	memset(p, 0, PING_LEN);
	p[0] = 0x45;
	p[3] = PING_LEN;
	p[8] = 64;
	p[9] = 1;
	memcpy(p + 12, addresses, sizeof(addresses));
	put_be16(p + 10, checksum(p, 20));
	p[20] = 8;
	put_be16(p + 24, 0x1234);
	put_be16(p + 22, checksum(p + 20, PING_LEN - 20));
}

static uint32_t make_ntb(uint8_t *buf)
{
	struct ntb_params params = {
		.max_size = 16384, .divisor = 4, .alignment = 4};
	struct flow stream = {0};
	struct ntb_tx tx;
	uint8_t *p;

	ntb_tx_begin(&tx, &params, false, buf);
	p = ntb_tx_reserve(&tx, stream, PING_LEN);
	assert_non_null(p);
	if (!p) /* gcc does not know that it does not get here */
		return 0;
	make_ping(p);
	ntb_tx_commit(&tx, stream, PING_LEN);
	return ntb_tx_end(&tx, 0, 512);
}

/* True if the NTB has our echo reply; a kernel behind a TUN device may say
 * other things beside it. */
static bool has_reply(const uint8_t *buf, int len)
{
	struct ntb_rx rx;
	struct flow stream;
	struct att_bytes d;

	assert_int_equal(ntb_rx_init(&rx, att_bytes_of(buf, (size_t)len)), 0);
	while (ntb_rx_next(&rx, &stream, &d) == 1)
		if (d.len == PING_LEN && d.p[9] == 1 && d.p[20] == 0 &&
		    d.p[24] == 0x12 && d.p[25] == 0x34)
			return true;
	return false;
}

static void ping(void)
{
	static uint8_t buf[16384];
	int len = (int)make_ntb(buf), n = 0;

	assert_int_equal(
		libusb_bulk_transfer(modem, EP_OUT, buf, len, &n, WAIT_MS), 0);
	assert_int_equal(n, len);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(libusb_bulk_transfer(modem, EP_IN, buf,
						      sizeof(buf), &n, WAIT_MS),
				 0);
		if (has_reply(buf, n))
			return;
	}
	fail();
}

/* --- tests -----------------------------------------------------------------
 */

static void modem_has_an_mbim_interface(void **state)
{
	struct libusb_config_descriptor *c;

	(void)state;
	open_modem();
	assert_int_equal(libusb_get_active_config_descriptor(
				 libusb_get_device(modem), &c),
			 0);
	assert_int_equal(c->bNumInterfaces, 2);
	assert_int_equal(c->interface[0].altsetting[0].bInterfaceClass, 2);
	assert_int_equal(c->interface[0].altsetting[0].bInterfaceSubClass, 14);
	assert_int_equal(c->interface[1].num_altsetting, 2);
	libusb_free_config_descriptor(c);
}

static void modem_is_brought_up_and_pinged_through(void **state)
{
	(void)state;
	bring_up();
	connect_session();
	for (int i = 0; i < 20; i++)
		ping();
}

static void modem_comes_back_after_unplug(void **state)
{
	FILE *commands = fopen(getenv("SIMODEM_COMMANDS"), "w");
	struct timeval slice = {0, 100000};

	(void)state;
	assert_non_null(commands);
	libusb_hotplug_register_callback(
		usb, LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED, 0, VENDOR, PRODUCT,
		LIBUSB_HOTPLUG_MATCH_ANY, on_arrival, NULL, NULL);
	fputs("unplug\n", commands);
	fflush(commands);
	for (int i = 0; request(0xa1, 0x80, 0, 28) >= 0; i++)
		assert_true(i < 100000);
	libusb_close(modem);
	modem = NULL;
	fputs("plug\n", commands);
	fclose(commands);
	for (int i = 0; i < 100 && !arrived; i++)
		libusb_handle_events_timeout_completed(usb, &slice, &arrived);
	assert_true(arrived);
	open_modem();
	bring_up();
	connect_session();
	ping();
}

static void ping_is_answered_behind_the_tun(void **state)
{
	(void)state;
	open_modem();
	bring_up();
	connect_session();
	for (int i = 0; i < 20; i++)
		ping();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest built_in[] = {
		cmocka_unit_test(modem_has_an_mbim_interface),
		cmocka_unit_test(modem_is_brought_up_and_pinged_through),
		cmocka_unit_test(modem_comes_back_after_unplug),
	};
	const struct CMUnitTest tun[] = {
		cmocka_unit_test(ping_is_answered_behind_the_tun),
	};

	if (argc > 1 && strcmp(argv[1], "tun") == 0)
		return cmocka_run_group_tests(tun, start, stop);
	return cmocka_run_group_tests(built_in, start, stop);
}
