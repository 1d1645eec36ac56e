/* Code generated from QMI's spec and an overlay (overlay/acme_qmi.yaml): its
 * service, its message in a service of the spec, and the spec's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "generated/qmi_messages.h"
#include "wire/print.h"
#include "wire/qmi/message.h"

/* result: success; fan_state: on */
static const uint8_t tlvs[] = {2, 4, 0, 0, 0, 0, 0, 1, 1, 0, 1};

static void overlay_message_is_encoded_and_decoded(void **state)
{
	struct qmi_acme_get_fan_resp out,
		in = {
			.has = {.result = true, .fan_state = true},
			.fan_state = QMI_ACME_FAN_STATE_ON,
		};
	uint8_t buf[64];

	(void)state;
	assert_int_equal(qmi_acme_get_fan_resp_encode(&in, buf, sizeof(buf)),
			 sizeof(tlvs));
	assert_memory_equal(buf, tlvs, sizeof(tlvs));
	assert_int_equal(qmi_acme_get_fan_resp_decode(
				 att_bytes_of(tlvs, sizeof(tlvs)), &out),
			 0);
	assert_int_equal(out.fan_state, QMI_ACME_FAN_STATE_ON);
}

static void overlay_service_is_found(void **state)
{
	const struct qmi_service_info *s = qmi_service_find(0xc8);
	const struct qmi_message_info *m;

	(void)state;
	assert_non_null(s);
	assert_string_equal(s->name, "acme");
	assert_ptr_equal(qmi_service_named("acme", 4), s);
	m = qmi_message_named(s, "get_fan", 7);
	assert_non_null(m);
	assert_int_equal(m->number, QMI_ACME_GET_FAN);
	assert_int_equal(QMI_SERVICE_ACME, 0xc8);
}

static void overlay_message_is_in_a_service_of_the_spec(void **state)
{
	const struct qmi_service_info *dms = qmi_service_find(QMI_SERVICE_DMS);
	const struct qmi_message_info *m =
		qmi_message_named(dms, "acme_get_uptime", 15);

	(void)state;
	assert_non_null(m);
	assert_int_equal(m->vendor, 0x1234);
	for (unsigned i = 1; i < dms->n_messages; i++)
		assert_true(dms->messages[i - 1].number <=
			    dms->messages[i].number);
	assert_non_null(qmi_message_named(dms, "get_ids", 7));
}

/* As a QMUX frame of the service. */
static void overlay_message_is_printed(void **state)
{
	uint8_t frame[13 + sizeof(tlvs)] = {1, 23, 0, 0x80, 0xc8, 1,
					    2, 1,  0, 0x21, 0,	  11};
	struct att_text t;
	char text[256];

	(void)state;
	memcpy(frame + 13, tlvs, sizeof(tlvs));
	att_text_init(&t, text, sizeof(text));
	assert_int_equal(qmi_frame_print(att_bytes_of(frame, sizeof(frame)),
					 ATT_SHOW_ALL, &t),
			 0);
	assert_non_null(strstr(text, "acme"));
	assert_non_null(strstr(text, "get_fan"));
	assert_non_null(strstr(text, "fan_state: on"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overlay_message_is_encoded_and_decoded),
		cmocka_unit_test(overlay_service_is_found),
		cmocka_unit_test(overlay_message_is_in_a_service_of_the_spec),
		cmocka_unit_test(overlay_message_is_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
