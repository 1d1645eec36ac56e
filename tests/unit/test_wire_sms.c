/* Short messages and USSD: vectors in hex of 3GPP TS 23.038 and 23.040, both
 * ways, and what is malformed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/errors.h"
#include "wire/sms/dcs.h"
#include "wire/sms/gsm7.h"
#include "wire/sms/sms.h"
#include "wire/sms/ussd.h"

#define DELIVER                                         \
	"059151551099"	   /* the centre, +15550199 */  \
	"0408915155100000" /* from +15550100 */         \
	"0020806291731480" /* 2002-08-26 19:37:41 +2 */ \
	"0cc8f71d14969741f977fd07"

static struct att_bytes hex(const char *text, uint8_t *out)
{
	size_t n = strlen(text) / 2;
	unsigned v;

	for (size_t i = 0; i < n; i++) {
		assert_int_equal(sscanf(text + 2 * i, "%2x", &v), 1);
		out[i] = (uint8_t)v;
	}
	return att_bytes_of(out, n);
}

static struct att_sms decoded(const char *text)
{
	uint8_t pdu[256];
	struct att_bytes b = hex(text, pdu);
	struct att_sms s;

	assert_int_equal(att_sms_decode(b, &s), (int)b.len);
	return s;
}

static int error_of(const char *text)
{
	uint8_t pdu[256];
	struct att_sms s;

	return att_sms_decode(hex(text, pdu), &s);
}

static void check_encoded(const struct att_sms *s, const char *text)
{
	uint8_t want[256], got[ATT_SMS_PDU_MAX];
	struct att_bytes b = hex(text, want);

	assert_int_equal(att_sms_encode(s, got, sizeof(got)), (int)b.len);
	assert_memory_equal(got, want, b.len);
}

static void check_text(const struct att_sms *s, const char *want)
{
	char text[512];

	assert_int_equal(att_sms_text(s, text, sizeof(text)),
			 (int)strlen(want));
	assert_string_equal(text, want);
}

/* --- alphabets ------------------------------------------------------------ */

static void gsm7_packs_as_the_standard_says(void **state)
{
	static const uint8_t septets[] = "hellohello";
	uint8_t want[16], out[16], back[16];
	struct att_bytes b = hex("e8329bfd4697d9ec37", want);

	(void)state;
	assert_int_equal(att_gsm7_octets(10, 0), b.len);
	att_gsm7_pack(septets, 10, 0, out);
	assert_memory_equal(out, want, b.len);
	att_gsm7_unpack(out, 10, 0, back);
	assert_memory_equal(back, septets, 10);
}

static void every_septet_survives(void **state)
{
	unsigned twins = 0;

	(void)state;
	for (uint8_t i = 0; i < 128; i++) {
		const uint8_t in[2] = {i, 'a'};
		uint8_t out[2];
		size_t at = 0;
		uint32_t c =
			att_gsm7_next(in, i == ATT_GSM7_ESCAPE ? 1 : 2, &at);

		assert_int_equal(at, 1);
		assert_int_equal(att_gsm7_put(c, out), 1);
		twins += out[0] != i;
	}
	/* an escape that is alone is a space */
	assert_int_equal(twins, 1);
}

/* The one that is two septets: TS 23.038 6.2.1.1. */
static void euro_is_in_the_extension(void **state)
{
	uint8_t septet[2], octet[2];
	size_t at = 0;

	(void)state;
	assert_int_equal(att_gsm7_put(0x20ac, septet), 2);
	att_gsm7_pack(septet, 2, 0, octet);
	assert_int_equal(octet[0], 0x9b);
	assert_int_equal(octet[1], 0x32);
	assert_int_equal(att_gsm7_next(septet, 2, &at), 0x20ac);
	assert_int_equal(at, 2);
	assert_int_equal(att_gsm7_put(0x0416, septet), 0);
}

