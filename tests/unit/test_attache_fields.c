/* FIELD=VALUE words into messages: each type, and each mistake. */
#include "wire_zoo.h"

#include <stdio.h>
#include <string.h>

#include "generated/cids.h"
#include "generated/qmi_messages.h"
#include "tools/attache/fields.h"

#define MAX_WORDS 16

static struct fields fields;

/* The words in one text, parted by blanks; an empty text is no word. */
static bool parse(const struct att_layout *layout, const char *text)
{
	static char copy[1024];
	char *words[MAX_WORDS];
	int n = 0;

	fields_fini(&fields);
	snprintf(copy, sizeof(copy), "%s", text);
	for (char *w = strtok(copy, " "); w; w = strtok(NULL, " ")) {
		assert_true(n < MAX_WORDS);
		words[n++] = w;
	}
	return fields_parse(&fields, layout, words, n);
}

/* What the printer says of the message that the words make. */
static void makes(const struct att_layout *layout, const char *words,
		  const char *want)
{
	uint8_t buf[1024];
	char text[2048];
	struct att_text t;
	int len;

	if (!parse(layout, words))
		fail_msg("%s: %s", words, fields.problem);
	len = att_layout_encode(layout, fields.in, buf, sizeof(buf));
	assert_true(len >= 0);
	att_text_init(&t, text, sizeof(text));
	assert_int_equal(att_layout_print(layout,
					  att_bytes_of(buf, (size_t)len),
					  ATT_SHOW_ALL, 0, &t),
			 0);
	assert_string_equal(text, want);
	fields_fini(&fields);
}

static void refuses(const struct att_layout *layout, const char *words,
		    const char *problem)
{
	if (parse(layout, words))
		fail_msg("%s: taken", words);
	assert_string_equal(fields.problem, problem);
	fields_fini(&fields);
}

/* --- values ----------------------------------------------------------- */

static const char *fixed(const char *line)
{
	static const struct {
		const char *name, *zero;
	} lines[] = {
		{"a", "0"},
		{"kind", "none"},
		{"c", "0"},
		{"bits", "0"},
		{"e", "0"},
		{"f", "0"},
		{"uuid", "00000000-0000-0000-0000-000000000000"},
		{"ipv4", "0.0.0.0"},
		{"ipv6", "::"},
		{"raw", "000000000000"},
	};
	static char all[1024];
	size_t name = strcspn(line, ":"), at = 0;

	for (unsigned i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		bool it = strlen(lines[i].name) == name &&
			  strncmp(lines[i].name, line, name) == 0;

		at += (size_t)snprintf(all + at, sizeof(all) - at, "%s: %s\n",
				       lines[i].name,
				       it ? line + name + 2 : lines[i].zero);
	}
	return all;
}

static void numbers_are_decimal_or_hex(void **state)
{
	(void)state;
	makes(&zoo_fixed_layout, "", fixed(""));
	makes(&zoo_fixed_layout, "a=255", fixed("a: 255"));
	makes(&zoo_fixed_layout, "c=0xFfff", fixed("c: 65535"));
	makes(&zoo_fixed_layout, "e=18446744073709551615",
	      fixed("e: 18446744073709551615"));
	makes(&zoo_fixed_layout, "f=-2147483648", fixed("f: -2147483648"));
	makes(&zoo_fixed_layout, "f=0x7fffffff", fixed("f: 2147483647"));
	makes(&zoo_fixed_layout, "c=010", fixed("c: 10"));
}

