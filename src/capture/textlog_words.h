/* The words of logs; private to textlog.c. */
#ifndef ATTACHE_TEXTLOG_WORDS_H
#define ATTACHE_TEXTLOG_WORDS_H

#include "capture/transfer.h"
#include "wire/table.h"

enum textlog_key {
	TEXTLOG_NO_KEY,
	TEXTLOG_RAW,
	TEXTLOG_LENGTH,
	TEXTLOG_DATA,
	TEXTLOG_MESSAGE,
	TEXTLOG_FRAGMENT,
	TEXTLOG_SERVICE,
	TEXTLOG_CID,
	TEXTLOG_TYPE,
	TEXTLOG_ERROR,
	TEXTLOG_TRANSFER,
	TEXTLOG_FIELDS,
	TEXTLOG_HEADER, /* of a translation */
	TEXTLOG_TRANSACTION,
	TEXTLOG_TLV,
	TEXTLOG_VALUE,
	TEXTLOG_CLIENT, /* of QMI, as the next two */
	TEXTLOG_FLAGS,
	TEXTLOG_QMI_MESSAGE,
	TEXTLOG_WAY /* of umbim and uqmi */
};

/* The next word of the line from *at on: true; *at moves behind it. */
bool textlog_word(const char *line, size_t len, size_t *at,
		  struct att_bytes *word);
bool textlog_is(struct att_bytes word, const char *text);
bool textlog_has_words(const char *line, size_t len);

/* The key that this word is in one of the logs. */
enum textlog_key textlog_key(struct att_bytes word);
/* "<<<<<<" and ">>>>>>", also if they are quoted; 0: the word is neither. */
enum transfer_way textlog_mark(struct att_bytes word);
/* The byte of two hex digits at i, or -1. */
int textlog_byte(struct att_bytes word, size_t i);
/* "48", "(48):", "(0x00000003)" */
bool textlog_number(struct att_bytes word, uint64_t *number);
/* "(a289cc33-bcbb-8b4f-b6b0-133ec2aae6df)" */
bool textlog_uuid(struct att_bytes word, struct att_uuid *uuid);

/* Is a text of "Name = 'value'" within a value, or in front of one? */
bool textlog_is_open(struct att_bytes text);
/* The part of a line that goes on with such a text, behind its mark: false, it
 * has no mark, or begins something else. */
bool textlog_goes_on(const char *line, size_t len, struct att_bytes *rest);

/* Time and "/dev/..." of a line; what it does not have stays. */
void textlog_note(const char *line, size_t len, char *time, size_t time_cap,
		  char *device, size_t device_cap);

/* A time that a line has, "1719412474.757999" or "13:00:03.123", in ms since
 * 1970 or since midnight: true. */
bool textlog_ms(const char *time, uint64_t *ms);

#endif
