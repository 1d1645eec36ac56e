/* What it takes to join datagrams. */
#ifndef TESTS_BENCH_DATA_GRO_H
#define TESTS_BENCH_DATA_GRO_H

#include <stdint.h>

/* n datagrams of 1500 bytes, of so many flows of TCP in turn, received at once,
 * as often as told: datagrams a write. 0: not all of them were written. */
double data_gro(unsigned flows, unsigned n, long times);
/* The checksum of len bytes, up to 64 KiB. 0: well. */
int data_sum(uint32_t len, long times);

#endif
