/* Private to the manual pages: text. */
#ifndef MBIM_GEN_SPEC_MAN_TEXT_H
#define MBIM_GEN_SPEC_MAN_TEXT_H

#include <stdio.h>

/* UTF-8 text that is neither a macro nor an escape of groff's. */
void mbim_man_text(FILE *out, const char *s);
/* Such a text as a line of its own; nothing for NULL. */
void mbim_man_line(FILE *out, const char *s);
/* ".SS NAME" and the like. */
void mbim_man_heading(FILE *out, const char *macro, const char *s);

#endif
