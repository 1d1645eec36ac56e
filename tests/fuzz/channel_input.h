/* Inputs that are a sequence of events on a control channel, each a byte that
 * says what, a length, and that many bytes; and their mutation by the tables.
 */
#ifndef TESTS_FUZZ_CHANNEL_INPUT_H
#define TESTS_FUZZ_CHANNEL_INPUT_H

#include "base/bytes.h"

struct channel_event {
	uint8_t what;
	struct att_bytes bytes;
};

/* The next event; false: none is left. */
bool channel_next(struct att_bytes *in, struct channel_event *out);
/* Add one to p, which has len bytes; the new length, or len if max is too
 * small. */
size_t channel_add(uint8_t *p, size_t len, size_t max, uint8_t what,
		   struct att_bytes bytes);
/* A custom mutator: one event's message is mutated by its layout, an event is
 * added, repeated or taken out, or bytes change anywhere. kinds: a bit for each
 * enum mbim_kind that a new message may have. */
size_t channel_mutate(uint8_t *data, size_t size, size_t max_size,
		      unsigned seed, unsigned kinds);

#endif