static void numbers_out_of_range_are_refused(void **state)
{
	(void)state;
	refuses(&zoo_fixed_layout, "a=256",
		"a: 256 is not in the range 0 to 255");
	refuses(&zoo_fixed_layout, "c=65536",
		"c: 65536 is not in the range 0 to 65535");
	refuses(&zoo_fixed_layout, "e=18446744073709551616",
		"e: \"18446744073709551616\" is not a number (decimal, or hex "
		"with 0x)");
	refuses(&zoo_fixed_layout, "f=2147483648",
		"f: 2147483648 is not in the range -2147483648 to 2147483647");
	refuses(&zoo_fixed_layout, "f=-2147483649",
		"f: -2147483649 is not in the range -2147483648 to 2147483647");
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const bad[] = {"",	"x",   "0x",   "-1",
					  "+1", "1 2", "0x1g", "1e3"};

	(void)state;
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char word[32], *words[] = {word};

		snprintf(word, sizeof(word), "c=%s", bad[i]);
		assert_false(
			fields_parse(&fields, &zoo_fixed_layout, words, 1));
		assert_non_null(strstr(fields.problem, "is not a number"));
		fields_fini(&fields);
	}
}

static void enums_have_names_and_numbers(void **state)
{
	(void)state;
	makes(&zoo_fixed_layout, "kind=two", fixed("kind: two"));
	makes(&zoo_fixed_layout, "kind=7", fixed("kind: seven"));
	makes(&zoo_fixed_layout, "kind=200", fixed("kind: 200"));
	refuses(&zoo_fixed_layout, "kind=sevn",
		"kind: \"sevn\" is not one of none, two, seven; nor a number, "
		"did you mean \"seven\"?");
	refuses(&zoo_fixed_layout, "kind=zzz",
		"kind: \"zzz\" is not one of none, two, seven; nor a number");
	refuses(&zoo_fixed_layout, "kind=two,seven",
		"kind: \"two,seven\" is not one of none, two, seven; nor a "
		"number");
	refuses(&zoo_fixed_layout, "kind=256",
		"kind: 256 is not in the range 0 to 255");
}

static void flags_are_put_together(void **state)
{
	(void)state;
	makes(&zoo_fixed_layout, "bits=a|d", fixed("bits: a|d"));
	makes(&zoo_fixed_layout, "bits=b,0x40,a", fixed("bits: a|b|0x40"));
	makes(&zoo_fixed_layout, "bits=0", fixed("bits: 0"));
	refuses(&zoo_fixed_layout, "bits=a|",
		"bits: \"\" is not one of a, b, d; nor a number");
	refuses(&zoo_fixed_layout, "bits=a,c|b",
		"bits: \"c\" is not one of a, b, d; nor a number");
}

static void uuids_are_texts_or_names(void **state)
{
	static const char internet[] =
		"uuid: 7e5e2a7e-4e6f-7272-736b-656e7e5e2a7e "
		"(context_type_internet)";

	(void)state;
	makes(&zoo_fixed_layout, "uuid=7E5E2A7E-4e6f-7272-736b-656e7e5e2a7e",
	      fixed(internet));
	makes(&zoo_fixed_layout, "uuid=7e5e2a7e4e6f7272736b656e7e5e2a7e",
	      fixed(internet));
	makes(&zoo_fixed_layout, "uuid=context_type_internet", fixed(internet));
	makes(&zoo_fixed_layout, "uuid=internet", fixed(internet));
	makes(&zoo_fixed_layout, "uuid=sms",
	      fixed("uuid: 533fbeeb-14fe-4467-9f90-33a223e56c3f (sms)"));
	refuses(&zoo_fixed_layout, "uuid=smss",
		"uuid: \"smss\" is neither a UUID nor the name of a service or "
		"context type, did you mean \"sms\"?");
	refuses(&zoo_fixed_layout, "uuid=7e5e2a7e-4e6f-7272-736b-656e7e5e2a",
		"uuid: \"7e5e2a7e-4e6f-7272-736b-656e7e5e2a\" is neither a "
		"UUID nor the name of a service or context type");
	refuses(&zoo_fixed_layout, "uuid=7e5e2a7e-4e6f-7272-736b-656e7e5e2a7e0",
		"uuid: \"7e5e2a7e-4e6f-7272-736b-656e7e5e2a7e0\" is neither a "
		"UUID nor the name of a service or context type");
}

