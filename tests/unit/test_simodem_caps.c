/* Versions, services, and the CIDs that hold lists. */
#include "support/element.h"
#include "test_simodem_fixture.h"
#include "tools/simodem/mbim.h"

static void start(struct fixture *f, uint16_t ex)
{
	struct sim_config c;

	sim_config_default(&c);
	c.ex_version = ex;
	fixture_start(f, &c);
	fixture_open(f, 1024);
}

static void version_first_is_negotiated(void **state)
{
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_3);
	assert_int_equal(fixture_version(&f, MBIM_EX_2), MBIM_EX_2);
	fixture_stop(&f);
	start(&f, MBIM_EX_2);
	assert_int_equal(fixture_query(&f, BC(DEVICE_SERVICES)),
			 MBIM_STATUS_NONE);
	assert_int_equal(fixture_version(&f, MBIM_EX_3), MBIM_EX_2);
	fixture_stop(&f);
}

static void version_after_another_cid_stays_at_1(void **state)
{
	struct mbim_basic_connect_register_state_response r;
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_3);
	assert_int_equal(fixture_query(&f, BC(DEVICE_CAPS)), MBIM_STATUS_NONE);
	assert_int_equal(fixture_version(&f, MBIM_EX_3), MBIM_EX_1);
	assert_int_equal(fixture_query(&f, BC(REGISTER_STATE)),
			 MBIM_STATUS_NONE);
	assert_int_equal(mbim_basic_connect_register_state_response_decode(
				 f.got.body, &r),
			 0);
	fixture_stop(&f);
}

static void version_outlives_close_but_not_the_power(void **state)
{
	struct mbim_basic_connect_connect_response_v3 r;
	uint8_t session[4] = {0};
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_3);
	assert_int_equal(fixture_version(&f, MBIM_EX_3), MBIM_EX_3);
	fixture_open(&f, 1024);
	assert_int_equal(fixture_command(&f, BC(CONNECT), false, session, 4),
			 MBIM_STATUS_NONE);
	assert_int_equal(
		mbim_basic_connect_connect_response_v3_decode(f.got.body, &r),
		0);
	sim_modem_power_up(f.m, SIM_REMEDY_POWER, f.now);
	fixture_open(&f, 1024);
	assert_int_equal(fixture_command(&f, BC(CONNECT), false, session, 4),
			 MBIM_STATUS_NONE);
	assert_int_equal(f.got.body.len, 36); /* the layout of MBIM 1.0 */
	fixture_stop(&f);
}

static void modem_of_mbim_1_lists_no_version(void **state)
{
	struct mbim_basic_connect_device_services_response r;
	struct mbim_device_service_element e;
	uint8_t query[4] = {0, 1, 0, 3};
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_1);
	FIXTURE_READ(&f, BC(DEVICE_SERVICES),
		     mbim_basic_connect_device_services_response, &r);
	element_of(&r.device_services, 1, &mbim_device_service_element_layout,
		   &e);
	for (uint32_t i = 0; i < e.cids.count; i++)
		assert_int_not_equal(
			att_array_u32(&e.cids, i),
			MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_VERSION);
	assert_int_equal(
		fixture_command(&f, EXT(VERSION), false, query, sizeof(query)),
		MBIM_STATUS_NO_DEVICE_SUPPORT);
	fixture_stop(&f);
}

/* MBIMEx 1 has no word for 5G, 2 calls it 5g_sa, and 3 has subclasses. */
static void modem_of_5g_says_so_in_each_version(void **state)
{
	static const struct {
		uint16_t ex;
		uint32_t class, subclass;
	} cases[] = {
		{MBIM_EX_1, MBIM_DATA_CLASS_LTE, 0},
		{MBIM_EX_2, MBIM_DATA_CLASS_5G_SA, 0},
		{MBIM_EX_3, MBIM_DATA_CLASS_V3_5G, MBIM_DATA_SUBCLASS_5G_NR},
	};
	struct mbim_basic_connect_packet_service_response_v3 r;
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.nr = true;
	for (size_t i = 0; i < 3; i++) {
		fixture_start(&f, &c);
		fixture_open(&f, 4096);
		assert_int_equal(fixture_version(&f, cases[i].ex), cases[i].ex);
		assert_int_equal(fixture_query(&f, BC(PACKET_SERVICE)),
				 MBIM_STATUS_NONE);
		/* the class stands at the same place in all of them */
		assert_int_equal(att_get32(f.got.body.p + 8), cases[i].class);
		if (cases[i].ex == MBIM_EX_3)
			assert_int_equal(
				mbim_basic_connect_packet_service_response_v3_decode(
					f.got.body, &r),
				0);
		assert_int_equal(cases[i].ex == MBIM_EX_3 ? r.data_subclass : 0,
				 cases[i].subclass);
		fixture_stop(&f);
	}
}

