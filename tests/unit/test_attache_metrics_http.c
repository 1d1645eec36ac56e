/* Requests for the metrics, right and wrong, and what is answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/attache/metrics_http.h"

static struct metrics_request read_bytes(const char *text, size_t len)
{
	FILE *from = fmemopen((void *)(uintptr_t)text, len, "r");
	struct metrics_request r;

	assert_non_null(from);
	metrics_http_read(from, &r);
	fclose(from);
	return r;
}

static struct metrics_request read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

static void status_is(const char *text, unsigned status)
{
	assert_int_equal(read_text(text).status, status);
}

static void metrics_are_at_their_place_alone(void **state)
{
	(void)state;
	status_is("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", 200);
	status_is("GET /metrics?x=1 HTTP/1.0\n\n", 200);
	status_is("HEAD /metrics HTTP/1.1\r\n\r\n", 200);
	status_is("GET / HTTP/1.1\r\n\r\n", 404);
	status_is("GET /metrics/../x HTTP/1.1\r\n\r\n", 404);
	status_is("POST /metrics HTTP/1.1\r\n\r\n", 405);
	status_is("GET /metrics HTTP/2\r\n\r\n", 505);
	status_is("GET /metrics\r\n\r\n", 400);
	status_is("GET /metrics HTTP/1.1 x\r\n\r\n", 400);
	status_is("GET /metrics gopher\r\n\r\n", 400);
	status_is("\r\n", 400);
}

static void request_that_is_cut_off_is_wrong(void **state)
{
	static const char all[] = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";

	(void)state;
	for (size_t len = 1; len < sizeof(all) - 1; len++)
		assert_int_equal(read_bytes(all, len).status, 400);
	assert_int_equal(read_bytes(all, sizeof(all) - 1).status, 200);
	assert_int_equal(read_bytes("GET \0 HTTP/1.1\r\n\r\n", 20).status, 400);
}

static void request_that_is_too_long_is_told(void **state)
{
	static char text[100000];
	size_t n = (size_t)sprintf(text, "GET /metrics HTTP/1.1\r\n");

	(void)state;
	memset(text + n, 'a', 9000);
	strcpy(text + n + 9000, "\r\n\r\n");
	status_is(text, 431);
	for (unsigned i = 0; n < 99000; i++)
		n += (size_t)sprintf(text + n, "Field-%u: something\r\n", i);
	strcpy(text + n, "\r\n");
	status_is(text, 431);
}

static void form_is_what_is_accepted(void **state)
{
	(void)state;
	assert_int_equal(read_text("GET /metrics HTTP/1.1\r\n\r\n").form,
			 METRICS_PROMETHEUS);
	assert_int_equal(read_text("GET /metrics HTTP/1.1\r\n"
				   "Accept: text/plain\r\n\r\n")
				 .form,
			 METRICS_PROMETHEUS);
	assert_int_equal(
		read_text("GET /metrics HTTP/1.1\r\n"
			  "ACCEPT: text/html;q=0.1, "
			  "application/OpenMetrics-Text;version=1.0.0\r\n\r\n")
			.form,
		METRICS_OPEN);
}

static void answered(unsigned status, bool head, const char *first,
		     const char *last)
{
	const struct metrics_request r = {status, head, METRICS_OPEN};
	char text[1000] = "";
	FILE *to = fmemopen(text, sizeof(text), "w");

	metrics_http_answer(to, &r, "a 1\n", 4);
	fclose(to);
	assert_int_equal(strncmp(text, first, strlen(first)), 0);
	assert_string_equal(text + strlen(text) - strlen(last), last);
}

static void answer_is_one_of_http(void **state)
{
	(void)state;
	answered(200, false,
		 "HTTP/1.1 200 OK\r\nContent-Type: "
		 "application/openmetrics-text; version=1.0.0; "
		 "charset=utf-8\r\nContent-Length: 4\r\n",
		 "Connection: close\r\n\r\na 1\n");
	answered(200, true, "HTTP/1.1 200 OK\r\n", "close\r\n\r\n");
	answered(404, false, "HTTP/1.1 404 Not Found\r\n",
		 "close\r\n\r\nNot Found\n");
	answered(405, false, "HTTP/1.1 405 Method Not Allowed\r\n",
		 "Allow: GET, HEAD\r\nConnection: close\r\n\r\n"
		 "Method Not Allowed\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(metrics_are_at_their_place_alone),
		cmocka_unit_test(request_that_is_cut_off_is_wrong),
		cmocka_unit_test(request_that_is_too_long_is_told),
		cmocka_unit_test(form_is_what_is_accepted),
		cmocka_unit_test(answer_is_one_of_http),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
