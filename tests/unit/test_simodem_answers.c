/* Answers and indications that a scenario gives in place of the model's. */
#include "support/element.h"
#include "test_simodem_yaml.h"

#include <string.h>

#define USSD MBIM_SERVICE_USSD, MBIM_CID_USSD_USSD

/* --- answers ---------------------------------------------------------------
 */

static void fields_take_the_place_of_the_models(void **state)
{
	struct mbim_basic_connect_signal_state_response r;
	struct fixture f;

	(void)state;
	yaml_start(&f, "answers: [{cid: basic_connect.signal_state,\n"
		       "           fields: {rssi: 17, error_rate: 0x3}}]\n");
	FIXTURE_READ(&f, BC(SIGNAL_STATE),
		     mbim_basic_connect_signal_state_response, &r);
	assert_int_equal(r.rssi, 17);
	assert_int_equal(r.error_rate, 3);
	fixture_stop(&f);
}

static void arrays_names_and_texts_are_encoded(void **state)
{
	struct mbim_basic_connect_visible_providers_response r;
	struct mbim_provider p;
	struct fixture f;
	char name[32];

	(void)state;
	yaml_start(
		&f,
		"answers:\n"
		"  - cid: visible_providers\n"
		"    fields:\n"
		"      providers:\n"
		"        - {provider_id: '00107', provider_name: Far}\n"
		"        - {provider_id: '00108', provider_state: home|visible,"
		" cellular_class: gsm}\n"
		"      providers[1].provider_name: \xc3\x9c\n");
	FIXTURE_READ(&f, BC(VISIBLE_PROVIDERS),
		     mbim_basic_connect_visible_providers_response, &r);
	assert_int_equal(r.providers.count, 2);
	element_of(&r.providers, 1, &mbim_provider_layout, &p);
	assert_int_equal(p.provider_state, MBIM_PROVIDER_STATE_HOME |
						   MBIM_PROVIDER_STATE_VISIBLE);
	assert_int_equal(att_str_get(&p.provider_name, name, sizeof(name)), 2);
	assert_string_equal(name, "\xc3\x9c");
	fixture_stop(&f);
}

static void cid_that_the_model_lacks_is_answered_and_listed(void **state)
{
	struct mbim_basic_connect_device_services_response r;
	struct mbim_device_service_element e = {0};
	struct mbim_ussd_ussd_response u;
	uint8_t set[20] = {0};
	struct fixture f;

	(void)state;
	yaml_start(&f, "answers: [{cid: ussd.ussd, fields: {response: "
		       "no_action_required, payload: 2a31}}]\n");
	FIXTURE_READ(&f, BC(DEVICE_SERVICES),
		     mbim_basic_connect_device_services_response, &r);
	for (uint32_t i = 0; i < r.device_services.count; i++) {
		element_of(&r.device_services, i,
			   &mbim_device_service_element_layout, &e);
		if (memcmp(&e.device_service_id,
			   &mbim_services[MBIM_SERVICE_USSD].uuid, 16) == 0)
			break;
	}
	assert_memory_equal(&e.device_service_id,
			    &mbim_services[MBIM_SERVICE_USSD].uuid, 16);
	assert_int_equal(e.cids.count, 1);
	assert_int_equal(fixture_command(&f, USSD, true, set, sizeof(set)),
			 MBIM_STATUS_NONE);
	assert_int_equal(mbim_ussd_ussd_response_decode(f.got.body, &u), 0);
	assert_int_equal(u.payload.len, 2);
	fixture_stop(&f);
}

