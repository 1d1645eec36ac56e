/* IP sessions of the simulated modem: CONNECT and IP_CONFIGURATION. */
#include "support/element.h"
#include "test_simodem_fixture.h"

static void start(struct fixture *f, const struct sim_config *c)
{
	fixture_start(f, c);
	fixture_open(f, 1024);
}

static void check_connect(struct fixture *f, uint32_t state, uint32_t error)
{
	struct mbim_basic_connect_connect_response r;

	assert_int_equal(
		mbim_basic_connect_connect_response_decode(f->got.body, &r), 0);
	assert_int_equal(r.activation_state, state);
	assert_int_equal(r.nw_error, error);
}

static uint32_t query_ip(struct fixture *f, uint32_t session,
			 struct mbim_basic_connect_ip_configuration_response *r)
{
	uint8_t buf[4];
	uint32_t status;

	att_put32(buf, session);
	status = fixture_command(f, BC(IP_CONFIGURATION), false, buf, 4);
	if (status == MBIM_STATUS_NONE)
		assert_int_equal(
			mbim_basic_connect_ip_configuration_response_decode(
				f->got.body, r),
			0);
	return status;
}

static void session_is_activated_and_deactivated(void **state)
{
	struct mbim_basic_connect_ip_configuration_response ip;
	struct fixture f;

	(void)state;
	start(&f, NULL);
	assert_int_equal(query_ip(&f, 0, &ip),
			 MBIM_STATUS_CONTEXT_NOT_ACTIVATED);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_NONE);
	check_connect(&f, MBIM_ACTIVATION_STATE_ACTIVATED, 0);
	assert_true(sim_modem_session_up(f.m, 0));
	assert_false(sim_modem_session_up(f.m, 1));
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, false, "", 0),
			 MBIM_STATUS_NONE);
	check_connect(&f, MBIM_ACTIVATION_STATE_DEACTIVATED, 0);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, false, "", 0),
			 MBIM_STATUS_CONTEXT_NOT_ACTIVATED);
	fixture_stop(&f);
}

static void both_families_have_addresses(void **state)
{
	struct mbim_basic_connect_ip_configuration_response ip;
	struct mbim_ipv4_element a4;
	struct mbim_ipv6_element a6;
	struct fixture f;

	(void)state;
	start(&f, NULL);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 2, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4V6),
			 MBIM_STATUS_NONE);
	assert_int_equal(query_ip(&f, 2, &ip), MBIM_STATUS_NONE);
	assert_int_equal(ip.session_id, 2);
	assert_int_equal(ip.ipv4_address.count, 1);
	element_of(&ip.ipv4_address, 0, &mbim_ipv4_element_layout, &a4);
	assert_int_equal(a4.on_link_prefix_length, 30);
	assert_memory_equal(a4.ipv4_address.b, ((uint8_t[]){10, 64, 2, 2}), 4);
	assert_non_null(ip.ipv4_gateway);
	assert_int_equal(ip.ipv4_dns_server.count, 1);
	assert_int_equal(ip.ipv4_mtu, 1500);
	element_of(&ip.ipv6_address, 0, &mbim_ipv6_element_layout, &a6);
	assert_int_equal(a6.on_link_prefix_length, 64);
	assert_int_equal(a6.ipv6_address.b[15], 2);
	assert_non_null(ip.ipv6_gateway);
	fixture_stop(&f);
}

static void ipv4_session_has_no_ipv6(void **state)
{
	static const uint8_t v4[20] = {0x45}, v6[40] = {0x60};
	struct mbim_basic_connect_ip_configuration_response ip;
	struct fixture f;

	(void)state;
	start(&f, NULL);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_DEFAULT),
			 MBIM_STATUS_NONE);
	assert_int_equal(query_ip(&f, 0, &ip), MBIM_STATUS_NONE);
	assert_int_equal(ip.ipv6_configuration_available, 0);
	assert_true(sim_modem_datagram(f.m, 0, att_bytes_of(v4, 20), false));
	assert_false(sim_modem_datagram(f.m, 0, att_bytes_of(v6, 40), false));
	assert_false(sim_modem_datagram(f.m, 1, att_bytes_of(v4, 20), false));
	fixture_stop(&f);
}

