/* Cells, the strength of the signal, networks that do not want the modem, and
 * what of it each MBIMEx version says. */
#include "test_simodem_yaml.h"

#define NITZ	 MBIM_SERVICE_MS_VOICE_EXTENSIONS, MBIM_CID_MS_VOICE_EXTENSIONS_NITZ
#define BIT(cid) (1u << MBIM_CID_BASIC_CONNECT_##cid)

static const char cells[] =
	"network:\n"
	"  operators:\n"
	"    - {id: '00101', name: Home}\n"
	"    - {id: '00102', name: Forbidden, forbidden: true}\n"
	"    - {id: '001003', name: Abroad, roaming: true}\n"
	"  cells:\n"
	"    - {id: 1, tac: 11, generation: 4g, rsrp: -90, snr: 10}\n"
	"    - {id: 2, tac: 12, generation: 5g_nsa, rsrp: -100, snr: -3}\n"
	"    - {id: 3, tac: 12, generation: 5g_sa, rsrp: -80}\n"
	"    - {id: 4, tac: 40, operator: '001003'}\n"
	"    - {id: 5, tac: 50, operator: '00102'}\n";

/* A 5G modem in the first of these cells, with an MBIMEx version agreed on. */
static void start(struct fixture *f, uint16_t version)
{
	struct sim_config c;

	sim_config_default(&c);
	c.nr = true;
	assert_int_equal(read_yaml_on(sim_scenario_read, &c, cells), 0);
	fixture_start(f, &c);
	fixture_open(f, 4096);
	if (version > MBIM_EX_1)
		assert_int_equal(fixture_version(f, version), version);
}

static void move(struct fixture *f, const char *command)
{
	assert_true(sim_modem_command(f->m, command, f->now));
	fixture_pass(f, 0);
}

static struct mbim_basic_connect_packet_service_response_v3 packet(
	struct fixture *f)
{
	struct mbim_basic_connect_packet_service_response_v3 r;

	FIXTURE_READ(f, BC(PACKET_SERVICE),
		     mbim_basic_connect_packet_service_response_v3, &r);
	return r;
}

static void generation_is_told_as_the_version_has_words_for_it(void **state)
{
	struct mbim_basic_connect_packet_service_response_v2 r2;
	struct mbim_basic_connect_packet_service_response r1;
	struct mbim_basic_connect_packet_service_response_v3 r3;
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_1);
	move(&f, "cell 3");
	FIXTURE_READ(&f, BC(PACKET_SERVICE),
		     mbim_basic_connect_packet_service_response, &r1);
	assert_int_equal(r1.highest_available_data_class, MBIM_DATA_CLASS_LTE);
	fixture_stop(&f);

	start(&f, MBIM_EX_2);
	move(&f, "cell 2");
	FIXTURE_READ(&f, BC(PACKET_SERVICE),
		     mbim_basic_connect_packet_service_response_v2, &r2);
	assert_int_equal(r2.current_data_class, MBIM_DATA_CLASS_5G_NSA);
	assert_int_equal(r2.frequency_range, MBIM_FREQUENCY_RANGE_1);
	move(&f, "cell 3");
	FIXTURE_READ(&f, BC(PACKET_SERVICE),
		     mbim_basic_connect_packet_service_response_v2, &r2);
	assert_int_equal(r2.current_data_class, MBIM_DATA_CLASS_5G_SA);
	fixture_stop(&f);

	start(&f, MBIM_EX_3);
	r3 = packet(&f);
	assert_int_equal(r3.highest_available_data_class, MBIM_DATA_CLASS_LTE);
	assert_int_equal(r3.data_subclass, MBIM_DATA_SUBCLASS_NONE);
	assert_int_equal(r3.frequency_range, MBIM_FREQUENCY_RANGE_UNKNOWN);
	move(&f, "cell 2");
	r3 = packet(&f);
	assert_int_equal(r3.highest_available_data_class,
			 MBIM_DATA_CLASS_V3_5G);
	assert_int_equal(r3.data_subclass, MBIM_DATA_SUBCLASS_5G_ENDC);
	move(&f, "cell 3");
	assert_int_equal(packet(&f).data_subclass, MBIM_DATA_SUBCLASS_5G_NR);
	fixture_stop(&f);
}