static void status_is_all_there_is(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(
		&f,
		"answers: [{cid: radio_state, status: no_device_support}]\n");
	assert_int_equal(fixture_query(&f, BC(RADIO_STATE)),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(f.got.body.len, 0);
	fixture_stop(&f);
}

static void op_that_is_not_meant_stays_the_models(void **state)
{
	const uint8_t off[4] = {0};
	struct fixture f;

	(void)state;
	yaml_start(&f,
		   "answers: [{cid: radio_state, op: set, status: busy}]\n");
	assert_int_equal(fixture_query(&f, BC(RADIO_STATE)), MBIM_STATUS_NONE);
	assert_int_equal(f.got.body.len, 8);
	assert_int_equal(fixture_command(&f, BC(RADIO_STATE), true, off, 4),
			 MBIM_STATUS_BUSY);
	fixture_stop(&f);
}

static void hex_is_sent_as_it_stands(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "answers: [{cid: radio_state, hex: 0102aF}]\n");
	assert_int_equal(fixture_query(&f, BC(RADIO_STATE)), MBIM_STATUS_NONE);
	assert_int_equal(f.got.body.len, 3);
	assert_memory_equal(f.got.body.p, "\x01\x02\xaf", 3);
	fixture_stop(&f);
}

/* Only MBIMEx 3 has the flags: under 1 the model answers. */
static void fields_mean_the_versions_that_have_them(void **state)
{
	const char *yaml = "answers: [{cid: subscriber_ready_status, fields: "
			   "{ready_state: failure, flags: 0x40}}]\n";
	struct mbim_basic_connect_subscriber_ready_status_response r;
	struct mbim_basic_connect_subscriber_ready_status_response_v3 r3;
	struct fixture f;

	(void)state;
	yaml_start(&f, yaml);
	FIXTURE_READ(&f, BC(SUBSCRIBER_READY_STATUS),
		     mbim_basic_connect_subscriber_ready_status_response, &r);
	assert_int_equal(r.ready_state,
			 MBIM_SUBSCRIBER_READY_STATE_INITIALIZED);
	fixture_stop(&f);
	yaml_start(&f, yaml);
	assert_int_equal(fixture_version(&f, MBIM_EX_3), MBIM_EX_3);
	FIXTURE_READ(&f, BC(SUBSCRIBER_READY_STATUS),
		     mbim_basic_connect_subscriber_ready_status_response_v3,
		     &r3);
	assert_int_equal(r3.ready_state, MBIM_SUBSCRIBER_READY_STATE_FAILURE);
	assert_int_equal(r3.flags, 0x40);
	fixture_stop(&f);
}

/* Without carry_out there is no session behind the answer. */
static void command_is_carried_out_and_answered_otherwise(void **state)
{
	static const char *const yaml[] = {
		"answers: [{cid: connect, op: set, carry_out: true,\n"
		"           fields: {ip_type: ipv6, nw_error: 7}}]\n",
		"answers: [{cid: connect, op: set, fields: {ip_type: ipv6}}]\n",
	};
	struct mbim_basic_connect_connect_response r;
	const uint8_t session[60] = {0};
	struct fixture f;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		yaml_start(&f, yaml[i]);
		assert_int_equal(fixture_connect(&f, MBIM_EX_1, 0, true, "a",
						 MBIM_CONTEXT_IP_TYPE_IPV4),
				 MBIM_STATUS_NONE);
		assert_int_equal(mbim_basic_connect_connect_response_decode(
					 f.got.body, &r),
				 0);
		assert_int_equal(r.ip_type, MBIM_CONTEXT_IP_TYPE_IPV6);
		assert_int_equal(r.nw_error, i ? 0 : 7);
		assert_int_equal(fixture_command(&f, BC(IP_CONFIGURATION),
						 false, session,
						 sizeof(session)),
				 i ? MBIM_STATUS_CONTEXT_NOT_ACTIVATED
				   : MBIM_STATUS_NONE);
		fixture_stop(&f);
	}
}

