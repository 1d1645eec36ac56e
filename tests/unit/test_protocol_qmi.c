/* Requests of others in the protocol of QMI: where they go, which clients they
 * are given, and what is told of these. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/errors.h"
#include "protocol/qmi/state.h"

static struct qmi_state s;

static int setup(void **state)
{
	static const struct att_core_link link = {0};

	(void)state;
	qmi_protocol.init(&s, 1);
	qmi_protocol.plug(&s, &link);
	return 0;
}

static size_t frame(uint8_t *buf, struct qmi_head head, const void *tlvs,
		    size_t len)
{
	if (len)
		memcpy(buf + qmi_head_len(head.service), tlvs, len);
	return qmi_head_put(&head, len, buf);
}

/* What goes to the modem, in *sent; or ATT_E_*. */
static int asks(uint32_t number, struct qmi_head head, const void *tlvs,
		size_t len, struct qmi_message *sent)
{
	static uint8_t out[QMI_OUT_MAX];
	uint8_t raw[128];
	const struct att_operation o = {
		.kind = ATT_OP_RAW,
		.session = number,
		.raw = att_bytes_of(raw, frame(raw, head, tlvs, len)),
	};
	uint32_t tag;
	int err = qmi_protocol.write(&s, &o, 0, &tag);

	if (err)
		return err;
	len = qmi_protocol.output(&s, out, sizeof(out));
	assert_int_equal(qmi_decode(att_bytes_of(out, len), sent), 0);
	assert_int_equal(tag, qmi_tag(&sent->head));
	return 0;
}

/* What is reported of a frame of the modem. */
static bool hears(struct qmi_head head, enum qmi_kind kind, const void *tlvs,
		  size_t len, struct att_report *out)
{
	static uint8_t in[128];
	bool reported;

	head.kind = kind;
	head.from_modem = true;
	len = frame(in, head, tlvs, len);
	qmi_protocol.input(&s, att_bytes_of(in, len));
	reported = qmi_protocol.next(&s, 0, out);
	assert_true(!reported || !out->message.len || out->message.len == len);
	return reported;
}

static const struct qmi_head allocate = {.message = QMI_CTL_ALLOCATE_CID},
			     release = {.message = QMI_CTL_RELEASE_CID};

static void is_given(uint8_t service, uint8_t id)
{
	const uint8_t wish[] = {1, 1, 0, service};
	const uint8_t given[] = {2, 4, 0, 0, 0, 0, 0, 1, 2, 0, service, id};
	struct qmi_message sent;
	struct att_report report;

	assert_int_equal(asks(0, allocate, wish, sizeof(wish), &sent), 0);
	assert_true(
		hears(sent.head, QMI_RESPONSE, given, sizeof(given), &report));
	assert_int_equal(report.about, ATT_ABOUT_RAW);
	assert_true(report.message.len);
}

static const struct qmi_head model = {
	.service = QMI_SERVICE_DMS, .client = 7, .message = QMI_DMS_GET_MODEL};

static void client_of_others_is_one_that_they_were_given(void **state)
{
	struct qmi_message sent;

	(void)state;
	qmi_client_add(&s, QMI_SERVICE_DMS, 7, 0); /* attache's own */
	assert_int_equal(asks(0, model, "", 0, &sent), ATT_E_STATE);
	qmi_client_drop(&s, QMI_SERVICE_DMS, 7);
	assert_int_equal(asks(0, model, "", 0, &sent), ATT_E_STATE);
	is_given(QMI_SERVICE_DMS, 7);
	assert_int_equal(asks(0, model, "", 0, &sent), 0);
	assert_int_equal(sent.head.client, 7);
	assert_int_equal(sent.head.transaction, 1);
}

static void what_others_hold_is_left_until_it_is_given_back(void **state)
{
	static const uint8_t info[] = {1, 2, 0, QMI_SERVICE_DMS, 7};
	struct att_report report;
	struct qmi_message sent;
	struct att_left left;

	(void)state;
	is_given(QMI_SERVICE_DMS, 7);
	qmi_protocol.left(&s, &left);
	assert_int_equal(left.len, 2);
	assert_memory_equal(left.b, ((uint8_t[]){QMI_SERVICE_DMS, 7}), 2);
	assert_int_equal(asks(1, release, info, sizeof(info), &sent), 0);
	assert_true(
		hears(sent.head, QMI_RESPONSE, "\2\4\0\0\0\0\0", 7, &report));
	qmi_protocol.left(&s, &left);
	assert_int_equal(left.len, 0);
}

/* Nobody gives back what is attache's by naming it. */
static void client_of_attache_stays_whatever_others_give_back(void **state)
{
	static const uint8_t info[] = {1, 2, 0, QMI_SERVICE_DMS, 7};
	struct att_report report;
	struct qmi_message sent;

	(void)state;
	qmi_client_add(&s, QMI_SERVICE_DMS, 7, 0);
	assert_int_equal(asks(1, release, info, sizeof(info), &sent), 0);
	assert_true(
		hears(sent.head, QMI_RESPONSE, "\2\4\0\0\0\0\0", 7, &report));
	assert_non_null(qmi_client_of(&s, QMI_SERVICE_DMS, 7));
}

