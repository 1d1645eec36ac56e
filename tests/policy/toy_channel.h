/* The control channel of the toy protocol (toy_control.rl), for protocols whose
 * state begins with a struct toy_control. */
#ifndef TESTS_POLICY_TOY_CHANNEL_H
#define TESTS_POLICY_TOY_CHANNEL_H

#include "core/protocol.h"
#include "generated/toy_control_machine.h"

enum { TOY_OP_HELLO = ATT_OP_OWN, TOY_OP_BYE };

/* Members of a struct att_protocol. */
extern const uint16_t toy_channel_news[ATT_CONTROL_NEWS];
bool toy_channel_step(void *t, uint16_t event, uint64_t now_ms,
		      struct att_trace_rec *rec);
uint8_t toy_channel_state(const void *t);
enum att_channel toy_channel(const void *t);
uint16_t toy_channel_order(uint8_t effect);
uint16_t toy_channel_unanswered(void *t, uint16_t kind, uint64_t now_ms);
bool toy_channel_anew(uint16_t kind);

#endif