static void addresses_are_texts(void **state)
{
	(void)state;
	makes(&zoo_fixed_layout, "ipv4=192.0.2.1", fixed("ipv4: 192.0.2.1"));
	makes(&zoo_fixed_layout, "ipv6=2001:db8::1",
	      fixed("ipv6: 2001:db8::1"));
	refuses(&zoo_fixed_layout, "ipv4=192.0.2",
		"ipv4: \"192.0.2\" is not an IPv4 address");
	refuses(&zoo_fixed_layout, "ipv6=192.0.2.1",
		"ipv6: \"192.0.2.1\" is not an IPv6 address");
	makes(&zoo_refs_layout, "ipv4=192.0.2.1 ipv6=::1",
	      "text: \"\"\nbytes: \nswapped: \nipv4: 192.0.2.1\nipv6: ::1\n");
}

static void bytes_are_hex(void **state)
{
	(void)state;
	makes(&zoo_fixed_layout, "raw=0011aaBBccdd",
	      fixed("raw: 0011aabbccdd"));
	refuses(&zoo_fixed_layout, "raw=0011aabbcc",
		"raw: 6 bytes are needed, as 12 digits of hex");
	refuses(&zoo_fixed_layout, "raw=0011aabbccdx",
		"raw: \"0011aabbccdx\" is not hex");
	makes(&zoo_refs_layout, "bytes=01 swapped=0203",
	      "text: \"\"\nbytes: 01\nswapped: 0203\nipv4: none\nipv6: none\n");
	refuses(&zoo_refs_layout, "bytes=123",
		"bytes: half a byte of hex is left over");
	refuses(&zoo_refs_layout, "bytes=0000000000000000000000000000000000",
		"bytes: 17 bytes are too many, at most 16 are allowed");
	makes(&zoo_rest_layout, "rest=010203", "number: 0\nrest: 010203\n");
	makes(&zoo_here_layout, "blob.data=0102 behind=3",
	      "before: 0\nblob:\n  size: 2\n  kind: 0\n  data: 0102\n"
	      "behind: 3\n");
}

static void texts_are_utf8_up_to_their_limit(void **state)
{
	(void)state;
	makes(&zoo_pair_layout, "name=a=b", "name: \"a=b\"\nnumber: 0\n");
	makes(&zoo_pair_layout, "name=", "name: \"\"\nnumber: 0\n");
	makes(&zoo_pair_layout, "name=\xc3\xa4\xe2\x82\xac",
	      "name: \"\xc3\xa4\xe2\x82\xac\"\nnumber: 0\n");
	makes(&zoo_pair_layout, "name=0123456789",
	      "name: \"0123456789\"\nnumber: 0\n");
	refuses(&zoo_pair_layout, "name=0123456789a",
		"name: 11 characters are too many, at most 10 are allowed");
	refuses(&zoo_pair_layout, "name=\xff", "name: this text is not UTF-8");
}

static void tlvs_have_a_type_and_bytes(void **state)
{
	(void)state;
	makes(&zoo_tlv_layout, "text=hi bands=3,7 any=5:0102 more=6:,0x7:01",
	      "number: 0\ntext: \"hi\"\nbands: [3, 7]\nany: type 5 data 0102\n"
	      "more: [type 6 data , type 7 data 01]\n");
	refuses(&zoo_tlv_layout, "text=hi", "any is missing");
	refuses(&zoo_tlv_layout, "any=0102", "any: \"0102\" is not TYPE:HEX");
	refuses(&zoo_tlv_layout,
		"any=65536:", "any: 65536 is not in the range 0 to 65535");
	refuses(&zoo_tlv_layout, "any=1: more=1:2",
		"more: half a byte of hex is left over");
}

/* --- paths ------------------------------------------------------------ */

