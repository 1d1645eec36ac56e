/* One request of HTTP for the metrics, of a connection that systemd has
 * accepted (Accept=yes), and the answer to it. RFC 9112; HTTP/1.0 and 1.1, GET
 * and HEAD. */
#ifndef ATTACHE_METRICS_HTTP_H
#define ATTACHE_METRICS_HTTP_H

#include <stdbool.h>

#include "metrics.h"

struct metrics_request {
	unsigned status; /* of HTTP: 200 or what is wrong with it */
	bool head;	 /* the answer has no body */
	/* OpenMetrics, if it is among what is accepted */
	enum metrics_form form;
};

/* Read a request up to the empty line behind its fields; what follows, its
 * body, is left. A line may have 8191 bytes, the whole 64 KiB. */
void metrics_http_read(FILE *from, struct metrics_request *r);

/* Answer it, with len bytes of metrics if its status is 200, and say that the
 * connection ends. Whether it could be written, `to` says (ferror). */
void metrics_http_answer(FILE *to, const struct metrics_request *r,
			 const char *metrics, size_t len);

#endif
