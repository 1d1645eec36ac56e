/* A seed of clients of the control socket. */
#ifndef TESTS_SEED_CONTROL_H
#define TESTS_SEED_CONTROL_H

#include <stddef.h>
#include <stdint.h>

#define SEED_CONTROL	  2048u
#define SEED_CONTROL_N	  5u
#define SEED_CONTROL_QMI  2u /* that one is of QMI */
#define SEED_CONTROL_CIDS 3u /* CIDs of a modem of QMI */
#define SEED_CONTROL_OWN  4u /* attache's own service */

/* Seed i (< SEED_CONTROL_N) at p, which has room for SEED_CONTROL; its length.
 */
size_t seed_control(unsigned i, uint8_t *p);

#endif
