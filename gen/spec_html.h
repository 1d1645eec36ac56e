/* Private to the HTML pages: how they begin and end, and escaping. */
#ifndef MBIM_GEN_SPEC_HTML_H
#define MBIM_GEN_SPEC_HTML_H

#include <stddef.h>
#include <stdio.h>

/* A page up to its body, with the style sheet of all pages. */
void mbim_html_begin(FILE *out, const char *title);
/* The end of a page that has a nav and a main, with the search box of all. */
void mbim_html_end(FILE *out);

/* Text between tags, with "<", ">" and "&" escaped; nothing for NULL. */
void mbim_html_text(FILE *out, const char *s);
/* A cell with n such texts, of which any may be NULL: parted by ";", but
 * sentences by their period. */
void mbim_html_notes(FILE *out, const char *const *notes, size_t n);
/* Such a text as a paragraph; nothing for NULL. */
void mbim_html_paragraph(FILE *out, const char *s);

#endif
