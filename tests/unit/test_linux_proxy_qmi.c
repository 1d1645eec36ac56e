/* Which requests of QMI are for those who may change something. */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_change_nothing),
		cmocka_unit_test(texts_of_people_are_for_those_who_may_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