static void lists_have_elements_or_commas(void **state)
{
	static const char want[] =
		"n4: 2\nn6: 1\nn_points: 0\nn_numbers: 3\nn_texts: 2\n"
		"n_pairs: 0\nipv4: [192.0.2.1, 192.0.2.2]\nipv6: [::1]\n"
		"points: []\nnumbers: [two, none, 9]\n"
		"texts: [\"a,b\", \"\"]\npairs: []\n";

	(void)state;
	makes(&zoo_lists_layout,
	      "ipv4=192.0.2.1,192.0.2.2 ipv6[0]=::1 numbers=two,0,9 "
	      "texts[0]=a,b texts[1]=",
	      want);
	makes(&zoo_lists_layout,
	      "texts[0]=a,b texts[1]= ipv4[0]=192.0.2.1 ipv4[1]=192.0.2.2 "
	      "ipv6=::1 numbers[0]=2 numbers[1]=none numbers[2]=9",
	      want);
}

static void structs_have_members(void **state)
{
	(void)state;
	makes(&zoo_lists_layout,
	      "points[0].x=1 points[0].y=2 points[1].y=3 pairs[0].name=p",
	      "n4: 0\nn6: 0\nn_points: 2\nn_numbers: 0\nn_texts: 0\n"
	      "n_pairs: 1\nipv4: []\nipv6: []\npoints[0]:\n  x: 1\n  y: 2\n"
	      "points[1]:\n  x: 0\n  y: 3\nnumbers: []\ntexts: []\n"
	      "pairs[0]:\n  name: \"p\"\n  number: 0\n");
	makes(&zoo_ms_layout, "one.number=1 many[0].name=x many[1].number=2",
	      "one:\n  name: \"\"\n  number: 1\nmany[0]:\n  name: \"x\"\n"
	      "  number: 0\nmany[1]:\n  name: \"\"\n  number: 2\n");
	makes(&zoo_outer_layout, "pair.name=n pair.number=2 before=1",
	      "before: 1\npair:\n  name: \"n\"\n  number: 2\n");
	makes(&zoo_people_layout, "people[0].numbers[0]=1 people[0].pin=2",
	      "count: 1\npeople[0]:\n  name: \"\"\n  country: \"\"\n  pin: 2\n"
	      "  n_numbers: 1\n  key: \n  numbers: [\"1\"]\n");
}

static void many_elements_keep_their_values(void **state)
{
	char word[400] = "", *words[] = {word};
	size_t at = (size_t)snprintf(word, sizeof(word), "bands=0");

	(void)state;
	for (unsigned i = 1; i < 100; i++)
		at += (size_t)snprintf(word + at, sizeof(word) - at, ",%u", i);
	assert_false(fields_parse(&fields, &zoo_tlv_layout, words, 1));
	assert_string_equal(fields.problem, "any is missing");
	for (unsigned i = 0; i < 100; i++)
		assert_int_equal(
			att_array_u16(&((struct zoo_tlv *)fields.in)->bands, i),
			i);
	fields_fini(&fields);
}

static void wrong_names_are_refused_with_the_right_ones(void **state)
{
	(void)state;
	refuses(&zoo_pair_layout, "nmae=x",
		"no field \"nmae\", did you mean \"name\"? there is name, "
		"number");
	refuses(&zoo_pair_layout, "zzz=x",
		"no field \"zzz\"; there is name, number");
	refuses(&zoo_outer_layout, "pair.nam=x",
		"no field \"pair.nam\", did you mean \"name\"? there is name, "
		"number");
	refuses(&zoo_pair_layout, "=x", "no field \"\"; there is name, number");
	refuses(&zoo_pair_layout, "name", "\"name\" is not FIELD=VALUE");
}

