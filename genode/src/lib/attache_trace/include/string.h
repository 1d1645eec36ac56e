/* What the records of a trace use of the C library. */
#ifndef ATTACHE_TRACE_STRING_H
#define ATTACHE_TRACE_STRING_H

#include <stddef.h>

void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);

/* Genode's own are C++ */
#ifndef __cplusplus
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
#endif

#endif
