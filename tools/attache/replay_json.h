/* JSON objects on standard output, one a line. */
#ifndef ATTACHE_REPLAY_JSON_H
#define ATTACHE_REPLAY_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* {"kind":"asked" */
void replay_json_open(const char *kind);
/* ,"key":... in the object that is open. Any bytes may be in a text. */
void replay_json_text(const char *key, const char *text);
void replay_json_span(const char *key, const char *text, size_t len);
void replay_json_number(const char *key, uint64_t value);
void replay_json_bool(const char *key, bool value);
/* ,"key":["text" and, with key NULL, ,"text"; then end_items. */
void replay_json_item(const char *key, const char *text);
void replay_json_end_items(void);
/* } and the end of the line. */
void replay_json_close(void);

#endif
