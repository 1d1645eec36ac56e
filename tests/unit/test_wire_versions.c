/* Messages of one MBIMEx version as another has them: what stands where, byte
 * for byte, and what is made of that which one of the two lacks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/errors.h"
#include "generated/cids.h"
#include "wire/mbim/versions.h"

#define BC(cid) MBIM_SERVICE_BASIC_CONNECT, MBIM_CID_BASIC_CONNECT_##cid
#define EXT(cid)                                  \
	MBIM_SERVICE_MS_BASIC_CONNECT_EXTENSIONS, \
		MBIM_CID_MS_BASIC_CONNECT_EXTENSIONS_##cid

#define QUERY	 MBIM_KIND_QUERY
#define SET	 MBIM_KIND_SET
#define RESPONSE MBIM_KIND_RESPONSE

static uint8_t source[2048], target[2048];

/* Bytes of source from one version in another, in target. */
static int translate(uint8_t service, uint32_t cid, enum mbim_kind kind,
		     uint16_t from, uint16_t to, int len)
{
	const struct mbim_cid *c = mbim_cid_find(&mbim_services[service], cid);

	assert_non_null(c);
	assert_true(len >= 0);
	return mbim_version_translate(c, kind, from, to,
				      att_bytes_of(source, (size_t)len), target,
				      sizeof(target));
}

#define ENCODE(name, in) mbim_##name##_encode(in, source, sizeof(source))
#define DECODE(name, n, out)                                                   \
	do {                                                                   \
		int len_of_it = n;                                             \
                                                                               \
		assert_true(len_of_it >= 0);                                   \
		assert_int_equal(                                              \
			mbim_##name##_decode(                                  \
				att_bytes_of(target, (size_t)len_of_it), out), \
			0);                                                    \
	} while (0)

static void assert_text(struct att_str s, const char *text)
{
	char buf[600];

	assert_true(att_str_get(&s, buf, sizeof(buf)) >= 0);
	assert_string_equal(buf, text);
}

/* --- CONNECT ---------------------------------------------------------------
 */

static void answer_to_connect_of_3_is_36_bytes_in_1(void **state)
{
	const struct mbim_basic_connect_connect_response_v3 r = {
		.session_id = 2,
		.activation_state = MBIM_ACTIVATION_STATE_ACTIVATED,
		.ip_type = MBIM_CONTEXT_IP_TYPE_IPV4V6,
		.context_type = mbim_context_type_internet,
		.nw_error = 33,
		.media_preference = MBIM_ACCESS_MEDIA_TYPE_3GPP,
		.access_string = att_str_utf8("internet"),
	};
	static const uint8_t expected[] = {
		2,    0,    0,	  0,	1,    0,    0,	  0,	0,
		0,    0,    0,	  3,	0,    0,    0,	  0x7e, 0x5e,
		0x2a, 0x7e, 0x4e, 0x6f, 0x72, 0x72, 0x73, 0x6b, 0x65,
		0x6e, 0x7e, 0x5e, 0x2a, 0x7e, 33,   0,	  0,	0,
	};
	int n = ENCODE(basic_connect_connect_response_v3, &r);

	(void)state;
	n = translate(BC(CONNECT), RESPONSE, MBIM_EX_3, MBIM_EX_1, n);
	assert_int_equal(n, sizeof(expected));
	assert_memory_equal(target, expected, sizeof(expected));
}

static void answer_to_connect_of_1_has_empty_tlv_in_3(void **state)
{
	const struct mbim_basic_connect_connect_response r = {
		.session_id = 2,
		.activation_state = MBIM_ACTIVATION_STATE_ACTIVATED,
		.context_type = mbim_context_type_internet,
	};
	static const uint8_t behind[] = {
		0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0,
	};
	int n = ENCODE(basic_connect_connect_response, &r);

	(void)state;
	assert_int_equal(n, 36);
	n = translate(BC(CONNECT), RESPONSE, MBIM_EX_1, MBIM_EX_3, n);
	assert_int_equal(n, 36 + sizeof(behind));
	assert_memory_equal(target, source, 36);
	assert_memory_equal(target + 36, behind, sizeof(behind));
}

