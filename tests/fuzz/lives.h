/* Whole lives of a modem and its manager, of whichever protocol. */
#ifndef TESTS_FUZZ_LIVES_H
#define TESTS_FUZZ_LIVES_H

#include <stdbool.h>

#include "base/bytes.h"

/* One life: `in` says what the modem is and what happens. A SIM sees one PIN an
 * insertion and is never locked; nothing goes round without a wait; what is
 * wrong has words; the masked trace of the life replays. Of QMI besides: no
 * request has the transaction 0, and clients are given back. */
void fuzz_life(struct att_bytes in, bool qmi);

#endif
