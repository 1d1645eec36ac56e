/* The configuration file: what it means, and what each mistake is told. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors.h"
#include "drivers/port.h"
#include "linux/config.h"

/* Of a configuration of one modem. */
#define USED offsetof(struct att_config, modem[1])

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
	FILE *f;
	int fd, err;

	strcpy(path, "/tmp/attache-config-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	f = fdopen(fd, "w");
	assert_non_null(f);
	fputs(yaml, f);
	fclose(f);
	told[0] = '\0';
	err = att_config_read(config, path, tell, NULL);
	unlink(path);
	return err;
}

static void refuses(const char *yaml, const char *expected)
{
	struct att_config config;

	assert_int_equal(read_config(&config, yaml), ATT_E_CONFIG);
	assert_string_equal(told, expected);
}

/* Session 0 keeps its device, for clients of the control socket. */
static void config_of_no_sessions_leaves_the_first_one_off(void **state)
{
	struct att_config config;

	(void)state;
	assert_int_equal(read_config(&config, "sessions: []\n"), 0);
	assert_int_equal(config.modem[0].core.n_sessions, 1);
	assert_true(config.modem[0].core.session[0].off);
	assert_string_equal(config.modem[0].session[0].device, "wwan%d");
}

static void config_without_a_file_is_one_session_for_any_network(void **state)
{
	struct att_config config, empty;

	(void)state;
	att_config_default(&config);
	assert_int_equal(config.modem[0].core.n_sessions, 1);
	assert_string_equal(config.modem[0].core.session[0].name, "wwan0");
	assert_string_equal(config.modem[0].session[0].device, "wwan%d");
	assert_string_equal(config.modem[0].core.session[0].apn, "");
	assert_int_equal(config.modem[0].core.session[0].ip, ATT_IP_V4V6);
	assert_false(config.modem[0].core.session[0].roaming);
	assert_false(config.modem[0].core.session[0].partner);
	assert_false(config.modem[0].core.unlock);
	assert_false(config.modem[0].core.choice.attach);
	assert_int_equal(config.modem[0].core.choice.slot, 0);
	assert_true(config.modem[0].session[0].default_route);
	assert_string_equal(config.modem[0].device, "auto");
	assert_string_equal(config.dns_file, "");
	assert_true(config.modem[0].mask);
	assert_int_equal(read_config(&empty, ""), 0);
	assert_memory_equal(&empty, &config, USED);
	assert_int_equal(read_config(&empty, "# nothing\n"), 0);
	assert_memory_equal(&empty, &config, USED);
}

static void short_messages_are_kept_unless_they_are_not_wanted(void **state)
{
	struct att_config c;

	(void)state;
	assert_int_equal(read_config(&c, ""), 0);
	assert_string_equal(c.modem[0].spool, "/var/lib/attache/sms");
	assert_int_equal(read_config(&c, "sms: true\n"), 0);
	assert_string_equal(c.modem[0].spool, "/var/lib/attache/sms");
	assert_int_equal(read_config(&c, "sms: false\n"), 0);
	assert_string_equal(c.modem[0].spool, "");
	assert_int_equal(read_config(&c, "sms: {spool: /srv/sms}\n"), 0);
	assert_string_equal(c.modem[0].spool, "/srv/sms");
	refuses("sms: maybe\n",
		"1:6: error: sms must be false or true, not \"maybe\"\n");
}