static void coding_schemes_name_their_alphabet(void **state)
{
	(void)state;
	assert_int_equal(att_dcs_of_sms(0x00), ATT_DCS_GSM7);
	assert_int_equal(att_dcs_of_sms(0x04), ATT_DCS_DATA);
	assert_int_equal(att_dcs_of_sms(0x08), ATT_DCS_UCS2);
	assert_int_equal(att_dcs_of_sms(0x20), ATT_DCS_DATA);
	assert_int_equal(att_dcs_of_sms(0xc8), ATT_DCS_GSM7);
	assert_int_equal(att_dcs_of_sms(0xe0), ATT_DCS_UCS2);
	assert_int_equal(att_dcs_of_sms(0xf4), ATT_DCS_DATA);
	assert_int_equal(att_dcs_class(0x00), -1);
	assert_int_equal(att_dcs_class(0x10), 0);
	assert_int_equal(att_dcs_class(0xf2), 2);
	assert_int_equal(att_dcs_class(0xc1), -1);
	assert_int_equal(att_dcs_of_ussd(0x0f), ATT_DCS_GSM7);
	assert_int_equal(att_dcs_of_ussd(0x11), ATT_DCS_UCS2);
	assert_int_equal(att_dcs_of_ussd(0x48), ATT_DCS_UCS2);
	assert_int_equal(att_dcs_of_ussd(0x44), ATT_DCS_DATA);
}

/* --- messages ------------------------------------------------------------- */

static void deliver_is_read(void **state)
{
	struct att_sms s = decoded(DELIVER);
	char number[ATT_SMS_ADDRESS_MAX];
	struct att_sms_time t;

	(void)state;
	assert_int_equal(att_sms_kind(&s), ATT_SMS_DELIVER);
	att_sms_address_text(&s.smsc, number);
	assert_string_equal(number, "+15550199");
	att_sms_address_text(&s.peer, number);
	assert_string_equal(number, "+15550100");
	check_text(&s, "How are you?");
	att_sms_stamp_get(s.sent, &t);
	assert_int_equal(t.year, 2002);
	assert_int_equal(t.month, 8);
	assert_int_equal(t.day, 26);
	assert_int_equal(t.hour, 19);
	assert_int_equal(t.minute, 37);
	assert_int_equal(t.second, 41);
	assert_int_equal(t.quarters, 8);
	check_encoded(&s, DELIVER);
}

/* A time that is behind UTC has bit 3 in its last octet. */
static void zone_behind_utc_is_negative(void **state)
{
	struct att_sms_time t = {.year = 2026, .month = 1, .quarters = -20};
	uint8_t stamp[ATT_SMS_STAMP];

	(void)state;
	att_sms_stamp_put(&t, stamp);
	assert_int_equal(stamp[6], 0x0a);
	att_sms_stamp_get(stamp, &t);
	assert_int_equal(t.quarters, -20);
}

/* Each format of the validity: none, relative, absolute. */
static void submit_has_three_kinds_of_validity(void **state)
{
	static const char *const pdu[] = {
		"0001000891515510000000"
		"02c834",
		"0011000891515510000000aa"
		"02c834",
		"00190008915155100000002080629173148002c834",
	};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct att_sms s = decoded(pdu[i]);

		assert_int_equal(att_sms_kind(&s), ATT_SMS_SUBMIT);
		check_text(&s, "Hi");
		check_encoded(&s, pdu[i]);
	}
}

static void status_report_is_read(void **state)
{
	const char *pdu = "00"
			  "062a"
			  "0891515510"
			  "00"
			  "20806291731480"
			  "20806291732480"
			  "00";
	struct att_sms s = decoded(pdu);
	struct att_sms_time t;

	(void)state;
	assert_int_equal(att_sms_kind(&s), ATT_SMS_STATUS_REPORT);
	assert_int_equal(s.reference, 0x2a);
	assert_int_equal(s.status, 0);
	att_sms_stamp_get(s.done, &t);
	assert_int_equal(t.second, 42);
	check_encoded(&s, pdu);
}

