/* A configuration of several modems: what each has, what they cannot have in
 * common, and what stands in the wrong place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errors.h"
#include "linux/config.h"

static char path[64];
static char told[4096];

static void tell(void *ctx, const char *line)
{
	size_t n = strlen(told), skip = strlen(path);

	(void)ctx;
	assert_memory_equal(line, path, skip);
	snprintf(told + n, sizeof(told) - n, "%s\n", line + skip + 1);
}

static int read_config(struct att_config *config, const char *yaml)
{
	int fd, err;

	strcpy(path, "/tmp/attache-modems-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, yaml, strlen(yaml)), strlen(yaml));
	close(fd);
	told[0] = '\0';
	err = att_config_read(config, path, tell, NULL);
	unlink(path);
	return err;
}

static void refuses(const char *yaml, const char *expected)
{
	static struct att_config config;

	assert_int_equal(read_config(&config, yaml), ATT_E_CONFIG);
	assert_string_equal(told, expected);
}

static void each_modem_has_what_is_said_of_it(void **state)
{
	static struct att_config c;

	(void)state;
	assert_int_equal(read_config(&c, "hook: /bin/true\n"
					 "modems:\n"
					 "  - name: main\n"
					 "    device: usb:1-1.2\n"
					 "    sim: {pin: \"1234\"}\n"
					 "    sessions: [{apn: a}, {apn: b}]\n"
					 "  - {mask: false}\n"),
			 0);
	assert_string_equal(told, "");
	assert_int_equal(c.n_modems, 2);
	assert_string_equal(c.hook, "/bin/true");
	assert_string_equal(c.modem[0].name, "main");
	assert_string_equal(c.modem[0].device, "usb:1-1.2");
	assert_string_equal(c.modem[0].core.pin, "1234");
	assert_int_equal(c.modem[0].core.n_sessions, 2);
	assert_true(c.modem[0].mask);
	assert_string_equal(c.modem[1].name, "modem1");
	assert_string_equal(c.modem[1].device, "auto");
	assert_string_equal(c.modem[1].core.pin, "");
	assert_int_equal(c.modem[1].core.n_sessions, 1);
	assert_false(c.modem[1].mask);
}

/* Also of those of the runtime: a number is one session's alone. */
static void network_devices_of_modems_differ(void **state)
{
	static struct att_config c;

	(void)state;
	assert_int_equal(read_config(&c, "modems:\n"
					 "  - sessions: [{apn: a}, {apn: b}]\n"
					 "  - {}\n"),
			 0);
	assert_string_equal(c.modem[0].core.session[0].name, "wwan0");
	assert_string_equal(c.modem[0].core.session[1].name, "wwan4");
	assert_string_equal(c.modem[1].core.session[0].name, "wwan1");
	assert_int_equal(c.modem[0].session[0].metric, 700);
	assert_int_equal(c.modem[0].session[1].metric, 704);
	assert_int_equal(c.modem[1].session[0].metric, 701);
	att_config_default_session(&c.modem[1], 1);
	assert_string_equal(c.modem[1].core.session[1].name, "wwan5");
	assert_string_not_equal(c.modem[0].spool, c.modem[1].spool);
}

static void what_is_in_the_wrong_place_is_told(void **state)
{
	(void)state;
	refuses("device: auto\nmodems: [{}]\n",
		"2:9: error: modems cannot stand beside device, which is of "
		"one modem: put that into the list\n");
	refuses("modems: [{}]\nsessions: [{apn: x}]\n",
		"2:11: error: sessions is of one modem: it stands in one of "
		"the list modems, not beside it\n");
	refuses("modems:\n  - {hook: /bin/true}\n",
		"2:12: error: hook is of attache as a whole: it stands beside "
		"modems, not in one of them\n");
	refuses("modems:\n  - {devise: auto}\n",
		"2:6: error: unknown key \"devise\", did you mean "
		"\"device\"?\n");
	refuses("modem: []\n", "1:1: error: unknown key \"modem\", did you "
			       "mean \"modems\"?\n");
}

static void a_list_has_one_to_four_modems(void **state)
{
	(void)state;
	refuses("modems: []\n",
		"1:9: error: modems must be a list of modems\n");
	refuses("modems: {name: a}\n",
		"1:9: error: modems must be a list of modems\n");
	refuses("modems: [{}, {}, {}, {}, {}]\n",
		"1:26: error: more than 4 modems\n");
	refuses("modems: [auto]\n", "1:10: error: a modem must be a mapping\n");
}