static void config_of_recovery_is_in_seconds(void **state)
{
	struct att_config c;

	(void)state;
	assert_int_equal(read_config(&c, "recovery: {}\n"), 0);
	assert_int_equal(c.modem[0].core.recovery.rungs, 31);
	assert_int_equal(c.modem[0].core.recovery.ask_ms, 25000);
	assert_int_equal(c.modem[0].core.recovery.refusals, 5);
	assert_int_equal(c.modem[0].stall_s, 30);
	assert_int_equal(c.modem[0].core.recovery.steady_ms, 0);
	assert_int_equal(read_config(&c, "recovery:\n"
					 "  rungs: [session, reset]\n"
					 "  ask: 60\n"
					 "  stall: 90\n"
					 "  refusals: 0\n"
					 "  sim: 0\n"
					 "  rest: 3600\n"
					 "sessions: [{probe: 2001:db8::1}]\n"),
			 0);
	assert_int_equal(c.modem[0].core.recovery.rungs,
			 ATT_RUNG_SESSION | ATT_RUNG_RESET);
	assert_int_equal(c.modem[0].core.recovery.ask_ms, 60000);
	assert_int_equal(c.modem[0].stall_s, 90);
	assert_int_equal(c.modem[0].core.recovery.steady_ms, 180000);
	assert_int_equal(c.modem[0].core.recovery.refusals, 0);
	assert_int_equal(c.modem[0].core.recovery.sim_ms, 0);
	assert_int_equal(c.modem[0].core.recovery.rest_ms, 3600000);
	assert_string_equal(c.modem[0].session[0].probe, "2001:db8::1");
	assert_int_equal(read_config(&c, "recovery: {rungs: []}\n"), 0);
	assert_int_equal(c.modem[0].core.recovery.rungs, 0);
	refuses("sessions: [{probe: example.org}]\n",
		"1:20: error: probe must be none, dns, or an IPv4 or IPv6 "
		"address, "
		"not \"example.org\"\n");
	refuses("recovery: {rest: 0}\n",
		"1:18: error: rest must be a number from 1 to 86400, not "
		"\"0\"\n");
}

static void config_reads_every_key(void **state)
{
	struct att_config c;

	(void)state;
	assert_int_equal(read_config(&c, "device: usb:1234:abcd\n"
					 "sim: {pin: 0042}\n"
					 "sessions:\n"
					 "  - name: lte0\n"
					 "    apn: internet\n"
					 "    user: jane\n"
					 "    password: \"s\\u00e9same\"\n"
					 "    auth: mschapv2\n"
					 "    ip: v6\n"
					 "    roaming: yes\n"
					 "    partner: yes\n"
					 "    default_route: false\n"
					 "    metric: 50\n"
					 "    dns: off\n"
					 "    mtu: 1280\n"
					 "    share_prefix: true\n"
					 "  - apn: ims\n"
					 "    ip: v4\n"
					 "dns_file: /run/attache/resolv.conf\n"
					 "trace: run.pcapng\n"
					 "mask: false\n"
					 "unlock: true\n"
					 "control: /run/a.sock\n"),
			 0);
	assert_string_equal(told, "");
	assert_string_equal(c.modem[0].device, "usb:1234:abcd");
	assert_string_equal(c.modem[0].core.pin, "0042");
	assert_int_equal(c.modem[0].core.n_sessions, 2);
	assert_string_equal(c.modem[0].core.session[0].name, "lte0");
	assert_string_equal(c.modem[0].core.session[0].apn, "internet");
	assert_string_equal(c.modem[0].core.session[0].user, "jane");
	assert_string_equal(c.modem[0].core.session[0].password,
			    "s\xc3\xa9same");
	assert_int_equal(c.modem[0].core.session[0].auth, 3);
	assert_int_equal(c.modem[0].core.session[0].ip, ATT_IP_V6);
	assert_true(c.modem[0].core.session[0].roaming);
	assert_true(c.modem[0].core.session[0].partner);
	assert_false(c.modem[0].session[0].default_route);
	assert_int_equal(c.modem[0].session[0].metric, 50);
	assert_false(c.modem[0].session[0].dns);
	assert_int_equal(c.modem[0].session[0].mtu, 1280);
	assert_true(c.modem[0].core.session[0].share_prefix);
	assert_string_equal(c.modem[0].core.session[1].name, "wwan1");
	assert_int_equal(c.modem[0].core.session[1].ip, ATT_IP_V4);
	assert_int_equal(c.modem[0].session[1].metric, 701);
	assert_true(c.modem[0].session[1].dns);
	assert_int_equal(c.modem[0].session[1].mtu, 0);
	assert_false(c.modem[0].core.session[1].share_prefix);
	assert_string_equal(c.dns_file, "/run/attache/resolv.conf");
	assert_string_equal(c.modem[0].trace, "run.pcapng");
	assert_false(c.modem[0].mask);
	assert_true(c.modem[0].core.unlock);
	assert_string_equal(c.control, "/run/a.sock");
}