static void texts_of_connect_become_tlvs_and_come_back(void **state)
{
	const struct mbim_basic_connect_connect_set s = {
		.session_id = 1,
		.activation_command = MBIM_ACTIVATION_COMMAND_ACTIVATE,
		.access_string = att_str_utf8("web.example"),
		.password = att_str_utf8("p"),
		.auth_protocol = MBIM_AUTH_PROTOCOL_CHAP,
		.ip_type = MBIM_CONTEXT_IP_TYPE_IPV6,
		.context_type = mbim_context_type_ims,
	};
	struct mbim_basic_connect_connect_set_v3 v3;
	int n = ENCODE(basic_connect_connect_set, &s), len = n;
	uint8_t home[sizeof(source)];

	(void)state;
	n = translate(BC(CONNECT), SET, MBIM_EX_1, MBIM_EX_3, n);
	DECODE(basic_connect_connect_set_v3, n, &v3);
	assert_text(v3.access_string, "web.example");
	assert_text(v3.user_name, "");
	assert_text(v3.password, "p");
	assert_int_equal(v3.auth_protocol, MBIM_AUTH_PROTOCOL_CHAP);
	assert_int_equal(v3.ip_type, MBIM_CONTEXT_IP_TYPE_IPV6);
	assert_memory_equal(&v3.context_type, &mbim_context_type_ims, 16);
	assert_int_equal(v3.media_preference, MBIM_ACCESS_MEDIA_TYPE_UNKNOWN);
	assert_int_equal(v3.unnamed_ies.len, 0);
	memcpy(home, source, (size_t)len);
	memcpy(source, target, (size_t)n);
	n = translate(BC(CONNECT), SET, MBIM_EX_3, MBIM_EX_1, n);
	assert_int_equal(n, len);
	assert_memory_equal(target, home, (size_t)len);
}

/* MBIM 1.0 wants a whole response there; of what 3 lacks it has the context
 * type that hosts use. */
static void query_of_connect_of_3_names_internet_in_1(void **state)
{
	const struct mbim_basic_connect_connect_query_v3 q = {.session_id = 3};
	struct mbim_basic_connect_connect_response r;
	int n = ENCODE(basic_connect_connect_query_v3, &q);

	(void)state;
	n = translate(BC(CONNECT), QUERY, MBIM_EX_3, MBIM_EX_1, n);
	assert_int_equal(n, 36);
	DECODE(basic_connect_connect_response, n, &r);
	assert_int_equal(r.session_id, 3);
	assert_memory_equal(&r.context_type, &mbim_context_type_internet, 16);
	assert_int_equal(r.activation_state, 0);
}

/* --- 5G --------------------------------------------------------------------
 */

/* PACKET_SERVICE of 3 with this class and subclass, in version `to`: the
 * class. */
static uint32_t packet_class(uint32_t class, uint32_t subclass, uint16_t to)
{
	const struct mbim_basic_connect_packet_service_response_v3 r = {
		.packet_service_state = MBIM_PACKET_SERVICE_STATE_ATTACHED,
		.highest_available_data_class = class,
		.data_subclass = subclass,
		.uplink_speed = 50000000,
		.downlink_speed = 5000000000,
		.frequency_range = MBIM_FREQUENCY_RANGE_1,
		.tai = {.plmn_mcc = 1, .tac = 2},
	};
	struct mbim_basic_connect_packet_service_response v1;
	struct mbim_basic_connect_packet_service_response_v2 v2;
	int n = ENCODE(basic_connect_packet_service_response_v3, &r);

	n = translate(BC(PACKET_SERVICE), RESPONSE, MBIM_EX_3, to, n);
	if (to == MBIM_EX_1) {
		assert_int_equal(n, 28);
		DECODE(basic_connect_packet_service_response, n, &v1);
		assert_true(v1.downlink_speed == 5000000000);
		return v1.highest_available_data_class;
	}
	assert_int_equal(n, 32);
	DECODE(basic_connect_packet_service_response_v2, n, &v2);
	assert_int_equal(v2.frequency_range, MBIM_FREQUENCY_RANGE_1);
	return v2.current_data_class;
}

