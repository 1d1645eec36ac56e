/* IP addresses as text. */
#ifndef MBIM_WIRE_ADDRESS_H
#define MBIM_WIRE_ADDRESS_H

#include "base/text.h"
#include "wire/table.h"

/* "192.0.2.1" */
void mbim_ipv4_text(struct mbim_text *t, const struct mbim_ipv4 *a);
/* "2001:db8::1", the shortest form (RFC 5952 section 4). */
void mbim_ipv6_text(struct mbim_text *t, const struct mbim_ipv6 *a);
/* The same at a place that has room for 16 and 39 characters; the end, without
 * a NUL. */
char *mbim_ipv4_write(char *at, const struct mbim_ipv4 *a);
char *mbim_ipv6_write(char *at, const struct mbim_ipv6 *a);

#endif