/* The highest bit of an MNC says that it has two digits. */
static void tracking_area_has_the_operator_in_bcd(void **state)
{
	struct mbim_basic_connect_packet_service_response_v3 r;
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_3);
	r = packet(&f);
	assert_int_equal(r.tai.plmn_mcc, 0x001);
	assert_int_equal(r.tai.plmn_mnc, 0x8001);
	assert_int_equal(r.tai.tac, 11);
	move(&f, "cell 4");
	r = packet(&f);
	assert_int_equal(r.tai.plmn_mnc, 0x003);
	assert_int_equal(r.tai.tac, 40);
	fixture_stop(&f);
}

static struct mbim_basic_connect_signal_state_response_v2 signal_of(
	struct fixture *f)
{
	struct mbim_basic_connect_signal_state_response_v2 r;

	FIXTURE_READ(f, BC(SIGNAL_STATE),
		     mbim_basic_connect_signal_state_response_v2, &r);
	return r;
}

static void each_radio_has_its_strength(void **state)
{
	struct mbim_basic_connect_signal_state_response_v2 r;
	struct mbim_rsrp_snr_info info;
	struct att_cursor at;
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_2);
	r = signal_of(&f);
	assert_int_equal(r.rsrp_snr.count, 1);
	at = att_cursor_of(&r.rsrp_snr);
	assert_true(mbim_rsrp_snr_info_next(&at, &info));
	assert_int_equal(info.rsrp, 157 - 90);
	assert_int_equal(info.snr, 2 * 10 + 47);
	assert_int_equal(info.system_type, MBIM_DATA_CLASS_LTE);
	move(&f, "cell 2");
	r = signal_of(&f);
	assert_int_equal(r.rsrp_snr.count, 2);
	at = att_cursor_of(&r.rsrp_snr);
	assert_true(mbim_rsrp_snr_info_next(&at, &info));
	assert_int_equal(info.system_type, MBIM_DATA_CLASS_LTE);
	assert_true(mbim_rsrp_snr_info_next(&at, &info));
	assert_int_equal(info.system_type, MBIM_DATA_CLASS_5G_NSA);
	assert_int_equal(info.rsrp, 157 - 100);
	assert_int_equal(info.snr, 2 * -3 + 47);
	fixture_stop(&f);
}

static void move_is_indicated(void **state)
{
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_1);
	fixture_subscribe(&f, BIT(REGISTER_STATE) | BIT(SIGNAL_STATE) |
				      BIT(PACKET_SERVICE));
	assert_true(sim_modem_command(f.m, "cell 2", f.now));
	fixture_indication(&f, BC(REGISTER_STATE));
	fixture_indication(&f, BC(PACKET_SERVICE));
	fixture_indication(&f, BC(SIGNAL_STATE));
	assert_false(fixture_next(&f));
	/* Neither the area nor the radio is another one. */
	assert_true(sim_modem_command(f.m, "cell 2", f.now));
	assert_false(fixture_next(&f));
	assert_false(sim_modem_command(f.m, "cell 99999999999", f.now));
	fixture_stop(&f);
}

static void cell_of_another_operator_is_registered_with_anew(void **state)
{
	struct mbim_basic_connect_register_state_response r;
	struct fixture f;
	char id[8];

	(void)state;
	start(&f, MBIM_EX_1);
	move(&f, "cell 4");
	FIXTURE_READ(&f, BC(REGISTER_STATE),
		     mbim_basic_connect_register_state_response, &r);
	assert_int_equal(r.register_state, MBIM_REGISTER_STATE_ROAMING);
	assert_true(att_str_get(&r.provider_id, id, sizeof(id)) >= 0);
	assert_string_equal(id, "001003");
	move(&f, "cell 1");
	FIXTURE_READ(&f, BC(REGISTER_STATE),
		     mbim_basic_connect_register_state_response, &r);
	assert_int_equal(r.register_state, MBIM_REGISTER_STATE_HOME);
	fixture_stop(&f);
}

static uint32_t location(struct fixture *f, uint32_t *tac)
{
	struct mbim_ms_basic_connect_extensions_location_info_status_response r;

	FIXTURE_READ(
		f, EXT(LOCATION_INFO_STATUS),
		mbim_ms_basic_connect_extensions_location_info_status_response,
		&r);
	*tac = r.tracking_area_code;
	return r.cell_id;
}

