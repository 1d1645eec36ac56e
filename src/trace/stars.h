/* What stands for a secret text in a masked trace. A message has the text in
 * UTF-8 or in UTF-16, and its mask has a '*' for each byte or unit of it. The
 * configuration is written before it is known which: its stars are as long in
 * both as the text. */
#ifndef ATT_TRACE_STARS_H
#define ATT_TRACE_STARS_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/text.h"

/* Stars for a text, as a word of a record: one for each character. Of what is
 * not UTF-8, one for each byte, which together are no UTF-8 either: the core
 * may not be able to send it. */
void att_stars_put(struct att_text *t, const char *s);
/* Is this message, in which there may be stars, the one that was masked? If
 * not, *at is where they differ first. */
bool att_stars_same(struct att_bytes masked, struct att_bytes came, size_t *at);

#endif
