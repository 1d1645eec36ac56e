/* Clients of QMI at the control socket: whose ids are whose, what is answered
 * without the modem, what is refused, and who is told what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control_rig.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"

static size_t frame(uint8_t *buf, struct qmi_head head, const void *tlvs,
		    size_t len)
{
	if (len)
		memcpy(buf + qmi_head_len(head.service), tlvs, len);
	return qmi_head_put(&head, len, buf);
}

static void says(int fd, struct qmi_head head, const void *tlvs, size_t len)
{
	uint8_t buf[128];
	size_t n = frame(buf, head, tlvs, len);

	assert_int_equal(send(fd, buf, n, 0), n);
}

static const struct qmi_head opening = {.transaction = 1,
					.message = QMI_CTL_INTERNAL_PROXY_OPEN};

/* The next frame that a client gets; its error, or UINT16_MAX. */
static uint16_t hears(int fd, struct qmi_message *m)
{
	static uint8_t buf[512];
	struct qmi_tlv tlv;
	ssize_t n = recv(fd, buf, 3, MSG_PEEK);

	assert_int_equal(n, 3);
	n = recv(fd, buf, qmi_frame_len(att_bytes_of(buf, 3)), 0);
	assert_true(n > 0);
	assert_int_equal(qmi_decode(att_bytes_of(buf, (size_t)n), m), 0);
	return qmi_tlv_find(m->tlvs, QMI_TLV_RESULT, &tlv)
		       ? att_get16(tlv.value.p + 2)
		       : UINT16_MAX;
}

static bool hears_nothing(int fd)
{
	uint8_t b;

	return recv(fd, &b, 1, 0) < 0;
}

static int opened(struct control_rig *rig)
{
	int fd = control_rig_connected(rig);
	struct qmi_message m;

	rig->qmi = true;
	says(fd, opening, "\1\2\0/x", 5);
	control_rig_turn(rig);
	assert_int_equal(hears(fd, &m), 0);
	assert_int_equal(m.head.message, QMI_CTL_INTERNAL_PROXY_OPEN);
	return fd;
}

static uint8_t allocated(struct control_rig *rig, int fd, uint8_t service)
{
	const uint8_t tlv[] = {1, 1, 0, service};
	const struct qmi_head head = {.transaction = 9,
				      .message = QMI_CTL_ALLOCATE_CID};
	struct qmi_ctl_allocate_cid_resp r;
	struct qmi_message m;

	says(fd, head, tlv, sizeof(tlv));
	control_rig_turn(rig);
	assert_int_equal(hears(fd, &m), 0);
	assert_int_equal(m.head.transaction, 9);
	assert_int_equal(qmi_ctl_allocate_cid_resp_decode(m.tlvs, &r), 0);
	assert_int_equal(r.allocation_info.service, service);
	return r.allocation_info.cid;
}

static uint16_t asked(struct control_rig *rig, int fd, struct qmi_head head,
		      const void *tlvs, size_t len)
{
	struct qmi_message m;
	uint16_t error;

	says(fd, head, tlvs, len);
	control_rig_turn(rig);
	error = hears(fd, &m);
	assert_int_equal(m.head.transaction, head.transaction);
	assert_int_equal(m.head.message, head.message);
	assert_int_equal(m.head.kind, QMI_RESPONSE);
	return error;
}

static struct qmi_head request(uint8_t service, uint8_t id, uint16_t message)
{
	return (struct qmi_head){.service = service,
				 .client = id,
				 .transaction = 0x1234,
				 .message = message};
}

static void answer_has_the_transaction_of_the_client(void **state)
{
	struct control_rig *rig = *state;
	int fd = opened(rig);
	uint8_t id = allocated(rig, fd, QMI_SERVICE_DMS);

	assert_int_equal(asked(rig, fd,
			       request(QMI_SERVICE_DMS, id, QMI_DMS_GET_MODEL),
			       "", 0),
			 0);
	assert_int_equal(rig->asked.client, id);
	close(fd);
}

