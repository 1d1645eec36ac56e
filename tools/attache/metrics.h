/* Where the running attache stands, as text for a collector of metrics. */
#ifndef ATTACHE_METRICS_H
#define ATTACHE_METRICS_H

#include <stdio.h>

#include "generated/cids.h"

enum metrics_form {
	METRICS_OPEN,	   /* OpenMetrics 1.0 */
	METRICS_PROMETHEUS /* Prometheus' text format 0.0.4 */
};

/* Every family of which something is known, always in the same order. s NULL:
 * attache did not answer. No label has personal data. Whether it could be
 * written `to` says (ferror). */
void metrics_write(FILE *to, enum metrics_form form,
		   const struct mbim_attache_status_response *s);

#endif
