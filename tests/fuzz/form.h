/* Reads an input as a form of file has it, and shows what is in it. */
#ifndef FUZZ_FORM_H
#define FUZZ_FORM_H

#include "capture/forms.h"

/* Everything that the form of this name makes of the bytes, which come in
 * pieces, and what attache decode shows of it; how says which output and
 * version. Claims that transfers are whole and not more than the input can
 * hold. detected: as if the form had been found. */
void fuzz_form(const char *name, struct att_bytes bytes, uint8_t how,
	       bool detected);

#endif