/* The network takes its time to connect. */
static void late_answer_is_another_one_as_well(void **state)
{
	const struct mbim_basic_connect_connect_set set = {
		.activation_command = MBIM_ACTIVATION_COMMAND_ACTIVATE,
		.ip_type = MBIM_CONTEXT_IP_TYPE_IPV4,
	};
	struct mbim_basic_connect_connect_response r;
	struct sim_config c;
	struct fixture f;
	uint8_t body[200];
	int len;

	(void)state;
	assert_int_equal(
		read_yaml(sim_scenario_read, &c,
			  "delays: {connect_ms: 50}\n"
			  "answers: [{cid: connect, op: set, carry_out: true,\n"
			  "           fields: {nw_error: 7}}]\n"),
		0);
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	len = mbim_basic_connect_connect_set_encode(&set, body, sizeof(body));
	assert_true(len > 0);
	fixture_send(&f, BC(CONNECT), true, body, (size_t)len);
	fixture_pass(&f, 49);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.code, MBIM_STATUS_NONE);
	assert_int_equal(
		mbim_basic_connect_connect_response_decode(f.got.body, &r), 0);
	assert_int_equal(r.nw_error, 7);
	fixture_stop(&f);
}

/* --- indications ------------------------------------------------------------
 */

static void indication_comes_at_its_time(void **state)
{
	struct mbim_basic_connect_signal_state_response r;
	struct fixture f;

	(void)state;
	yaml_start(&f,
		   "indications:\n"
		   "  - {at_ms: 500, cid: signal_state, fields: {rssi: 3}}\n"
		   "  - {at_ms: 900, cid: ussd.ussd, hex: ''}\n");
	fixture_pass(&f, 499);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1);
	fixture_indication(&f, BC(SIGNAL_STATE));
	assert_int_equal(
		mbim_basic_connect_signal_state_response_decode(f.got.body, &r),
		0);
	assert_int_equal(r.rssi, 3);
	fixture_pass(&f, 400);
	fixture_indication(&f, USSD);
	assert_false(fixture_next(&f));
	fixture_stop(&f);
}

static void indication_comes_after_a_command(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "indications:\n"
		       "  - {after: {cid: radio_state, op: query, occurrence: "
		       "2},\n"
		       "     at_ms: 30, cid: signal_state, fields: {rssi: 3}}\n"
		       "  - {at_ms: 5, cid: ussd.ussd, hex: ''}\n");
	fixture_pass(&f, 5);
	fixture_indication(&f, USSD);
	fixture_query(&f, BC(RADIO_STATE));
	fixture_pass(&f, 1000);
	assert_false(fixture_next(&f));
	fixture_query(&f, BC(RADIO_STATE));
	fixture_pass(&f, 29);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1);
	fixture_indication(&f, BC(SIGNAL_STATE));
	fixture_query(&f, BC(RADIO_STATE));
	fixture_pass(&f, 1000);
	assert_false(fixture_next(&f));
	fixture_stop(&f);
}

static void closed_function_indicates_nothing(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	assert_int_equal(read_yaml(sim_scenario_read, &c,
				   "indications: [{at_ms: 5, cid: "
				   "signal_state, fields: {rssi: 3}}]\n"),
			 0);
	fixture_start(&f, &c);
	fixture_pass(&f, 10);
	fixture_open(&f, 4096);
	assert_false(fixture_next(&f));
	fixture_stop(&f);
}

/* --- mistakes ----------------------------------------------------------------
 */

static void refuses(const char *yaml, const char *expected)
{
	yaml_refuses(sim_scenario_read, yaml, expected);
}

