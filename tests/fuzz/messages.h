/* Control messages for targets and seeds. */
#ifndef TESTS_FUZZ_MESSAGES_H
#define TESTS_FUZZ_MESSAGES_H

#include "mutate.h"

/* A message of random legal values with the layout of v; its length, 0 if max
 * is too small. */
size_t message_make(struct mutate *m, const struct mutate_variant *v,
		    uint8_t *p, size_t max);
/* One step of mutation of a message under MBIMEx version ex: its body, its
 * header, bytes anywhere, or a new message. Most of the time its lengths are
 * right afterwards. */
size_t message_mutate(struct mutate *m, uint16_t ex, uint8_t *p, size_t len,
		      size_t max);

#endif
