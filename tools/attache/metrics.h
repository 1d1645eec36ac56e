/* Where the running attache stands, as text for a collector of metrics. */
#ifndef ATTACHE_METRICS_H
#define ATTACHE_METRICS_H

#include <stdio.h>

#include "generated/cids.h"

enum metrics_form {
	METRICS_OPEN,	   /* OpenMetrics 1.0 */
	METRICS_PROMETHEUS /* Prometheus' text format 0.0.4 */
};

/* One of its modems. */
struct metrics_modem {
	const char *name;
	struct mbim_attache_status_response status;
};

/* Every family of which something is known, always in the same order, with the
 * modems in theirs. modems NULL: attache did not answer. No label has personal
 * data. Whether it could be written `to` says (ferror). */
void metrics_write(FILE *to, enum metrics_form form,
		   const struct metrics_modem *modems, unsigned n);

#endif