static void subclass_of_3_says_which_5g_it_is_in_2(void **state)
{
	const uint32_t lte = MBIM_DATA_CLASS_LTE, nr = MBIM_DATA_CLASS_V3_5G;

	(void)state;
	assert_int_equal(packet_class(lte, 0, MBIM_EX_2), lte);
	assert_int_equal(
		packet_class(nr | lte, MBIM_DATA_SUBCLASS_5G_ENDC, MBIM_EX_2),
		MBIM_DATA_CLASS_5G_NSA | lte);
	assert_int_equal(packet_class(nr, MBIM_DATA_SUBCLASS_5G_NR, MBIM_EX_2),
			 MBIM_DATA_CLASS_5G_SA);
	assert_int_equal(
		packet_class(nr, MBIM_DATA_SUBCLASS_5G_NGENDC, MBIM_EX_2),
		MBIM_DATA_CLASS_5G_SA);
	assert_int_equal(packet_class(nr,
				      MBIM_DATA_SUBCLASS_5G_NR |
					      MBIM_DATA_SUBCLASS_5G_ENDC,
				      MBIM_EX_2),
			 MBIM_DATA_CLASS_5G_SA | MBIM_DATA_CLASS_5G_NSA);
}

static void nr_of_no_known_kind_is_nsa_in_2(void **state)
{
	(void)state;
	assert_int_equal(packet_class(MBIM_DATA_CLASS_V3_5G, 0, MBIM_EX_2),
			 MBIM_DATA_CLASS_5G_NSA);
	assert_int_equal(packet_class(MBIM_DATA_CLASS_V3_5G, 0x100, MBIM_EX_2),
			 MBIM_DATA_CLASS_5G_NSA);
}

static void version_1_sees_4g_in_place_of_5g(void **state)
{
	(void)state;
	assert_int_equal(packet_class(MBIM_DATA_CLASS_V3_5G | 0x100,
				      MBIM_DATA_SUBCLASS_5G_NR, MBIM_EX_1),
			 MBIM_DATA_CLASS_LTE | 0x100);
	assert_int_equal(packet_class(MBIM_DATA_CLASS_UMTS, 0, MBIM_EX_1),
			 MBIM_DATA_CLASS_UMTS);
}

static void kind_of_5g_becomes_a_subclass_in_3(void **state)
{
	struct mbim_basic_connect_packet_service_response_v2 r = {
		.current_data_class = MBIM_DATA_CLASS_5G_SA};
	struct mbim_basic_connect_packet_service_response_v3 v3;
	int n = ENCODE(basic_connect_packet_service_response_v2, &r);

	(void)state;
	n = translate(BC(PACKET_SERVICE), RESPONSE, MBIM_EX_2, MBIM_EX_3, n);
	DECODE(basic_connect_packet_service_response_v3, n, &v3);
	assert_int_equal(v3.highest_available_data_class,
			 MBIM_DATA_CLASS_V3_5G);
	assert_int_equal(v3.data_subclass, MBIM_DATA_SUBCLASS_5G_NR);
	assert_int_equal(v3.tai.tac, 0);
}

/* The layout is that of 2 and 3; what it says is not. */
static void register_state_of_one_layout_changes_its_bits(void **state)
{
	struct mbim_basic_connect_register_state_set s = {
		.register_action = MBIM_REGISTER_ACTION_AUTOMATIC,
		.data_class = MBIM_DATA_CLASS_LTE | MBIM_DATA_CLASS_5G_SA,
	};
	struct mbim_basic_connect_register_state_set out;
	int n = ENCODE(basic_connect_register_state_set, &s), to;

	(void)state;
	to = translate(BC(REGISTER_STATE), SET, MBIM_EX_2, MBIM_EX_3, n);
	DECODE(basic_connect_register_state_set, to, &out);
	assert_int_equal(out.data_class,
			 MBIM_DATA_CLASS_LTE | MBIM_DATA_CLASS_V3_5G);
	to = translate(BC(REGISTER_STATE), SET, MBIM_EX_2, MBIM_EX_1, n);
	DECODE(basic_connect_register_state_set, to, &out);
	assert_int_equal(out.data_class, MBIM_DATA_CLASS_LTE);
}

