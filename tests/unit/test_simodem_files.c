/* Profiles and scenarios: what they mean, and what each mistake is told. */
#include "test_simodem_fixture.h"
#include "test_simodem_yaml.h"

#include <stdio.h>
#include <string.h>

#include "drivers/usb.h"
#include "support/element.h"
#include "tools/simodem/files.h"

/* --- profiles --------------------------------------------------------------
 */

static void profile_of_the_generic_modem_is_the_default(void **state)
{
	struct sim_config c, usual;

	(void)state;
	sim_config_default(&usual);
	usual.ex_version = MBIM_EX_2;
	memcpy(&c, &usual, sizeof(c)); /* with its padding */
	usual.usb.bulk_packet = 512;   /* said by the speed, otherwise */
	assert_int_equal(sim_profile_read(&c,
					  "tools/simodem/profiles/"
					  "generic-4g.yaml",
					  yaml_tell, NULL),
			 0);
	assert_memory_equal(&c, &usual, sizeof(c));
}

static void profile_says_where_it_is_wrong(void **state)
{
	(void)state;
	yaml_refuses(sim_profile_read, "modle: x\n",
		     "1:1: error: unknown key \"modle\", did you mean "
		     "\"model\"?\n");
	yaml_refuses(sim_profile_read, "id: 12d1\n",
		     "1:5: error: id must be VID:PID in hex, not \"12d1\"\n");
	yaml_refuses(sim_profile_read, "speed: warp\n",
		     "1:8: error: speed must be full, high or super, not "
		     "\"warp\"\n");
	yaml_refuses(
		sim_profile_read, "usb:\n  max_control: 32\n",
		"2:16: error: max_control must be a number from 64 to 4096, "
		"not \"32\"\n");
	yaml_refuses(
		sim_profile_read, "usb: {control: {endpoint: 0x01}}\n",
		"1:27: error: endpoint must be a number from 129 to 143, not "
		"\"0x01\"\n");
	yaml_refuses(sim_profile_read, "ntb: {in: {divisor: 6}}\n",
		     "1:21: error: divisor must be a power of two\n");
	yaml_refuses(
		sim_profile_read, "quirks: [fcc_lock, sings]\n",
		"1:20: error: quirks must be reopen_closes, needs_ntb_input, "
		"ndp_at_end, needs_zlp, ntb_input_8, late_answers, "
		"fcc_lock, foxconn_lock, quectel_lock, "
		"lock_until_restart, first_request_lost, needs_dtr, "
		"needs_endpoint, format_refused, autoconnect, no_effect, "
		"plain_reasons, empty_serving_system, "
		"empty_system_info, wrong_station, told_once, silent_lock or "
		"sms_index_1, "
		"not \"sings\"\n");
	yaml_refuses(sim_profile_read, "mbimex: 4.0\nsessions: 0\n",
		     "1:9: error: mbimex must be 1.0, 2.0 or 3.0, not \"4.0\"\n"
		     "2:11: error: sessions must be a number from 1 to 8, not "
		     "\"0\"\n");
}

static void profile_contradictions_are_told(void **state)
{
	(void)state;
	yaml_refuses(sim_profile_read, "usb: {data: {interface: 0}}\n",
		     "1:6: error: an interface is there twice\n");
	yaml_refuses(sim_profile_read, "usb: {others: [1]}\n",
		     "1:6: error: an interface is there twice\n");
	yaml_refuses(sim_profile_read, "usb: {control: {altsetting: 1}}\n",
		     "1:6: error: behind NCM, the data altsetting is 2\n");
	yaml_refuses(sim_profile_read, "services: {sms: all, smmms: all}\n",
		     "1:22: error: unknown service \"smmms\", did you mean "
		     "\"sms\"?\n");
	yaml_refuses(sim_profile_read,
		     "services:\n  basic_connect: [connekt]\n",
		     "2:19: error: simodem has no CID basic_connect.connekt\n");
}

static const char *const profiles[] = {
	"ericsson-h5321gw", "fibocom-l850gl", "generic-4g",  "huawei-me906s",
	"mediatek-dwm156",  "no-union",	      "qualcomm-5g", "sierra-em7455",
};

static void read_profile(struct sim_config *c, const char *name)
{
	char file[96];

	snprintf(file, sizeof(file), "tools/simodem/profiles/%s.yaml", name);
	sim_config_default(c);
	strcpy(yaml_path, file);
	assert_int_equal(sim_profile_read(c, file, yaml_tell, NULL), 0);
}