static void location_follows_the_cell(void **state)
{
	struct fixture f;
	uint32_t tac;

	(void)state;
	start(&f, MBIM_EX_1);
	assert_int_equal(location(&f, &tac), 1);
	assert_int_equal(tac, 11);
	move(&f, "cell 2");
	assert_int_equal(location(&f, &tac), 2);
	assert_int_equal(tac, 12);
	move(&f, "network off");
	assert_int_equal(location(&f, &tac), 0xffffffff);
	fixture_stop(&f);
}

static void base_stations_are_at_most_those_asked_for(void **state)
{
	struct mbim_ms_basic_connect_extensions_base_stations_info_response_v3
		r;
	struct mbim_ms_basic_connect_extensions_base_stations_info_query_v3 q =
		{.max_lte_count = 2, .max_nr_count = 15};
	struct fixture f;
	uint8_t body[32];
	int len =
		mbim_ms_basic_connect_extensions_base_stations_info_query_v3_encode(
			&q, body, sizeof(body));

	(void)state;
	start(&f, MBIM_EX_3);
	move(&f, "cell 2");
	assert_int_equal(fixture_command(&f, EXT(BASE_STATIONS_INFO), false,
					 body, (size_t)len),
			 MBIM_STATUS_NONE);
	assert_int_equal(
		mbim_ms_basic_connect_extensions_base_stations_info_response_v3_decode(
			f.got.body, &r),
		0);
	assert_int_equal(r.system_sub_type, MBIM_DATA_SUBCLASS_5G_ENDC);
	assert_int_equal(r.lte_serving_cell.count, 1);
	assert_int_equal(r.nr_serving_cells.count, 1);
	/* Cell 1 is of LTE; 3, 4 and 5 are of what the modem can. */
	assert_int_equal(r.lte_neighboring_cells.count, 1);
	assert_int_equal(r.nr_neighbor_cells.count, 3);
	fixture_stop(&f);
}

/* --- operators --------------------------------------------------------------
 */

static uint32_t choose(struct fixture *f, const char *id)
{
	struct mbim_basic_connect_register_state_set s = {
		.provider_id = att_str_utf8(id),
		.register_action = id[0] != '\0'
					   ? MBIM_REGISTER_ACTION_MANUAL
					   : MBIM_REGISTER_ACTION_AUTOMATIC,
	};
	uint8_t buf[64];
	int len = mbim_basic_connect_register_state_set_encode(&s, buf,
							       sizeof(buf));

	assert_true(len > 0);
	fixture_send(f, BC(REGISTER_STATE), true, buf, (size_t)len);
	fixture_pass(f, 0);
	assert_true(fixture_next(f));
	return f->got.code;
}

static uint32_t state_of(struct fixture *f, const char *id)
{
	struct mbim_basic_connect_visible_providers_response r;
	struct mbim_provider p;
	struct att_cursor at;
	uint8_t full[4] = {0};
	char text[8];

	assert_int_equal(fixture_command(f, BC(VISIBLE_PROVIDERS), false, full,
					 sizeof(full)),
			 MBIM_STATUS_NONE);
	assert_int_equal(mbim_basic_connect_visible_providers_response_decode(
				 f->got.body, &r),
			 0);
	at = att_cursor_of(&r.providers);
	while (mbim_provider_next(&at, &p)) {
		assert_true(att_str_get(&p.provider_id, text, sizeof(text)) >=
			    0);
		if (strcmp(text, id) == 0)
			return p.provider_state;
	}
	fail();
	return 0;
}

static void forbidden_network_denies_with_cause_11(void **state)
{
	struct mbim_basic_connect_register_state_response r;
	struct fixture f;

	(void)state;
	start(&f, MBIM_EX_1);
	assert_int_equal(choose(&f, "00102"), MBIM_STATUS_FAILURE);
	FIXTURE_READ(&f, BC(REGISTER_STATE),
		     mbim_basic_connect_register_state_response, &r);
	assert_int_equal(r.register_state, MBIM_REGISTER_STATE_DENIED);
	assert_int_equal(r.nw_error, MBIM_NW_ERROR_PLMN_NOT_ALLOWED);
	assert_true(state_of(&f, "00102") & MBIM_PROVIDER_STATE_FORBIDDEN);
	assert_int_equal(choose(&f, ""), MBIM_STATUS_NONE);
	FIXTURE_READ(&f, BC(REGISTER_STATE),
		     mbim_basic_connect_register_state_response, &r);
	assert_int_equal(r.register_state, MBIM_REGISTER_STATE_HOME);
	assert_int_equal(r.register_mode, MBIM_REGISTER_MODE_AUTOMATIC);
	fixture_stop(&f);
}

