/* Private to the HTML pages: how it begins, and escaping. */
#ifndef MBIM_GEN_SPEC_HTML_H
#define MBIM_GEN_SPEC_HTML_H

#include <stdio.h>

/* A page up to its body, with the style sheet of all pages. */
void mbim_html_begin(FILE *out, const char *title);

/* Text between tags, with "<", ">" and "&" escaped; nothing for NULL. */
void mbim_html_text(FILE *out, const char *s);
/* Such a text as a paragraph; nothing for NULL. */
void mbim_html_paragraph(FILE *out, const char *s);

#endif