static void register_state_of_2_loses_what_1_lacks(void **state)
{
	const struct mbim_basic_connect_register_state_response_v2 r = {
		.register_state = MBIM_REGISTER_STATE_HOME,
		.available_data_classes =
			MBIM_DATA_CLASS_LTE | MBIM_DATA_CLASS_5G_NSA,
		.provider_id = att_str_utf8("00101"),
		.provider_name = att_str_utf8("Demo"),
		.registration_flag = 2,
		.preferred_data_classes = MBIM_DATA_CLASS_5G_SA,
	};
	struct mbim_basic_connect_register_state_response v1;
	int n = ENCODE(basic_connect_register_state_response_v2, &r);
	int of_1;

	(void)state;
	of_1 = translate(BC(REGISTER_STATE), RESPONSE, MBIM_EX_2, MBIM_EX_1, n);
	assert_int_equal(of_1, n - 4);
	DECODE(basic_connect_register_state_response, of_1, &v1);
	assert_int_equal(v1.available_data_classes, MBIM_DATA_CLASS_LTE);
	assert_int_equal(v1.registration_flag, 2);
	assert_text(v1.provider_id, "00101");
	assert_text(v1.provider_name, "Demo");
}

static void structs_in_signal_state_change_their_bits(void **state)
{
	const struct mbim_rsrp_snr_info info[] = {
		{.rsrp = 60, .system_type = MBIM_DATA_CLASS_LTE},
		{.rsrp = 70, .snr = 5, .system_type = MBIM_DATA_CLASS_5G_SA},
	};
	const struct mbim_basic_connect_signal_state_response_v2 r = {
		.rssi = 99,
		.error_rate = 99,
		.rsrp_snr = att_array_of(info, 2),
	};
	struct mbim_basic_connect_signal_state_response_v2 out;
	int n = ENCODE(basic_connect_signal_state_response_v2, &r), to;
	struct mbim_rsrp_snr_info i;
	struct att_cursor c;

	(void)state;
	to = translate(BC(SIGNAL_STATE), RESPONSE, MBIM_EX_2, MBIM_EX_3, n);
	assert_int_equal(to, n);
	DECODE(basic_connect_signal_state_response_v2, to, &out);
	c = att_cursor_of(&out.rsrp_snr);
	assert_true(mbim_rsrp_snr_info_next(&c, &i));
	assert_int_equal(i.system_type, MBIM_DATA_CLASS_LTE);
	assert_true(mbim_rsrp_snr_info_next(&c, &i));
	assert_int_equal(i.system_type, MBIM_DATA_CLASS_V3_5G);
	assert_int_equal(i.rsrp, 70);
	assert_int_equal(i.snr, 5);
	assert_false(mbim_rsrp_snr_info_next(&c, &i));
	to = translate(BC(SIGNAL_STATE), RESPONSE, MBIM_EX_2, MBIM_EX_1, n);
	assert_int_equal(to, 20);
	assert_memory_equal(target, source, 20);
}

/* --- the others ------------------------------------------------------------
 */

static void device_caps_of_3_have_texts_behind_in_1(void **state)
{
	static const char firmware[] =
		"a version of more than thirty letters, 1.2.3";
	const struct mbim_ms_basic_connect_extensions_device_caps_response_v3
		r = {
			.data_class =
				MBIM_DATA_CLASS_LTE | MBIM_DATA_CLASS_V3_5G,
			.data_subclass = MBIM_DATA_SUBCLASS_5G_ENDC |
					 MBIM_DATA_SUBCLASS_5G_NR,
			.max_sessions = 8,
			.executor_index = 1,
			.device_id = att_str_utf8("350000000000000"),
			.firmware_info = att_str_utf8(firmware),
		};
	struct mbim_ms_basic_connect_extensions_device_caps_response v1;
	int n = ENCODE(ms_basic_connect_extensions_device_caps_response_v3, &r);
	int to = translate(EXT(DEVICE_CAPS), RESPONSE, MBIM_EX_3, MBIM_EX_2, n);

	(void)state;
	DECODE(ms_basic_connect_extensions_device_caps_response, to, &v1);
	assert_int_equal(v1.data_class, MBIM_DATA_CLASS_LTE |
						MBIM_DATA_CLASS_5G_NSA |
						MBIM_DATA_CLASS_5G_SA);
	assert_int_equal(v1.max_sessions, 8);
	assert_int_equal(v1.executor_index, 1);
	assert_text(v1.device_id, "350000000000000");
	assert_text(v1.firmware_info, firmware);
	assert_text(v1.hardware_info, "");
}