/* EF FPLMN of the card. */
static void forbidden_on_card(struct fixture *f, uint8_t list[12])
{
	static const uint8_t path[] = {0x7f, 0xff, 0x6f, 0x7b};
	struct mbim_ms_uicc_low_level_access_read_binary_query q = {
		.version = 1, .file_path = att_bytes_of(path, sizeof(path))};
	struct mbim_ms_uicc_low_level_access_read_binary_response r;
	uint8_t body[128];
	int len = mbim_ms_uicc_low_level_access_read_binary_query_encode(
		&q, body, sizeof(body));

	assert_true(len > 0);
	assert_int_equal(
		fixture_command(f, MBIM_SERVICE_MS_UICC_LOW_LEVEL_ACCESS,
				MBIM_CID_MS_UICC_LOW_LEVEL_ACCESS_READ_BINARY,
				false, body, (size_t)len),
		MBIM_STATUS_NONE);
	assert_int_equal(
		mbim_ms_uicc_low_level_access_read_binary_response_decode(
			f->got.body, &r),
		0);
	assert_int_equal(r.data.len, 12);
	memcpy(list, r.data.p, 12);
}

static void card_keeps_the_forbidden_network(void **state)
{
	static const uint8_t want[] = {0x00, 0xf1, 0x20};
	struct fixture f;
	uint8_t list[12];

	(void)state;
	start(&f, MBIM_EX_1);
	forbidden_on_card(&f, list);
	assert_int_equal(list[0], 0xff);
	assert_int_equal(choose(&f, "00102"), MBIM_STATUS_FAILURE);
	forbidden_on_card(&f, list);
	assert_memory_equal(list, want, sizeof(want));
	assert_int_equal(list[3], 0xff);
	sim_modem_config(f.m)->operator_.forbidden = false;
	assert_int_equal(choose(&f, "00102"), MBIM_STATUS_NONE);
	forbidden_on_card(&f, list);
	assert_int_equal(list[0], 0xff);
	fixture_stop(&f);
}

static void network_that_denies_once_is_forbidden_until_it_does_not(
	void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "network: {operators: [{id: '00101', name: Home}, "
		       "{id: '00103', name: Partner, partner: true}]}\n");
	assert_false(state_of(&f, "00103") & MBIM_PROVIDER_STATE_FORBIDDEN);
	sim_modem_config(f.m)->other[0].forbidden = true;
	assert_int_equal(choose(&f, "00103"), MBIM_STATUS_FAILURE);
	assert_int_equal(choose(&f, ""), MBIM_STATUS_NONE);
	sim_modem_config(f.m)->other[0].forbidden = false;
	assert_true(state_of(&f, "00103") & MBIM_PROVIDER_STATE_FORBIDDEN);
	assert_int_equal(choose(&f, "00103"), MBIM_STATUS_NONE);
	assert_int_equal(state_of(&f, "00103") &
				 (MBIM_PROVIDER_STATE_FORBIDDEN |
				  MBIM_PROVIDER_STATE_REGISTERED),
			 MBIM_PROVIDER_STATE_REGISTERED);
	fixture_stop(&f);
}

static uint32_t registration(struct fixture *f)
{
	struct mbim_basic_connect_register_state_response r;

	FIXTURE_READ(f, BC(REGISTER_STATE),
		     mbim_basic_connect_register_state_response, &r);
	return r.register_state;
}

