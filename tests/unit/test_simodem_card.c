/* A card in software: a table of commands and what it answers, and what a
 * terminal in front of it makes of its files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tools/simodem/card.h"

#define TABLE "tests/unit/card_commands.tsv"
#define ROWS  80

static const struct sim_usim usim = {
	.spn = "Simulated",
	.name = "Simulated Network",
	.short_name = "Simnet",
	.mnc_digits = 2,
	.forbidden = {"00102", "262011"},
	.gid1_len = 2,
	.gid1 = {0xab, 0xcd},
	.channels = 4,
};

static struct sim_personal personal(const char *pin, const struct sim_usim *of)
{
	return (struct sim_personal){
		.iccid = "8900000000000000000",
		.imsi = "001010000000000",
		.number = "+10000000000",
		.pin = pin,
		.puk = "00000000",
		.attempts = 3,
		.puk_attempts = 10,
		.usim = of,
	};
}

static void start(struct sim_uicc *u, const char *pin)
{
	struct sim_personal p = personal(pin, &usim);

	sim_uicc_init(u, &p);
}

/* --- the table -------------------------------------------------------------
 */

static size_t hex(const char *text, uint8_t *to, size_t cap)
{
	size_t n = 0;

	for (; text[0] != '\0'; text += 2) {
		char two[3] = {text[0], text[1], '\0'}, *end;

		assert_true(n < cap);
		to[n++] = (uint8_t)strtoul(two, &end, 16);
		assert_int_equal(*end, '\0');
		assert_true(text[1] != '\0');
	}
	return n;
}

/* The next column; what is before it ends there. */
static char *column(char **at)
{
	char *this = *at;
	size_t n = strcspn(this, "\t\n");

	*at = this[n] == '\t' ? this + n + 1 : this + n;
	this[n] = '\0';
	return this;
}

static void new_card(struct sim_uicc *u, char *at)
{
	const char *pin = column(&at), *channels = column(&at);
	struct sim_usim of = usim;
	struct sim_personal p = personal(*pin == '-' ? "" : pin, &of);

	of.channels = (uint8_t)strtoul(channels, NULL, 10);
	sim_uicc_init(u, &p);
}

/* What a row says; "*": data, and 9000. */
static bool as_told(struct sim_uicc *u, unsigned line, char *at)
{
	uint8_t command[300], want[SIM_CARD_ANSWER], got[SIM_CARD_ANSWER];
	size_t n = hex(column(&at), command, sizeof(command)), len, wanted;
	const char *answer = column(&at), *clause = column(&at);

	assert_true(clause[0] != '\0');
	len = sim_uicc_command(u, att_bytes_of(command, n), got);
	if (answer[0] == '*')
		return len > 2 && sim_terminal_status(got, len) == SIM_SW_OK;
	wanted = hex(answer, want, sizeof(want));
	if (wanted == len && memcmp(want, got, len) == 0)
		return true;
	print_message("%s:%u: (%s) ", TABLE, line, clause);
	for (size_t i = 0; i < len; i++)
		print_message("%02X", got[i]);
	print_message(" instead of %s\n", answer);
	return false;
}

static void card_answers_as_its_table_says(void **state)
{
	static struct sim_uicc u;
	FILE *f = fopen(TABLE, "r");
	unsigned line = 0, rows = 0, bad = 0;
	char text[1024];

	(void)state;
	assert_non_null(f);
	while (fgets(text, sizeof(text), f) != NULL) {
		char *at = text, *what;

		line++;
		if (text[0] == '#')
			continue;
		what = column(&at);
		if (strcmp(what, "card") == 0) {
			new_card(&u, at);
		} else if (strcmp(what, "reset") == 0) {
			sim_uicc_reset(&u);
		} else {
			bad += !as_told(&u, line, at);
			rows++;
		}
	}
	fclose(f);
	assert_int_equal(bad, 0);
	assert_true(rows >= ROWS);
}

/* --- a terminal ------------------------------------------------------------
 */

