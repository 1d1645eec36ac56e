/* Bytes that are put together one after the other. */
#ifndef ATTACHE_OCTETS_H
#define ATTACHE_OCTETS_H

#include "base/bytes.h"

struct octets {
	uint8_t *p;
	size_t len, cap;
};

/* Append n bytes. False: there is no memory, or more than any record has. */
bool octets_put(struct octets *o, const void *p, size_t n);
bool octets_put_byte(struct octets *o, uint8_t byte);
/* What is there; valid until more is put. */
struct att_bytes octets_all(const struct octets *o);
void octets_free(struct octets *o);

#endif
