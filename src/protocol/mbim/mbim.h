/* The MBIM protocol of the manager (MBIM 1.0, MBIMEx 2.0 and 3.0). */
#ifndef MBIM_PROTOCOL_MBIM_H
#define MBIM_PROTOCOL_MBIM_H

#include "core/protocol.h"

/* The longest message that is put together. */
#define MBIM_MESSAGE_MAX 16384

extern const struct att_protocol mbim_protocol;
/* For a program that has no other one. */
extern const struct att_protocol *const mbim_protocols[];

#endif