static void config_uses_chap_for_a_user_unless_told_otherwise(void **state)
{
	struct att_config c;

	(void)state;
	assert_int_equal(
		read_config(&c, "sessions: [{user: a}, {user: a, auth: none},"
				" {apn: b}]\n"),
		0);
	assert_int_equal(c.modem[0].core.session[0].auth, 2);
	assert_int_equal(c.modem[0].core.session[1].auth, 0);
	assert_int_equal(c.modem[0].core.session[2].auth, 0);
}

static void config_reads_alike_twice(void **state)
{
	static const char yaml[] = "sessions: [{apn: a, name: x}]\n";
	struct att_config a, b;

	(void)state;
	memset(&a, 0x55, sizeof(a));
	memset(&b, 0xaa, sizeof(b));
	assert_int_equal(read_config(&a, yaml), 0);
	assert_int_equal(read_config(&b, yaml), 0);
	assert_memory_equal(&a, &b, USED);
}

static void config_reads_what_the_owner_chooses(void **state)
{
	struct att_config c;

	(void)state;
	assert_int_equal(
		read_config(&c, "sim: {slot: 2}\n"
				"network:\n"
				"  operator: \"26201\"\n"
				"  fallback: true\n"
				"  technology: [4g, 5g]\n"
				"  attach: {apn: ims, user: me, ip: v4}\n"),
		0);
	assert_int_equal(c.modem[0].core.choice.slot, 2);
	assert_string_equal(c.modem[0].core.choice.operator_, "26201");
	assert_true(c.modem[0].core.choice.fallback);
	assert_int_equal(c.modem[0].core.choice.access, ATT_4G | ATT_5G);
	assert_true(c.modem[0].core.choice.attach);
	assert_string_equal(c.modem[0].core.choice.apn, "ims");
	assert_string_equal(c.modem[0].core.choice.user, "me");
	assert_int_equal(c.modem[0].core.choice.auth, 2);
	assert_int_equal(c.modem[0].core.choice.ip, ATT_IP_V4);
}

static void config_names_unknown_and_repeated_keys(void **state)
{
	(void)state;
	refuses("device: auto\napm: internet\n",
		"2:1: error: unknown key \"apm\"\n");
	refuses("sessions:\n  - {apn: a,\n     adn: b}\n",
		"3:6: error: unknown key \"adn\", did you mean \"apn\"?\n");
	refuses("sim: {slot: 9}\n",
		"1:13: error: slot must be a number from 1 to 8, not \"9\"\n");
	refuses("network: {operator: 262}\n",
		"1:21: error: operator must be 5 or 6 digits, MCC and MNC, not "
		"\"262\"\n");
	refuses("network: {technology: [lte]}\n",
		"1:24: error: technology must be 2g, 3g, 4g or 5g, not "
		"\"lte\"\n");
	refuses("sim: {puk: 1}\n", "1:7: error: unknown key \"puk\"\n");
	refuses("mask: true\nmask: false\n",
		"2:1: error: mask stands here twice\n");
	refuses("[a]: b\n", "1:1: error: a key must be one value\n");
}

/* What is wrong with an IMEI or ICCID is said without it. */
static void config_takes_each_name_of_a_device(void **state)
{
	static const char *const names[] = {
		"auto",
		"usb:12d1:15c1",
		"usb:1-1.2",
		"serial:AB12",
		"imei:35999999000001",
		"iccid:8949000000000000014",
		"/dev/cdc-wdm0",
		"qmi:auto",
		"mbim:usb:1-1",
		"qmi:imei:35999999000001",
		"qmi:/dev/pts/4",
		"qrtr:0",
	};
	struct att_config c;
	char text[128];

	(void)state;
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(text, sizeof(text), "device: \"%s\"\n", names[i]);
		assert_int_equal(read_config(&c, text), 0);
		assert_string_equal(c.modem[0].device, names[i]);
	}
	refuses("device: \"imei:1234\"\n",
		"1:9: error: imei: must have 14 to 16 digits\n");
	refuses("device: \"qmi:imei:1234\"\n",
		"1:9: error: imei: must have 14 to 16 digits\n");
	refuses("device: \"iccid:12345x\"\n",
		"1:9: error: iccid: must have 18 to 20 digits\n");
}

