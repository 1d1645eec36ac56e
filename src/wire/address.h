/* IP addresses: as text, and of which kind. */
#ifndef ATT_WIRE_ADDRESS_H
#define ATT_WIRE_ADDRESS_H

#include "base/text.h"
#include "wire/table.h"

/* "192.0.2.1" */
void att_ipv4_text(struct att_text *t, const struct att_ipv4 *a);
/* "2001:db8::1", the shortest form (RFC 5952 section 4). */
void att_ipv6_text(struct att_text *t, const struct att_ipv6 *a);
/* The same at a place that has room for 16 and 39 characters; the end, without
 * a NUL. */
char *att_ipv4_write(char *at, const struct att_ipv4 *a);
char *att_ipv6_write(char *at, const struct att_ipv6 *a);

/* fe80::/10 (RFC 4291 2.4); b: 16 bytes in network order. */
bool att_ipv6_is_link_local(const uint8_t *b);

#endif