static void chosen_operator_has_its_own_cells(void **state)
{
	struct fixture f;
	uint32_t tac;

	(void)state;
	start(&f, MBIM_EX_1);
	assert_int_equal(choose(&f, "001003"), MBIM_STATUS_NONE);
	assert_int_equal(location(&f, &tac), 4);
	/* Where there is none of them, nobody else will do. */
	move(&f, "cell 1");
	assert_int_equal(registration(&f), MBIM_REGISTER_STATE_SEARCHING);
	move(&f, "cell 4");
	assert_int_equal(registration(&f), MBIM_REGISTER_STATE_ROAMING);
	assert_int_equal(choose(&f, ""), MBIM_STATUS_NONE);
	assert_int_equal(location(&f, &tac), 1);
	fixture_stop(&f);
}

/* --- along time -------------------------------------------------------------
 */

static void signal_follows_its_curve_and_begins_again(void **state)
{
	struct fixture f;

	(void)state;
	yaml_start(&f, "network:\n"
		       "  signal: [{at_ms: 0, dbm: -73}, {at_ms: 4000, dbm: "
		       "-113}, {at_ms: 8000, dbm: -73}]\n"
		       "  signal_every_ms: 8000\n");
	assert_int_equal(fixture_rssi(&f), 20);
	fixture_pass(&f, 2000);
	assert_int_equal(fixture_rssi(&f), 10);
	fixture_pass(&f, 2000);
	assert_int_equal(fixture_rssi(&f), 0);
	fixture_pass(&f, 4000);
	assert_int_equal(fixture_rssi(&f), 20);
	fixture_pass(&f, 12000);
	assert_int_equal(fixture_rssi(&f), 0);
	fixture_stop(&f);
}

static void network_tells_the_time(void **state)
{
	struct mbim_ms_voice_extensions_nitz_response r;
	struct fixture f;

	(void)state;
	yaml_start(&f, "network: {time: '2028-02-28 23:59:58', "
		       "time_zone_minutes: -300, daylight_minutes: 60}\n");
	fixture_pass(&f, 4000);
	FIXTURE_READ(&f, NITZ, mbim_ms_voice_extensions_nitz_response, &r);
	assert_int_equal(r.month, 2);
	assert_int_equal(r.day, 29);
	assert_int_equal(r.hour, 0);
	assert_int_equal(r.minute, 0);
	assert_int_equal(r.second, 2);
	assert_int_equal((int32_t)r.time_zone_offset_minutes, -300);
	assert_int_equal(r.daylight_saving_time_offset_minutes, 60);
	fixture_stop(&f);
}

static void bad_cells_are_refused(void **state)
{
	(void)state;
	yaml_refuses(sim_scenario_read, "network: {cells: [{tac: 1}]}\n",
		     "1:19: error: a cell needs an id\n");
	yaml_refuses(sim_scenario_read,
		     "network: {cells: [{id: 1, operator: '99999'}]}\n",
		     "1:10: error: cell 1 has an unknown operator "
		     "\"99999\"\n");
	yaml_refuses(sim_scenario_read,
		     "network: {cells: [{id: 1}, {id: 1}]}\n",
		     "1:28: error: two cells have the id 1\n");
	yaml_refuses(sim_scenario_read,
		     "network: {signal: [{at_ms: 5, dbm: -70}, {at_ms: 5, "
		     "dbm: -80}]}\n",
		     "1:42: error: strengths must be in order\n");
	yaml_refuses(sim_scenario_read, "network: {time: '2026-13-01'}\n",
		     "1:17: error: time must be YYYY-MM-DD HH:MM:SS, the day "
		     "up to 28\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			generation_is_told_as_the_version_has_words_for_it),
		cmocka_unit_test(tracking_area_has_the_operator_in_bcd),
		cmocka_unit_test(each_radio_has_its_strength),
		cmocka_unit_test(move_is_indicated),
		cmocka_unit_test(
			cell_of_another_operator_is_registered_with_anew),
		cmocka_unit_test(location_follows_the_cell),
		cmocka_unit_test(base_stations_are_at_most_those_asked_for),
		cmocka_unit_test(forbidden_network_denies_with_cause_11),
		cmocka_unit_test(card_keeps_the_forbidden_network),
		cmocka_unit_test(
			network_that_denies_once_is_forbidden_until_it_does_not),
		cmocka_unit_test(chosen_operator_has_its_own_cells),
		cmocka_unit_test(signal_follows_its_curve_and_begins_again),
		cmocka_unit_test(network_tells_the_time),
		cmocka_unit_test(bad_cells_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