static uint64_t bus_now(void *ctx)
{
	(void)ctx;
	return 0;
}

/* The driver finds in the descriptors what the profile says. */
static void every_profile_is_found_by_the_driver(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		struct usb_function fn = {0};
		struct sim_usb_modem *u;
		struct att_bytes all, d;
		struct sim_config c;

		read_profile(&c, profiles[i]);
		u = sim_usb_modem_new(&c, bus_now, NULL, NULL, NULL);
		all = sim_usb_modem_device(u)->descriptors;
		for (size_t at = 18; at < all.len; at += d.len) {
			assert_true(att_bytes_sub(
				all, at, att_get16(all.p + at + 2), &d));
			if (usb_function_find(d, &fn) == 0)
				break;
		}
		assert_int_equal(fn.configuration, c.configuration);
		assert_int_equal(fn.control_interface, c.usb.control_interface);
		assert_int_equal(fn.control_alt, c.usb.control_alt);
		assert_int_equal(fn.data_interface, c.usb.data_interface);
		assert_int_equal(fn.data_alt, c.usb.data_alt);
		assert_int_equal(fn.ep_notify, c.usb.ep_notify);
		assert_int_equal(fn.ep_in, c.usb.ep_in);
		assert_int_equal(fn.ep_out, c.usb.ep_out);
		assert_int_equal(fn.max_control, c.max_control);
		assert_int_equal(fn.capabilities, c.usb.capabilities);
		assert_int_equal(fn.ex_version,
				 c.usb.no_extended ? 0 : c.usb.ex_version);
		assert_int_equal(fn.ncm_combination, c.usb.control_alt > 0);
		sim_usb_modem_free(u);
	}
}

static void profile_offers_only_its_services(void **state)
{
	struct mbim_basic_connect_device_services_response r;
	struct mbim_device_service_element e;
	struct att_cursor at;
	struct sim_config c;
	struct fixture f;
	uint32_t cids = 0;

	(void)state;
	read_profile(&c, "sierra-em7455");
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	FIXTURE_READ(&f, BC(DEVICE_SERVICES),
		     mbim_basic_connect_device_services_response, &r);
	at = att_cursor_of(&r.device_services);
	while (mbim_device_service_element_next(&at, &e))
		if (mbim_service_find(&e.device_service_id) ==
		    &mbim_services[MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS])
			cids = e.cids.count;
	assert_int_equal(cids, 3);
	assert_int_equal(fixture_query(&f, EXT(VERSION)),
			 MBIM_STATUS_NO_DEVICE_SUPPORT);
	assert_int_equal(fixture_query(&f, EXT(LTE_ATTACH_INFO)),
			 MBIM_STATUS_NONE);
	fixture_stop(&f);
}

/* --- scenarios -------------------------------------------------------------
 */

static void scenario_reads_every_part(void **state)
{
	static const char yaml[] =
		"sim: {inserted: true, pin: \"4321\", attempts: 2,\n"
		"      iccid: \"8900000000000000001\"}\n"
		"network:\n"
		"  operators:\n"
		"    - {id: \"00103\", name: Abroad, roaming: true}\n"
		"    - {id: \"00102\", name: No, forbidden: true}\n"
		"    - {id: \"00104\", name: Other}\n"
		"  denied: 11\n"
		"delays: {answer_ms: 7}\n"
		"answers_ms: {connect: 2000, ussd.ussd: 3}\n"
		"events: [{at_ms: 5, do: network off}]\n"
		"faults:\n"
		"  - {fault: drop, at: {cid: connect, occurrence: 2}}\n"
		"  - {fault: unplug, at: {message: 12}, ms: 900}\n";
	struct sim_config c;

	(void)state;
	assert_int_equal(read_yaml(sim_scenario_read, &c, yaml), 0);
	assert_string_equal(c.pin, "4321");
	assert_int_equal(c.pin_attempts, 2);
	assert_string_equal(c.operator_.name, "Abroad");
	assert_true(c.operator_.roaming);
	assert_int_equal(c.n_others, 2);
	assert_true(c.other[0].forbidden);
	assert_string_equal(c.other[1].id, "00104");
	assert_true(c.deny_registration);
	assert_int_equal(c.deny_cause, 11);
	assert_int_equal(c.delay_ms, 7);
	assert_int_equal(c.scenario.n_timings, 2);
	assert_int_equal(c.scenario.timing[0].ms, 2000);
	assert_int_equal(c.scenario.timing[1].service, MBIM_SERVICE_USSD);
	assert_int_equal(c.scenario.n_events, 1);
	assert_string_equal(c.scenario.event[0].command, "network off");
	assert_int_equal(c.scenario.n_faults, 2);
	assert_int_equal(c.scenario.fault[0].kind, SIM_FAULT_DROP);
	assert_int_equal(c.scenario.fault[0].cid,
			 MBIM_CID_BASIC_CONNECT_CONNECT);
	assert_int_equal(c.scenario.fault[0].occurrence, 2);
	assert_int_equal(c.scenario.fault[1].message, 12);
	assert_int_equal(c.scenario.fault[1].value, 900);
}

