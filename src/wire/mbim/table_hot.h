/* The messages whose encoder is straight code, as the decoder of all is. The
 * walker does the same for any layout, with twice the instructions, so here are
 * only those that a host sends to connect. */
#ifndef MBIM_WIRE_MBIM_TABLE_HOT_H
#define MBIM_WIRE_MBIM_TABLE_HOT_H

#define MBIM_HOT_basic_connect_connect_set , 1

/* MBIM_PICK(what, name): what_1 if name is in the list, else what_0. */
#define MBIM_PICK(what, name)		MBIM_PICK_1(what, MBIM_HOT_##name, 0, 0)
#define MBIM_PICK_1(what, ...)		MBIM_PICK_2(what, __VA_ARGS__)
#define MBIM_PICK_2(what, name, n, ...) what##_##n

#endif
