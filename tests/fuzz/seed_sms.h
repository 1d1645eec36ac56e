/* Seeds of short messages. */
#ifndef TESTS_SEED_SMS_H
#define TESTS_SEED_SMS_H

#include <stddef.h>
#include <stdint.h>

#define SEED_SMS   40u
#define SEED_SMS_N 3u

/* Seed i (< SEED_SMS_N) at p, which has room for SEED_SMS; its length. */
size_t seed_sms(unsigned i, uint8_t *p);

#endif