/* With all that is optional, and an octet that announces more. */
static void status_report_has_optional_parameters(void **state)
{
	const char *pdu = "00"
			  "062a"
			  "0891515510"
			  "00"
			  "20806291731480"
			  "20806291732480"
			  "00"
			  "8700"
			  "00"
			  "00"
			  "02c834";
	struct att_sms s = decoded(pdu);

	(void)state;
	check_text(&s, "Hi");
	check_encoded(&s, "00"
			  "062a"
			  "0891515510"
			  "00"
			  "20806291731480"
			  "20806291732480"
			  "00"
			  "07"
			  "00"
			  "00"
			  "02c834");
}

/* A name for a sender: 7 letters are 13 half octets. */
static void sender_may_be_a_text(void **state)
{
	const char *pdu = "00"
			  "040dd0"
			  "41e19058341e01"
			  "0000"
			  "20806291731480"
			  "00";
	struct att_sms s = decoded(pdu);
	char name[ATT_SMS_ADDRESS_MAX];

	(void)state;
	att_sms_address_text(&s.peer, name);
	assert_string_equal(name, "ABCDEFG");
	check_encoded(&s, pdu);
}

static void ucs2_is_read(void **state)
{
	const char *pdu = "00"
			  "04089151551000"
			  "0008"
			  "20806291731480"
			  "0c"
			  "041f04400438043204350442";
	struct att_sms s = decoded(pdu);

	(void)state;
	check_text(&s, "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82");
	check_encoded(&s, pdu);
}

/* Part 2 of 3 of reference 0x2a; the text begins one bit in. */
static void part_has_its_place(void **state)
{
	struct att_sms s = decoded("00"
				   "44089151551000"
				   "0000"
				   "20806291731480"
				   "08"
				   "0500032a0302"
				   "82");
	struct att_sms_part p;

	(void)state;
	assert_true(att_sms_part(&s, &p));
	assert_int_equal(p.reference, 0x2a);
	assert_int_equal(p.parts, 3);
	assert_int_equal(p.number, 2);
	check_text(&s, "A");
	s = decoded("00"
		    "44089151551000"
		    "0000"
		    "20806291731480"
		    "0a"
		    "060804012a0302"
		    "41"
		    "01");
	assert_true(att_sms_part(&s, &p));
	assert_int_equal(p.reference, 0x12a);
	s = decoded(DELIVER);
	assert_false(att_sms_part(&s, &p));
}

/* A part beyond the last one is none. */
static void part_out_of_its_range_is_none(void **state)
{
	struct att_sms s = decoded("00"
				   "44089151551000"
				   "0000"
				   "20806291731480"
				   "08"
				   "0500032a0304"
				   "82");
	struct att_sms_part p;

	(void)state;
	assert_false(att_sms_part(&s, &p));
}

static void malformed_messages_are_refused(void **state)
{
	(void)state;
	/* cut off in each field */
	for (size_t n = 0; n < strlen(DELIVER) / 2; n++) {
		char cut[sizeof(DELIVER)] = DELIVER;

		cut[2 * n] = '\0';
		assert_int_equal(error_of(cut), ATT_E_SHORT);
	}
	assert_int_equal(error_of("0003"), ATT_E_TYPE);
	/* 24 digits; a filler in the middle of a number */
	assert_int_equal(error_of("00041891"
				  "515510005155100051551000"),
			 ATT_E_LENGTH);
	assert_int_equal(error_of("000408915f551000"), ATT_E_VALUE);
	/* 161 septets; a header that is longer than its message */
	assert_int_equal(error_of("00"
				  "04089151551000"
				  "0000"
				  "20806291731480"
				  "a1"),
			 ATT_E_LENGTH);
	assert_int_equal(error_of("00"
				  "44089151551000"
				  "0000"
				  "20806291731480"
				  "08"
				  "0900032a030282"),
			 ATT_E_LENGTH);
	/* an element that is longer than its header; no header at all */
	assert_int_equal(error_of("00"
				  "44089151551000"
				  "0000"
				  "20806291731480"
				  "08"
				  "0500042a030282"),
			 ATT_E_LENGTH);
	assert_int_equal(error_of("00"
				  "44089151551000"
				  "0000"
				  "20806291731480"
				  "00"),
			 ATT_E_LENGTH);
}

