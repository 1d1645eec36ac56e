/* Is a text JSON? For the tests that make sure of it. */
#ifndef MBIM_TESTS_WIRE_JSON_H
#define MBIM_TESTS_WIRE_JSON_H

#include <stdbool.h>
#include <stddef.h>

/* True if s is exactly one JSON value in valid UTF-8 (RFC 8259). */
bool wire_json_valid(const char *s, size_t len);

#endif