static void id_of_another_client_is_none(void **state)
{
	struct control_rig *rig = *state;
	int a = opened(rig), b = opened(rig);
	uint8_t id = allocated(rig, a, QMI_SERVICE_DMS);
	const uint8_t tlv[] = {1, 2, 0, QMI_SERVICE_DMS, id};
	unsigned before = rig->commands;

	assert_int_equal(asked(rig, b,
			       request(QMI_SERVICE_DMS, id, QMI_DMS_GET_MODEL),
			       "", 0),
			 QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID);
	assert_int_equal(
		asked(rig, a,
		      request(QMI_SERVICE_NAS, id, QMI_NAS_GET_SERVING_SYSTEM),
		      "", 0),
		QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID);
	says(b,
	     (struct qmi_head){.transaction = 3,
			       .message = QMI_CTL_RELEASE_CID},
	     tlv, sizeof(tlv));
	control_rig_turn(rig);
	assert_int_equal(rig->commands, before);
	close(a);
	close(b);
}

static void sync_of_a_client_reaches_no_modem(void **state)
{
	struct control_rig *rig = *state;
	int fd = opened(rig);
	uint8_t id = allocated(rig, fd, QMI_SERVICE_DMS);
	struct qmi_head sync = {.transaction = 4, .message = QMI_CTL_SYNC};
	unsigned before = rig->commands;

	assert_int_equal(asked(rig, fd, sync, "", 0), 0);
	assert_int_equal(rig->commands, before);
	assert_int_equal(asked(rig, fd,
			       request(QMI_SERVICE_DMS, id, QMI_DMS_GET_MODEL),
			       "", 0),
			 0);
	close(fd);
}

static void ids_of_who_has_gone_are_given_back(void **state)
{
	struct control_rig *rig = *state;
	int fd = opened(rig);
	uint8_t first = allocated(rig, fd, QMI_SERVICE_DMS);
	uint8_t id = allocated(rig, fd, QMI_SERVICE_NAS);
	unsigned before = rig->commands;

	assert_int_not_equal(first, id);
	close(fd);
	control_rig_turn(rig);
	att_control_socket_settle(&rig->socket);
	assert_int_equal(rig->commands, before + 2);
	assert_int_equal(rig->asked.message, QMI_CTL_RELEASE_CID);
	att_control_socket_settle(&rig->socket);
	assert_int_equal(rig->commands, before + 2);
}

/* Its client went while the modem was being asked. */
static void id_that_comes_late_is_given_back(void **state)
{
	struct control_rig *rig = *state;
	int fd = opened(rig);
	const struct qmi_head head = {.transaction = 9,
				      .message = QMI_CTL_ALLOCATE_CID};
	static const uint8_t given[] = {1,    23, 0,  0x80, 0, 0, 1, 9,
					0x22, 0,  12, 0,    2, 4, 0, 0,
					0,    0,  0,  1,    2, 0, 2, 55};

	rig->waits = rig->sent = true;
	says(fd, head, "\1\1\0\2", 4);
	control_rig_turn(rig);
	close(fd);
	control_rig_turn(rig);
	rig->waits = false;
	rig->reply.fn(rig->reply.ctx, rig->reply.token, MBIM_STATUS_NONE,
		      att_bytes_of(given, sizeof(given)));
	att_control_socket_settle(&rig->socket);
	assert_int_equal(rig->released, 55);
}

static void what_ends_the_session_is_refused_unless_it_is_left(void **state)
{
	struct control_rig *rig = *state;
	int fd = opened(rig);
	uint8_t wds = allocated(rig, fd, QMI_SERVICE_WDS);
	uint8_t dms = allocated(rig, fd, QMI_SERVICE_DMS);
	static const uint8_t low[] = {1, 1, 0, 1}, online[] = {1, 1, 0, 0};
	const struct qmi_head start = request(QMI_SERVICE_WDS, wds,
					      QMI_WDS_START_NETWORK),
			      mode = request(QMI_SERVICE_DMS, dms,
					     QMI_DMS_SET_OPERATING_MODE);

	assert_int_equal(asked(rig, fd, start, "", 0),
			 QMI_PROTOCOL_ERROR_ACCESS_DENIED);
	assert_int_equal(asked(rig, fd, mode, low, sizeof(low)),
			 QMI_PROTOCOL_ERROR_ACCESS_DENIED);
	assert_int_equal(asked(rig, fd, mode, "", 0),
			 QMI_PROTOCOL_ERROR_ACCESS_DENIED);
	assert_int_equal(asked(rig, fd, mode, online, sizeof(online)), 0);
	rig->want = ATT_WANT_OPEN;
	assert_int_equal(asked(rig, fd, start, "", 0), 0);
	assert_int_equal(asked(rig, fd, mode, low, sizeof(low)), 0);
	close(fd);
}

