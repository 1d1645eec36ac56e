/* A receiver with its memory, for the tests of the control channel. */
#ifndef MBIM_TESTS_WIRE_RIG_H
#define MBIM_TESTS_WIRE_RIG_H

#include "wire/mbim/frag.h"
#include "wire/mbim/msg.h"
#include "wire_zoo.h"

#define STREAM_CAP 512
#define WHOLE_CAP  2048

struct rig {
	struct mbim_frag_rx rx;
	uint8_t stream[STREAM_CAP], whole[WHOLE_CAP];
	struct att_bytes input; /* copy of the last read */
	struct att_bytes message;
	struct mbim_frag_fault fault;
	uint64_t now;
};

void rig_init(struct rig *r, bool framed);
void rig_fini(struct rig *r);
/* One read; what the receiver was given before is freed. */
void rig_put(struct rig *r, const void *p, size_t len);
int rig_get(struct rig *r);
/* put and get: what the first get says */
int rig_read(struct rig *r, const void *p, size_t len);

/* A COMMAND_DONE with n bytes of body, the first of which is `mark`. */
size_t make_done(uint8_t *buf, uint32_t transaction, size_t n, uint8_t mark);
/* Fragment i of it for a channel of max bytes. */
size_t make_frag(uint8_t *buf, const uint8_t *whole, size_t len, uint32_t max,
		 uint32_t i);

#endif