static void packet_filters_get_and_lose_their_numbers(void **state)
{
	static const uint8_t bits[] = {0x45, 0, 0, 0, 0, 0, 0, 0, 0, 6};
	const struct mbim_packet_filter_v3 f[] = {
		{.packet_filter = {bits, 10},
		 .packet_mask = {bits, 10},
		 .filter_id = 7},
		{.packet_filter = {bits, 1}, .packet_mask = {bits + 9, 1}},
	};
	const struct mbim_basic_connect_ip_packet_filters_set_v3 s = {
		.session_id = 4, .packet_filters = att_array_of(f, 2)};
	struct mbim_basic_connect_ip_packet_filters_set v1;
	int n = ENCODE(basic_connect_ip_packet_filters_set_v3, &s), to;
	struct mbim_packet_filter out;
	struct att_cursor c;

	(void)state;
	to = translate(BC(IP_PACKET_FILTERS), SET, MBIM_EX_3, MBIM_EX_1, n);
	assert_int_equal(to, n - 2 * 4);
	DECODE(basic_connect_ip_packet_filters_set, to, &v1);
	assert_int_equal(v1.session_id, 4);
	c = att_cursor_of(&v1.packet_filters);
	assert_true(mbim_packet_filter_next(&c, &out));
	assert_int_equal(out.packet_filter.len, 10);
	assert_memory_equal(out.packet_mask.p, bits, 10);
	assert_true(mbim_packet_filter_next(&c, &out));
	assert_int_equal(out.packet_filter.len, 1);
	assert_int_equal(out.packet_mask.p[0], 6);
	assert_false(mbim_packet_filter_next(&c, &out));
}

static void base_stations_of_3_lose_cells_of_5g(void **state)
{
	const struct mbim_cell_info_serving_nr nr = {
		.provider_id = att_str_utf8("00101"), .nci = 1};
	const struct mbim_cell_info_neighboring_lte lte = {
		.provider_id = att_str_utf8("00101"), .rsrp = -100};
	const struct
		mbim_ms_basic_connect_extensions_base_stations_info_response_v3
			r = {
				.system_type = MBIM_DATA_CLASS_V3_5G,
				.system_sub_type = MBIM_DATA_SUBCLASS_5G_NR,
				.lte_neighboring_cells = att_array_of(&lte, 1),
				.nr_serving_cells = att_array_of(&nr, 1),
			};
	struct mbim_ms_basic_connect_extensions_base_stations_info_response v1;
	struct mbim_cell_info_neighboring_lte cell;
	struct att_cursor c;
	int n = ENCODE(
		ms_basic_connect_extensions_base_stations_info_response_v3, &r);
	int to = translate(EXT(BASE_STATIONS_INFO), RESPONSE, MBIM_EX_3,
			   MBIM_EX_2, n);

	(void)state;
	DECODE(ms_basic_connect_extensions_base_stations_info_response, to,
	       &v1);
	assert_int_equal(v1.system_type, MBIM_DATA_CLASS_5G_SA);
	assert_int_equal(v1.gsm_serving_cell.count, 0);
	c = att_cursor_of(&v1.lte_neighboring_cells);
	assert_true(mbim_cell_info_neighboring_lte_next(&c, &cell));
	assert_int_equal(cell.rsrp, -100);
	assert_text(cell.provider_id, "00101");
	assert_false(mbim_cell_info_neighboring_lte_next(&c, &cell));
}

