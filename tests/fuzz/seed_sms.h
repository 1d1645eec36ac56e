/* Seeds of short messages. */
#ifndef TESTS_SEED_SMS_H
#define TESTS_SEED_SMS_H

#include <stddef.h>
#include <stdint.h>

#define SEED_SMS   40u
#define SEED_SMS_N 3u

/* Seed i (< SEED_SMS_N) at p, which has room for SEED_SMS; its length. */
size_t seed_sms(unsigned i, uint8_t *p);

#define SEED_MESSAGES 512u

/* A run of the service that takes one (fuzz_messages.c): the same for both. */
size_t seed_messages(unsigned i, uint8_t p[SEED_MESSAGES]);

#endif
