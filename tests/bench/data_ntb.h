/* What NTBs cost: instructions are counted from outside. */
#ifndef TESTS_BENCH_DATA_NTB_H
#define TESTS_BENCH_DATA_NTB_H

#include <stdint.h>

/* Datagrams of len bytes in one NTB of 32 KiB. */
unsigned data_ntb_datagrams(uint32_t len);
/* Walk or fill such an NTB n times. layer: "ntb", or "bulk": with what the
 * driver does around it. 0: every datagram was there. */
int data_ntb_decode(const char *layer, uint32_t len, long n);
int data_ntb_encode(const char *layer, uint32_t len, long n);

#endif
