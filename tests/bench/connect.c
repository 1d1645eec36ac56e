/* From a plugged modem to an address, manager and simulated modem in one
 * process. The modem is registered already and its SIM is not locked.
 *
 *   bench_connect N                      N times; prints us of computing
 *   bench_connect N DELAY-MS OUTSTANDING prints, of the last time, the ms that
 *                                        the modem itself takes, in its own
 *                                        (virtual) time, and the commands
 *                                        (OPEN too) it was sent until then */
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
	link.max_outstanding = argc > 3 ? (uint8_t)atoi(argv[3]) : 0;
	for (long i = 0; i < n; i++) {
		pair_init(&p, &c);
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
