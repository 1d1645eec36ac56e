/* JSON that we have written ourselves as YAML that people read: blocks in place
 * of braces. */
#ifndef ATTACHE_YAML_TEXT_H
#define ATTACHE_YAML_TEXT_H

#include <stddef.h>
#include <stdio.h>

/* One JSON value without blanks; of what is no JSON, nothing good comes. */
void yaml_text(FILE *out, const char *json, size_t len);

#endif