static void wrong_paths_are_refused_with_the_right_form(void **state)
{
	(void)state;
	refuses(&zoo_pair_layout, "name[0]=x", "name[0]: write name=VALUE");
	refuses(&zoo_pair_layout, "name.x=x", "name.x: write name=VALUE");
	refuses(&zoo_outer_layout, "pair=x", "pair: write pair.MEMBER=VALUE");
	refuses(&zoo_lists_layout, "points.x=1",
		"points.x: write points[0].MEMBER=VALUE");
	refuses(&zoo_lists_layout, "points[0]=1",
		"points[0]: write points[0].MEMBER=VALUE");
	refuses(&zoo_lists_layout, "points[x].x=1",
		"points[x].x: write points[0].MEMBER=VALUE");
	refuses(&zoo_lists_layout, "points[00].x=1",
		"points[00].x: write points[0].MEMBER=VALUE");
	refuses(&zoo_lists_layout, "points[0=1",
		"points[0: write points[0].MEMBER=VALUE");
	refuses(&zoo_lists_layout, "texts=a,b", "texts: write texts[0]=VALUE");
	refuses(&zoo_lists_layout, "points=", /* no value of its own */
		"points: write points[0].MEMBER=VALUE");
}

static void elements_come_in_order_up_to_their_limit(void **state)
{
	(void)state;
	refuses(&zoo_lists_layout, "points[1].x=1",
		"points[1].x: points[0] has to come first");
	refuses(&zoo_lists_layout, "numbers[0]=1 numbers[4294967295]=1",
		"numbers[4294967295]: write numbers[0]=VALUE");
	refuses(&zoo_lists_layout, "numbers=1,2,3,4,5",
		"numbers: at most 4 are allowed");
}

static void counts_are_not_given(void **state)
{
	(void)state;
	refuses(&zoo_lists_layout, "n_points=1",
		"n_points is counted, give points");
}

static void nothing_is_given_twice(void **state)
{
	(void)state;
	refuses(&zoo_pair_layout, "number=1 number=1", "number is given twice");
	refuses(&zoo_lists_layout, "points[0].x=1 points[0].x=2",
		"points[0].x is given twice");
	refuses(&zoo_lists_layout, "numbers[0]=1 numbers=1",
		"numbers is given twice");
}

static void fields_of_another_format_are_refused(void **state)
{
	(void)state;
	makes(&zoo_when_layout, "points[0].x=1",
	      "format: 0\ncount: 1\npoints[0]:\n  x: 1\n  y: 0\n");
	makes(&zoo_when_layout, "pairs[0].number=1 format=1",
	      "format: 1\ncount: 1\npairs[0]:\n  name: \"\"\n  number: 1\n");
	refuses(&zoo_when_layout, "points[0].x=1 format=1",
		"points[0].x: only if format is 0");
	refuses(&mbim_sms_send_set_layout, "format=pdu cdma_message.address=1",
		"cdma_message.address: only if format is cdma");
}

static void lengths_that_share_a_count_agree(void **state)
{
	(void)state;
	makes(&zoo_filter_layout, "filter=01 mask=ff",
	      "size: 1\nfilter: 01\nmask: ff\n");
	refuses(&zoo_filter_layout, "filter=01",
		"mask has to be as long as filter");
}

static void words_that_were_understood_are_counted(void **state)
{
	(void)state;
	assert_false(parse(&zoo_pair_layout, "name=a number=x"));
	assert_int_equal(fields.n_taken, 1);
	fields_fini(&fields);
	assert_true(parse(&zoo_pair_layout, "name=a number=1"));
	assert_int_equal(fields.n_taken, 2);
	fields_fini(&fields);
}

/* --- QMI ---------------------------------------------------------------- */

/* What the printer says of the TLVs that the words make. */
static void makes_tlvs(uint8_t service, uint16_t message,
		       const struct att_layout *layout, const char *words,
		       const char *want)
{
	const struct qmi_head h = {.service = service, .message = message};
	uint8_t buf[1024];
	char text[2048];
	struct att_text t;
	size_t head = qmi_head_len(service);
	int len;

	if (!parse(layout, words))
		fail_msg("%s: %s", words, fields.problem);
	len = qmi_layout_encode(layout, fields.in, buf + head,
				sizeof(buf) - head);
	assert_true(len >= 0);
	att_text_init(&t, text, sizeof(text));
	assert_int_equal(
		qmi_frame_print(
			att_bytes_of(buf, qmi_head_put(&h, (size_t)len, buf)),
			ATT_SHOW_ALL, &t),
		0);
	assert_string_equal(strchr(text, '\n') + 1, want);
	fields_fini(&fields);
}

