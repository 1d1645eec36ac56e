/* Commands for a card, from the table that its test has. */
#ifndef TESTS_FUZZ_SEED_CARD_H
#define TESTS_FUZZ_SEED_CARD_H

#include <stddef.h>
#include <stdint.h>

#define SEED_CARD 1024u

/* The next commands of the table into buf, of SEED_CARD bytes, in the form of
 * fuzz_card.c; the length, 0: there are none. */
size_t seed_card(uint8_t *buf);

#endif
