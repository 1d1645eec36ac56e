/* From a plugged modem to an address, manager and simulated modem in one
 * process: microseconds of computing, and what a slow modem adds in its own
 * (virtual) time.
 *
 *   bench_connect N [DELAY-MS]    N times; prints us, messages, virtual ms */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/unit/pair.h"

int main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 1;
	struct timespec a, b;
	struct sim_config c;
	struct pair p;

	sim_config_default(&c);
	strcpy(c.pin, "0000");
	c.delay_ms = argc > 2 ? (uint32_t)atoi(argv[2]) : 0;
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (long i = 0; i < n; i++) {
		pair_init(&p, &c);
		pair_plug(&p);
		if (!pair_until(&p, &p.up, 1000)) {
			fprintf(stderr, "bench_connect: not online\n");
			return 1;
		}
		pair_fini(&p);
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%.1f %u %llu\n",
	       ((double)(b.tv_sec - a.tv_sec) * 1e6 +
		(double)(b.tv_nsec - a.tv_nsec) / 1e3) /
		       (double)n,
	       p.messages, (unsigned long long)p.now_ms);
	return 0;
}
