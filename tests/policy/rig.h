/* The rig of the policy transcripts: a modem that says facts. */
#ifndef TESTS_POLICY_RIG_H
#define TESTS_POLICY_RIG_H

#include "tests/policy/scripted.h"
#include "tests/transcript/transcript.h"

#define RIG_SENT 32

/* What was sent, the last one behind the others. */
struct rig_policy {
	struct scripted_request sent[RIG_SENT];
	unsigned n_sent;
};

/* stimuli.c: what the modem says. 0, or -1: it cannot be understood. */
int rig_policy_stimulus(struct rig *r, char *word[], int n);

#endif