static void config_collects_every_error(void **state)
{
	(void)state;
	refuses("device: modem\n"
		"mask: maybe\n"
		"sessions:\n"
		"  - {ip: v5, auth: plain, metric: -1}\n"
		"  - {roaming: 1}\n",
		"1:9: error: device must be " PORT_NAMES ", not \"modem\"\n"
		"2:7: error: mask must be true or false, not \"maybe\"\n"
		"4:10: error: ip must be v4, v6 or v4v6, not \"v5\"\n"
		"4:20: error: auth must be none, pap, chap or mschapv2, not "
		"\"plain\"\n"
		"4:35: error: metric must be a number from 0 to 4294967295, "
		"not \"-1\"\n"
		"5:15: error: roaming must be true or false, not \"1\"\n");
}

static void config_refuses_the_wrong_kind_of_value(void **state)
{
	(void)state;
	refuses("- device\n", "1:1: error: the configuration must be a "
			      "mapping\n");
	refuses("sessions: {apn: a}\n",
		"1:11: error: sessions must be a list\n");
	refuses("sessions: [internet]\n",
		"1:12: error: a session must be a mapping\n");
	refuses("sim: locked\n", "1:6: error: sim must be a mapping\n");
	refuses("trace: [a, b]\n", "1:8: error: trace must be one value\n");
	refuses("--- {}\n--- {}\n", "2:5: error: only one document is read\n");
}

static void config_refuses_what_does_not_fit(void **state)
{
	char yaml[512], apn[102];

	(void)state;
	memset(apn, 'a', 101);
	apn[101] = '\0';
	snprintf(yaml, sizeof(yaml), "sessions: [{apn: %s}]\n", apn);
	refuses(yaml, "1:18: error: apn is longer than 100 bytes\n");
	refuses("sessions: [{},{},{},{},{},{},{},{},{}]\n",
		"1:36: error: more than 8 sessions\n");
	refuses("device: \"/dev/a\\0b\"\n",
		"1:9: error: device holds a NUL character\n");
}

static void config_refuses_names_that_linux_refuses(void **state)
{
	(void)state;
	refuses("sessions: [{name: a/b}]\n",
		"1:19: error: \"a/b\" cannot be the name of a network "
		"device\n");
	refuses("sessions: [{name: \"%s\"}]\n",
		"1:19: error: \"%s\" cannot be the name of a network "
		"device\n");
	refuses("sessions: [{name: w%d%d}]\n",
		"1:19: error: \"w%d%d\" cannot be the name of a network "
		"device\n");
	refuses("sessions: [{name: averylongname000}]\n",
		"1:19: error: name is longer than 15 bytes\n");
	refuses("sessions: [{name: a}, {name: a}]\n",
		"1:23: error: another session is named a\n");
}

static void config_never_repeats_a_secret(void **state)
{
	char yaml[600], password[301];

	(void)state;
	memset(password, 'S', 300);
	password[300] = '\0';
	snprintf(yaml, sizeof(yaml), "sessions: [{password: %s}]\n", password);
	refuses(yaml, "1:23: error: password is longer than 255 bytes\n");
	refuses("sim: {pin: 12a4}\n",
		"1:12: error: pin must be 4 to 8 digits\n");
	refuses("sim: {pin: 123}\n",
		"1:12: error: pin must be 4 to 8 digits\n");
	refuses("sim: {pin: 12345678901234567}\n",
		"1:12: error: pin must be 4 to 8 digits\n");
	refuses("sim: {pin: [1234]}\n", "1:12: error: pin must be one value\n");
}

static void config_says_where_it_is_not_yaml(void **state)
{
	struct att_config config;

	(void)state;
	assert_int_equal(read_config(&config, "device: auto\n  mask: {\n"),
			 ATT_E_CONFIG);
	assert_memory_equal(told, "2:7: error: ", 12);
	assert_int_equal(read_config(&config, "device: \xff\n"), ATT_E_CONFIG);
	assert_non_null(strstr(told, "error: "));
}

static void config_says_why_a_file_cannot_be_read(void **state)
{
	struct att_config config;

	(void)state;
	strcpy(path, "/nonexistent/attache.yaml");
	told[0] = '\0';
	assert_int_equal(att_config_read(&config, path, tell, NULL), ATT_E_IO);
	assert_string_equal(told, " error: No such file or directory\n");
}