static uint32_t connect_service(struct fixture *f, const struct att_uuid *uuid,
				uint32_t session, uint32_t state)
{
	const struct mbim_dss_connect_set s = {
		.device_service_id = *uuid,
		.dss_session_id = session,
		.dss_link_state = state,
	};
	uint8_t body[64];
	int len = mbim_dss_connect_set_encode(&s, body, sizeof(body));

	assert_true(len > 0);
	return fixture_command(f, MBIM_SERVICE_DSS, MBIM_CID_DSS_CONNECT, true,
			       body, (size_t)len);
}

static void device_service_streams_have_their_rules(void **state)
{
	const struct att_uuid *sms = &mbim_services[MBIM_SERVICE_SMS].uuid;
	struct mbim_basic_connect_device_services_response r;
	struct mbim_device_service_element e;
	struct sim_config c;
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_1); /* has none */
	assert_int_equal(connect_service(&f, &sim_dss_echo, 0, 1),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	fixture_stop(&f);
	sim_config_default(&c);
	c.max_dss = 1;
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	FIXTURE_READ(&f, BC(DEVICE_SERVICES),
		     mbim_basic_connect_device_services_response, &r);
	assert_int_equal(r.max_dss_sessions, 1);
	element_of(&r.device_services, r.device_services.count - 1,
		   &mbim_device_service_element_layout, &e);
	assert_memory_equal(&e.device_service_id, &sim_dss_echo, 16);
	assert_int_equal(e.max_dss_instances, 1);
	assert_int_equal(connect_service(&f, sms, 0, 1),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(connect_service(&f, &sim_dss_echo, 256, 1),
			 MBIM_STATUS_INVALID_PARAMETERS);
	assert_int_equal(connect_service(&f, &sim_dss_echo, 255, 1),
			 MBIM_STATUS_NONE);
	assert_int_equal(connect_service(&f, &sim_dss_echo, 255, 1),
			 MBIM_STATUS_NONE);
	assert_int_equal(connect_service(&f, &sim_dss_echo, 1, 1),
			 MBIM_STATUS_MAX_ACTIVATED_CONTEXTS);
	assert_int_equal(connect_service(&f, &sim_dss_echo, 1, 0),
			 MBIM_STATUS_CONTEXT_NOT_ACTIVATED);
	fixture_open(&f, 4096); /* forgets them */
	assert_int_equal(connect_service(&f, &sim_dss_echo, 1, 1),
			 MBIM_STATUS_NONE);
	fixture_stop(&f);
}

/* Every query without a payload, under every version: the answer has to fit
 * the layout that the spec has for it. */
static void answers_fit_the_layouts_of_their_version(void **state)
{
	static const uint16_t versions[] = {MBIM_EX_1, MBIM_EX_2, MBIM_EX_3};
	static const struct {
		uint8_t service;
		uint32_t cid;
	} queries[] = {
		{BC(DEVICE_CAPS)},
		{BC(SUBSCRIBER_READY_STATUS)},
		{BC(RADIO_STATE)},
		{BC(PIN)},
		{BC(PIN_LIST)},
		{BC(HOME_PROVIDER)},
		{BC(PREFERRED_PROVIDERS)},
		{BC(VISIBLE_PROVIDERS)},
		{BC(REGISTER_STATE)},
		{BC(PACKET_SERVICE)},
		{BC(SIGNAL_STATE)},
		{BC(PROVISIONED_CONTEXTS)},
		{BC(DEVICE_SERVICES)},
		{BC(PACKET_STATISTICS)},
		{BC(NETWORK_IDLE_HINT)},
		{BC(EMERGENCY_MODE)},
		{BC(MULTICARRIER_PROVIDERS)},
		{EXT(LTE_ATTACH_CONFIGURATION)},
		{EXT(LTE_ATTACH_INFO)},
		{EXT(DEVICE_CAPS)},
	};
	struct fixture f;

	(void)state;
	for (size_t v = 0; v < 3; v++) {
		start(&f, MBIM_EX_3);
		assert_int_equal(fixture_version(&f, versions[v]), versions[v]);
		for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]);
		     i++) {
			static uint64_t out[512];
			const struct att_layout *layout;

			assert_int_equal(fixture_query(&f, queries[i].service,
						       queries[i].cid),
					 MBIM_STATUS_NONE);
			layout = mbim_msg_layout(&f.got, versions[v]);
			assert_non_null(layout);
			assert_true(layout->size <= sizeof(out));
			assert_true(f.got.body.len >= layout->wire_len);
			assert_int_equal(
				att_layout_decode(layout, f.got.body, out), 0);
		}
		fixture_stop(&f);
	}
}

static void version_1_layouts_have_no_later_fields(void **state)
{
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_3);
	assert_int_equal(fixture_query(&f, BC(PACKET_SERVICE)),
			 MBIM_STATUS_NONE);
	assert_int_equal(f.got.body.len, 28);
	assert_int_equal(fixture_query(&f, BC(SIGNAL_STATE)), MBIM_STATUS_NONE);
	assert_int_equal(f.got.body.len, 20);
	fixture_stop(&f);
	start(&f, MBIM_EX_3);
	assert_int_equal(fixture_version(&f, MBIM_EX_2), MBIM_EX_2);
	assert_int_equal(fixture_query(&f, BC(PACKET_SERVICE)),
			 MBIM_STATUS_NONE);
	assert_int_equal(f.got.body.len, 32);
	fixture_stop(&f);
}

