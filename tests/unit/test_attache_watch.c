/* The page of attache status --watch, row by row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "tools/attache/watch.h"

static const struct watch_size normal = {24, 80, false};

static const struct mbim_ipv4_element v4 = {.on_link_prefix_length = 30,
					    .ipv4_address = {{10, 64, 0, 2}}};
static const struct mbim_ipv6_element v6 = {
	.on_link_prefix_length = 64,
	.ipv6_address = {
		{0x20, 1, 0xd, 0xb8, 0, 0x64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}}};
static const struct att_ipv4 dns = {{10, 64, 0, 1}};

static struct mbim_attache_session session_of(const char *name)
{
	return (struct mbim_attache_session){
		.name = att_str_utf8(name),
		.state = att_str_utf8("up"),
		.ipv4_address = att_array_of(&v4, 1),
		.ipv6_address = att_array_of(&v6, 1),
		.ipv4_dns_server = att_array_of(&dns, 1),
		.mtu = 1500,
		.up_s = 3723,
		.rx_bytes = 1234567,
		.tx_bytes = 999,
	};
}

static struct mbim_attache_status_response online(void)
{
	return (struct mbim_attache_status_response){
		.uptime_s = 93784,
		.modem = att_str_utf8("usb:1209:0001"),
		.control_state = att_str_utf8("open"),
		.attach_state = att_str_utf8("attached"),
		.connect_state = att_str_utf8("up"),
		.provider_name = att_str_utf8("Simulated"),
		.provider_id = att_str_utf8("00101"),
		.register_state = MBIM_REGISTER_STATE_HOME,
		.data_class = MBIM_DATA_CLASS_LTE,
		.rssi_dbm = -73,
		.rsrp_dbm = -97,
		.rsrq_db = ATT_RSRQ_UNKNOWN,
		.snr_db = 6,
		.cell_id = 68719476735u,
		.tac = 4660,
		.mbim_extended_version = att_str_utf8("3.0"),
	};
}

/* As it comes from the control socket, with so many sessions. */
static void encoded(const struct mbim_attache_status_response *with,
		    unsigned n_sessions, struct mbim_attache_status_response *s)
{
	static uint8_t buf[8192];
	struct mbim_attache_session session[ATT_CORE_SESSIONS];
	struct mbim_attache_status_response out = *with;
	static const char *const names[] = {"wwan0", "wwan1", "wwan2", "wwan3",
					    "wwan4", "wwan5", "wwan6", "wwan7"};
	int len;

	for (unsigned i = 0; i < n_sessions; i++)
		session[i] = session_of(names[i]);
	out.sessions = att_array_of(session, n_sessions);
	len = mbim_attache_status_response_encode(&out, buf, sizeof(buf));
	assert_true(len > 0);
	assert_int_equal(mbim_attache_status_response_decode(
				 att_bytes_of(buf, (size_t)len), s),
			 0);
}

static void page_is(const struct watch_page *page, const char *const *rows)
{
	for (unsigned i = 0; i < page->n; i++) {
		assert_non_null(rows[i]);
		assert_string_equal(page->row[i].text, rows[i]);
	}
	assert_null(rows[page->n]);
}

static void page_has_all_that_is_known(void **state)
{
	static const char *const rows[] = {
		"attache, running for 1 d 02:03:04",
		"modem    usb:1209:0001, MBIMEx 3.0",
		"state    online (control open, attach attached, connect up)",
		"network  Simulated 00101, home, lte",
		"cell     68719476735, TAC 4660",
		"",
		"signal   RSSI -73 dBm   RSRP -97 dBm   RSRQ -   SNR 6 dB",
		"         =",
		"         RSRP, the last 250 s, -125 to -75 dBm",
		"",
		"wwan0    up for 01:02:03, MTU 1500",
		"         10.64.0.2/30",
		"         2001:db8:64::2/64",
		"         dns 10.64.0.1",
		"  down      1.2 MB            -",
		"  up         999 B            -",
		"",
		"q: quit",
		NULL};
	static struct watch_history h;
	static struct watch_page page;
	struct mbim_attache_status_response with = online(), s;

	(void)state;
	encoded(&with, 1, &s);
	watch_note(&h, &s, 1000);
	watch_page(&page, &h, &s, "/c", normal);
	page_is(&page, rows);
	assert_int_equal(page.row[2].colour, WATCH_GOOD);
}

static void page_says_that_nobody_runs(void **state)
{
	static const char *const rows[] = {
		"attache",
		"state    not running (nobody listens at /c); waiting", "",
		"q: quit", NULL};
	static struct watch_history h;
	static struct watch_page page;

	(void)state;
	watch_note(&h, NULL, 1000);
	watch_page(&page, &h, NULL, "/c", normal);
	page_is(&page, rows);
	assert_int_equal(page.row[1].colour, WATCH_BAD);
}

static bool has_row(const struct watch_page *page, const char *text)
{
	for (unsigned i = 0; i < page->n; i++)
		if (strcmp(page->row[i].text, text) == 0)
			return true;
	return false;
}