static int read_readable(const char *yaml, mode_t mode)
{
	struct att_config config;
	int fd, err;

	strcpy(path, "/tmp/attache-config-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, yaml, strlen(yaml)), strlen(yaml));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
	told[0] = '\0';
	err = att_config_read(&config, path, tell, NULL);
	unlink(path);
	return err;
}

static void config_warns_of_secrets_that_everybody_may_read(void **state)
{
	(void)state;
	assert_int_equal(read_readable("sim: {pin: 1234}\n", 0644), 0);
	assert_non_null(strstr(told, "warning: "));
	assert_null(strstr(told, "1234"));
	assert_int_equal(read_readable("sim: {pin: 1234}\n", 0640), 0);
	assert_string_equal(told, "");
	assert_int_equal(read_readable("device: auto\n", 0644), 0);
	assert_string_equal(told, "");
}

static void config_reads_streams_of_device_services(void **state)
{
	static const uint8_t first[16] = {0xc0, 0x8a, 0x26, 0xdd, 0x77, 0x18,
					  0x43, 0x82, 0x84, 0x82, 0x6e, 0x0d,
					  0x58, 0x3c, 0x4d, 0x0e};
	struct att_config c;

	(void)state;
	assert_int_equal(read_config(&c,
				     "streams:\n"
				     "  - service: c08a26dd-7718-4382-8482-"
				     "6e0d583c4d0e\n"
				     "    socket: /run/one\n"
				     "  - {socket: two, service: "
				     "C08A26DD-7718-4382-8482-6E0D583C4D0F}\n"),
			 0);
	assert_int_equal(c.modem[0].core.n_streams, 2);
	assert_memory_equal(c.modem[0].core.stream[0].b, first, sizeof(first));
	assert_int_equal(c.modem[0].core.stream[1].b[15], 0x0f);
	assert_string_equal(c.modem[0].stream[0].socket, "/run/one");
	assert_string_equal(c.modem[0].stream[1].socket, "two");
}

static void config_refuses_streams_that_say_too_little(void **state)
{
	(void)state;
	refuses("streams: {}\n", "1:10: error: streams must be a list\n");
	refuses("streams: [{socket: a}]\n",
		"1:11: error: a stream needs service and socket\n");
	refuses("streams: [{service: c08a26dd-7718-4382-8482-6e0d583c4d0e}]\n",
		"1:11: error: a stream needs service and socket\n");
	refuses("streams: [{socket: a, service: "
		"c08a26dd77184382-8482-6e0d583c4d0e}]\n",
		"1:32: error: \"c08a26dd77184382-8482-6e0d583c4d0e\" is not a "
		"UUID\n");
	refuses("streams: [{socket: a, service: "
		"c08a26dd-7718-4382-8482-6e0d583c4d0}]\n",
		"1:32: error: \"c08a26dd-7718-4382-8482-6e0d583c4d0\" is not a "
		"UUID\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			config_without_a_file_is_one_session_for_any_network),
		cmocka_unit_test(
			config_of_no_sessions_leaves_the_first_one_off),
		cmocka_unit_test(
			short_messages_are_kept_unless_they_are_not_wanted),
		cmocka_unit_test(config_of_recovery_is_in_seconds),
		cmocka_unit_test(config_reads_every_key),
		cmocka_unit_test(
			config_uses_chap_for_a_user_unless_told_otherwise),
		cmocka_unit_test(config_reads_alike_twice),
		cmocka_unit_test(config_reads_what_the_owner_chooses),
		cmocka_unit_test(config_names_unknown_and_repeated_keys),
		cmocka_unit_test(config_collects_every_error),
		cmocka_unit_test(config_takes_each_name_of_a_device),
		cmocka_unit_test(config_refuses_the_wrong_kind_of_value),
		cmocka_unit_test(config_refuses_what_does_not_fit),
		cmocka_unit_test(config_refuses_names_that_linux_refuses),
		cmocka_unit_test(config_never_repeats_a_secret),
		cmocka_unit_test(config_says_where_it_is_not_yaml),
		cmocka_unit_test(config_says_why_a_file_cannot_be_read),
		cmocka_unit_test(
			config_warns_of_secrets_that_everybody_may_read),
		cmocka_unit_test(config_reads_streams_of_device_services),
		cmocka_unit_test(config_refuses_streams_that_say_too_little),
	};

	return cmocka_run_group_tests_name("linux_config", tests, NULL, NULL);
}