static void contexts_are_added_and_listed(void **state)
{
	struct mbim_basic_connect_provisioned_contexts_set s = {
		.context_id = 0xffffffff,
		.context_type = mbim_context_type_mms,
		.access_string = att_str_utf8("mms"),
	};
	struct mbim_basic_connect_provisioned_contexts_response r;
	struct mbim_provisioned_context_element e;
	uint8_t buf[256];
	struct fixture f;
	int len;

	(void)state;
	start(&f, MBIM_EX_1);
	len = mbim_basic_connect_provisioned_contexts_set_encode(&s, buf,
								 sizeof(buf));
	assert_int_equal(fixture_command(&f, BC(PROVISIONED_CONTEXTS), true,
					 buf, (size_t)len),
			 MBIM_STATUS_NONE);
	FIXTURE_READ(&f, BC(PROVISIONED_CONTEXTS),
		     mbim_basic_connect_provisioned_contexts_response, &r);
	assert_int_equal(r.provisioned_contexts.count, 2);
	element_of(&r.provisioned_contexts, 1,
		   &mbim_provisioned_context_element_layout, &e);
	assert_int_equal(e.context_id, 2);
	assert_memory_equal(&e.context_type, &mbim_context_type_mms, 16);
	fixture_stop(&f);
}

static void packet_filters_are_kept_per_session(void **state)
{
	static const uint8_t bytes[2][4] = {{0x45, 0, 0, 1},
					    {0xff, 0, 0, 0xff}};
	struct mbim_packet_filter filter = {
		.packet_filter = att_bytes_of(bytes[0], 4),
		.packet_mask = att_bytes_of(bytes[1], 4),
	};
	struct mbim_basic_connect_ip_packet_filters_set s = {
		.session_id = 1,
		.packet_filters = att_array_of(&filter, 1),
	};
	struct mbim_basic_connect_ip_packet_filters_response r;
	uint8_t buf[128], query[4] = {0};
	struct fixture f;
	int len;

	(void)state;
	start(&f, MBIM_EX_1);
	len = mbim_basic_connect_ip_packet_filters_set_encode(&s, buf,
							      sizeof(buf));
	assert_true(len > 0);
	assert_int_equal(fixture_command(&f, BC(IP_PACKET_FILTERS), true, buf,
					 (size_t)len),
			 MBIM_STATUS_NONE);
	assert_int_equal(
		fixture_command(&f, BC(IP_PACKET_FILTERS), false, query, 4),
		MBIM_STATUS_NONE);
	assert_int_equal(mbim_basic_connect_ip_packet_filters_response_decode(
				 f.got.body, &r),
			 0);
	assert_int_equal(r.packet_filters.count, 0);
	query[0] = 1;
	assert_int_equal(
		fixture_command(&f, BC(IP_PACKET_FILTERS), false, query, 4),
		MBIM_STATUS_NONE);
	assert_int_equal(mbim_basic_connect_ip_packet_filters_response_decode(
				 f.got.body, &r),
			 0);
	assert_int_equal(r.packet_filters.count, 1);
	element_of(&r.packet_filters, 0, &mbim_packet_filter_layout, &filter);
	assert_int_equal(filter.packet_filter.len, 4);
	assert_memory_equal(filter.packet_filter.p, bytes[0], 4);
	assert_memory_equal(filter.packet_mask.p, bytes[1], 4);
	fixture_stop(&f);
}

static void subscribe_list_is_repeated_in_the_answer(void **state)
{
	struct mbim_basic_connect_device_service_subscribe_list_response r;
	struct mbim_event_entry e;
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_1);
	fixture_subscribe(&f, 1u << 9 | 1u << 12);
	assert_int_equal(
		mbim_basic_connect_device_service_subscribe_list_response_decode(
			f.got.body, &r),
		0);
	assert_int_equal(r.events.count, 1);
	element_of(&r.events, 0, &mbim_event_entry_layout, &e);
	assert_int_equal(e.cids.count, 2);
	assert_int_equal(att_array_u32(&e.cids, 1), 12);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_first_is_negotiated),
		cmocka_unit_test(version_after_another_cid_stays_at_1),
		cmocka_unit_test(version_outlives_close_but_not_the_power),
		cmocka_unit_test(modem_of_mbim_1_lists_no_version),
		cmocka_unit_test(modem_of_5g_says_so_in_each_version),
		cmocka_unit_test(device_service_streams_have_their_rules),
		cmocka_unit_test(answers_fit_the_layouts_of_their_version),
		cmocka_unit_test(version_1_layouts_have_no_later_fields),
		cmocka_unit_test(contexts_are_added_and_listed),
		cmocka_unit_test(packet_filters_are_kept_per_session),
		cmocka_unit_test(subscribe_list_is_repeated_in_the_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
