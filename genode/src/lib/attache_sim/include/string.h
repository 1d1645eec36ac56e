/* What the simulated modem uses besides the core's <string.h>. */
#include_next <string.h>

#ifndef ATTACHE_SIM_STRING_H
#define ATTACHE_SIM_STRING_H

int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);

#endif
