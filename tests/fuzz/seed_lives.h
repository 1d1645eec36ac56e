/* Lives to begin with. */
#ifndef TESTS_FUZZ_SEED_LIVES_H
#define TESTS_FUZZ_SEED_LIVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEED_LIFE 136u /* bytes at most */

/* A SIM that asks for its PIN, in a modem without faults to which much happens;
 * of 16 the first half have the right one. The length. */
size_t seed_life(unsigned i, bool qmi, uint8_t *buf);

#endif
