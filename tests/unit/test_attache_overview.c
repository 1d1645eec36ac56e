/* What attache without a command tells, on made-up machines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "tools/attache/overview.h"

static const struct port_seen mbim = {
	.name = "usb:1199:9091",
	.place = "1-1",
	.product = "Sierra Wireless, Incorporated EM7565",
	.speaks = "mbim",
	.driver = "cdc_mbim",
	.node = "/dev/cdc-wdm0",
	.may_open = true,
};
static const struct port_seen qmi = {
	.name = "usb:2c7c:0125",
	.place = "1-2.4",
	.speaks = "qmi",
	.node = "/dev/bus/usb/001/007",
};

static void says(const struct overview *o, const char *expected)
{
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	assert_non_null(to);
	overview_print(o, to);
	assert_int_equal(fclose(to), 0);
	assert_string_equal(text, expected);
	free(text);
}

static void overview_of_a_free_modem(void **state)
{
	const struct overview o = {
		.n = 1, .modem = {mbim}, .root = true, .control = "/c"};

	(void)state;
	says(&o,
	     "  usb:1199:9091  Sierra Wireless, Incorporated EM7565, at 1-1\n"
	     "    speaks MBIM, by /dev/cdc-wdm0 (driver cdc_mbim)\n"
	     "    nobody has it\n"
	     "\n"
	     "attache is not running (nobody listens at /c).\n"
	     "\n"
	     "  attache run --apn APN                     bring it online\n"
	     "  attache query basic_connect.device_caps   ask what it is\n"
	     "  attache --help                            all commands\n");
}

static void overview_of_a_modem_that_is_held(void **state)
{
	struct overview o = {.n = 1,
			     .modem = {mbim},
			     .modem_manager = 812,
			     .root = true,
			     .control = "/c"};

	(void)state;
	o.modem[0].holder =
		(struct port_holder){.pid = 812, .name = "ModemManager"};
	says(&o,
	     "  usb:1199:9091  Sierra Wireless, Incorporated EM7565, at 1-1\n"
	     "    speaks MBIM, by /dev/cdc-wdm0 (driver cdc_mbim)\n"
	     "    ModemManager (pid 812) has it\n"
	     "\n"
	     "attache is not running (nobody listens at /c).\n"
	     "\n"
	     "  systemctl stop ModemManager               so that it leaves "
	     "the modem alone\n"
	     "  attache run --apn APN                     bring it online\n"
	     "  attache query basic_connect.device_caps   ask what it is\n"
	     "  attache --help                            all commands\n");
}

static void overview_of_a_user_says_what_was_hidden(void **state)
{
	const struct overview o = {
		.n = 1, .modem = {qmi}, .modem_manager = 7, .control = "/c"};

	(void)state;
	says(&o,
	     "  usb:2c7c:0125, at 1-2.4\n"
	     "    speaks QMI, by /dev/bus/usb/001/007, which you may not open\n"
	     "    perhaps ModemManager (pid 7) has it\n"
	     "  (which other users' programs have a modem only root can see)\n"
	     "\n"
	     "attache is not running (nobody listens at /c).\n"
	     "\n"
	     "  sudo systemctl stop ModemManager          so that it leaves "
	     "the modem alone\n"
	     "  sudo attache run --apn APN                bring it online\n"
	     "  sudo attache query dms.get_model          ask what it is\n"
	     "  attache --help                            all commands\n");
}

/* The one that can be had is named, as there are two. */
static void overview_of_two_modems_names_the_free_one(void **state)
{
	struct overview o = {
		.n = 2, .modem = {mbim, qmi}, .root = true, .control = "/c"};
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	(void)state;
	o.modem[0].holder = (struct port_holder){.pid = 9, .name = "mbimcli"};
	overview_print(&o, to);
	fclose(to);
	assert_non_null(strstr(text, "    mbimcli (pid 9) has it\n"));
	assert_non_null(
		strstr(text, "attache run --device usb:1-2.4 --apn APN"));
	assert_null(strstr(text, "kill"));
	free(text);
}

static void overview_without_a_modem_says_what_else_there_is(void **state)
{
	struct overview o = {.n = 1, .root = true, .control = "/c"};

	(void)state;
	o.modem[0] =
		(struct port_seen){.name = "usb:12d1:1f01",
				   .place = "1-1",
				   .kind = "a mass storage device: its modem "
					   "appears after usb_modeswitch"};
	says(&o, "  usb:12d1:1f01, at 1-1\n"
		 "    is a mass storage device: its modem appears after "
		 "usb_modeswitch\n"
		 "\n"
		 "attache is not running (nobody listens at /c).\n"
		 "\n"
		 "No modem was seen. On a phone's chip it is behind QRTR, "
		 "which this kernel\n"
		 "has not loaded (modprobe qrtr). To go on:\n"
		 "  lsusb                                     is it there, "
		 "under another name?\n"
		 "  simodem --usbfs -- attache run            a simulated one "
		 "(as root)\n"
		 "  attache --help                            all commands\n");
}

static void overview_looks_for_modems_on_qrtr(void **state)
{
	struct overview o = {
		.qrtr = true, .n = 1, .root = true, .control = "/c"};

	(void)state;
	o.modem[0] = (struct port_seen){.name = "qrtr:0",
					.speaks = "qmi",
					.node = "qrtr:0",
					.may_open = true,
					.shared = true};
	says(&o, "  qrtr:0\n"
		 "    speaks QMI, on QRTR\n"
		 "    several programs may use it at once\n"
		 "\n"
		 "attache is not running (nobody listens at /c).\n"
		 "\n"
		 "  attache run --device qrtr:0 --apn APN     bring it online\n"
		 "  attache query --device qrtr:0 dms.get_model  ask what it "
		 "is\n"
		 "  attache --help                            all commands\n");
	o.n = 0;
	says(&o, "attache is not running (nobody listens at /c).\n"
		 "\n"
		 "No modem was seen, on QRTR neither. To go on:\n"
		 "  lsusb                                     is it there, "
		 "under another name?\n"
		 "  simodem --usbfs -- attache run            a simulated one "
		 "(as root)\n"
		 "  attache --help                            all commands\n");
}

static void overview_of_a_run_says_how_it_is(void **state)
{
	const struct overview o = {.daemon = OVERVIEW_RUNS,
				   .root = true,
				   .control = "/c",
				   .state = "usb:1199:9091 is sim_absent",
				   .problem = "no SIM is inserted"};

	(void)state;
	says(&o,
	     "attache is running: usb:1199:9091 is sim_absent.\n"
	     "  problem: no SIM is inserted\n"
	     "\n"
	     "  attache status --watch                    a page that lives\n"
	     "  attache monitor                           what happens, as it "
	     "happens\n"
	     "  attache query --list                      what a modem can be "
	     "asked\n"
	     "  attache --help                            all commands\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overview_of_a_free_modem),
		cmocka_unit_test(overview_of_a_modem_that_is_held),
		cmocka_unit_test(overview_of_a_user_says_what_was_hidden),
		cmocka_unit_test(overview_of_two_modems_names_the_free_one),
		cmocka_unit_test(
			overview_without_a_modem_says_what_else_there_is),
		cmocka_unit_test(overview_looks_for_modems_on_qrtr),
		cmocka_unit_test(overview_of_a_run_says_how_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
