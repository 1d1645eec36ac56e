/* The bytes of a block of a log; private to textlog.c. */
#ifndef ATTACHE_TEXTLOG_BLOCK_H
#define ATTACHE_TEXTLOG_BLOCK_H

#include "capture/textlog.h"

/* Do the bytes begin a frame of QMUX, not a message of MBIM? */
bool textlog_is_qmi(const struct textlog_block *b);
/* The shortest messages of both protocols have as many bytes. */
bool textlog_is_message(const struct textlog_block *b);
/* What the message's own header says, as far as it came; 0: nothing. */
size_t textlog_length(const struct textlog_block *b);
/* What it was before it was cut, or is. */
size_t textlog_full_len(const struct textlog_block *b);

/* Of a message that is there in words only, as many bytes as libmbim and libqmi
 * have of one that they cut; and the TLVs of QMI, if all of them are there. */
void textlog_add_header(struct textlog_block *b);
/* Make the header of a message of which only the first 12 bytes are there; full
 * is what it was. */
void textlog_add_details(struct textlog_block *b, size_t full);

#endif
