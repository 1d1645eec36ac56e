/* A request for the metrics, and its answer. */
#include "metrics_http.h"

#include <string.h>
#include <strings.h>

#define LINE  8192
#define LINES 65536 /* bytes of all of them */

static const struct {
	unsigned status;
	const char *words;
} statuses[] = {
	{200, "OK"},
	{400, "Bad Request"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{431, "Request Header Fields Too Large"},
	{505, "HTTP Version Not Supported"},
};

static const char *words_of(unsigned status)
{
	unsigned i = 0;

	while (statuses[i].status != status)
		i++;
	return statuses[i].words;
}

/* A line without its end; its length, or -1: there is none, or it is too long,
 * which *status says. */
static long read_line(FILE *from, char line[LINE], unsigned *status)
{
	size_t len;

	*status = 400;
	if (!fgets(line, LINE, from))
		return -1;
	len = strlen(line);
	if (!len || line[len - 1] != '\n') {
		*status = len == LINE - 1 ? 431 : 400;
		return -1;
	}
	len -= len > 1 && line[len - 2] == '\r' ? 2 : 1;
	line[len] = '\0';
	return (long)len;
}

/* "GET /metrics HTTP/1.1"; a query behind the path is not looked at. */
static unsigned read_first(char *line, bool *head)
{
	char *method = strtok(line, " "), *target = strtok(NULL, " ");
	const char *version = strtok(NULL, " ");

	if (!version || strtok(NULL, " "))
		return 400;
	if (strncmp(version, "HTTP/1.", 7) != 0)
		return strncmp(version, "HTTP/", 5) == 0 ? 505 : 400;
	*head = strcmp(method, "HEAD") == 0;
	if (!*head && strcmp(method, "GET") != 0)
		return 405;
	target[strcspn(target, "?")] = '\0';
	return strcmp(target, "/metrics") == 0 ? 200 : 404;
}

/* A field of Accept has OpenMetrics; its weight is not looked at, as who names
 * it can read it. */
static bool accepts_open(const char *line)
{
	static const char type[] = "application/openmetrics-text";

	if (strncasecmp(line, "accept:", 7) != 0)
		return false;
	for (const char *at = line + 7; *at; at++)
		if (strncasecmp(at, type, sizeof(type) - 1) == 0)
			return true;
	return false;
}

void metrics_http_read(FILE *from, struct metrics_request *r)
{
	char line[LINE];
	long len = read_line(from, line, &r->status), all = 0;
	unsigned first;

	r->head = false;
	r->form = METRICS_PROMETHEUS;
	if (len < 0)
		return;
	first = read_first(line, &r->head);
	while ((len = read_line(from, line, &r->status)) > 0) {
		all += len;
		if (all > LINES) {
			r->status = 431;
			return;
		}
		if (accepts_open(line))
			r->form = METRICS_OPEN;
	}
	if (len == 0)
		r->status = first;
}

static const char *type_of(const struct metrics_request *r)
{
	if (r->status != 200)
		return "text/plain; charset=utf-8";
	return r->form == METRICS_OPEN ? "application/openmetrics-text; "
					 "version=1.0.0; charset=utf-8"
				       : "text/plain; version=0.0.4; "
					 "charset=utf-8";
}

void metrics_http_answer(FILE *to, const struct metrics_request *r,
			 const char *metrics, size_t len)
{
	const char *words = words_of(r->status);
	char wrong[64];

	if (r->status != 200) {
		len = (size_t)snprintf(wrong, sizeof(wrong), "%s\n", words);
		metrics = wrong;
	}
	fprintf(to,
		"HTTP/1.1 %u %s\r\n"
		"Content-Type: %s\r\n"
		"Content-Length: %zu\r\n"
		"%s"
		"Connection: close\r\n"
		"\r\n",
		r->status, words, type_of(r), len,
		r->status == 405 ? "Allow: GET, HEAD\r\n" : "");
	if (!r->head)
		fwrite(metrics, 1, len, to);
	fflush(to);
}