static void tell(struct control_rig *rig, uint8_t service, uint8_t client)
{
	const struct qmi_head head = {.service = service,
				      .client = client,
				      .from_modem = true,
				      .kind = QMI_INDICATION,
				      .message = 0x24};
	uint8_t buf[32];

	att_control_socket_told(&rig->socket, 0,
				att_bytes_of(buf, frame(buf, head, "", 0)));
	control_rig_turn(rig);
}

static void indication_is_for_whose_id_it_names(void **state)
{
	struct control_rig *rig = *state;
	int a = opened(rig), b = opened(rig);
	uint8_t id = allocated(rig, a, QMI_SERVICE_NAS);
	struct qmi_message m;

	(void)allocated(rig, b, QMI_SERVICE_DMS);
	tell(rig, QMI_SERVICE_NAS, id);
	assert_int_equal(hears(a, &m), UINT16_MAX);
	assert_int_equal(m.head.client, id);
	assert_true(hears_nothing(b));
	tell(rig, QMI_SERVICE_DMS, QMI_CLIENT_ALL);
	assert_true(hears_nothing(a));
	assert_int_equal(hears(b, &m), UINT16_MAX);
	close(a);
	close(b);
}

static void ids_of_one_client_have_a_bound(void **state)
{
	struct control_rig *rig = *state;
	int fd = opened(rig), other = opened(rig);
	const struct qmi_head head = {.transaction = 9,
				      .message = QMI_CTL_ALLOCATE_CID};

	for (unsigned i = 0; i < ATT_QMI_IDS_OF_ONE; i++)
		(void)allocated(rig, fd, QMI_SERVICE_DMS);
	assert_int_equal(asked(rig, fd, head, "\1\1\0\2", 4),
			 QMI_PROTOCOL_ERROR_CLIENT_IDS_EXHAUSTED);
	(void)allocated(rig, other, QMI_SERVICE_DMS);
	close(fd);
	close(other);
}

static void modem_of_mbim_opens_no_qmi(void **state)
{
	struct control_rig *rig = *state;
	int fd = control_rig_connected(rig);

	assert_int_equal(asked(rig, fd, opening, "\1\2\0/x", 5),
			 QMI_PROTOCOL_ERROR_DEVICE_UNSUPPORTED);
	assert_int_equal(asked(rig, fd,
			       (struct qmi_head){.transaction = 2,
						 .message = QMI_CTL_SYNC},
			       "", 0),
			 QMI_PROTOCOL_ERROR_INVALID_OPERATION);
	close(fd);
}

/* A frame in a command, and the frame that answers it. */
static uint16_t asked_inside(struct control_rig *rig, int fd,
			     struct qmi_head head, const void *tlvs, size_t len)
{
	uint8_t buf[256], *body = buf + MBIM_MSG_COMMAND_BODY;
	size_t n = frame(body, head, tlvs, len);
	struct qmi_message answer;
	struct qmi_tlv result;
	struct mbim_msg msg;
	int whole = mbim_msg_encode_command(
		buf, sizeof(buf), 5, &mbim_services[MBIM_SERVICE_QMI].uuid,
		MBIM_CID_QMI_MSG, 1, n);

	assert_int_equal(send(fd, buf, (size_t)whole, 0), whole);
	control_rig_turn(rig);
	whole = (int)recv(fd, buf, sizeof(buf), 0);
	assert_true(whole > 0);
	assert_int_equal(
		mbim_msg_decode(att_bytes_of(buf, (size_t)whole), &msg), 0);
	assert_int_equal(msg.code, MBIM_STATUS_NONE);
	assert_int_equal(qmi_decode(msg.body, &answer), 0);
	assert_int_equal(answer.head.transaction, head.transaction);
	assert_true(qmi_tlv_find(answer.tlvs, QMI_TLV_RESULT, &result));
	return att_get16(result.value.p + 2);
}

