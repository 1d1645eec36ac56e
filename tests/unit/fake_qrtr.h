/* Linux' QRTR for tests, where the kernel has none: sockets of family 42 are
 * made of Unix sockets. The test is linked with --wrap for socket, getsockname,
 * sendto and recvfrom. A name service is the test's own. */
#ifndef TESTS_UNIT_FAKE_QRTR_H
#define TESTS_UNIT_FAKE_QRTR_H

#include <linux/qrtr.h>
#include <stdbool.h>
#include <stdint.h>

#define FAKE_QRTR_NODE 1u /* the host's */

/* There is no QRTR: socket() fails. */
extern bool fake_qrtr_missing;
/* The next so many messages find no room. */
extern unsigned fake_qrtr_full;

/* A socket at this address, of any node; closed by its user. */
int fake_qrtr_open(uint32_t node, uint32_t port);

#endif
