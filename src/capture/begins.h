/* What begins with these bytes? By its own header, which must not contradict
 * itself: importers look for messages among anything. */
#ifndef ATTACHE_BEGINS_H
#define ATTACHE_BEGINS_H

#include "base/bytes.h"

#define BEGINS_MIN 8u /* bytes with which it is sure */

/* A message of MBIM (MBIM 1.0 9.1) or a frame of QMUX: its length, also if not
 * all of it is there. 0: it is neither, or there are fewer than BEGINS_MIN
 * bytes. */
size_t begins_message(struct att_bytes b);
/* The same of an NTB too (NCM 1.0 3.2). */
size_t begins_anything(struct att_bytes b);

#endif