#define PATH(...)                                              \
	{                                                      \
		.path = {                                      \
			(const uint8_t[]){__VA_ARGS__},        \
			sizeof((const uint8_t[]){__VA_ARGS__}) \
		}                                              \
	}

static void files_are_texts(void **state)
{
	static struct sim_uicc u;
	char text[SIM_CARD_TEXT];

	(void)state;
	start(&u, "");
	sim_uicc_iccid(&u, text);
	assert_string_equal(text, "8900000000000000000");
	sim_uicc_imsi(&u, text);
	assert_string_equal(text, "001010000000000");
	sim_uicc_number(&u, text);
	assert_string_equal(text, "+10000000000");
	sim_uicc_spn(&u, text);
	assert_string_equal(text, "Simulated");
	sim_uicc_home(&u, text);
	assert_string_equal(text, "00101");
}

/* 14 digits of an IMSI, 20 of an ICCID, 3 of the MNC, a national number. */
static void texts_of_another_length_come_back(void **state)
{
	static struct sim_uicc u;
	struct sim_usim of = usim;
	struct sim_personal p = personal("", &of);
	char text[SIM_CARD_TEXT];

	(void)state;
	of.mnc_digits = 3;
	p.imsi = "00101100000000";
	p.iccid = "89000000000000000000";
	p.number = "1000";
	sim_uicc_init(&u, &p);
	sim_uicc_iccid(&u, text);
	assert_string_equal(text, p.iccid);
	sim_uicc_imsi(&u, text);
	assert_string_equal(text, p.imsi);
	sim_uicc_number(&u, text);
	assert_string_equal(text, "1000");
	sim_uicc_home(&u, text);
	assert_string_equal(text, "001011");
}

static void status_of_a_file_is_told(void **state)
{
	static struct sim_uicc u;
	const struct sim_file_path est = PATH(0x7f, 0xff, 0x6f, 0x56);
	const struct sim_file_path acm = PATH(0x3f, 0, 0x7f, 0xff, 0x6f, 0x39);
	const struct sim_file_path mf = PATH(0x3f, 0);
	struct sim_file_status s;

	(void)state;
	start(&u, "1234");
	assert_int_equal(sim_terminal_select(&u, &est, &s), SIM_SW_OK);
	assert_int_equal(s.kind, SIM_FILE_TRANSPARENT);
	assert_int_equal(s.id, 0x6f56);
	assert_int_equal(s.size, 1);
	assert_int_equal(s.read, SIM_ACCESS_PIN1);
	assert_int_equal(s.update, SIM_ACCESS_PIN2);
	assert_int_equal(s.activate, SIM_ACCESS_ADM);
	assert_int_equal(sim_terminal_select(&u, &acm, &s), SIM_SW_OK);
	assert_int_equal(s.kind, SIM_FILE_CYCLIC);
	assert_int_equal(s.record_len, 3);
	assert_int_equal(s.records, 3);
	assert_int_equal(sim_terminal_select(&u, &mf, &s), SIM_SW_OK);
	assert_int_equal(s.kind, SIM_FILE_DIRECTORY);
	assert_true(s.master);
	assert_int_equal(s.update, SIM_ACCESS_ADM);
}

static void reading_ends_where_the_file_does(void **state)
{
	static struct sim_uicc u;
	const struct sim_file_path ad = PATH(0x7f, 0xff, 0x6f, 0xad);
	uint8_t bytes[256];
	size_t len;

	(void)state;
	start(&u, "");
	assert_int_equal(
		sim_terminal_read(&u, &ad, 0, 0, bytes, sizeof(bytes), &len),
		SIM_SW_OK);
	assert_int_equal(len, 4);
	assert_int_equal(bytes[3], 2);
	assert_int_equal(
		sim_terminal_read(&u, &ad, 3, 99, bytes, sizeof(bytes), &len),
		SIM_SW_OK);
	assert_int_equal(len, 1);
	assert_int_equal(
		sim_terminal_read(&u, &ad, 4, 1, bytes, sizeof(bytes), &len),
		SIM_SW_OFFSET);
	assert_int_equal(len, 0);
}

