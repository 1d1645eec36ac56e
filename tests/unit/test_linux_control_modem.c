/* The control socket of an attache with several modems: which one is meant, and
 * what who means none is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "control_rig.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"

static size_t naming(uint8_t *buf, size_t cap, const char *name)
{
	const struct mbim_proxy_control_configuration_set set = {
		.device_path = att_str_utf8(name), .timeout = 30};
	int len = mbim_proxy_control_configuration_set_encode(
		&set, buf + MBIM_MSG_COMMAND_BODY, cap - MBIM_MSG_COMMAND_BODY);

	assert_true(len > 0);
	len = mbim_msg_encode_command(
		buf, cap, 8, &mbim_services[MBIM_SERVICE_PROXY_CONTROL].uuid,
		MBIM_CID_PROXY_CONTROL_CONFIGURATION, 1, (size_t)len);
	assert_true(len > 0);
	return (size_t)len;
}

/* What comes back: the status, and the words of a refusal. */
static uint32_t answered(struct control_rig *rig, int fd, const uint8_t *buf,
			 size_t n, char words[256])
{
	uint8_t in[512];
	struct mbim_msg msg;
	ssize_t got;

	assert_int_equal(send(fd, buf, n, 0), n);
	control_rig_turn(rig);
	got = recv(fd, in, sizeof(in), 0);
	assert_true(got > 0);
	assert_int_equal(mbim_msg_decode(att_bytes_of(in, (size_t)got), &msg),
			 0);
	snprintf(words, 256, "%.*s", (int)msg.body.len,
		 (const char *)msg.body.p);
	return msg.code;
}

static void control_socket_asks_which_of_two_modems_is_meant(void **state)
{
	struct control_rig *rig = *state;
	uint8_t buf[256];
	char words[256];
	int fd;
	size_t n = control_rig_command(buf, sizeof(buf), 7, 1, "abcd");

	rig->modems = 2;
	fd = control_rig_connected(rig);
	assert_int_equal(answered(rig, fd, buf, n, words),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_string_equal(words, "attache has 2 modems, name one (--modem): "
				   "modem0, backup");
	assert_int_equal(rig->commands, 0);
	n = naming(buf, sizeof(buf), "backap");
	assert_int_equal(answered(rig, fd, buf, n, words),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_string_equal(words, "attache has no modem \"backap\", did you "
				   "mean \"backup\"?: modem0, backup");
	close(fd);
}

static void control_socket_asks_the_modem_that_was_named(void **state)
{
	static const struct {
		const char *name;
		unsigned modem;
	} named[] = {{"modem0", 0},	   {"backup", 1},  {"/dev/cdc-wdm0", 0},
		     {"/dev/cdc-wdm1", 1}, {"usb:1-2", 1}, {"auto", 0}};
	struct control_rig *rig = *state;
	uint8_t buf[256];
	char words[256];
	int fd;
	size_t n;

	rig->modems = 2;
	fd = control_rig_connected(rig);
	for (unsigned i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		n = naming(buf, sizeof(buf), named[i].name);
		assert_int_equal(answered(rig, fd, buf, n, words),
				 MBIM_STATUS_NONE);
		n = control_rig_command(buf, sizeof(buf), 7, 1, "abcd");
		assert_int_equal(answered(rig, fd, buf, n, words),
				 MBIM_STATUS_NONE);
		assert_int_equal(rig->asked_of, named[i].modem);
	}
	assert_int_equal(rig->commands, sizeof(named) / sizeof(named[0]));
	close(fd);
}

/* One that attache drives over USB has no node; there is no other. */
static void control_socket_takes_any_path_for_the_only_modem(void **state)
{
	struct control_rig *rig = *state;
	uint8_t buf[256];
	char words[256];
	int fd = control_rig_connected(rig);
	size_t n = naming(buf, sizeof(buf), "/dev/cdc-wdm7");

	assert_int_equal(answered(rig, fd, buf, n, words), MBIM_STATUS_NONE);
	n = naming(buf, sizeof(buf), "backup");
	assert_int_equal(answered(rig, fd, buf, n, words),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	rig->modems = 2;
	n = naming(buf, sizeof(buf), "/dev/cdc-wdm7");
	assert_int_equal(answered(rig, fd, buf, n, words),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	close(fd);
}

static void control_socket_hangs_up_on_who_meant_a_modem_that_left(void **state)
{
	struct control_rig *rig = *state;
	uint8_t buf[256];
	char words[256];
	int one, other;
	size_t n;

	rig->modems = 2;
	one = control_rig_connected(rig);
	other = control_rig_connected(rig);
	n = naming(buf, sizeof(buf), "backup");
	assert_int_equal(answered(rig, one, buf, n, words), MBIM_STATUS_NONE);
	n = naming(buf, sizeof(buf), "modem0");
	assert_int_equal(answered(rig, other, buf, n, words), MBIM_STATUS_NONE);
	att_control_socket_gone(&rig->socket, 1);
	assert_int_equal(recv(one, buf, sizeof(buf), 0), 0);
	n = control_rig_command(buf, sizeof(buf), 7, 1, "abcd");
	assert_int_equal(answered(rig, other, buf, n, words), MBIM_STATUS_NONE);
	close(one);
	close(other);
}

/* A frame of CTL that opens a device by this name; the error of the answer. */
static uint16_t opened(struct control_rig *rig, int fd, const char *name)
{
	const struct qmi_head head = {.service = QMI_SERVICE_CTL,
				      .message = QMI_CTL_INTERNAL_PROXY_OPEN,
				      .transaction = 1};
	const struct qmi_ctl_internal_proxy_open_req req = {
		.has.device_path = true, .device_path = att_str_utf8(name)};
	const size_t at = qmi_head_len(QMI_SERVICE_CTL);
	uint8_t buf[256];
	int len = qmi_ctl_internal_proxy_open_req_encode(&req, buf + at,
							 sizeof(buf) - at);
	size_t n;

	assert_true(len > 0);
	n = qmi_head_put(&head, (size_t)len, buf);
	assert_int_equal(send(fd, buf, n, 0), n);
	control_rig_turn(rig);
	assert_true(recv(fd, buf, sizeof(buf), 0) >= (ssize_t)(at + 7));
	return att_get16(buf + at + 5);
}

static void control_socket_opens_the_qmi_modem_that_was_named(void **state)
{
	struct control_rig *rig = *state;
	int fd;

	rig->modems = 2;
	rig->qmi = true;
	fd = control_rig_connected(rig);
	assert_int_equal(opened(rig, fd, "/dev/cdc-wdm7"),
			 QMI_PROTOCOL_ERROR_DEVICE_NOT_READY);
	assert_int_equal(opened(rig, fd, "backup"), QMI_PROTOCOL_ERROR_NONE);
	assert_int_equal(rig->socket.client[0].modem, 1);
	/* The ids that it may have are the first one's. */
	assert_int_equal(opened(rig, fd, "modem0"),
			 QMI_PROTOCOL_ERROR_DEVICE_NOT_READY);
	close(fd);
}

#define TEST(name)                                               \
	cmocka_unit_test_setup_teardown(name, control_rig_setup, \
					control_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(control_socket_asks_which_of_two_modems_is_meant),
		TEST(control_socket_asks_the_modem_that_was_named),
		TEST(control_socket_takes_any_path_for_the_only_modem),
		TEST(control_socket_hangs_up_on_who_meant_a_modem_that_left),
		TEST(control_socket_opens_the_qmi_modem_that_was_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
