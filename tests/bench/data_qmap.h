/* What QMAP costs: instructions are counted from outside. */
#ifndef TESTS_BENCH_DATA_QMAP_H
#define TESTS_BENCH_DATA_QMAP_H

#include <stdbool.h>
#include <stdint.h>

/* Is this layer one of QMAP? "qmap1", "qmap4", "qmap5": the version. */
bool data_qmap_is(const char *layer);
/* Datagrams of len bytes in one transfer of 32 KiB, of any version. */
unsigned data_qmap_datagrams(uint32_t len);
/* Walk such a transfer n times, with what the driver does around it; or fill it
 * n times. 0: every datagram was
 * there. */
int data_qmap_decode(const char *layer, uint32_t len, long n);
int data_qmap_encode(const char *layer, uint32_t len, long n);

#endif
