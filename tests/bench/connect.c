/* From a plugged modem to an address, manager and simulated modem in one
 * process. The modem is registered already and its SIM is not locked.
 *
 *   bench_connect N                      N times; prints us of computing
 *   bench_connect N DELAY-MS OUTSTANDING prints, of the last time, the ms that
 *                                        the modem itself takes, in its own
 *                                        (virtual) time, and the commands
 *                                        (OPEN too) it was sent until then
 *   bench_connect N DELAY-MS OUTSTANDING v4|v4v6
 *                                        the same of a modem that speaks QMI,
 *                                        on qmi_wwan, and these families */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/unit/pair.h"

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* As the port of a qmi_wwan without QMAP has it. */
static const struct att_core_link qmi_wwan = {
	.speaks = "qmi",
	.max_control = 4096,
	.links = 1u << ATT_LINK_ETHERNET | 1u << ATT_LINK_RAW_IP,
	.aggregations = 1u << ATT_AGGREGATION_NONE,
	.endpoint = ATT_ENDPOINT_USB,
};

static void set_families(struct att_core *core, const char *families)
{
	struct att_core_config config = {
		.n_sessions = 1,
		.session = {{.name = "wwan0",
			     .apn = "internet",
			     .ip = strcmp(families, "v4") ? ATT_IP_V4V6
							  : ATT_IP_V4}},
	};

	att_core_reconfigure(core, &config, 0);
}

int main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 1;
	struct att_core_link link = {.max_control = 4096, .framed = true};
	const struct sim_counters *counters;
	double begin = now_us();
	struct sim_config c;
	struct pair p;

	sim_config_default(&c);
	c.delay_ms = argc > 2 ? (uint32_t)atoi(argv[2]) : 0;
	if (argc > 4) {
		c.speaks_qmi = true;
		link = qmi_wwan;
	}
	link.max_outstanding = argc > 3 ? (uint8_t)atoi(argv[3]) : 0;
	for (long i = 0; i < n; i++) {
		pair_init(&p, &c);
		if (argc > 4)
			set_families(p.core, argv[4]);
		att_core_plug(p.core, &link, 0);
		if (!pair_until(&p, &p.up, 1000)) {
			fprintf(stderr, "bench_connect: not online\n");
			return 1;
		}
		if (i < n - 1)
			pair_fini(&p);
	}
	counters = sim_modem_counters(p.modem);
	if (argc > 2)
		printf("%llu %u\n", (unsigned long long)p.now_ms,
		       counters->opens + counters->commands);
	else
		printf("%.1f\n", (now_us() - begin) / (double)n);
	pair_fini(&p);
	return 0;
}