static void scenario_says_where_it_is_wrong(void **state)
{
	(void)state;
	yaml_refuses(sim_scenario_read, "sim: {pin: 12a4}\n",
		     "1:12: error: pin must be 4 to 8 digits\n");
	yaml_refuses(sim_scenario_read,
		     "events: [{at_ms: 5, do: network away}]\n",
		     "1:25: error: no such command: \"network away\"\n");
	yaml_refuses(sim_scenario_read,
		     "events: [{at_ms: 5, do: netwrok off}]\n",
		     "1:25: error: no such command: \"netwrok off\", did you "
		     "mean \"network\"?\n");
	yaml_refuses(sim_scenario_read,
		     "events:\n  - {at_ms: 5, do: detach}\n"
		     "  - {at_ms: 4, do: detach}\n",
		     "3:5: error: events must be in order\n");
	yaml_refuses(sim_scenario_read,
		     "faults: [{fault: several_in_one, to: modem, "
		     "at: {message: 1}}]\n",
		     "1:10: error: this fault is one on the way to the "
		     "host\n");
	yaml_refuses(sim_scenario_read,
		     "faults: [{fault: drop, to: modem, "
		     "at: {type: open_done}}]\n",
		     "1:10: error: no such message goes to the modem\n");
	yaml_refuses(sim_scenario_read,
		     "faults: [{fault: drop, at: {type: command}}]\n",
		     "1:10: error: no such message goes to the host\n");
	yaml_refuses(sim_scenario_read, "faults: [{at: {message: 1}}]\n",
		     "1:10: error: a fault needs fault\n");
	yaml_refuses(sim_scenario_read, "faults: [{fault: drop}]\n",
		     "1:10: error: a fault needs at: a message, a type or a "
		     "cid\n");
	yaml_refuses(sim_scenario_read,
		     "faults: [{fault: drop, at: {message: 1}, ms: 3}]\n",
		     "1:10: error: this fault has no ms\n");
	yaml_refuses(sim_scenario_read,
		     "faults: [{fault: drop, at: {cid: cnct}}]\n",
		     "1:34: error: unknown CID \"cnct\"\n");
	yaml_refuses(
		sim_scenario_read, "answers_ms: {connect: soon}\n",
		"1:23: error: connect must be a number from 0 to 86400000, not "
		"\"soon\"\n");
	yaml_refuses(sim_scenario_read, "network: {operators: [{name: x}]}\n",
		     "1:23: error: an operator needs an id\n");
}

static void scenario_answers_of_a_cid_take_their_time(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	assert_int_equal(read_yaml(sim_scenario_read, &c,
				   "answers_ms: {device_caps: 500}\n"),
			 0);
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	fixture_send(&f, BC(DEVICE_CAPS), false, NULL, 0);
	assert_false(fixture_next(&f));
	/* another one does not wait for it */
	assert_int_equal(fixture_query(&f, BC(RADIO_STATE)), MBIM_STATUS_NONE);
	fixture_pass(&f, 499);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.cid, MBIM_CID_BASIC_CONNECT_DEVICE_CAPS);
	fixture_stop(&f);
}

static void scenario_events_happen_at_their_time(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	assert_int_equal(read_yaml(sim_scenario_read, &c,
				   "events:\n"
				   "  - {at_ms: 100, do: network off}\n"
				   "  - {at_ms: 300, do: network on}\n"),
			 0);
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	fixture_subscribe(&f, 1u << MBIM_CID_BASIC_CONNECT_REGISTER_STATE);
	fixture_pass(&f, 99);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1);
	fixture_indication(&f, BC(REGISTER_STATE));
	fixture_pass(&f, 199);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1);
	fixture_indication(&f, BC(REGISTER_STATE));
	fixture_stop(&f);
}

