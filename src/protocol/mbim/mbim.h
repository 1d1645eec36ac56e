/* The MBIM protocol of the manager (MBIM 1.0, MBIMEx 2.0 and 3.0). */
#ifndef MBIM_PROTOCOL_MBIM_H
#define MBIM_PROTOCOL_MBIM_H

#include "core/protocol.h"

/* The longest message that is put together. */
#define MBIM_MESSAGE_MAX 16384

extern const struct att_protocol mbim_protocol;
/* The same with room for any ATT_OP_RAW, whose requests and answers may be
 * longer than those of the manager. The request is a whole COMMAND; its
 * transaction id does not matter. */
extern const struct att_protocol mbim_protocol_raw;
#define MBIM_RAW_REQUEST 65536
#define MBIM_RAW_ANSWER	 131072
/* The list of what the manager wants to be told (DEVICE_SERVICE_SUBSCRIBE_LIST,
 * MBIM 1.0 10.5.29): its length in buf, or ATT_E_ROOM. Who asks a modem for
 * more has to ask for that too, as a list takes the place of the one before. */
int mbim_events_body(uint8_t *buf, size_t cap);
/* For a program that has no other one. */
extern const struct att_protocol *const mbim_protocols[];

#endif
