/* Which requests of QMI are for those who may change something, and which would
 * end attache's sessions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "generated/qmi_messages.h"
#include "linux/proxy_qmi.h"

static bool changes(uint8_t service, uint16_t message)
{
	const struct qmi_message request = {.head = {.service = service,
						     .kind = QMI_REQUEST,
						     .message = message}};

	return att_proxy_qmi_changes(&request);
}

static void questions_change_nothing(void **state)
{
	(void)state;
	assert_false(changes(QMI_SERVICE_DMS, QMI_DMS_GET_IDS));
	assert_false(changes(QMI_SERVICE_NAS, QMI_NAS_NETWORK_SCAN));
	assert_true(changes(QMI_SERVICE_DMS, QMI_DMS_SET_OPERATING_MODE));
	assert_true(changes(QMI_SERVICE_DMS, 0x7fff));
}

static void texts_of_people_are_for_those_who_may_change(void **state)
{
	(void)state;
	assert_true(changes(QMI_SERVICE_WMS, QMI_WMS_RAW_READ));
	assert_true(changes(QMI_SERVICE_WMS, QMI_WMS_LIST_MESSAGES));
	assert_true(changes(QMI_SERVICE_WMS, QMI_WMS_SET_EVENT_REPORT));
}

/* --- what would end attache's sessions ------------------------------------ */

#define REQUEST(s, m)                                \
	(struct qmi_message)                         \
	{                                            \
		.head = {.service = QMI_SERVICE_##s, \
			 .kind = QMI_REQUEST,        \
			 .message = QMI_##s##_##m},  \
	}

static bool breaks(enum att_want want, struct qmi_message request)
{
	const struct att_manager_status s = {.want = want, .qmi = true};

	return att_proxy_qmi_breaks(&s, &request);
}

static void what_takes_the_network_away_is_refused(void **state)
{
	static const struct qmi_message all[] = {
		REQUEST(WDS, START_NETWORK),
		REQUEST(WDS, STOP_NETWORK),
		REQUEST(WDA, SET_DATA_FORMAT),
		REQUEST(CTL, SET_DATA_FORMAT),
		REQUEST(DMS, SET_OPERATING_MODE),
		REQUEST(DMS, RESTORE_FACTORY_DEFAULTS),
		REQUEST(NAS, ATTACH_DETACH),
		REQUEST(UIM, POWER_OFF_SIM),
		REQUEST(UIM, CHANGE_PROVISIONING_SESSION),
		REQUEST(PDC, ACTIVATE_CONFIG),
		REQUEST(PDC, DEACTIVATE_CONFIG),
		REQUEST(DPM, CLOSE_PORT),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_true(breaks(ATT_WANT_CONNECTED, all[i]));
		assert_true(breaks(ATT_WANT_ATTACHED, all[i]));
		assert_false(breaks(ATT_WANT_OPEN, all[i]));
	}
}

static void what_brings_the_card_or_the_network_back_is_not(void **state)
{
	struct qmi_uim_change_provisioning_session_req session = {
		.has.session_change = true,
		.session_change = {QMI_UIM_SESSION_TYPE_PRIMARY_GW_PROVISIONING,
				   true}};
	struct qmi_message m = REQUEST(UIM, CHANGE_PROVISIONING_SESSION);
	uint8_t buf[64];
	int len;

	(void)state;
	len = qmi_uim_change_provisioning_session_req_encode(&session, buf,
							     sizeof(buf));
	assert_true(len > 0);
	m.tlvs = att_bytes_of(buf, (size_t)len);
	assert_false(breaks(ATT_WANT_CONNECTED, m));
	session.session_change.activate = false;
	assert_int_equal(qmi_uim_change_provisioning_session_req_encode(
				 &session, buf, sizeof(buf)),
			 len);
	assert_true(breaks(ATT_WANT_CONNECTED, m));
	m.tlvs.len--;
	assert_true(breaks(ATT_WANT_CONNECTED, m));
}

/* As a CID of MBIM may, which becomes this of a modem of QMI. */
static void slot_may_be_chosen(void **state)
{
	(void)state;
	assert_false(breaks(ATT_WANT_CONNECTED, REQUEST(UIM, SWITCH_SLOT)));
	assert_true(changes(QMI_SERVICE_UIM, QMI_UIM_SWITCH_SLOT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_change_nothing),
		cmocka_unit_test(texts_of_people_are_for_those_who_may_change),
		cmocka_unit_test(what_takes_the_network_away_is_refused),
		cmocka_unit_test(
			what_brings_the_card_or_the_network_back_is_not),
		cmocka_unit_test(slot_may_be_chosen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