static void page_breaks_a_long_problem_between_words(void **state)
{
	static struct watch_history h;
	static struct watch_page page;
	struct mbim_attache_status_response with = online(), s;

	(void)state;
	with.attach_state = att_str_utf8("pin_waiting");
	with.problem = att_str_utf8("the configured PIN was rejected; it will "
				    "not be tried again until it is changed "
				    "or another SIM is inserted");
	encoded(&with, 0, &s);
	watch_note(&h, &s, 1000);
	watch_page(&page, &h, &s, "/c", normal);
	assert_true(has_row(&page, "problem  the configured PIN was rejected; "
				   "it will not be tried again until it is"));
	assert_true(
		has_row(&page, "         changed or another SIM is inserted"));
	assert_int_equal(page.row[2].colour, WATCH_BAD);
}

/* Whatever the network calls itself. */
static void page_has_no_control_characters(void **state)
{
	static struct watch_history h;
	static struct watch_page page;
	struct mbim_attache_status_response with = online(), s;

	(void)state;
	with.provider_name = att_str_utf8("a\033[2Jb\xc2\x9b"
					  "c\x7f");
	encoded(&with, 0, &s);
	watch_note(&h, &s, 1000);
	watch_page(&page, &h, &s, "/c", normal);
	for (unsigned i = 0; i < page.n; i++)
		for (const char *p = page.row[i].text; *p; p++)
			assert_true((unsigned char)*p >= ' ' && *p != 127 &&
				    (unsigned char)*p != 0x9b);
}

static void page_fits_the_terminal(void **state)
{
	static struct watch_history h;
	static struct watch_page page;
	struct mbim_attache_status_response with = online(), s;

	(void)state;
	with.problem = att_str_utf8("a problem");
	encoded(&with, 8, &s);
	watch_note(&h, &s, 1000);
	for (unsigned rows = 1; rows < 60; rows++)
		for (unsigned columns = 1; columns < 100; columns += 7) {
			struct watch_size size = {rows, columns, true};

			watch_page(&page, &h, &s, "/c", size);
			assert_true(page.n <= (rows < 2 ? 2 : rows));
			for (unsigned i = 0; i < page.n; i++) {
				unsigned n = 0;

				for (const char *p = page.row[i].text; *p; p++)
					n += ((unsigned char)*p & 0xc0) != 0x80;
				assert_true(n <= columns);
			}
		}
	watch_page(&page, &h, &s, "/c", normal);
	assert_true(has_row(&page, "         and 5 more"));
	assert_true(has_row(&page, "problem  a problem"));
}

static void rates_are_what_came_since_the_last_look(void **state)
{
	static struct watch_history h;
	struct mbim_attache_status_response with = online(), s;

	(void)state;
	encoded(&with, 1, &s);
	watch_note(&h, &s, 1000);
	assert_int_equal(h.session[0].down_bit_s, WATCH_UNKNOWN);
	h.session[0].rx_bytes = 1234567 - 1000;
	watch_note(&h, &s, 1500);
	assert_int_equal(h.session[0].down_bit_s, 16000);
	assert_int_equal(h.session[0].up_bit_s, 0);
	/* The device was made anew, and counts from 0. */
	h.session[0].rx_bytes = 2000000;
	watch_note(&h, &s, 2500);
	assert_int_equal(h.session[0].down_bit_s, WATCH_UNKNOWN);
	watch_note(&h, NULL, 3500);
	assert_int_equal(h.session[0].down_bit_s, WATCH_UNKNOWN);
	watch_note(&h, &s, 4500);
	assert_int_equal(h.session[0].down_bit_s, WATCH_UNKNOWN);
}

static void spark_shows_the_newest_values(void **state)
{
	struct watch_line line = {.n = 0};
	char text[WATCH_ROW];

	(void)state;
	for (int i = 0; i < 10; i++)
		line.value[line.n++] = i == 5 ? WATCH_UNKNOWN : i * 10;
	watch_spark(&line, 4, 0, 80, false, text);
	assert_string_equal(text, "*###");
	watch_spark(&line, 6, 0, 80, false, text);
	assert_string_equal(text, "= *###");
	watch_spark(&line, 2, 0, 80, true, text);
	assert_string_equal(text, "██");
	watch_spark(&line, 60, 85, 95, false, text);
	assert_string_equal(text, "_____ ___=");
	assert_int_equal(watch_most(&line, 60), 90);
}

static void signal_has_a_column_for_each_five_seconds(void **state)
{
	static struct watch_history h;
	struct mbim_attache_status_response with = online(), s;

	(void)state;
	encoded(&with, 0, &s);
	for (uint64_t ms = 1000; ms <= 1000 + 10 * WATCH_SIGNAL_MS; ms += 1000)
		watch_note(&h, &s, ms);
	assert_int_equal(h.dbm.n, 11);
	assert_int_equal(h.dbm.value[10], -97);
	for (int i = 0; i < 1000; i++)
		watch_note(&h, &s, 100000 + (uint64_t)i * WATCH_SIGNAL_MS);
	assert_int_equal(h.dbm.n, WATCH_SAMPLES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page_has_all_that_is_known),
		cmocka_unit_test(page_says_that_nobody_runs),
		cmocka_unit_test(page_breaks_a_long_problem_between_words),
		cmocka_unit_test(page_has_no_control_characters),
		cmocka_unit_test(page_fits_the_terminal),
		cmocka_unit_test(rates_are_what_came_since_the_last_look),
		cmocka_unit_test(spark_shows_the_newest_values),
		cmocka_unit_test(signal_has_a_column_for_each_five_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