static void names_are_distinct_words(void **state)
{
	(void)state;
	refuses("modems: [{name: a}, {name: a}]\n",
		"1:28: error: another modem is named a\n");
	refuses("modems: [{name: modem1}, {}]\n",
		"1:26: error: another modem is named modem1\n");
	refuses("modems: [{name: \"a b\"}]\n",
		"1:17: error: the name of a modem has letters, digits, - and "
		"_, not \"a b\"\n");
	refuses("modems: [{name: \"\"}]\n",
		"1:17: error: the name of a modem has letters, digits, - and "
		"_, not \"\"\n");
}

static void one_device_is_of_one_modem(void **state)
{
	static struct att_config c;

	(void)state;
	refuses("modems: [{device: usb:1-1}, {device: usb:1-1}]\n",
		"1:38: error: modem0 has this device already\n");
	refuses("modems: [{device: usb:1-1}, {device: qmi:usb:1-1}]\n",
		"1:38: error: modem0 has this device already\n");
	refuses("modems: [{device: /dev/cdc-wdm0}, {device: /dev/cdc-wdm0}]\n",
		"1:44: error: modem0 has this device already\n");
	refuses("modems: [{device: qrtr:any}, {device: qrtr:0}]\n",
		"1:39: error: modem0 has this device already\n");
	/* Each has one of those that fit. */
	assert_int_equal(read_config(&c, "modems: [{device: auto}, {device: "
					 "auto}]\n"),
			 0);
	assert_int_equal(read_config(&c, "modems: [{device: usb:12d1:15c1}, "
					 "{device: usb:12d1:15c1}]\n"),
			 0);
}

/* Without the number. */
static void who_is_told_by_imei_is_beside_no_auto(void **state)
{
	(void)state;
	refuses("modems: [{device: \"imei:35999999000001\"}, {}]\n",
		"1:43: error: where one modem is told by imei: or iccid:, the "
		"others are told by that, by serial number or by place: "
		"\"auto\" could take its device\n");
}

static void files_and_sockets_are_of_one_modem(void **state)
{
	(void)state;
	refuses("modems: [{trace: a}, {trace: a}]\n",
		"1:30: error: the trace of modem0 is the same file\n");
	refuses("modems: [{sms: {spool: /a}}, {sms: {spool: /a}}]\n",
		"1:36: error: the short messages of modem0 are in the same "
		"folder\n");
	refuses("modems: [{sessions: [{name: lte0}]}, {sessions: [{name: "
		"lte0}]}]\n",
		"1:49: error: a session of modem0 is named lte0, too\n");
	refuses("modems:\n"
		"  - streams: [{service: c08a26dd-7718-4382-8482-6e0d583c4d0e,"
		" socket: /a}]\n"
		"  - streams: [{service: c08a26dd-7718-4382-8482-6e0d583c4d0f,"
		" socket: /a}]\n",
		"3:14: error: a stream of modem0 has the socket /a, too\n");
}

/* As the package of attache-dbus has it in a file of its own. */
static void no_sessions_are_said_beside_the_list(void **state)
{
	static const char *const rows[] = {
		"sessions: []\n"
		"modems: [{name: a}, {name: b, sessions: [{apn: own}]}]\n",
		"modems: [{name: a}, {name: b, sessions: [{apn: own}]}]\n"
		"sessions: []\n",
	};
	static struct att_config c;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(read_config(&c, rows[i]), 0);
		assert_int_equal(c.modem[0].core.n_sessions, 1);
		assert_true(c.modem[0].core.session[0].off);
		assert_int_equal(c.modem[1].core.n_sessions, 1);
		assert_false(c.modem[1].core.session[0].off);
		assert_string_equal(c.modem[1].core.session[0].apn, "own");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_modem_has_what_is_said_of_it),
		cmocka_unit_test(network_devices_of_modems_differ),
		cmocka_unit_test(what_is_in_the_wrong_place_is_told),
		cmocka_unit_test(a_list_has_one_to_four_modems),
		cmocka_unit_test(names_are_distinct_words),
		cmocka_unit_test(one_device_is_of_one_modem),
		cmocka_unit_test(who_is_told_by_imei_is_beside_no_auto),
		cmocka_unit_test(files_and_sockets_are_of_one_modem),
		cmocka_unit_test(no_sessions_are_said_beside_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
