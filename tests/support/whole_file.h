/* A whole file in memory. */
#ifndef TESTS_SUPPORT_WHOLE_FILE_H
#define TESTS_SUPPORT_WHOLE_FILE_H

#include "base/bytes.h"

/* Its bytes: free p. NULL: it cannot be read. */
struct att_bytes whole_file(const char *path);

#endif