static void datagrams_are_counted(void **state)
{
	static const uint8_t v4[100] = {0x45};
	struct mbim_basic_connect_packet_statistics_response r;
	struct fixture f;

	(void)state;
	start(&f, NULL);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_NONE);
	sim_modem_datagram(f.m, 0, att_bytes_of(v4, 100), false);
	sim_modem_datagram(f.m, 0, att_bytes_of(v4, 40), true);
	sim_modem_datagram(f.m, 3, att_bytes_of(v4, 40), true);
	FIXTURE_READ(&f, BC(PACKET_STATISTICS),
		     mbim_basic_connect_packet_statistics_response, &r);
	assert_int_equal(r.out_octets, 100);
	assert_int_equal(r.out_packets, 1);
	assert_int_equal(r.in_octets, 40);
	assert_int_equal(r.in_discards, 1);
	fixture_stop(&f);
}

static void wrong_apn_is_refused_by_the_network(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	memcpy(c.apn, "Internet", 9);
	start(&f, &c);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "other",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_FAILURE);
	check_connect(&f, MBIM_ACTIVATION_STATE_DEACTIVATED,
		      MBIM_NW_ERROR_MISSING_OR_UNKNOWN_APN);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_NONE);
	fixture_stop(&f);
}

static void ipv4_only_network_refuses_both(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.ipv4_only = true;
	start(&f, &c);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4V6),
			 MBIM_STATUS_FAILURE);
	check_connect(&f, MBIM_ACTIVATION_STATE_DEACTIVATED,
		      MBIM_NW_ERROR_PDP_TYPE_IPV4_ONLY_ALLOWED);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_NONE);
	fixture_stop(&f);
}

static void sessions_beyond_the_maximum_are_refused(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.max_sessions = 2;
	start(&f, &c);
	for (uint32_t i = 0; i < 2; i++)
		assert_int_equal(fixture_connect(&f, MBIM_EX_1, i, true, "a",
						 MBIM_CONTEXT_IP_TYPE_IPV4),
				 MBIM_STATUS_NONE);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 2, true, "a",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_MAX_ACTIVATED_CONTEXTS);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 1, true, "a",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_MAX_ACTIVATED_CONTEXTS);
	fixture_stop(&f);
}

static void detached_modem_refuses_sessions(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	sim_config_default(&c);
	c.auto_attach = false;
	start(&f, &c);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4),
			 MBIM_STATUS_PACKET_SERVICE_DETACHED);
	fixture_stop(&f);
}

static void slow_activation_is_answered_at_its_end(void **state)
{
	struct sim_config c;
	struct fixture f;
	uint8_t session[4] = {0};

	(void)state;
	sim_config_default(&c);
	c.connect_ms = 2000;
	start(&f, &c);
	fixture_subscribe(&f, 1u << MBIM_CID_BASIC_CONNECT_CONNECT);
	fixture_send(&f, BC(CONNECT), true, NULL, 0);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.code, MBIM_STATUS_INVALID_PARAMETERS);
	{
		struct mbim_basic_connect_connect_set s = {
			.activation_command = 1,
			.ip_type = MBIM_CONTEXT_IP_TYPE_IPV4,
		};
		uint8_t buf[128];
		int len = mbim_basic_connect_connect_set_encode(&s, buf,
								sizeof(buf));

		fixture_send(&f, BC(CONNECT), true, buf, (size_t)len);
	}
	fixture_indication(&f, BC(CONNECT));
	check_connect(&f, MBIM_ACTIVATION_STATE_ACTIVATING, 0);
	assert_int_equal(fixture_command(&f, BC(CONNECT), false, session, 4),
			 MBIM_STATUS_NONE);
	check_connect(&f, MBIM_ACTIVATION_STATE_ACTIVATING, 0);
	fixture_pass(&f, 2000);
	fixture_indication(&f, BC(CONNECT));
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.type, (uint32_t)MBIM_MSG_COMMAND_DONE);
	check_connect(&f, MBIM_ACTIVATION_STATE_ACTIVATED, 0);
	fixture_stop(&f);
}

