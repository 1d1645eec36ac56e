/* Seeds of what QMI modems have: transfers without NTBs, and descriptors. */
#ifndef TESTS_FUZZ_SEED_QMAP_H
#define TESTS_FUZZ_SEED_QMAP_H

#include <stddef.h>
#include <stdint.h>

#define SEED_QMAP 2048u

/* The i-th one into buf, of SEED_QMAP bytes: datagrams and a command, in one
 * of the versions, or an Ethernet frame. Its length. */
size_t seed_qmap(unsigned i, uint8_t *buf);
/* The i-th configuration descriptor, of one or two interfaces. */
size_t seed_qmi_descriptor(unsigned i, uint8_t *buf);

#endif
