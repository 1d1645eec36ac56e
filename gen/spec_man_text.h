/* Private to the manual pages: text. */
#ifndef MBIM_GEN_SPEC_MAN_TEXT_H
#define MBIM_GEN_SPEC_MAN_TEXT_H

#include <stdio.h>

/* UTF-8 text that is neither a macro nor an escape of groff's. */
void mbim_man_text(FILE *out, const char *s);

#endif
