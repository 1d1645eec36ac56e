/* What the effects of the charts ask an MBIM modem: machines/mbim_requests.tsv,
 * for the links between the pages of the spec and those of the charts. */
#ifndef MBIM_GEN_REQUESTS_H
#define MBIM_GEN_REQUESTS_H

#include <stdbool.h>
#include <stddef.h>

#define GEN_REQUESTS 128 /* at most */

/* A row; the words lie in the text of the file. */
struct gen_request {
	const char *chart;  /* "attach", as its file */
	const char *effect; /* "query_pin" */
	const char *cid;    /* "basic_connect.pin", or "-": it is none */
	const char *op;	    /* "query" or "set" */
	unsigned line;
};

struct gen_requests {
	const char *path; /* NULL: none were read */
	unsigned n;
	struct gen_request row[GEN_REQUESTS];
	char text[8192];
};

/* Read the file; false after an error, which was told. */
bool gen_requests_read(struct gen_requests *r, const char *path);
/* Tell that a row names something that is not there; false. */
bool gen_requests_wrong(const struct gen_requests *r,
			const struct gen_request *row, const char *what,
			const char *name);

#endif
