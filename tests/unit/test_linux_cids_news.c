/* What is told of a modem of QMI, and to whom: its radio, and attache's own
 * sessions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "cids_rig.h"
#include "generated/cids.h"
#include "generated/qmi_messages.h"

#define BASIC MBIM_SERVICE_BASIC_CONNECT

static void subscribes(unsigned service, uint32_t cid)
{
	const uint32_t list[] = {cid, 63};
	const struct mbim_event_entry entry = {
		.device_service_id = mbim_services[service].uuid,
		.cids = att_array_of(list, 2),
	};
	const struct mbim_basic_connect_device_service_subscribe_list_set set =
		{.events = att_array_of(&entry, 1)};
	uint8_t body[128];

	assert_int_equal(
		cids_rig_status(
			BASIC,
			MBIM_CID_BASIC_CONNECT_DEVICE_SERVICE_SUBSCRIBE_LIST,
			true, body,
			mbim_basic_connect_device_service_subscribe_list_set_encode(
				&set, body, sizeof(body))),
		MBIM_STATUS_NONE);
}

static void mode_changes(uint8_t client, uint8_t mode)
{
	const struct qmi_head head = {.service = QMI_SERVICE_DMS,
				      .client = client,
				      .from_modem = true,
				      .kind = QMI_INDICATION,
				      .message = QMI_DMS_EVENT_REPORT};
	const struct qmi_dms_event_report_ind ind = {.has.operating_mode = true,
						     .operating_mode = mode};
	uint8_t frame[64];
	int len = qmi_dms_event_report_ind_encode(&ind, frame + 13,
						  sizeof(frame) - 13);

	cids_rig_modem.n_answers = 0;
	cids_rig_has_mode(mode);
	att_cids_told(
		&cids_rig,
		att_bytes_of(frame, qmi_head_put(&head, (size_t)len, frame)));
	att_cids_settle(&cids_rig, cids_rig_now);
}

static void news_are_told_once_to_who_subscribes(void **state)
{
	struct mbim_basic_connect_radio_state_response r;

	(void)state;
	mode_changes(CIDS_RIG_CLIENT, QMI_DMS_OPERATING_MODE_LOW_POWER);
	assert_int_equal(cids_rig_client.told, 0); /* an id of others */
	subscribes(BASIC, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	mode_changes(CIDS_RIG_CLIENT, QMI_DMS_OPERATING_MODE_LOW_POWER);
	assert_int_equal(cids_rig_client.told, 1);
	assert_int_equal(cids_rig_client.news.cid,
			 MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	assert_int_equal(mbim_basic_connect_radio_state_response_decode(
				 cids_rig_client.news.body, &r),
			 0);
	assert_int_equal(r.sw_radio_state, MBIM_RADIO_SWITCH_STATE_OFF);
	mode_changes(CIDS_RIG_CLIENT, QMI_DMS_OPERATING_MODE_LOW_POWER);
	assert_int_equal(cids_rig_client.told, 1);
	mode_changes(CIDS_RIG_CLIENT, QMI_DMS_OPERATING_MODE_ONLINE);
	assert_int_equal(cids_rig_client.told, 2);
}

static void nobody_who_hears_costs_the_modem_nothing(void **state)
{
	(void)state;
	subscribes(BASIC, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	cids_rig_client.gone = true;
	memset(cids_rig_modem.asked, 0, sizeof(cids_rig_modem.asked));
	mode_changes(CIDS_RIG_CLIENT, QMI_DMS_OPERATING_MODE_LOW_POWER);
	assert_int_equal(cids_rig_modem.asked[QMI_SERVICE_DMS], 0);
	assert_int_equal(cids_rig_client.told, 0);
}

static void looks(uint32_t up)
{
	struct att_manager_status now;

	cids_rig_modem.up = up;
	cids_rig.options.status(NULL, &now);
	att_cids_look(&cids_rig, &now);
	att_cids_settle(&cids_rig, cids_rig_now);
}

/* Its addresses are told with it; when it goes there are none. */
static void session_that_comes_and_goes_is_told(void **state)
{
	struct mbim_basic_connect_connect_response_v3 r;

	(void)state;
	looks(0);
	assert_int_equal(cids_rig_client.told, 0);
	looks(1);
	assert_int_equal(cids_rig_client.told, 2);
	assert_int_equal(cids_rig_client.news.cid,
			 MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION);
	looks(1);
	assert_int_equal(cids_rig_client.told, 2);
	looks(0);
	assert_int_equal(cids_rig_client.told, 3);
	assert_int_equal(mbim_basic_connect_connect_response_v3_decode(
				 cids_rig_client.news.body, &r),
			 0);
	assert_int_equal(r.activation_state, MBIM_ACTIVATION_STATE_DEACTIVATED);
}

/* Only what will be told stands in the answer to the list. */
static void list_is_answered_with_what_is_told(void **state)
{
	struct mbim_basic_connect_device_service_subscribe_list_response r;
	struct mbim_event_entry e;
	struct att_cursor c;

	(void)state;
	subscribes(BASIC, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	IS_ANSWERED(basic_connect_device_service_subscribe_list_response, r);
	assert_int_equal(r.events.count, 1);
	c = att_cursor_of(&r.events);
	assert_true(mbim_event_entry_next(&c, &e));
	assert_int_equal(e.cids.count, 1);
	assert_int_equal(att_array_u32(&e.cids, 0),
			 MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	subscribes(MBIM_SERVICE_PHONEBOOK, 1);
	IS_ANSWERED(basic_connect_device_service_subscribe_list_response, r);
	assert_int_equal(r.events.count, 0);
}

/* --- who comes later ------------------------------------------------------ */

static void off(void)
{
	mode_changes(CIDS_RIG_CLIENT, QMI_DMS_OPERATING_MODE_LOW_POWER);
}

static void on(void)
{
	mode_changes(CIDS_RIG_CLIENT, QMI_DMS_OPERATING_MODE_ONLINE);
}

/* What was told last is not where the modem stands. */
static void change_back_is_news_to_who_came_in_between(void **state)
{
	(void)state;
	subscribes(BASIC, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	off();
	assert_int_equal(cids_rig_client.told, 1);
	cids_rig_client.gone = true;
	on();
	cids_rig_client.gone = false;
	off();
	assert_int_equal(cids_rig_client.told, 2);
	off();
	assert_int_equal(cids_rig_client.told, 2);
}

/* The modem is being asked when the client goes, and once more behind that. */
static void answer_to_who_has_gone_is_not_the_last_news(void **state)
{
	(void)state;
	subscribes(BASIC, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	cids_rig_modem.waits = true;
	off();
	cids_rig_client.gone = true;
	on();
	cids_rig_goes_on(MBIM_STATUS_NONE);
	assert_int_equal(cids_rig_client.told, 0);
	cids_rig_client.gone = false;
	off();
	assert_int_equal(cids_rig_client.told, 1);
}

static void session_that_went_is_news_to_who_came_later(void **state)
{
	(void)state;
	looks(0);
	looks(1);
	assert_int_equal(cids_rig_client.told, 2);
	cids_rig_client.gone = true;
	looks(0);
	cids_rig_client.gone = false;
	looks(1);
	assert_int_equal(cids_rig_client.told, 4);
	cids_rig_client.gone = true;
	looks(0);
	looks(1);
	cids_rig_client.gone = false;
	looks(0);
	assert_int_equal(cids_rig_client.told, 5);
	assert_int_equal(cids_rig_client.news.cid,
			 MBIM_CID_BASIC_CONNECT_CONNECT);
}

/* --- addresses ------------------------------------------------------------ */

static void configuration_is(uint32_t session, uint32_t mtu)
{
	struct mbim_basic_connect_ip_configuration_response r;

	assert_int_equal(cids_rig_client.news.cid,
			 MBIM_CID_BASIC_CONNECT_IP_CONFIGURATION);
	assert_int_equal(mbim_basic_connect_ip_configuration_response_decode(
				 cids_rig_client.news.body, &r),
			 0);
	assert_int_equal(r.session_id, session);
	assert_int_equal(r.ipv4_mtu, mtu);
}

static void has_address(unsigned session, uint8_t last, uint32_t mtu)
{
	struct att_ip_config *ip = &cids_rig_modem.core.ip[session];

	ip->n_ipv4 = 1;
	ip->ipv4[0].address.b[0] = 10;
	ip->ipv4[0].address.b[3] = last;
	ip->ipv4[0].prefix = 30;
	ip->mtu = mtu;
}

/* The network may give the same again. */
static void addresses_are_told_whenever_a_session_comes(void **state)
{
	(void)state;
	has_address(0, 2, 1500);
	looks(0);
	for (unsigned i = 0; i < 3; i++) {
		const unsigned before = cids_rig_client.told;

		looks(1);
		assert_int_equal(cids_rig_client.told, before + 2);
		configuration_is(0, 1500);
		looks(0);
		assert_int_equal(cids_rig_client.told, before + 3);
	}
}

static void addresses_that_change_are_told_and_nothing_else(void **state)
{
	(void)state;
	has_address(0, 2, 1500);
	looks(0);
	looks(1);
	assert_int_equal(cids_rig_client.told, 2);
	has_address(0, 2, 1400);
	looks(1);
	assert_int_equal(cids_rig_client.told, 3);
	configuration_is(0, 1400);
	has_address(0, 6, 1400);
	looks(1);
	assert_int_equal(cids_rig_client.told, 4);
	configuration_is(0, 1400);
	cids_rig_modem.core.ip[0].n_dns4 = 1;
	looks(1);
	looks(1);
	assert_int_equal(cids_rig_client.told, 5);
	configuration_is(0, 1400);
}

/* Neither may a client that came meanwhile take a session for a new one. */
static void addresses_that_change_are_told_without_the_session(void **state)
{
	(void)state;
	has_address(0, 2, 1500);
	cids_rig_client.gone = true;
	looks(0);
	looks(1);
	cids_rig_client.gone = false;
	has_address(0, 2, 1400);
	looks(1);
	assert_int_equal(cids_rig_client.told, 1);
	configuration_is(0, 1400);
}

static void addresses_of_each_session_are_told_for_themselves(void **state)
{
	(void)state;
	cids_rig_modem.core.n_sessions = 2;
	has_address(0, 2, 1500);
	has_address(1, 6, 1500);
	looks(0);
	looks(3);
	assert_int_equal(cids_rig_client.told, 4);
	has_address(1, 6, 1400);
	looks(3);
	assert_int_equal(cids_rig_client.told, 5);
	configuration_is(1, 1400);
	looks(1);
	assert_int_equal(cids_rig_client.told, 6);
	looks(3);
	assert_int_equal(cids_rig_client.told, 8);
	configuration_is(1, 1400);
	has_address(0, 2, 1400);
	looks(3);
	assert_int_equal(cids_rig_client.told, 9);
	configuration_is(0, 1400);
}

/* A query that is refused tells nothing, and what was told before it may be
 * wrong. */
static void refused_query_leaves_nothing_known(void **state)
{
	(void)state;
	subscribes(BASIC, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	off();
	assert_int_equal(cids_rig_client.told, 1);
	cids_rig_modem.waits = true;
	on();
	cids_rig_goes_on(MBIM_STATUS_FAILURE);
	assert_int_equal(cids_rig_client.told, 1);
	off();
	assert_int_equal(cids_rig_client.told, 2);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, cids_rig_setup, cids_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(news_are_told_once_to_who_subscribes),
		TEST(nobody_who_hears_costs_the_modem_nothing),
		TEST(session_that_comes_and_goes_is_told),
		TEST(list_is_answered_with_what_is_told),
		TEST(change_back_is_news_to_who_came_in_between),
		TEST(answer_to_who_has_gone_is_not_the_last_news),
		TEST(session_that_went_is_news_to_who_came_later),
		TEST(addresses_are_told_whenever_a_session_comes),
		TEST(addresses_that_change_are_told_and_nothing_else),
		TEST(addresses_that_change_are_told_without_the_session),
		TEST(addresses_of_each_session_are_told_for_themselves),
		TEST(refused_query_leaves_nothing_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