/* qmi.msg of MBIM: what the modem is not asked. */
static void rules_hold_inside_mbim_too(void **state)
{
	struct control_rig *rig = *state;
	int fd = control_rig_connected(rig);
	const struct qmi_head sync = {.transaction = 4,
				      .message = QMI_CTL_SYNC},
			      other = {.transaction = 5,
				       .message = QMI_CTL_SET_INSTANCE_ID};

	assert_int_equal(asked_inside(rig, fd, sync, "", 0), 0);
	assert_int_equal(asked_inside(rig, fd, other, "", 0),
			 QMI_PROTOCOL_ERROR_INVALID_QMI_COMMAND);
	assert_int_equal(
		asked_inside(rig, fd,
			     request(QMI_SERVICE_DMS, 1, QMI_DMS_GET_MODEL), "",
			     0),
		QMI_PROTOCOL_ERROR_INVALID_CLIENT_ID);
	assert_int_equal(rig->commands, 0);
	close(fd);
}

/* As long as a frame can say that it is, and what is no frame around it. */
static void frame_that_is_too_long_is_an_error_and_no_more(void **state)
{
	static uint8_t buf[QMI_FRAME_MAX + 64];
	struct control_rig *rig = *state;
	int fd = opened(rig);
	uint8_t id = allocated(rig, fd, QMI_SERVICE_DMS);
	const struct qmi_head head =
		request(QMI_SERVICE_DMS, id, QMI_DMS_GET_MODEL);
	const size_t longest = QMI_FRAME_MAX - QMI_HEAD_MAX - QMI_TLV_HEADER;
	uint8_t *tlv = buf + 5 + QMI_HEAD_MAX;
	struct qmi_message m;
	size_t n, sent = 0;

	memset(buf, 0xee, sizeof(buf));
	tlv[0] = 1;
	att_put16(tlv + 1, (uint16_t)longest);
	n = 5 + qmi_head_put(&head, QMI_TLV_HEADER + longest, buf + 5);
	assert_int_equal(n, QMI_FRAME_MAX + 5);
	for (; sent < n + 5; control_rig_turn(rig)) {
		ssize_t some = send(fd, buf + sent, n + 5 - sent, 0);

		assert_true(some > 0);
		sent += (size_t)some;
	}
	for (unsigned i = 0; i < 20; i++)
		control_rig_turn(rig);
	assert_int_equal(hears(fd, &m), QMI_PROTOCOL_ERROR_ARGUMENT_TOO_LONG);
	assert_int_equal(m.head.transaction, head.transaction);
	assert_int_equal(asked(rig, fd, head, "", 0), 0);
	close(fd);
}

/* A frame and an OPEN begin with the same byte. */
static void language_is_told_by_any_first_bytes(void **state)
{
	struct control_rig *rig = *state;
	int fd = control_rig_connected(rig), mbim = control_rig_connected(rig);
	uint8_t buf[64];
	size_t n = frame(buf, opening, "\1\2\0/x", 5);
	struct qmi_message m;

	rig->qmi = true;
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(send(fd, buf + i, 1, 0), 1);
		control_rig_turn(rig);
	}
	assert_int_equal(hears(fd, &m), 0);
	n = (size_t)mbim_msg_encode_simple(buf, sizeof(buf), MBIM_MSG_OPEN, 1,
					   4096);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(send(mbim, buf + i, 1, 0), 1);
		control_rig_turn(rig);
	}
	assert_int_equal(recv(mbim, buf, sizeof(buf), 0), 16);
	assert_true(att_get32(buf) == (uint32_t)MBIM_MSG_OPEN_DONE);
	close(fd);
	close(mbim);
}

#define TEST(f)                                               \
	cmocka_unit_test_setup_teardown(f, control_rig_setup, \
					control_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(answer_has_the_transaction_of_the_client),
		TEST(id_of_another_client_is_none),
		TEST(sync_of_a_client_reaches_no_modem),
		TEST(ids_of_who_has_gone_are_given_back),
		TEST(id_that_comes_late_is_given_back),
		TEST(what_ends_the_session_is_refused_unless_it_is_left),
		TEST(indication_is_for_whose_id_it_names),
		TEST(ids_of_one_client_have_a_bound),
		TEST(modem_of_mbim_opens_no_qmi),
		TEST(frame_that_is_too_long_is_an_error_and_no_more),
		TEST(rules_hold_inside_mbim_too),
		TEST(language_is_told_by_any_first_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