static void reboot_of_1_has_no_fields_and_of_2_the_usual_mode(void **state)
{
	static const uint8_t zeros[8];
	const uint8_t service = MBIM_SERVICE_INTEL_FIRMWARE_UPDATE;
	const uint32_t cid = MBIM_CID_INTEL_FIRMWARE_UPDATE_MODEM_REBOOT;

	(void)state;
	assert_int_equal(translate(service, cid, SET, MBIM_EX_1, MBIM_EX_2, 0),
			 8);
	assert_memory_equal(target, zeros, 8);
	memset(source, 0, 8);
	assert_int_equal(translate(service, cid, SET, MBIM_EX_2, MBIM_EX_1, 8),
			 0);
	assert_int_equal(translate(service, cid, SET, MBIM_EX_2, MBIM_EX_1, 4),
			 ATT_E_SHORT);
}

static void cid_of_3_is_refused_in_1(void **state)
{
	const struct
		mbim_ms_basic_connect_extensions_modem_configuration_response_v3
			r = {.configuration_name = att_str_utf8("demo")};
	int n = ENCODE(
		ms_basic_connect_extensions_modem_configuration_response_v3,
		&r);

	(void)state;
	assert_int_equal(translate(EXT(MODEM_CONFIGURATION), RESPONSE,
				   MBIM_EX_3, MBIM_EX_3, n),
			 n);
	assert_int_equal(translate(EXT(MODEM_CONFIGURATION), RESPONSE,
				   MBIM_EX_3, MBIM_EX_1, n),
			 ATT_E_VALUE);
	assert_int_equal(
		translate(EXT(WAKE_REASON), QUERY, MBIM_EX_1, MBIM_EX_3, 0),
		ATT_E_VALUE);
}

static void what_no_table_knows_is_copied(void **state)
{
	static const uint8_t any[] = {1, 2, 3, 4, 5};
	struct att_bytes b = {any, sizeof(any)};

	(void)state;
	assert_int_equal(mbim_version_translate(NULL, RESPONSE, MBIM_EX_3,
						MBIM_EX_1, b, target, 5),
			 5);
	assert_memory_equal(target, any, 5);
	assert_int_equal(mbim_version_translate(NULL, RESPONSE, MBIM_EX_3,
						MBIM_EX_1, b, target, 4),
			 ATT_E_ROOM);
	memcpy(source, any, sizeof(any));
	assert_int_equal(
		translate(BC(CONNECT), RESPONSE, MBIM_EX_3, MBIM_EX_3, 5), 5);
	assert_int_equal(
		translate(BC(RADIO_STATE), RESPONSE, MBIM_EX_3, MBIM_EX_1, 5),
		5);
	assert_memory_equal(target, any, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answer_to_connect_of_3_is_36_bytes_in_1),
		cmocka_unit_test(answer_to_connect_of_1_has_empty_tlv_in_3),
		cmocka_unit_test(texts_of_connect_become_tlvs_and_come_back),
		cmocka_unit_test(query_of_connect_of_3_names_internet_in_1),
		cmocka_unit_test(subclass_of_3_says_which_5g_it_is_in_2),
		cmocka_unit_test(nr_of_no_known_kind_is_nsa_in_2),
		cmocka_unit_test(version_1_sees_4g_in_place_of_5g),
		cmocka_unit_test(kind_of_5g_becomes_a_subclass_in_3),
		cmocka_unit_test(register_state_of_one_layout_changes_its_bits),
		cmocka_unit_test(register_state_of_2_loses_what_1_lacks),
		cmocka_unit_test(structs_in_signal_state_change_their_bits),
		cmocka_unit_test(device_caps_of_3_have_texts_behind_in_1),
		cmocka_unit_test(packet_filters_get_and_lose_their_numbers),
		cmocka_unit_test(base_stations_of_3_lose_cells_of_5g),
		cmocka_unit_test(
			reboot_of_1_has_no_fields_and_of_2_the_usual_mode),
		cmocka_unit_test(cid_of_3_is_refused_in_1),
		cmocka_unit_test(what_no_table_knows_is_copied),
	};

	return cmocka_run_group_tests_name("wire_versions", tests, NULL, NULL);
}
