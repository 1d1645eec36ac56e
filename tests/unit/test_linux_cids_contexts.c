/* PROVISIONED_CONTEXTS, of what a modem says of its profiles in WDS. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/errors.h"
#include "linux/cids_contexts.h"
#include "linux_cids.h"

#define BASIC MBIM_SERVICE_BASIC_CONNECT
#define MS    MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS

enum { HAVE, MODIFY, CREATE, LIST };

static struct cids_talk t;

static void begin(bool set)
{
	cids_begin(&t, &att_cids_contexts, BASIC,
		   MBIM_CID_BASIC_CONNECT_PROVISIONED_CONTEXTS, set);
}

static void hear_list(unsigned step)
{
	static const struct qmi_wds_profile_list list[] = {
		{QMI_WDS_PROFILE_TYPE_3GPP2, 101, {0}},
		{QMI_WDS_PROFILE_TYPE_3GPP, 1, {0}},
		{QMI_WDS_PROFILE_TYPE_3GPP, 5, {0}}};
	const struct qmi_wds_get_profile_list_resp r = {
		.has.profile_list = true,
		.profile_list = att_array_of(list, 3)};

	cids_heard(&t, step,
		   qmi_wds_get_profile_list_resp_encode(&r, t.body,
							sizeof(t.body)));
}

static int put_settings(uint8_t *to, size_t cap)
{
	const struct qmi_wds_get_profile_settings_resp r = {
		.has = {.apn_name = true,
			.username = true,
			.password = true,
			.authentication = true,
			.pdp_type = true},
		.apn_name = att_str_utf8("internet"),
		.username = att_str_utf8("user"),
		.password = att_str_utf8("secret"),
		.authentication = QMI_WDS_AUTHENTICATION_PAP |
				  QMI_WDS_AUTHENTICATION_CHAP,
		.pdp_type = QMI_WDS_PDP_TYPE_IPV6,
	};
	int len = qmi_wds_get_profile_settings_resp_encode(&r, to + 2, cap - 2);

	assert_true(len > 0);
	att_put16(to, (uint16_t)len);
	return len + 2;
}

/* Of the first; the second refuses. */
static void hear_settings(unsigned step)
{
	int len = put_settings(t.body, sizeof(t.body));

	att_put16(t.body + len, 0);
	cids_heard(&t, step, len + 2);
}

static unsigned asked_for(unsigned step)
{
	struct qmi_wds_get_profile_settings_req r;

	assert_int_equal(qmi_wds_get_profile_settings_req_decode(
				 cids_sends(&t, step), &r),
			 0);
	assert_int_equal(r.profile_id.profile_type, QMI_WDS_PROFILE_TYPE_3GPP);
	return r.profile_id.profile_index;
}

static void each_profile_is_asked_for(void **state)
{
	int len;

	(void)state;
	begin(false);
	hear_list(0);
	assert_int_equal(asked_for(1), 1);
	len = put_settings(t.body, sizeof(t.body));
	cids_heard(&t, 1, len);
	assert_int_equal(asked_for(1), 5);
	hear_settings(1);
	assert_int_equal(cids_asks(&t, 1), ATT_CIDS_SKIP);
}

static void profiles_are_contexts(void **state)
{
	struct mbim_basic_connect_provisioned_contexts_response r;
	struct mbim_provisioned_context_element e;
	struct att_cursor c;

	(void)state;
	begin(false);
	hear_list(0);
	hear_settings(1);
	assert_int_equal(
		mbim_basic_connect_provisioned_contexts_response_decode(
			cids_answer(&t), &r),
		0);
	assert_int_equal(r.provisioned_contexts.count, 2);
	c = att_cursor_of(&r.provisioned_contexts);
	assert_true(mbim_provisioned_context_element_next(&c, &e));
	assert_int_equal(e.context_id, 1);
	cids_assert_text(&e.access_string, "internet");
	cids_assert_text(&e.user_name, "user");
	cids_assert_text(&e.password, "");
	assert_int_equal(e.auth_protocol, MBIM_AUTH_PROTOCOL_CHAP);
	assert_true(mbim_provisioned_context_element_next(&c, &e));
	assert_int_equal(e.context_id, 5);
	cids_assert_text(&e.access_string, "");
}