static void data_is_no_text(void **state)
{
	struct att_sms s = decoded("00"
				   "04089151551000"
				   "0004"
				   "20806291731480"
				   "0100");
	char text[8];

	(void)state;
	assert_int_equal(att_sms_text(&s, text, sizeof(text)), ATT_E_TEXT);
	s = decoded(DELIVER);
	assert_int_equal(att_sms_text(&s, text, sizeof(text)), ATT_E_ROOM);
}

/* --- texts in parts ------------------------------------------------------- */

/* Split, encode, decode and join again. */
static void check_split(const char *text, unsigned parts, bool ucs2)
{
	struct att_bytes b = att_bytes_of(text, strlen(text));
	struct att_sms_split x;
	char got[4096] = "";

	assert_int_equal(att_sms_split(b, &x), 0);
	assert_int_equal(x.parts, parts);
	assert_int_equal(x.ucs2, ucs2);
	for (unsigned i = 1; i <= x.parts; i++) {
		struct att_sms s = {.first = ATT_SMS_SUBMIT}, back;
		struct att_sms_part p = {0};
		uint8_t pdu[ATT_SMS_PDU_MAX];
		char part[512];
		int len;

		assert_true(att_sms_address_of("+15550100", &s.peer));
		att_sms_put_part(&s, &x, (uint8_t)i, 0x77);
		len = att_sms_encode(&s, pdu, sizeof(pdu));
		assert_true(len > 0);
		assert_int_equal(
			att_sms_decode(att_bytes_of(pdu, (size_t)len), &back),
			len);
		assert_int_equal(att_sms_part(&back, &p), parts > 1);
		assert_true(parts == 1 ||
			    (p.number == i && p.reference == 0x77));
		assert_true(att_sms_text(&back, part, sizeof(part)) >= 0);
		strcat(got, part);
	}
	assert_string_equal(got, text);
}

static void texts_are_split_where_they_have_to(void **state)
{
	char text[1024] = "";

	(void)state;
	check_split("", 1, false);
	memset(text, 'x', 160);
	check_split(text, 1, false);
	memset(text, 'x', 161);
	check_split(text, 2, false);
	/* An escape and its septet stay together: 152 + 2 do not fit in 153. */
	memset(text, 'x', 1000);
	memcpy(text + 152, "[", 1);
	text[306] = '\0';
	check_split(text, 3, false);
}

static void other_characters_need_ucs2(void **state)
{
	char text[1024] = "\xd0\x9f";

	(void)state;
	memset(text + 2, 'x', 69);
	check_split(text, 1, true);
	memset(text + 2, 'x', 70);
	check_split(text, 2, true);
	/* Two units stay together: 66 + 2 do not fit in 67. */
	memset(text, 'x', 140);
	memcpy(text + 66, "\xf0\x9f\x98\x80", 4);
	text[136] = '\0';
	check_split(text, 3, true);
}

static void text_that_cannot_be_sent_is_refused(void **state)
{
	static char text[256 * 153 + 1];
	struct att_sms_split x;

	(void)state;
	assert_int_equal(att_sms_split(att_bytes_of("a\xff", 2), &x),
			 ATT_E_TEXT);
	memset(text, 'x', sizeof(text) - 1);
	assert_int_equal(att_sms_split(att_bytes_of(text, 255 * 153), &x), 0);
	assert_int_equal(att_sms_split(att_bytes_of(text, 255 * 153 + 1), &x),
			 ATT_E_LENGTH);
}

