/* What the core uses of the C library; ld.lib.so has it. */
#ifndef ATTACHE_STRING_H
#define ATTACHE_STRING_H

#include <stddef.h>

void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);

#endif