static void families_are_told_by_microsofts(void **state)
{
	struct mbim_ms_basic_connect_extensions_provisioned_contexts_response r;
	struct mbim_provisioned_context_element_v2 e;
	struct att_cursor c;

	(void)state;
	cids_begin(&t, &att_cids_contexts, MS,
		   MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_PROVISIONED_CONTEXTS,
		   false);
	hear_list(0);
	hear_settings(1);
	assert_int_equal(
		mbim_ms_basic_connect_extensions_provisioned_contexts_response_decode(
			cids_answer(&t), &r),
		0);
	c = att_cursor_of(&r.provisioned_contexts);
	assert_true(mbim_provisioned_context_element_v2_next(&c, &e));
	assert_int_equal(e.ip_type, MBIM_CONTEXT_IP_TYPE_IPV6);
	assert_int_equal(e.state, MBIM_CONTEXT_STATE_ENABLED);
}

static void send(uint32_t id, uint32_t auth, const struct att_uuid *type)
{
	const struct mbim_basic_connect_provisioned_contexts_set s = {
		.context_id = id,
		.context_type = *type,
		.access_string = att_str_utf8("other"),
		.user_name = att_str_utf8("who"),
		.password = att_str_utf8("secret"),
		.auth_protocol = auth,
	};

	begin(true);
	cids_sent(&t, mbim_basic_connect_provisioned_contexts_set_encode(
			      &s, t.body, sizeof(t.body)));
	hear_list(HAVE);
}

static void profile_that_is_there_is_changed(void **state)
{
	struct qmi_wds_modify_profile_req r;

	(void)state;
	send(5, MBIM_AUTH_PROTOCOL_PAP, &mbim_context_type_internet);
	assert_int_equal(cids_asks(&t, CREATE), ATT_CIDS_SKIP);
	assert_int_equal(
		qmi_wds_modify_profile_req_decode(cids_sends(&t, MODIFY), &r),
		0);
	assert_int_equal(r.profile_identifier.profile_index, 5);
	cids_assert_text(&r.apn_name, "other");
	cids_assert_text(&r.password, "secret");
	assert_int_equal(r.authentication, QMI_WDS_AUTHENTICATION_PAP);
	assert_false(r.has.pdp_type);
}

static void other_profile_is_made(void **state)
{
	struct qmi_wds_create_profile_req r;

	(void)state;
	send(2, MBIM_AUTH_PROTOCOL_NONE, &mbim_context_type_internet);
	assert_int_equal(cids_asks(&t, MODIFY), ATT_CIDS_SKIP);
	assert_int_equal(
		qmi_wds_create_profile_req_decode(cids_sends(&t, CREATE), &r),
		0);
	cids_assert_text(&r.apn_name, "other");
	assert_int_equal(r.pdp_type, QMI_WDS_PDP_TYPE_IPV4_OR_IPV6);
}

static void what_a_profile_cannot_say_is_refused(void **state)
{
	static const struct att_uuid other = {{1}};

	(void)state;
	send(1, MBIM_AUTH_PROTOCOL_MSCHAPV2, &mbim_context_type_internet);
	assert_int_equal(cids_asks(&t, MODIFY), ATT_E_TYPE);
	send(1, MBIM_AUTH_PROTOCOL_NONE, &other);
	assert_int_equal(cids_asks(&t, MODIFY), ATT_E_TYPE);
}

static void broken_answers_break_nothing(void **state)
{
	(void)state;
	cids_torture(&att_cids_contexts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_profile_is_asked_for),
		cmocka_unit_test(profiles_are_contexts),
		cmocka_unit_test(families_are_told_by_microsofts),
		cmocka_unit_test(profile_that_is_there_is_changed),
		cmocka_unit_test(other_profile_is_made),
		cmocka_unit_test(what_a_profile_cannot_say_is_refused),
		cmocka_unit_test(broken_answers_break_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