static void tlvs_are_there_that_are_named(void **state)
{
	(void)state;
	makes_tlvs(QMI_SERVICE_WDS, QMI_WDS_START_NETWORK,
		   qmi_wds_start_network_req_layout(),
		   "apn=internet authentication_preference=pap,chap "
		   "ip_family_preference=ipv4 profile_index_3gpp=1",
		   "  apn: \"internet\"\n"
		   "  authentication_preference: pap|chap\n"
		   "  ip_family_preference: ipv4\n"
		   "  profile_index_3gpp: 1\n");
	makes_tlvs(QMI_SERVICE_WDS, QMI_WDS_START_NETWORK,
		   qmi_wds_start_network_req_layout(), "", "");
	makes_tlvs(QMI_SERVICE_UIM, QMI_UIM_READ_TRANSPARENT,
		   qmi_uim_read_transparent_req_layout(),
		   "session.session_type=primary_gw_provisioning "
		   "session.application_identifier= file.file_id=0x6f07 "
		   "file.file_path=003fff7f read_information.offset=0 "
		   "read_information.length=0",
		   "  session:\n"
		   "    session_type: primary_gw_provisioning\n"
		   "    application_identifier: \n"
		   "  file:\n    file_id: 28423\n    file_path: 003fff7f\n"
		   "  read_information:\n    offset: 0\n    length: 0\n");
}

static void tlvs_that_have_to_be_there_are_asked_for(void **state)
{
	(void)state;
	refuses(qmi_dms_set_operating_mode_req_layout(), "", "mode is missing");
	refuses(qmi_uim_verify_pin_req_layout(),
		"info.pin_id=pin1 "
		"info.pin_value=1234",
		"session is missing");
}

static void values_of_qmi_have_their_limits(void **state)
{
	(void)state;
	makes_tlvs(QMI_SERVICE_NAS, QMI_NAS_CONFIG_SIGNAL_INFO,
		   qmi_nas_config_signal_info_req_layout(),
		   "rssi_threshold=-80,-100",
		   "  rssi_threshold: [-80, -100]\n");
	refuses(qmi_nas_config_signal_info_req_layout(), "rssi_threshold=-129",
		"rssi_threshold: -129 is not in the range -128 to 127");
	refuses(qmi_dms_activate_manual_req_layout(),
		"info.service_programming_code=12345",
		"info.service_programming_code: 6 characters are needed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_decimal_or_hex),
		cmocka_unit_test(numbers_out_of_range_are_refused),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(enums_have_names_and_numbers),
		cmocka_unit_test(flags_are_put_together),
		cmocka_unit_test(uuids_are_texts_or_names),
		cmocka_unit_test(addresses_are_texts),
		cmocka_unit_test(bytes_are_hex),
		cmocka_unit_test(texts_are_utf8_up_to_their_limit),
		cmocka_unit_test(tlvs_have_a_type_and_bytes),
		cmocka_unit_test(lists_have_elements_or_commas),
		cmocka_unit_test(structs_have_members),
		cmocka_unit_test(many_elements_keep_their_values),
		cmocka_unit_test(wrong_names_are_refused_with_the_right_ones),
		cmocka_unit_test(wrong_paths_are_refused_with_the_right_form),
		cmocka_unit_test(elements_come_in_order_up_to_their_limit),
		cmocka_unit_test(counts_are_not_given),
		cmocka_unit_test(nothing_is_given_twice),
		cmocka_unit_test(fields_of_another_format_are_refused),
		cmocka_unit_test(lengths_that_share_a_count_agree),
		cmocka_unit_test(words_that_were_understood_are_counted),
		cmocka_unit_test(tlvs_are_there_that_are_named),
		cmocka_unit_test(tlvs_that_have_to_be_there_are_asked_for),
		cmocka_unit_test(values_of_qmi_have_their_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
