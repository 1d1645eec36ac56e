/* Seeds for the importers of attache decode: one message as a log or a capture
 * has it. */
#ifndef TESTS_SEED_IMPORT_H
#define TESTS_SEED_IMPORT_H

#include "base/bytes.h"

/* Each returns the length, and 0 for a message longer than 4096 bytes. */
#define SEED_IMPORT 20000 /* bytes that are enough */
/* i chooses the form. */
size_t seed_log(unsigned i, struct att_bytes message, char *out);
size_t seed_capture(unsigned i, struct att_bytes message, uint8_t *out);
size_t seed_usbmon_text(unsigned i, struct att_bytes message, char *out);
size_t seed_raw(unsigned i, struct att_bytes message, uint8_t *out);
size_t seed_hex(unsigned i, struct att_bytes message, char *out);

#endif
