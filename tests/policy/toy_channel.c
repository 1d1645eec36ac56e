/* The control channel of the toy protocol: its chart as the manager sees it. */
#include "tests/policy/toy_channel.h"

const uint16_t toy_channel_news[ATT_CONTROL_NEWS] = {
	[ATT_CONTROL_PLUGGED] = TOY_CONTROL_EV_PLUGGED,
	[ATT_CONTROL_GONE] = TOY_CONTROL_EV_GONE,
	[ATT_CONTROL_WANTED] = TOY_CONTROL_EV_WANTED,
	[ATT_CONTROL_RELEASE] = TOY_CONTROL_EV_RELEASE,
	[ATT_CONTROL_RETRY] = TOY_CONTROL_EV_RETRY,
	[ATT_CONTROL_HUNG] = TOY_CONTROL_EV_HUNG,
	[ATT_CONTROL_MUTE] = TOY_CONTROL_EV_MUTE,
	[ATT_CONTROL_NOT_OPENED] = TOY_CONTROL_EV_NOT_OPENED,
};

bool toy_channel_step(void *t, uint16_t event, uint64_t now_ms,
		      struct att_trace_rec *rec)
{
	(void)now_ms;
	return toy_control_step(t, (enum toy_control_event)event, rec);
}

uint8_t toy_channel_state(const void *t)
{
	return ((const struct toy_control *)t)->state;
}

enum att_channel toy_channel(const void *t)
{
	static const enum att_channel channels[] = {
		[TOY_CONTROL_ABSENT] = ATT_CHANNEL_ABSENT,
		[TOY_CONTROL_CLOSED] = ATT_CHANNEL_CLOSED,
		[TOY_CONTROL_OPENING] = ATT_CHANNEL_OPENING,
		[TOY_CONTROL_OPEN] = ATT_CHANNEL_OPEN,
		[TOY_CONTROL_CLOSING] = ATT_CHANNEL_CLOSING,
		[TOY_CONTROL_WAITING] = ATT_CHANNEL_WAITING,
	};

	return channels[toy_channel_state(t)];
}

uint16_t toy_channel_order(uint8_t effect)
{
	static const uint16_t orders[] = {
		[TOY_CONTROL_DO_NOTHING] = ATT_OP_NONE,
		[TOY_CONTROL_DO_SEND_HELLO] = TOY_OP_HELLO,
		[TOY_CONTROL_DO_SEND_BYE] = TOY_OP_BYE,
		[TOY_CONTROL_DO_ANNOUNCE_OPEN] = ATT_OP_ANNOUNCE_OPEN,
		[TOY_CONTROL_DO_RESET_PORT] = ATT_OP_RESET_PORT,
	};

	return orders[effect];
}

uint16_t toy_channel_unanswered(void *t, uint16_t kind, uint64_t now_ms)
{
	(void)t;
	(void)kind;
	(void)now_ms;
	return TOY_CONTROL_EV_TIMEOUT;
}

bool toy_channel_anew(uint16_t kind)
{
	return kind == TOY_OP_HELLO || kind == TOY_OP_BYE;
}
