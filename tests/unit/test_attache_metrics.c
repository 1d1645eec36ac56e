/* The text of attache metrics: labels of hostile names, what is not known, and
 * that nothing personal is in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "core/core.h"
#include "tools/attache/metrics.h"

static const struct mbim_ipv4_element v4 = {.on_link_prefix_length = 30,
					    .ipv4_address = {{10, 64, 0, 2}}};

static struct mbim_attache_session session = {
	.name = {(const uint8_t *)"wwan0", 5, true},
	.state = {(const uint8_t *)"up", 2, true},
	.ipv4_address = {(const uint8_t *)&v4, NULL, 1, 0, 0},
	.up_s = 3723,
	.rx_bytes = 18446744073709551614u,
	.tx_bytes = UINT64_MAX,
	.origin = MBIM_SESSION_ORIGIN_FILE,
	.apn = {(const uint8_t *)"secret.apn", 10, true},
};

static struct mbim_attache_status_response online(void)
{
	return (struct mbim_attache_status_response){
		.uptime_s = 93784,
		.control_state = att_str_utf8("open"),
		.attach_state = att_str_utf8("attached"),
		.recovery_state = att_str_utf8("well"),
		.data_class = MBIM_DATA_CLASS_LTE | MBIM_DATA_CLASS_5G_NSA,
		.rsrp_dbm = -97,
		.snr_db = ATT_SNR_UNKNOWN,
		.cell_id = 68719476735u,
		.tac = 46600,
		.pin_attempts = UINT32_MAX,
		.queue_delay_ms = 1020,
		.sessions = att_array_of(&session, 1),
	};
}

/* As it comes from the control socket. */
static const char *text_of(const struct mbim_attache_status_response *with,
			   enum metrics_form form)
{
	static uint8_t buf[8192];
	static char text[32768];
	struct metrics_modem modem = {.name = "modem0"};
	int len = mbim_attache_status_response_encode(with, buf, sizeof(buf));
	FILE *to = fmemopen(text, sizeof(text), "w");

	assert_true(len > 0);
	assert_int_equal(mbim_attache_status_response_decode(
				 att_bytes_of(buf, (size_t)len), &modem.status),
			 0);
	assert_non_null(to);
	metrics_write(to, form, &modem, 1);
	assert_int_equal(fclose(to), 0);
	return text;
}

static void has(const char *text, const char *lines)
{
	if (!strstr(text, lines))
		fail_msg("\"%s\" is not in\n%s", lines, text);
}

static void has_not(const char *text, const char *words)
{
	if (strstr(text, words))
		fail_msg("\"%s\" is in\n%s", words, text);
}

static void families_have_type_unit_and_help(void **state)
{
	const struct mbim_attache_status_response s = online();
	const char *text = text_of(&s, METRICS_OPEN);

	(void)state;
	has(text, "# TYPE attache_uptime_seconds gauge\n"
		  "# UNIT attache_uptime_seconds seconds\n"
		  "# HELP attache_uptime_seconds For how long attache has been "
		  "running.\n"
		  "attache_uptime_seconds 93784\n");
	has(text, "# TYPE attache_session_received_bytes counter\n"
		  "# UNIT attache_session_received_bytes bytes\n");
	has(text, "attache_session_received_bytes_total{modem=\"modem0\","
		  "session=\"0\",device="
		  "\"wwan0\"} 18446744073709551614\n");
	has(text, "attache_queue_delay_seconds{modem=\"modem0\"} 1.020\n");
	has(text, "attache_session_up{modem=\"modem0\",session=\"0\",device="
		  "\"wwan0\"} 1\n");
	assert_string_equal(text + strlen(text) - 6, "# EOF\n");
}

static void states_are_sets_of_the_charts(void **state)
{
	const struct mbim_attache_status_response s = online();
	const char *text = text_of(&s, METRICS_OPEN);

	(void)state;
	has(text, "# TYPE attache_attach_state stateset\n");
	has(text, "attache_attach_state{modem=\"modem0\",attache_attach_state="
		  "\"attached\"} 1\n");
	has(text, "attache_attach_state{modem=\"modem0\",attache_attach_state="
		  "\"idle\"} 0\n");
	has(text, "attache_recovery_state{modem=\"modem0\",attache_recovery_"
		  "state=\"well\"} 1\n");
	has(text, "attache_data_class{modem=\"modem0\",attache_data_class="
		  "\"lte\"} 1\n");
	has(text, "attache_data_class{modem=\"modem0\",attache_data_class=\"5g_"
		  "nsa\"} 1\n");
	has(text, "attache_data_class{modem=\"modem0\",attache_data_class="
		  "\"none\"} 0\n");
}

static void unknown_values_are_absent(void **state)
{
	const struct mbim_attache_status_response s = online();
	const char *text = text_of(&s, METRICS_OPEN);

	(void)state;
	has(text, "attache_signal_rsrp_dbm{modem=\"modem0\"} -97\n");
	has_not(text, "rssi");
	has_not(text, "rsrq");
	has_not(text, "snr");
	has_not(text, "pin_attempts");
	has_not(text, "sent_bytes");
}

