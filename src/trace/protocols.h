/* The protocols that attache has, for those who record, replay or run what may
 * speak any of them. */
#ifndef ATT_TRACE_PROTOCOLS_H
#define ATT_TRACE_PROTOCOLS_H

#include "base/bytes.h"
#include "core/protocol.h"

/* Ended by NULL; the first one is what a modem speaks of which nothing is
 * said. */
extern const struct att_protocol *const att_protocols[];

/* Of a list like these: the one with this name; NULL: there is none. An empty
 * name is that of the first one. */
const struct att_protocol *att_protocols_find(
	const struct att_protocol *const *protocols, struct att_bytes name);

#endif
