/* The rig of the machine tests: one core, and a modem that speaks MBIM. */
#ifndef TESTS_MACHINE_RIG_H
#define TESTS_MACHINE_RIG_H

#include "tests/transcript/transcript.h"
#include "wire/mbim/msg.h"

#define RIG_SENT 32

struct rig_sent {
	uint32_t transaction;
	const struct mbim_service *service;
	const struct mbim_cid *cid;
};

/* What was sent. */
struct rig_mbim {
	uint32_t before_first; /* what the transactions of lines count from */
	uint32_t last;	       /* transaction of the last OPEN or CLOSE */
	struct rig_sent sent[RIG_SENT];
	unsigned n_sent;
};

/* Room for any generated struct. */
union rig_struct {
	uint64_t align;
	uint8_t bytes[2048];
};

/* The MBIMEx version that the answers are encoded in. */
extern uint16_t rig_version;

extern const struct rig_words rig_mbim;

/* stimuli.c: what an MBIM modem says. */
int rig_mbim_stimulus(struct rig *r, char *word[], int n);

#endif
