/* Private to the HTML page: its style sheet, and escaping. */
#ifndef MBIM_GEN_SPEC_HTML_H
#define MBIM_GEN_SPEC_HTML_H

#include <stdio.h>

extern const char mbim_html_style[];

/* Text between tags, with "<", ">" and "&" escaped; nothing for NULL. */
void mbim_html_text(FILE *out, const char *s);

#endif