static void network_ends_one_session_of_two(void **state)
{
	struct mbim_basic_connect_connect_response r;
	struct fixture f;

	(void)state;
	start(&f, NULL);
	for (uint32_t i = 0; i < 2; i++)
		assert_int_equal(fixture_connect(&f, MBIM_EX_1, i, true, "a",
						 MBIM_CONTEXT_IP_TYPE_IPV4),
				 MBIM_STATUS_NONE);
	fixture_subscribe(&f, 1u << MBIM_CID_BASIC_CONNECT_CONNECT);
	sim_modem_disconnect(f.m, 1, f.now);
	fixture_indication(&f, BC(CONNECT));
	assert_int_equal(
		mbim_basic_connect_connect_response_decode(f.got.body, &r), 0);
	assert_int_equal(r.session_id, 1);
	assert_int_equal(r.activation_state, MBIM_ACTIVATION_STATE_DEACTIVATED);
	assert_true(sim_modem_session_up(f.m, 0));
	assert_false(sim_modem_session_up(f.m, 1));
	fixture_stop(&f);
}

static void connect_uses_the_layout_of_mbimex_3(void **state)
{
	struct mbim_basic_connect_connect_response_v3 r;
	char apn[32];
	struct fixture f;

	(void)state;
	start(&f, NULL);
	assert_int_equal(fixture_version(&f, MBIM_EX_3), MBIM_EX_3);
	assert_int_equal(fixture_connect(&f, MBIM_EX_3, 1, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4V6),
			 MBIM_STATUS_NONE);
	assert_int_equal(
		mbim_basic_connect_connect_response_v3_decode(f.got.body, &r),
		0);
	assert_int_equal(r.session_id, 1);
	assert_int_equal(r.activation_state, MBIM_ACTIVATION_STATE_ACTIVATED);
	assert_true(att_str_get(&r.access_string, apn, sizeof(apn)) > 0);
	assert_string_equal(apn, "internet");
	fixture_stop(&f);
}

static void datagrams_find_their_session_by_address(void **state)
{
	uint8_t v4[20] = {0x45}, v6[40] = {0x60};
	struct fixture f;

	(void)state;
	start(&f, NULL);
	memcpy(v4 + 16, ((uint8_t[]){10, 64, 1, 2}), 4);
	memcpy(v6 + 24, ((uint8_t[]){0x20, 1, 0x0d, 0xb8, 0, 0x64, 0, 1}), 8);
	assert_int_equal(sim_modem_session_of(f.m, att_bytes_of(v4, 20)), -1);
	assert_int_equal(fixture_connect(&f, MBIM_EX_1, 1, true, "internet",
					 MBIM_CONTEXT_IP_TYPE_IPV4V6),
			 MBIM_STATUS_NONE);
	assert_int_equal(sim_modem_session_of(f.m, att_bytes_of(v4, 20)), 1);
	assert_int_equal(sim_modem_session_of(f.m, att_bytes_of(v6, 40)), 1);
	v4[17] = 65;
	assert_int_equal(sim_modem_session_of(f.m, att_bytes_of(v4, 20)), -1);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(session_is_activated_and_deactivated),
		cmocka_unit_test(both_families_have_addresses),
		cmocka_unit_test(ipv4_session_has_no_ipv6),
		cmocka_unit_test(datagrams_are_counted),
		cmocka_unit_test(wrong_apn_is_refused_by_the_network),
		cmocka_unit_test(ipv4_only_network_refuses_both),
		cmocka_unit_test(sessions_beyond_the_maximum_are_refused),
		cmocka_unit_test(detached_modem_refuses_sessions),
		cmocka_unit_test(slow_activation_is_answered_at_its_end),
		cmocka_unit_test(network_ends_one_session_of_two),
		cmocka_unit_test(connect_uses_the_layout_of_mbimex_3),
		cmocka_unit_test(datagrams_find_their_session_by_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
