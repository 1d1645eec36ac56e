/* A framing for tests of the data path: datagrams one behind the other, without
 * anything between. One transfer of PLAIN_SIZE bytes is filled at a time; none
 * is walked. */
#ifndef TESTS_UNIT_PLAIN_FRAMING_H
#define TESTS_UNIT_PLAIN_FRAMING_H

#include "drivers/framing.h"

enum { PLAIN_SIZE = 16384 };

extern const struct framing plain_framing;
/* Nothing has been put into a transfer. */
void plain_framing_reset(void);

#endif