static void error_about_a_client_of_others_is_their_answer(void **state)
{
	struct att_report report;
	struct qmi_message sent;

	(void)state;
	is_given(QMI_SERVICE_DMS, 7);
	assert_int_equal(asks(0, model, "", 0, &sent), 0);
	/* invalid_client_id: of one of attache's the modem has restarted */
	assert_true(
		hears(sent.head, QMI_RESPONSE, "\2\4\0\1\0\7\0", 7, &report));
	assert_int_equal(report.kind, ATT_REPORT_ANSWER);
	assert_int_equal(report.about, ATT_ABOUT_RAW);
}

static void indications_for_others_and_for_all_are_news(void **state)
{
	struct qmi_head nas = {.service = QMI_SERVICE_NAS,
			       .client = 7,
			       .message = QMI_NAS_SERVING_SYSTEM};
	struct att_report report;

	(void)state;
	is_given(QMI_SERVICE_NAS, 7);
	qmi_client_add(&s, QMI_SERVICE_NAS, 8, 0);
	assert_true(hears(nas, QMI_INDICATION, "", 0, &report));
	assert_int_equal(report.kind, ATT_REPORT_NEWS);
	assert_true(report.message.len);
	nas.client = QMI_CLIENT_ALL;
	assert_true(hears(nas, QMI_INDICATION, "", 0, &report));
	assert_true(report.message.len);
	while (qmi_protocol.next(&s, 0, &report))
		;
	nas.client = 9;
	assert_false(hears(nas, QMI_INDICATION, "", 0, &report));
	assert_int_equal(s.orphans, 1);
}

/* A call of somebody else is no news of attache's. */
static void indication_for_others_says_nothing_of_attaches_call(void **state)
{
	static const uint8_t gone[] = {1, 2, 0, 1, 0}; /* disconnected */
	const struct qmi_head status = {.service = QMI_SERVICE_WDS,
					.client = 7,
					.message =
						QMI_WDS_PACKET_SERVICE_STATUS};
	struct att_report report;

	(void)state;
	qmi_client_add(&s, QMI_SERVICE_WDS, 5, qmi_use(0, 0));
	s.session[0].call[0].active = true;
	is_given(QMI_SERVICE_WDS, 7);
	assert_true(hears(status, QMI_INDICATION, gone, sizeof(gone), &report));
	assert_true(report.message.len);
	assert_false(qmi_protocol.next(&s, 0, &report));
	assert_true(s.session[0].call[0].active);
}

static void requests_of_others_push_out_none_of_attaches(void **state)
{
	const struct att_operation own = {.kind = QMI_OP_VERSIONS};
	struct qmi_head answer = {.message = QMI_CTL_GET_VERSION_INFO};
	struct qmi_message sent;
	struct att_report report;
	uint8_t out[64];
	uint32_t tag;

	(void)state;
	assert_int_equal(qmi_protocol.write(&s, &own, 0, &tag), 0);
	(void)qmi_protocol.output(&s, out, sizeof(out));
	answer.transaction = out[7];
	is_given(QMI_SERVICE_DMS, 7);
	for (unsigned i = 0; i < 3 * QMI_PENDING; i++)
		assert_int_equal(asks(i % ATT_CORE_ASKS, model, "", 0, &sent),
				 0);
	assert_true(hears(answer, QMI_RESPONSE, "\2\4\0\0\0\0\0", 7, &report));
	assert_int_equal(report.tag, tag);
}

static void request_that_is_no_frame_is_refused(void **state)
{
	const struct att_operation o = {.kind = ATT_OP_RAW,
					.raw = att_bytes_of("\1\5\0\0\0\0", 6)};
	struct qmi_head told = model;
	struct qmi_message sent;
	uint32_t tag;

	(void)state;
	assert_true(qmi_protocol.write(&s, &o, 0, &tag) < 0);
	told.kind = QMI_INDICATION;
	is_given(QMI_SERVICE_DMS, 7);
	assert_int_equal(asks(0, told, "", 0, &sent), ATT_E_TYPE);
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

/* What takes minutes on the air is waited for that long. */
static void search_of_others_has_minutes(void **state)
{
	static const struct {
		uint16_t message;
		uint32_t timeout_s;
	} asked[] = {{QMI_NAS_NETWORK_SCAN, 300},
		     {QMI_NAS_GET_HOME_NETWORK, QMI_TIMEOUT_S}};

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		const struct qmi_head head = {.service = QMI_SERVICE_NAS,
					      .client = 1,
					      .message = asked[i].message};
		uint8_t frame[QMI_HEAD_MAX];
		const struct att_operation o = {
			.kind = ATT_OP_RAW,
			.raw = att_bytes_of(frame,
					    qmi_head_put(&head, 0, frame))};

		assert_int_equal(qmi_raw_timeout_s(&o), asked[i].timeout_s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(client_of_others_is_one_that_they_were_given),
		TEST(what_others_hold_is_left_until_it_is_given_back),
		TEST(client_of_attache_stays_whatever_others_give_back),
		TEST(error_about_a_client_of_others_is_their_answer),
		TEST(indications_for_others_and_for_all_are_news),
		TEST(indication_for_others_says_nothing_of_attaches_call),
		TEST(requests_of_others_push_out_none_of_attaches),
		TEST(request_that_is_no_frame_is_refused),
		cmocka_unit_test(search_of_others_has_minutes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