static void nothing_personal_is_told(void **state)
{
	const struct mbim_attache_status_response s = online();
	const char *text = text_of(&s, METRICS_OPEN);

	(void)state;
	has_not(text, "68719476735");
	has_not(text, "46600");
	has_not(text, "10.64");
	has_not(text, "secret.apn");
}

/* UTF-16 of the wire: half a surrogate pair, a NUL, U+202E and an escape. */
static void labels_escape_what_they_must_alone(void **state)
{
	static const uint8_t name[] = {
		'"',  0,   '\\', 0, '\n', 0,	0x2e, 0x20, 0x1b, 0, 0,
		0xd8, 'x', 0,	 0, 0,	  '\r', 0,    0x3d, 0xd8, 0, 0xde};
	struct metrics_modem modem = {.name = "modem0", .status = online()};
	char *text = malloc(32768);
	FILE *to = fmemopen(text, 32768, "w");

	(void)state;
	assert_non_null(to);
	modem.status.provider_name =
		(struct att_str){.p = name, .len = sizeof(name)};
	metrics_write(to, METRICS_OPEN, &modem, 1);
	assert_int_equal(fclose(to), 0);
	has(text, "attache_network_info{modem=\"modem0\",provider="
		  "\"\\\"\\\\\\n\xe2\x80\xae\x1b"
		  "\xef\xbf\xbdx\xef\xbf\xbd\r\xf0\x9f\x98\x80\",provider_id="
		  "\"\"} 1\n");
	free(text);
}

static void prometheus_form_has_its_own_types_alone(void **state)
{
	const struct mbim_attache_status_response s = online();
	const char *text = text_of(&s, METRICS_PROMETHEUS);

	(void)state;
	has(text, "# TYPE attache_build_info gauge\n");
	has(text, "# TYPE attache_attach_state gauge\n");
	has(text, "# TYPE attache_timeouts_total counter\n");
	has(text, "# HELP attache_timeouts_total Requests");
	has_not(text, "# UNIT");
	has_not(text, "# EOF");
	has_not(text, " stateset\n");
}

static void same_status_is_the_same_text(void **state)
{
	const struct mbim_attache_status_response s = online();
	char *first = strdup(text_of(&s, METRICS_OPEN));

	(void)state;
	assert_string_equal(first, text_of(&s, METRICS_OPEN));
	free(first);
}

static void session_that_is_taken_away_is_not_told_of(void **state)
{
	struct mbim_attache_status_response s = online();
	struct mbim_attache_session two[2] = {session, session};

	(void)state;
	two[0].origin = MBIM_SESSION_ORIGIN_NONE;
	s.sessions = att_array_of(two, 2);
	has_not(text_of(&s, METRICS_OPEN), ",session=\"0\"");
	has(text_of(&s, METRICS_OPEN),
	    "session_up{modem=\"modem0\",session=\"1\",");
}

static void families_of_several_modems_are_not_mixed(void **state)
{
	const struct metrics_modem two[] = {
		{.name = "modem0", .status = online()},
		{.name = "backup", .status = online()}};
	char *text = malloc(65536), *first;
	FILE *to = fmemopen(text, 65536, "w");

	(void)state;
	assert_non_null(to);
	metrics_write(to, METRICS_OPEN, two, 2);
	assert_int_equal(fclose(to), 0);
	has(text, "attache_signal_rsrp_dbm{modem=\"modem0\"} -97\n"
		  "attache_signal_rsrp_dbm{modem=\"backup\"} -97\n");
	has(text, "session_up{modem=\"modem0\",session=\"0\",device=\"wwan0\"} "
		  "1\nattache_session_up{modem=\"backup\",session=\"0\",");
	first = strstr(text, "# TYPE attache_attach_state ");
	assert_non_null(first);
	assert_null(strstr(first + 1, "# TYPE attache_attach_state "));
	/* attache itself is there once. */
	first = strstr(text, "\nattache_build_info");
	assert_non_null(first);
	assert_null(strstr(first + 1, "\nattache_build_info"));
	has(text, "\nattache_uptime_seconds 93784\n");
	free(text);
}

static void without_attache_up_is_0_and_nothing_else(void **state)
{
	char text[1024];
	FILE *to = fmemopen(text, sizeof(text), "w");

	(void)state;
	assert_non_null(to);
	metrics_write(to, METRICS_OPEN, NULL, 0);
	assert_int_equal(fclose(to), 0);
	assert_string_equal(text,
			    "# TYPE attache_up gauge\n"
			    "# HELP attache_up Whether attache has answered.\n"
			    "attache_up 0\n"
			    "# EOF\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(families_have_type_unit_and_help),
		cmocka_unit_test(states_are_sets_of_the_charts),
		cmocka_unit_test(unknown_values_are_absent),
		cmocka_unit_test(nothing_personal_is_told),
		cmocka_unit_test(labels_escape_what_they_must_alone),
		cmocka_unit_test(prometheus_form_has_its_own_types_alone),
		cmocka_unit_test(same_status_is_the_same_text),
		cmocka_unit_test(session_that_is_taken_away_is_not_told_of),
		cmocka_unit_test(families_of_several_modems_are_not_mixed),
		cmocka_unit_test(without_attache_up_is_0_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
