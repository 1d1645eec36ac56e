/* Seeds for the importers of attache decode: one message as a log or a capture
 * has it. */
#ifndef TESTS_SEED_IMPORT_H
#define TESTS_SEED_IMPORT_H

#include "base/bytes.h"

#define SEED_IMPORT 20000 /* bytes that are enough */

/* The target that form k is a seed of; NULL: there are no more forms. */
const char *seed_form(unsigned k);
/* The message in form k, of which i chooses a variety. The length, 0: the
 * message is too long for it. */
size_t seed_in_form(unsigned k, unsigned i, struct att_bytes message,
		    uint8_t *out);

#endif
