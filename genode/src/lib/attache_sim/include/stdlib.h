/* What the simulated modem uses of the C library; usb_modem_sim has it. */
#ifndef ATTACHE_STDLIB_H
#define ATTACHE_STDLIB_H

#include <stddef.h>

void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void free(void *ptr);
void abort(void) __attribute__((noreturn));
unsigned long long strtoull(const char *s, char **end, int base);

#endif