static void only_numbers_are_numbers(void **state)
{
	struct att_sms_address a;

	(void)state;
	assert_true(att_sms_address_of("*100#", &a));
	assert_int_equal(a.type, 0x81);
	assert_false(att_sms_address_of("+", &a));
	assert_false(att_sms_address_of("", &a));
	assert_false(att_sms_address_of("+1555-0100", &a));
	assert_false(att_sms_address_of("123456789012345678901", &a));
}

/* --- USSD ----------------------------------------------------------------- */

static void check_ussd(const char *text, const char *want, uint8_t want_dcs)
{
	uint8_t data[ATT_USSD_MAX], expect[ATT_USSD_MAX], dcs;
	struct att_bytes b = hex(want, expect);
	char back[ATT_USSD_TEXT];

	assert_int_equal(
		att_ussd_encode(att_bytes_of(text, strlen(text)), &dcs, data),
		(int)b.len);
	assert_int_equal(dcs, want_dcs);
	assert_memory_equal(data, expect, b.len);
	assert_int_equal(att_ussd_decode(dcs, b, back, sizeof(back)),
			 (int)strlen(text));
	assert_string_equal(back, text);
}

/* "*#06#2" is 6 septets; 7 would leave room for an @, which is a CR then. */
static void ussd_is_packed(void **state)
{
	(void)state;
	check_ussd("*100#", "aa180c3602", ATT_DCS_USSD_GSM7);
	check_ussd("1234567", "31d98c56b3dd1a", ATT_DCS_USSD_GSM7);
	check_ussd("12345678", "31d98c56b3dd70", ATT_DCS_USSD_GSM7);
	check_ussd("\xd0\x9f", "041f", ATT_DCS_USSD_UCS2);
}

static void ussd_has_an_end(void **state)
{
	uint8_t data[ATT_USSD_MAX], dcs;
	char text[184], small[4];

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(att_ussd_encode(att_bytes_of(text, 182), &dcs, data),
			 160);
	assert_int_equal(att_ussd_encode(att_bytes_of(text, 183), &dcs, data),
			 ATT_E_LENGTH);
	memcpy(text, "\xd0\x9f", 2);
	assert_int_equal(att_ussd_encode(att_bytes_of(text, 82), &dcs, data),
			 ATT_E_LENGTH);
	assert_int_equal(att_ussd_encode(att_bytes_of("\xff", 1), &dcs, data),
			 ATT_E_TEXT);
	assert_int_equal(att_ussd_decode(0x44, att_bytes_of(data, 2), text,
					 sizeof(text)),
			 ATT_E_TEXT);
	assert_int_equal(att_ussd_decode(0x0f, att_bytes_of(data, 4), small,
					 sizeof(small)),
			 ATT_E_ROOM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gsm7_packs_as_the_standard_says),
		cmocka_unit_test(every_septet_survives),
		cmocka_unit_test(euro_is_in_the_extension),
		cmocka_unit_test(coding_schemes_name_their_alphabet),
		cmocka_unit_test(deliver_is_read),
		cmocka_unit_test(zone_behind_utc_is_negative),
		cmocka_unit_test(submit_has_three_kinds_of_validity),
		cmocka_unit_test(status_report_is_read),
		cmocka_unit_test(status_report_has_optional_parameters),
		cmocka_unit_test(sender_may_be_a_text),
		cmocka_unit_test(ucs2_is_read),
		cmocka_unit_test(part_has_its_place),
		cmocka_unit_test(part_out_of_its_range_is_none),
		cmocka_unit_test(malformed_messages_are_refused),
		cmocka_unit_test(data_is_no_text),
		cmocka_unit_test(texts_are_split_where_they_have_to),
		cmocka_unit_test(other_characters_need_ucs2),
		cmocka_unit_test(text_that_cannot_be_sent_is_refused),
		cmocka_unit_test(only_numbers_are_numbers),
		cmocka_unit_test(ussd_is_packed),
		cmocka_unit_test(ussd_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
