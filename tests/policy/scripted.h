/* A protocol that a transcript plays: what it is to write comes out as a
 * struct scripted_request, and what comes in is a struct att_report as it is.
 * Its control chart is the toy's. */
#ifndef TESTS_POLICY_SCRIPTED_H
#define TESTS_POLICY_SCRIPTED_H

#include "core/protocol.h"

struct scripted_request {
	uint32_t tag;
	uint16_t kind;
	uint32_t session;
	char text[120]; /* the operation and its values, without the PIN */
};

extern const struct att_protocol *const scripted_protocols[];

/* From now on the modem can carry this out, or cannot; t is the protocol's
 * state. False: there is no operation of that name. */
bool scripted_can(void *t, const char *operation, bool can);

#endif