static void records_are_written_and_read(void **state)
{
	static struct sim_uicc u;
	const struct sim_file_path sms = PATH(0x3f, 0, 0x7f, 0x10, 0x6f, 0x3c);
	uint8_t record[256], back[256];
	size_t len;

	(void)state;
	start(&u, "");
	memset(record, 0x5a, sizeof(record));
	assert_int_equal(sim_terminal_write_record(&u, &sms, 3,
						   att_bytes_of(record, 176)),
			 SIM_SW_OK);
	assert_int_equal(sim_terminal_read_record(&u, &sms, 3, back, &len),
			 SIM_SW_OK);
	assert_int_equal(len, 176);
	assert_memory_equal(back, record, 176);
	assert_int_equal(sim_terminal_read_record(&u, &sms, 11, back, &len),
			 SIM_SW_NO_RECORD);
	assert_int_equal(len, 0);
}

static void applications_are_listed(void **state)
{
	static struct sim_uicc u;
	struct sim_application a;

	(void)state;
	start(&u, "");
	assert_true(sim_terminal_application(&u, 0, &a));
	assert_int_equal(a.aid_len, 12);
	assert_string_equal(a.label, "USIM");
	assert_false(sim_terminal_application(&u, 1, &a));
}

static void channel_whose_application_is_missing_stays_closed(void **state)
{
	static struct sim_uicc u;
	const uint8_t isd_r[] = {0xa0, 0, 0, 5, 0x59, 0x10, 0x10};
	const uint8_t aid[] = {0xa0, 0, 0, 0, 0x87, 0x10, 0x02};
	uint8_t answer[SIM_CARD_ANSWER], channel;
	size_t len;

	(void)state;
	start(&u, "");
	assert_int_equal(sim_terminal_open(&u,
					   att_bytes_of(isd_r, sizeof(isd_r)),
					   0, &channel, answer, &len),
			 SIM_NOT_SELECTED);
	assert_int_equal(sim_terminal_status(answer, len), SIM_SW_NO_FILE);
	assert_false(u.channel[1].open);
	assert_int_equal(sim_terminal_open(&u, att_bytes_of(aid, sizeof(aid)),
					   4, &channel, answer, &len),
			 SIM_OPENED);
	assert_int_equal(channel, 1);
	assert_int_equal(answer[0], 0x62);
	assert_int_equal(sim_terminal_close(&u, 1), SIM_SW_OK);
}

/* As an eSIM is before its first profile. */
static void card_without_a_usim_has_no_subscriber(void **state)
{
	static struct sim_uicc u;
	struct sim_personal p = personal("", NULL);
	const struct sim_file_path imsi = PATH(0x7f, 0xff, 0x6f, 0x07);
	struct sim_file_status s;
	struct sim_application a;
	char text[SIM_CARD_TEXT];

	(void)state;
	sim_uicc_init(&u, &p);
	assert_int_equal(sim_terminal_select(&u, &imsi, &s), SIM_SW_NO_FILE);
	assert_false(sim_terminal_application(&u, 0, &a));
	sim_uicc_imsi(&u, text);
	assert_string_equal(text, "");
	sim_uicc_iccid(&u, text);
	assert_string_equal(text, "8900000000000000000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(card_answers_as_its_table_says),
		cmocka_unit_test(files_are_texts),
		cmocka_unit_test(texts_of_another_length_come_back),
		cmocka_unit_test(status_of_a_file_is_told),
		cmocka_unit_test(reading_ends_where_the_file_does),
		cmocka_unit_test(records_are_written_and_read),
		cmocka_unit_test(applications_are_listed),
		cmocka_unit_test(
			channel_whose_application_is_missing_stays_closed),
		cmocka_unit_test(card_without_a_usim_has_no_subscriber),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