static void fields_say_where_they_are_wrong(void **state)
{
	(void)state;
	refuses("answers:\n"
		"  - cid: radio_state\n"
		"    fields: {hw_radio_state: on, sw_radio_stat: on}\n",
		"3:34: error: no field \"sw_radio_stat\", did you mean "
		"\"sw_radio_state\"? there is hw_radio_state, "
		"sw_radio_state\n");
	refuses("answers: [{cid: radio_state, fields: {hw_radio_state: up}}]\n",
		"1:39: error: hw_radio_state: \"up\" is not one of off, on; "
		"nor a number\n");
	refuses("answers:\n"
		"  - cid: visible_providers\n"
		"    fields:\n"
		"      providers:\n"
		"        - {provider_id: '00101'}\n"
		"        - {provider_name: abcdefghijklmnopqrstu}\n",
		"6:12: error: providers[1].provider_name: 21 characters are "
		"too many, at most 20 are allowed\n");
	refuses("answers: [{cid: radio_state, fields: &a {\"\": *a}}]\n",
		"1:42: error: too many fields\n");
	refuses("answers: [{cid: radio_state, fields: &a [*a, *a, *a]}]\n",
		"1:38: error: too many fields\n");
	refuses("answers: [{cid: radio_state, fields: [\n"
		" &a [[], [], [], [], [], [], [], []],\n"
		" &b [*a, *a, *a, *a, *a, *a, *a, *a],\n"
		" &c [*b, *b, *b, *b, *b, *b, *b, *b],\n"
		" [*c, *c, *c, *c, *c, *c, *c, *c]]}]\n",
		"2:30: error: too many fields\n");
	refuses("indications: [{cid: signal_state, fields: [17]}]\n",
		"1:44: error: no field \"\"; there is rssi, error_rate, "
		"signal_strength_interval, rssi_threshold, "
		"error_rate_threshold\n");
}

static void entries_say_where_they_are_wrong(void **state)
{
	(void)state;
	refuses("answers: [{cid: radio}]\n",
		"1:17: error: unknown CID \"radio\", did you mean "
		"\"radio_state\"?\n");
	refuses("answers: [{cid: basic_conect.pin}]\n",
		"1:17: error: unknown CID \"basic_conect.pin\", did you mean "
		"\"basic_connect\"?\n");
	refuses("answers: [{cid: basic_connect.pni}]\n",
		"1:17: error: unknown CID \"basic_connect.pni\", did you mean "
		"\"pin\"?\n");
	refuses("answers: [{status: busy}]\n", "1:11: error: cid is missing\n");
	refuses("answers: [{cid: radio_state, status: bsy}]\n",
		"1:38: error: unknown status \"bsy\", did you mean "
		"\"busy\"?\n");
	refuses("answers: [{cid: radio_state, hex: 0g}]\n",
		"1:35: error: hex must be pairs of hex digits\n");
	refuses("answers: [{cid: radio_state, hex: 00, fields: {}}]\n",
		"1:11: error: either fields or hex\n");
	refuses("answers: [{cid: pin, op: query}, {cid: pin}]\n",
		"1:34: error: pin is answered twice\n");
	refuses("answers: [{cid: pin_list, op: set}]\n",
		"1:11: error: pin_list has no such op\n");
	refuses("indications: [{cid: pin_list}]\n",
		"1:15: error: pin_list has no indication\n");
	refuses("answers: [{cid: pin, silent: true, carry_out: true}]\n",
		"1:11: error: silent is all there is\n");
	refuses("indications: [{cid: connect, after: {op: set}}]\n",
		"1:37: error: cid is missing\n");
	refuses("indications: [{at_ms: 5, cid: connect},\n"
		" {at_ms: 4, cid: connect}]\n",
		"2:2: error: indications must be in order\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_take_the_place_of_the_models),
		cmocka_unit_test(arrays_names_and_texts_are_encoded),
		cmocka_unit_test(
			cid_that_the_model_lacks_is_answered_and_listed),
		cmocka_unit_test(status_is_all_there_is),
		cmocka_unit_test(op_that_is_not_meant_stays_the_models),
		cmocka_unit_test(hex_is_sent_as_it_stands),
		cmocka_unit_test(fields_mean_the_versions_that_have_them),
		cmocka_unit_test(command_is_carried_out_and_answered_otherwise),
		cmocka_unit_test(late_answer_is_another_one_as_well),
		cmocka_unit_test(indication_comes_at_its_time),
		cmocka_unit_test(indication_comes_after_a_command),
		cmocka_unit_test(closed_function_indicates_nothing),
		cmocka_unit_test(fields_say_where_they_are_wrong),
		cmocka_unit_test(entries_say_where_they_are_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
