/* What holds for any bytes under any layout of the tables. */
#ifndef TESTS_FUZZ_LAYOUT_CLAIMS_H
#define TESTS_FUZZ_LAYOUT_CLAIMS_H

#include "wire/table.h"

/* Decode, print, mask and encode body in every way, and claim that decoder,
 * printer, masking and encoder agree about it. */
void layout_claims(const struct att_layout *layout, struct att_bytes body);

#endif