static void scenario_events_of_one_time_keep_their_order(void **state)
{
	struct mbim_basic_connect_signal_state_response r;
	struct sim_config c;
	struct fixture f;

	(void)state;
	assert_int_equal(read_yaml(sim_scenario_read, &c,
				   "events:\n"
				   "  - {at_ms: 100, do: signal 5}\n"
				   "  - {at_ms: 100, do: signal 7}\n"),
			 0);
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	fixture_pass(&f, 100);
	FIXTURE_READ(&f, BC(SIGNAL_STATE),
		     mbim_basic_connect_signal_state_response, &r);
	assert_int_equal(r.rssi, 7);
	fixture_stop(&f);
}

static void scenario_fault_means_the_occurrence_of_a_cid(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	assert_int_equal(
		read_yaml(sim_scenario_read, &c,
			  "faults: [{fault: drop, at: {cid: radio_state, "
			  "type: command_done, occurrence: 2}}]\n"),
		0);
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	assert_int_equal(fixture_query(&f, BC(RADIO_STATE)), MBIM_STATUS_NONE);
	assert_int_equal(fixture_query(&f, BC(DEVICE_CAPS)), MBIM_STATUS_NONE);
	fixture_send(&f, BC(RADIO_STATE), false, NULL, 0);
	assert_false(fixture_next(&f));
	assert_int_equal(fixture_query(&f, BC(RADIO_STATE)), MBIM_STATUS_NONE);
	fixture_stop(&f);
}

static void scenario_fault_loses_what_the_host_says(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	assert_int_equal(read_yaml(sim_scenario_read, &c,
				   "faults: [{fault: drop, to: modem, at: "
				   "{cid: radio_state, occurrence: 2}}]\n"),
			 0);
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	assert_int_equal(fixture_query(&f, BC(RADIO_STATE)), MBIM_STATUS_NONE);
	fixture_send(&f, BC(RADIO_STATE), false, NULL, 0);
	assert_false(fixture_next(&f));
	assert_int_equal(sim_modem_counters(f.m)->commands, 1);
	assert_int_equal(fixture_query(&f, BC(RADIO_STATE)), MBIM_STATUS_NONE);
	fixture_stop(&f);
}

/* The late command is carried out behind the next one, or a second later. */
static void scenario_fault_reorders_what_the_host_says(void **state)
{
	struct sim_config c;
	struct fixture f;

	(void)state;
	assert_int_equal(read_yaml(sim_scenario_read, &c,
				   "faults:\n"
				   "  - {fault: reorder, to: modem, at: "
				   "{cid: radio_state}}\n"
				   "  - {fault: reorder, to: modem, at: "
				   "{cid: radio_state, occurrence: 2}}\n"),
			 0);
	fixture_start(&f, &c);
	fixture_open(&f, 4096);
	fixture_send(&f, BC(RADIO_STATE), false, NULL, 0);
	fixture_send(&f, BC(DEVICE_CAPS), false, NULL, 0);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.cid, MBIM_CID_BASIC_CONNECT_DEVICE_CAPS);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.cid, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	fixture_send(&f, BC(RADIO_STATE), false, NULL, 0);
	fixture_pass(&f, 999);
	assert_false(fixture_next(&f));
	fixture_pass(&f, 1);
	assert_true(fixture_next(&f));
	assert_int_equal(f.got.cid, MBIM_CID_BASIC_CONNECT_RADIO_STATE);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(profile_of_the_generic_modem_is_the_default),
		cmocka_unit_test(profile_says_where_it_is_wrong),
		cmocka_unit_test(profile_contradictions_are_told),
		cmocka_unit_test(every_profile_is_found_by_the_driver),
		cmocka_unit_test(profile_offers_only_its_services),
		cmocka_unit_test(scenario_reads_every_part),
		cmocka_unit_test(scenario_says_where_it_is_wrong),
		cmocka_unit_test(scenario_answers_of_a_cid_take_their_time),
		cmocka_unit_test(scenario_events_happen_at_their_time),
		cmocka_unit_test(scenario_events_of_one_time_keep_their_order),
		cmocka_unit_test(scenario_fault_means_the_occurrence_of_a_cid),
		cmocka_unit_test(scenario_fault_loses_what_the_host_says),
		cmocka_unit_test(scenario_fault_reorders_what_the_host_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
